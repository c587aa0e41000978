// Questions to the guidelines: answers with their sources, and follow-ups in the same talk.

import { ask } from "../core/api.js";
import { bones, h } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { sources } from "../core/sources.js";
import { troubleText } from "../core/trouble.js";
import { t } from "../core/words.js";

const STARTERS = ["ask_1", "ask_2", "ask_3", "ask_4"];

export class Ask {
  constructor() {
    this.talk = [];
    this.log = h("div", { class: "log", role: "log", "aria-label": t("ask") });
    this.area = h("textarea", { id: "question", rows: "1", dir: "auto", required: true, maxlength: "2000", placeholder: t("ask_hint"), "aria-label": t("ask_hint"),
      onkeydown: (event) => event.key === "Enter" && !event.shiftKey && !event.isComposing && (event.preventDefault(), this.form.requestSubmit()) });
    this.form = h("form", { class: "ask-bar", onsubmit: (event) => (event.preventDefault(), this.put(this.area.value)) },
      this.area, h("button", { class: "primary", id: "ask-button" }, t("ask_now")));
    this.starters = h("div", { class: "starters" }, STARTERS.map((word) => h("button", { type: "button", class: "example", onclick: () => this.put(t(word)) }, t(word))));
    this.element = h("section", { class: "page narrow ask", "aria-labelledby": "ask-title" },
      h("h1", { id: "ask-title", tabindex: "-1" }, t("ask")), h("p", { class: "quiet" }, t("ask_text")), this.log, this.starters, this.form);
  }

  async put(question) {
    if (!question.trim() || this.asking) return;
    this.asking = true;
    this.area.value = "";
    this.starters.remove();
    const answer = h("div", { class: "answer", "aria-busy": "true" }, bones(2));
    this.log.append(h("p", { class: "question", dir: "auto" }, question), answer);
    answer.scrollIntoView({ block: "nearest" });
    try {
      const found = await this.read(question);
      this.talk.push({ question, answer: found.answer });
      answer.replaceChildren(
        found.answered ? "" : h("p", { class: "unsaid" }, icon("alert"), t("unsaid")),
        h("p", { dir: "auto", lang: found.language }, found.answer),
        sources(found.evidence, undefined, "source") ?? "");
    } catch (problem) {
      this.area.value = question;
      answer.replaceChildren(h("p", { class: "wrong", role: "alert" }, troubleText(problem)));
    } finally {
      this.asking = false;
      answer.removeAttribute("aria-busy");
      this.area.focus();
      answer.scrollIntoView({ block: "nearest" });
    }
  }

  read(question) {
    return ask({ question });
  }
}

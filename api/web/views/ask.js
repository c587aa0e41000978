// Questions to the guidelines: answers with their sources, and follow-ups in the same talk.

import { ask } from "../core/api.js";
import { bones, h } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { sources } from "../core/sources.js";
import { troubleText } from "../core/trouble.js";
import { t } from "../core/words.js";

const STARTERS = ["ask_1", "ask_2", "ask_3", "ask_4"];
const BACK = 20; // as many earlier questions as the service takes

export class Ask {
  constructor() {
    this.asked = []; // in this topic, the oldest first
    this.log = h("div", { class: "log", role: "log", "aria-label": t("ask") });
    this.area = h("textarea", { id: "question", rows: "1", dir: "auto", required: true, maxlength: "2000", placeholder: t("ask_hint"), "aria-label": t("ask_hint"),
      onkeydown: (event) => event.key === "Enter" && !event.shiftKey && !event.isComposing && (event.preventDefault(), this.form.requestSubmit()) });
    this.form = h("form", { class: "ask-bar", onsubmit: (event) => (event.preventDefault(), this.put(this.area.value)) },
      this.area, h("button", { class: "primary", id: "ask-button" }, t("ask_now")));
    this.starters = h("div", { class: "starters" }, STARTERS.map((word) => h("button", { type: "button", class: "example", onclick: () => this.put(t(word)) }, t(word))));
    this.fresh = h("button", { type: "button", id: "new-topic", hidden: true, onclick: () => this.anew() }, icon("plus"), t("new_topic"));
    this.element = h("section", { class: "page narrow ask", "aria-labelledby": "ask-title" },
      h("div", { class: "head-line" }, h("h1", { id: "ask-title", tabindex: "-1" }, t("ask")), this.fresh), h("p", { class: "quiet" }, t("ask_text")), this.log, this.starters, this.form);
  }

  async put(question) {
    if (!question.trim() || this.going) return;
    const going = (this.going = new AbortController());
    this.area.value = "";
    this.starters.remove();
    this.fresh.hidden = false;
    const answer = h("div", { class: "answer", "aria-busy": "true" }, bones(2));
    this.log.append(h("p", { class: "question", dir: "auto" }, question), answer);
    answer.scrollIntoView({ block: "nearest" });
    try {
      const found = await ask({ question, conversation: this.asked.slice(-BACK) }, going.signal);
      if (going.signal.aborted) return;
      this.asked.push(question);
      answer.replaceChildren(...said(found));
    } catch (problem) {
      if (going.signal.aborted) return;
      this.area.value = question;
      answer.replaceChildren(h("p", { class: "wrong", role: "alert" }, troubleText(problem)));
    } finally {
      if (!going.signal.aborted) {
        this.going = null;
        answer.removeAttribute("aria-busy");
        this.area.focus();
        answer.scrollIntoView({ block: "nearest" });
      }
    }
  }

  // What was asked before no longer counts, and an answer still under way is not waited for.
  anew() {
    this.going?.abort();
    this.going = null;
    this.asked = [];
    this.log.replaceChildren();
    this.form.before(this.starters);
    this.fresh.hidden = true;
    this.area.focus();
  }
}

// The answer, what to know about it, the passages it is made of, and apart from them those that came near.
function said(found) {
  const cited = found.evidence.filter((one) => found.cited.includes(one.id));
  const near = found.evidence.filter((one) => !found.cited.includes(one.id));
  return [
    found.answered ? null : h("p", { class: "unsaid" }, icon("alert"), t("unsaid")),
    h("p", { class: "words", dir: "auto", lang: found.language }, found.answer),
    found.note ? h("p", { class: "note", dir: "auto", lang: found.language }, found.note) : null,
    sources(cited, undefined, "source"),
    sources(near, undefined, "near"),
  ].filter(Boolean);
}

// A draft by a language model, where one is configured: shown while it is written, taken only when it was checked.

import { rewriteStream, suggestionStream } from "../core/api.js";
import { h } from "../core/dom.js";
import { settings } from "../core/settings.js";
import { toast } from "../core/toast.js";
import { troubleText } from "../core/trouble.js";
import { t } from "../core/words.js";

const STYLES = ["shorter", "warmer", "firmer", "simpler"];

export class Personal {
  constructor(composer) {
    this.composer = composer;
    this.text = h("p", { class: "said", dir: "auto" });
    this.box = h("div", { class: "writing-now", hidden: true, role: "status" },
      h("div", { class: "bar" }, h("strong", {}, t("model_writes")), h("button", { type: "button", onclick: () => this.stop() }, t("cancel"))), this.text);
    this.styles = h("select", { "aria-label": t("rewrite"), onchange: () => this.rewrite(this.styles.value) },
      h("option", { value: "" }, t("rewrite")), STYLES.map((style) => h("option", { value: style }, t(`style.${style}`))));
    this.element = h("span", { class: "buttons", hidden: true }, h("button", { type: "button", id: "personal", onclick: () => this.write() }, t("personal")), this.styles);
  }

  stop() {
    this.asked?.abort();
  }

  write() {
    const body = { seller_language: settings.sellerLanguage, translate: false, explain: true, ...this.composer.wishes };
    return this.follow((signal) => suggestionStream(this.composer.view.id, body, signal), (made) => {
      if (made.draft?.origin !== "model") return made.draft_note;
      this.composer.takeModel(made);
      return null;
    });
  }

  async rewrite(style) {
    this.styles.value = "";
    const { return_request, thread, consent } = this.composer.context();
    const body = { draft: this.composer.editor.text, style, return_request, thread, language: settings.sellerLanguage, ...(consent && { consent }) };
    await this.follow((signal) => rewriteStream(body, signal), (made) => {
      if (!made.changed) return made.note;
      this.composer.editor.put(made.draft);
      return null;
    });
  }

  // Show what comes; `take(done)` gives the reason where nothing was taken.
  async follow(open, take) {
    this.stop();
    const mine = (this.asked = new AbortController());
    this.box.hidden = false;
    this.text.replaceChildren();
    try {
      for await (const { name, data } of await open(mine.signal)) {
        if (name === "delta") this.text.append(data.text);
        else if (name === "retry") this.text.replaceChildren();
        else if (name === "error") toast(data.detail ?? t("trouble.broken"));
        else if (name === "done") {
          const why = take(data);
          if (why) toast(t("not_personal", { why }));
        }
      }
    } catch (problem) {
      if (problem.name !== "AbortError") toast(troubleText(problem));
    } finally {
      if (this.asked === mine) this.box.hidden = true;
    }
  }
}

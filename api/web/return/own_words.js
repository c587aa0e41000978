// Between the seller's language and the customer's: write in one's own and insert it, or read the reply back.

import { translate } from "../core/api.js";
import { h } from "../core/dom.js";
import { settings } from "../core/settings.js";
import { label, t } from "../core/words.js";
import { doubts, translated } from "./translations.js";

export class OwnWords {
  constructor(composer) {
    this.composer = composer;
    this.area = h("textarea", { rows: "2", dir: "auto", "aria-label": t("own_words") });
    this.button = h("button", { type: "button", onclick: () => this.insert() });
    this.note = h("div", { role: "status" });
    this.element = h("details", { class: "own-words", hidden: true }, h("summary", {}, t("own_words")), this.area, h("div", { class: "bar" }, this.note, this.button));
  }

  know(language) {
    this.target = language;
    this.element.hidden = !language || language === settings.sellerLanguage;
    this.button.textContent = t("translate_insert", { language: label("code", language ?? "en") });
  }

  async insert() {
    const text = this.area.value;
    if (!text.trim()) return;
    this.button.disabled = true;
    this.note.replaceChildren(h("span", { class: "quiet" }, t("translating")));
    try {
      const [found] = (await translate([text], this.target)).translations;
      this.composer.editor.insert(found.text);
      this.area.value = "";
      this.note.replaceChildren(doubts(found) ?? "");
    } catch (problem) {
      this.note.replaceChildren(h("span", { class: "quiet" }, t(problem.kind === "uninstalled" ? "no_translation" : "translation_failed")));
    } finally {
      this.button.disabled = false;
    }
  }
}

export class Gloss {
  constructor(composer) {
    this.composer = composer;
    this.body = h("div", {});
    this.element = h("details", { class: "gloss", hidden: true, ontoggle: () => this.show() }, h("summary", {}, t("gloss")), this.body);
  }

  know(draft) {
    this.draft = draft;
    this.element.hidden = !draft || draft.language === settings.sellerLanguage;
    this.shown = null;
    this.show();
  }

  // The text changed: what stands here would be about another one.
  stale() {
    if (this.shown !== null && this.shown !== this.composer.editor.text) {
      this.shown = null;
      this.show();
    }
  }

  show() {
    const { text } = this.composer.editor;
    if (!this.element.open || !this.draft || this.shown === text) return;
    this.shown = text;
    if (text === this.draft.text && this.draft.gloss) {
      this.body.replaceChildren(h("p", { class: "said", dir: "auto", lang: settings.sellerLanguage }, this.draft.gloss));
      return;
    }
    this.body.replaceChildren(h("p", { class: "quiet" }, t("gloss_edited")),
      h("button", { type: "button", onclick: () => this.body.replaceChildren(translated(text, settings.sellerLanguage)) }, t("translate_back")));
  }
}

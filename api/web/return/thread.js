// The conversation: every message as it was written, with its translation beside it.

import { languages, translateReturn } from "../core/api.js";
import { bones, h, isolated } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { settings } from "../core/settings.js";
import { label, local, size, t } from "../core/words.js";
import { shownTranslation } from "./translations.js";

export class Thread {
  constructor(id, signal) {
    this.id = id;
    this.signal = signal;
    this.element = h("section", { class: "thread", "aria-label": t("thread") });
    this.items = new Map();
  }

  show(found) {
    const messages = partsOf(found);
    for (const message of messages) {
      if (this.items.has(message.id)) continue;
      const item = this.item(message, found.return_request);
      this.items.set(message.id, item);
      this.element.append(item.element);
    }
    this.translate(messages);
  }

  item(message, request) {
    const mine = message.author === "seller";
    const opening = message.id === OPENING;
    const item = { language: h("span", { class: "quiet" }), side: h("div", { class: "side", hidden: true }) };
    item.element = h("article", { class: "message", "data-author": message.author, "aria-label": t(mine ? "you_wrote" : "customer_wrote") },
      h("header", {},
        h("strong", {}, mine ? t("you") : h("bdi", {}, request.customer_name || t("a_customer"))),
        opening ? h("span", { class: "chip" }, t("return_request")) : null,
        item.language,
        message.sent_at ? h("time", { class: "quiet", datetime: message.sent_at }, local(message.sent_at)) : null),
      h("div", { class: "sides" }, h("div", { class: "side" }, h("p", { class: "said", dir: "auto" }, isolated(message.text))), item.side),
      opening && request.photos ? h("p", { class: "attachments" }, h("span", { class: "chip" }, icon("photo"), t("photos_n", { n: request.photos }))) : null,
      message.attachments?.length ? h("p", { class: "attachments" }, message.attachments.map(attachment)) : null,
      message.override_reason ? h("p", { class: "override" }, icon("alert"), h("span", {}, t("overridden"), " ", h("bdi", {}, message.override_reason))) : null);
    return item;
  }

  // What is on record is shown at once; what is not is asked for, for the whole thread together, and kept there.
  async translate(messages) {
    const reads = settings.sellerLanguage;
    const missing = [];
    try {
      for (const message of messages) {
        const item = this.items.get(message.id);
        item.code ??= message.language ?? (await languages([message.text], this.signal)).languages[0].code;
        item.language.textContent = label("code", item.code);
        if (item.code === reads || item.code === "other" || !message.text.trim()) continue;
        item.side.hidden = false;
        if (message.translations?.[reads]) this.put(item, message.translations[reads]);
        else missing.push(message.id);
      }
    } catch {
      return; // the originals stand; their language stays unsaid
    }
    if (!missing.length || this.asking) return;
    this.asking = true;
    const sides = missing.map((id) => this.items.get(id).side);
    for (const side of sides) if (!side.childNodes.length) side.replaceChildren(h("div", { class: "translated", "aria-busy": "true" }, h("p", { class: "quiet" }, t("translating")), bones(1)));
    try {
      for (const message of partsOf(await translateReturn(this.id, reads, this.signal))) {
        const item = this.items.get(message.id);
        if (item && message.translations?.[reads]) this.put(item, message.translations[reads]);
      }
    } catch (problem) {
      if (problem.name === "AbortError") return;
      for (const side of sides) side.replaceChildren(h("p", { class: "quiet" }, t(problem.kind === "uninstalled" ? "no_translation" : "translation_failed")));
    } finally {
      this.asking = false;
    }
  }

  // The newest message, for whoever just sent it.
  reveal() {
    const newest = this.element.lastElementChild;
    newest.tabIndex = -1;
    newest.focus({ preventScroll: true });
    newest.scrollIntoView({ block: "nearest" });
  }

  put(item, translation) {
    item.side.replaceChildren(shownTranslation(translation));
  }
}

const OPENING = "request";

function partsOf(found) {
  const request = found.return_request;
  return [{ id: OPENING, author: "customer", text: request.customer_comment, sent_at: request.created_at, translations: found.translations }, ...found.thread];
}

function attachment(one) {
  return h("span", { class: "chip" }, icon("clip"), h("bdi", { dir: "ltr" }, one.name), one.size_bytes === null || one.size_bytes === undefined ? null : h("span", { class: "quiet" }, size(one.size_bytes)));
}

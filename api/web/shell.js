// What stays around every view: the header with its ways, the keys' dialog, the word that the service is away.

import { h } from "./core/dom.js";
import { icon } from "./core/icons.js";
import { settings } from "./core/settings.js";
import { toasts } from "./core/toast.js";
import { number, t } from "./core/words.js";

const WAYS = [["inbox", "#/"], ["ask", "#/ask"], ["insights", "#/insights"], ["settings", "#/settings"]];

export class Shell {
  constructor({ onlanguage }) {
    const other = settings.language === "ar" ? "en" : "ar";
    this.waiting = h("span", { class: "count", hidden: true });
    this.ways = WAYS.map(([name, href]) => h("a", { href, "data-way": name }, icon(name), h("span", {}, t(name)), name === "inbox" ? this.waiting : null));
    this.main = h("main", { id: "main", tabindex: "-1" });
    this.away = h("p", { class: "away", role: "alert", hidden: true }, icon("alert"), t("away"));
    this.keys = keysDialog();
    this.parts = [
      h("a", { class: "skip", href: "#main", onclick: (event) => (event.preventDefault(), this.main.focus()) }, t("skip")),
      h("header", { class: "top" },
        h("a", { class: "brand", href: "#/" }, h("img", { src: "/web/icon.svg", alt: "", width: "28", height: "28" }), h("span", {}, "Radd"), h("span", { lang: "ar", class: "brand-ar" }, "ردّ")),
        h("nav", { class: "ways", "aria-label": t("ways") }, this.ways),
        h("div", { class: "top-tools" },
          h("a", { class: "button primary new-button", href: "#/new", id: "new-return", "aria-label": t("new_return") }, icon("plus"), h("span", {}, t("new_return"))),
          h("button", { type: "button", lang: other, id: "language", onclick: () => (settings.set("language", other), onlanguage()) }, other === "ar" ? "العربية" : "English"),
          h("button", { type: "button", class: "square", id: "keys-button", "aria-label": t("keys"), onclick: () => this.keys.showModal() }, "?"))),
      this.away, this.main, toasts, this.keys,
    ];
  }

  show(way, layout, ...content) {
    for (const link of this.ways) {
      if (link.dataset.way === way) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    this.main.className = layout;
    this.main.replaceChildren(...content);
  }

  count(waiting) {
    this.waiting.hidden = !waiting;
    this.waiting.replaceChildren(h("span", { "aria-hidden": "true" }, number(waiting)), h("span", { class: "hidden" }, t("waiting_n", { n: number(waiting) })));
  }
}

function keysDialog() {
  const rows = [
    [["J"], "key_next"], [["K"], "key_previous"], [["R"], "key_draft"], [["C"], "key_answer"], [["N"], "new_return"], [["I"], "inbox"], [["/"], "key_ask"],
    [["Ctrl", "Enter"], "key_send"], [["Alt", "F"], "key_fix"], [["Alt", "C"], "key_copy"], [["?"], "keys"],
  ];
  const dialog = h("dialog", { "aria-labelledby": "keys", class: "keys-dialog" }, h("h2", { id: "keys" }, t("keys")),
    h("dl", {}, rows.map(([keys, word]) => h("div", {}, h("dt", { dir: "ltr" }, keys.map((key) => h("kbd", {}, key))), h("dd", {}, t(word))))),
    h("form", { method: "dialog" }, h("button", {}, t("close"))));
  return dialog;
}

// What the check found, one by one: the rule, why, the words, a fix where there is one, and the guideline.

import { h } from "../core/dom.js";
import { lazySource } from "../core/sources.js";
import { label, t } from "../core/words.js";

const LONGEST = 90;

export class Findings {
  constructor(editor) {
    this.editor = editor;
    this.element = h("ul", { class: "findings" });
    this.items = new Map();
  }

  // Items are kept while their finding stays, so that an opened guideline or a half-filled slot is not lost.
  show(findings) {
    const items = new Map();
    const seen = new Map();
    for (const finding of findings) {
      const name = `${finding.rule}\n${finding.text}`;
      const times = (seen.get(name) ?? 0) + 1;
      seen.set(name, times);
      const key = `${name}\n${times}\n${finding.fix}`;
      const item = this.items.get(key) ?? this.item(finding);
      item.finding = finding;
      items.set(key, item);
    }
    const same = items.size === this.items.size && [...items.keys()].every((key, at) => key === [...this.items.keys()][at]);
    this.items = items;
    if (!same) this.element.replaceChildren(...[...items.values()].map((item) => item.element));
  }

  point(finding) {
    for (const item of this.items.values()) item.element.toggleAttribute("data-here", item.finding === finding);
  }

  item(first) {
    const item = { finding: first };
    const short = first.text.length > LONGEST ? `${first.text.slice(0, LONGEST)}…` : first.text;
    item.element = h("li", { "data-severity": first.severity },
      h("div", { class: "finding-line" },
        h("strong", {}, label("rule", first.rule)), h("span", { class: "chip" }, t(first.severity)),
        first.fix === null ? null : h("button", { type: "button", class: "fix", onclick: () => this.editor.fix(item.finding) }, t(first.fix === "" ? "remove" : "fix"))),
      h("p", { dir: "auto" }, first.message),
      h("button", { type: "button", class: "span", "aria-label": t("show_in_text", { words: short }), onclick: () => this.editor.select(item.finding) }, h("bdi", {}, short)),
      first.fix ? h("p", { class: "instead" }, h("span", { class: "quiet" }, t("instead")), " ", h("bdi", {}, first.fix)) : null,
      first.rule === "unfilled_placeholder" ? this.slot(first) : null,
      first.evidence_id ? lazySource(first.evidence_id) : null);
    return item;
  }

  slot(finding) {
    const value = h("input", { type: "text", dir: "auto", required: true, "aria-label": t("fill_label", { slot: finding.text }), placeholder: finding.text });
    return h("form", { class: "slot", onsubmit: (event) => (event.preventDefault(), this.editor.fill(finding.text, value.value)) },
      value, h("button", { class: "fix" }, t("fill")));
  }
}

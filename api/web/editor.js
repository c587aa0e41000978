// The draft's editor: a plain text area over a mirror of its text, where what breaks a rule is underlined.
// The text area holds exactly what is sent; the mirror is only looked at.

import { check } from "./api.js";
import { h, toUnits } from "./dom.js";
import { settings, t } from "./settings.js";

const PAUSE_MS = 180;

export class Editor {
  constructor({ text, language, context }) {
    this.context = context;
    this.findings = [];
    this.mirror = h("div", { class: "mirror", "aria-hidden": "true", dir: "auto" });
    this.area = h("textarea", {
      id: "draft",
      dir: "auto",
      lang: language,
      spellcheck: "false",
      "aria-describedby": "verdict",
      oninput: () => this.typed(),
    });
    this.area.value = text;
    this.verdict = h("p", { id: "verdict", class: "verdict", role: "status" });
    this.list = h("ul", { class: "findings" });
    this.copyButton = h("button", { type: "button", class: "primary", id: "copy", onclick: () => this.copy() }, t("copy"));
    this.element = h(
      "div",
      {},
      h("label", { for: "draft", class: "quiet" }, t("draft_label")),
      h("div", { class: "editor" }, this.mirror, this.area),
      h("div", { class: "bar" }, this.verdict, this.copyButton),
      this.list,
    );
    this.paint();
    this.run();
  }

  get text() {
    return this.area.value;
  }

  typed() {
    this.findings = []; // spans of the old text would point at the wrong words
    this.paint();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), PAUSE_MS);
  }

  async run() {
    this.running?.abort();
    const mine = (this.running = new AbortController());
    const text = this.text;
    if (!text.trim()) {
      this.show(null, t("empty_draft"), "");
      return;
    }
    try {
      const report = await check({ draft: text, language: settings.language, ...this.context }, mine.signal);
      if (text !== this.text) return;
      this.findings = report.findings.map((finding) => ({
        ...finding,
        from: toUnits(text, finding.start),
        to: toUnits(text, finding.end),
      }));
      this.paint();
      const blocking = report.findings.filter((finding) => finding.severity === "block").length;
      if (blocking) this.show("blocked", t(blocking === 1 ? "blocked_one" : "blocked", { n: blocking }), "!");
      else this.show("allowed", t(report.findings.length ? "allowed_warn" : "allowed"), "✓");
    } catch (error) {
      if (error.name !== "AbortError") this.show("unknown", t("unchecked"), "?");
    }
  }

  show(state, words, sign) {
    this.verdict.dataset.state = state ?? "";
    this.verdict.replaceChildren(h("span", { class: "sign", "aria-hidden": "true" }, sign), words);
    this.copyButton.disabled = state === null;
    this.copyButton.classList.toggle("primary", state !== "blocked");
    this.copyButton.textContent = this.copyLabel = t(state === "blocked" ? "copy_anyway" : "copy");
    this.list.replaceChildren(...this.findings.map((finding) => this.item(finding)));
  }

  item(finding) {
    const shown = h("button", { type: "button", class: "span", onclick: () => this.select(finding) },
      h("bdi", {}, finding.text.length > 90 ? `${finding.text.slice(0, 90)}…` : finding.text));
    const fix = finding.fix === null ? null : h("button", { type: "button", class: "fix", onclick: () => this.fix(finding) },
      finding.fix === "" ? t("remove") : t("fix"));
    const instead = finding.fix ? h("p", { class: "instead" }, t("instead"), " ", h("bdi", {}, finding.fix)) : null;
    return h("li", { "data-severity": finding.severity },
      h("div", {}, h("strong", {}, t(`rule.${finding.rule}`)), h("span", { class: "quiet" }, ` · ${t(finding.severity)}`), fix),
      h("p", { dir: "auto" }, finding.message), shown, instead,
      finding.rule === "unfilled_placeholder" ? this.slot(finding) : null);
  }

  slot(finding) {
    const value = h("input", { type: "text", dir: "auto", required: true, "aria-label": t("fill_label", { slot: finding.text }) });
    const submit = (event) => {
      event.preventDefault();
      this.fill(finding.text, value.value);
    };
    return h("form", { class: "slot", onsubmit: submit }, value, h("button", { class: "fix" }, t("fill")));
  }

  select(finding) {
    this.area.focus();
    this.area.setSelectionRange(finding.from, finding.to);
  }

  // Through the browser's own editing where it can, so that undo takes a fix back.
  fix(finding) {
    this.select(finding);
    if (!document.execCommand("insertText", false, finding.fix)) {
      this.area.setRangeText(finding.fix, finding.from, finding.to, "end");
      this.typed();
    }
  }

  fixNext() {
    const found = this.findings.find((finding) => finding.fix !== null);
    if (found) this.fix(found);
  }

  fill(mark, value) {
    this.area.value = this.text.replaceAll(mark, () => value);
    this.typed();
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(this.text);
    } catch {
      this.area.select();
      document.execCommand("copy");
    }
    this.copyButton.textContent = t("copied");
    setTimeout(() => (this.copyButton.textContent = this.copyLabel), 2_000);
  }

  paint() {
    const pieces = [];
    let at = 0;
    const text = this.text;
    for (const finding of [...this.findings].sort((a, b) => a.from - b.from || b.to - a.to)) {
      if (finding.to <= at) continue;
      const from = Math.max(at, finding.from);
      pieces.push(text.slice(at, from), h("mark", { "data-severity": finding.severity }, text.slice(from, finding.to)));
      at = finding.to;
    }
    pieces.push(text.slice(at), "\n\u200b"); // a last line, as the text area has
    this.mirror.replaceChildren(...pieces);
  }
}

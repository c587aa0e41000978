// The draft's editor: a plain text area over a mirror of its text, where what breaks a rule is underlined.
// The text area holds exactly what is sent; the mirror is only looked at.

import { check } from "../core/api.js";
import { h, toUnits } from "../core/dom.js";
import { settings } from "../core/settings.js";
import { t } from "../core/words.js";
import { shifted } from "./spans.js";

const PAUSE_MS = 10;

export class Editor {
  // `context()` is what a check knows beside the text; `onverdict(state, findings)` hears each one.
  constructor({ context, onverdict, onfix }) {
    this.context = context;
    this.onverdict = onverdict;
    this.findings = [];
    this.was = "";
    this.mirror = h("div", { class: "mirror", "aria-hidden": "true", dir: "auto" });
    this.area = h("textarea", {
      id: "draft", dir: "auto", spellcheck: "false", "aria-describedby": "verdict", "aria-label": t("your_reply"),
      placeholder: t("draft_hint"), oninput: () => this.typed(), onclick: () => this.pointed(), onkeyup: () => this.pointed(),
    });
    this.element = h("div", { class: "editor" }, this.mirror, this.area);
    this.onfix = onfix;
  }

  get text() {
    return this.area.value;
  }

  close() {
    clearTimeout(this.timer);
    this.closed = true;
  }

  set(text, language) {
    this.area.value = text;
    if (language) this.area.lang = language;
    this.typed();
  }

  // Through the browser's own editing where it can, so that undo takes it back.
  put(text, from = 0, to = this.text.length) {
    this.area.focus();
    this.area.setSelectionRange(from, to);
    const done = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
    if (!done) {
      this.area.setRangeText(text, from, to, "end");
      this.typed();
    }
  }

  insert(text) {
    this.put(text, this.area.selectionStart, this.area.selectionEnd);
  }

  typed() {
    this.findings = shifted(this.findings, this.was, this.text);
    this.was = this.text;
    this.paint();
    this.onverdict("typing", this.findings);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), PAUSE_MS);
  }

  // One check at a time; what was typed meanwhile is checked when it is done.
  async run() {
    if (this.closed) return;
    if (this.running) {
      this.again = true;
      return;
    }
    const text = this.text;
    if (!text.trim()) {
      this.findings = [];
      this.paint();
      this.onverdict("empty", []);
      return;
    }
    this.running = true;
    try {
      const report = await check({ draft: text, language: settings.sellerLanguage, ...this.context() });
      if (text === this.text) this.take(report.findings);
      else this.again = true;
    } catch {
      this.onverdict("unknown", this.findings);
    } finally {
      this.running = false;
      if (this.again) {
        this.again = false;
        this.run();
      }
    }
  }

  take(findings) {
    const text = this.text;
    this.findings = findings.map((finding) => ({ ...finding, from: toUnits(text, finding.start), to: toUnits(text, finding.end) }));
    this.paint();
    this.onverdict(findings.some((finding) => finding.severity === "block") ? "blocked" : "allowed", this.findings);
  }

  // Which finding the caret stands in, so that the list can point at it.
  pointed() {
    const caret = this.area.selectionStart;
    this.onverdict("pointed", this.findings, this.findings.find((finding) => finding.from <= caret && caret <= finding.to));
  }

  select(finding) {
    this.area.focus();
    this.area.setSelectionRange(finding.from, finding.to);
  }

  fix(finding) {
    this.put(finding.fix, finding.from, finding.to);
  }

  fixNext() {
    const found = this.findings.find((finding) => finding.fix !== null);
    if (found) this.fix(found);
  }

  fill(mark, value) {
    this.put(this.text.replaceAll(mark, () => value));
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

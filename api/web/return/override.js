// Sending against the check: allowed, with a reason that stays on record.

import { h } from "../core/dom.js";
import { label, t } from "../core/words.js";

export class OverrideDialog {
  constructor(findings, onreason) {
    const rules = [...new Set(findings.filter((one) => one.severity === "block").map((one) => one.rule))];
    this.reason = h("textarea", { id: "override-reason", rows: "3", dir: "auto", required: true, maxlength: "500" });
    this.dialog = h("dialog", { "aria-labelledby": "override-title", onclose: () => this.dialog.remove() },
      h("h2", { id: "override-title" }, t("override_title")),
      h("ul", { class: "plain" }, rules.map((rule) => h("li", {}, h("span", { class: "chip bad" }, label("rule", rule))))),
      h("p", { class: "quiet" }, t("override_text")),
      h("form", { onsubmit: (event) => {
        event.preventDefault();
        if (!this.reason.value.trim()) return;
        this.dialog.close();
        onreason(this.reason.value.trim());
      } },
        h("label", {}, h("span", {}, t("override_reason")), this.reason),
        h("div", { class: "bar" }, h("button", { type: "button", onclick: () => this.dialog.close() }, t("cancel")), h("button", { class: "danger" }, t("send_anyway")))));
  }

  open() {
    document.body.append(this.dialog);
    this.dialog.showModal();
    this.reason.focus();
  }
}

// Reporting a conversation: one of noon's five reasons, and what follows from it.

import { report } from "../core/api.js";
import { h } from "../core/dom.js";
import { troubleText } from "../core/trouble.js";
import { t } from "../core/words.js";

const REASONS = ["spam_or_suspicious", "rude_or_unprofessional", "inaccurate_or_misleading", "unclear_or_ineffective", "other"];

export class ReportDialog {
  constructor(id, ondone) {
    this.id = id;
    this.ondone = ondone;
    this.wrong = h("p", { class: "wrong", role: "alert" });
    this.form = h("form", { onsubmit: (event) => (event.preventDefault(), this.send()) },
      h("fieldset", { class: "choices" }, h("legend", {}, t("report_why")),
        REASONS.map((value) => h("label", {}, h("input", { type: "radio", name: "reason", value, required: true }), h("span", {}, t(`report.${value}`))))),
      h("p", { class: "note" }, t("report_consequences")),
      this.wrong,
      h("div", { class: "bar" },
        h("button", { type: "button", onclick: () => this.dialog.close() }, t("cancel")),
        h("button", { class: "danger" }, t("report_now"))));
    this.dialog = h("dialog", { "aria-labelledby": "report-title", onclose: () => this.dialog.remove() },
      h("h2", { id: "report-title" }, t("report_title")), this.form);
  }

  open() {
    document.body.append(this.dialog);
    this.dialog.showModal();
  }

  async send() {
    try {
      const found = await report(this.id, new FormData(this.form).get("reason"));
      this.dialog.close();
      this.ondone(found);
    } catch (problem) {
      this.wrong.textContent = troubleText(problem);
    }
  }
}

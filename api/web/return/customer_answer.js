// Putting on record what the customer answered in noon's chat.

import { addMessage, newKey } from "../core/api.js";
import { h } from "../core/dom.js";
import { toast } from "../core/toast.js";
import { troubleText } from "../core/trouble.js";
import { t } from "../core/words.js";
import { Attachments } from "./attachments.js";

export class CustomerAnswer {
  constructor(composer) {
    this.composer = composer;
    this.attachments = new Attachments(() => {});
    this.area = h("textarea", { id: "answer", rows: "4", dir: "auto", required: true, maxlength: "20000", placeholder: t("answer_hint"), "aria-label": t("customer_answer"), oninput: () => (this.key = null) });
    this.element = h("form", { class: "tab-panel answer", onsubmit: (event) => (event.preventDefault(), this.put()) },
      this.area, h("div", { class: "bar" }, this.attachments.element, h("button", { class: "primary", id: "add-answer" }, t("add_answer"))));
  }

  async put() {
    if (!this.element.reportValidity() || this.putting) return;
    this.putting = true;
    try {
      const { id } = this.composer.view;
      const found = await addMessage(id, { author: "customer", text: this.area.value, attachments: this.attachments.list }, undefined, (this.key ??= newKey()));
      this.area.value = "";
      this.key = null;
      this.attachments.clear();
      this.composer.turnTo("your_reply");
      this.composer.view.show(found);
    } catch (problem) {
      toast(troubleText(problem));
    } finally {
      this.putting = false;
    }
  }
}

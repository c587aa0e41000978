// One return in the list: what it is, who asks, what they wrote, and how long there is.

import { h } from "../core/dom.js";
import { label, left, t, urgency, when } from "../core/words.js";

// It is the seller's turn: to write, or to decide about an item that is back.
export const isYours = (summary) => summary.needs_reply || summary.needs_decision;

export class Row {
  constructor(summary) {
    this.element = h("a", { class: "row", href: `#/returns/${summary.id}`, "data-id": summary.id });
    this.update(summary);
  }

  update(summary) {
    if (this.summary?.version === summary.version && isYours(this.summary) === isYours(summary)) return;
    this.summary = summary;
    const { return_request: request, new_messages: fresh } = summary;
    this.due = summary.due && summary.open ? h("span", { class: "due" }) : null;
    this.element.dataset.turn = isYours(summary) ? "yours" : "theirs";
    this.element.replaceChildren(
      h("span", { class: "row-top" },
        h("span", { class: "row-title", dir: "auto" }, request.item_title || t("no_title")),
        this.due),
      h("span", { class: "row-who" },
        h("bdi", {}, request.customer_name || t("a_customer")),
        summary.situation ? h("span", {}, label("situation", summary.situation)) : request.reason_code ? h("span", {}, label("reason", request.reason_code)) : null,
        summary.needs_decision ? h("span", { class: "chip" }, t("decide")) : null,
        request.reported ? h("span", { class: "chip bad" }, t("reported")) : null,
        summary.open || request.reported ? null : h("span", { class: "chip" }, label("status", request.status)),
        fresh ? h("span", { class: "count" }, h("span", { "aria-hidden": "true" }, String(fresh)), h("span", { class: "hidden" }, t("new_messages", { n: fresh }))) : null),
      h("span", { class: "row-says", dir: "auto" }, request.customer_comment.slice(0, 140)),
    );
    this.tick();
  }

  // Time passes: only what it changes is written.
  tick() {
    if (!this.due) return;
    const { due } = this.summary;
    const says = left(due);
    if (this.due.textContent === says) return;
    this.due.textContent = says;
    this.due.title = when(due);
    this.due.dataset.urgency = isYours(this.summary) ? urgency(due) : "later";
  }

  current(is) {
    if (is) this.element.setAttribute("aria-current", "page");
    else this.element.removeAttribute("aria-current");
  }
}

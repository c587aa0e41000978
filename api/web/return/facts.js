// The head of a return: the item, who asks for what, and what may be changed by hand.

import { h } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { label, local, money, t } from "../core/words.js";

const STATUSES = ["pending_action", "pickup_authorized", "completed", "resolved", "closed"];

export function factsOf(found, { change, report }) {
  const request = found.return_request;
  const facts = [
    fact("customer", request.customer_name && h("bdi", {}, request.customer_name)),
    fact("reason", request.reason_code && label("reason", request.reason_code)),
    fact("price", request.price !== null && request.price !== undefined && h("bdi", { dir: "ltr" }, money(request.price, request.currency))),
    fact("refunded", request.refunded !== null && request.refunded !== undefined && h("bdi", { dir: "ltr" }, money(request.refunded, request.currency))),
    fact("photos", request.photos ? [icon("photo"), String(request.photos)] : null),
    fact("marketplace", request.marketplace && label("marketplace", request.marketplace)),
    fact("created_at", request.created_at && h("time", { datetime: request.created_at }, local(request.created_at))),
    fact("received_at", request.received_at && h("time", { datetime: request.received_at }, local(request.received_at))),
    fact("return_id", request.return_id && h("bdi", { dir: "ltr", class: "id" }, request.return_id)),
    fact("order_id", request.order_id && h("bdi", { dir: "ltr", class: "id" }, request.order_id)),
  ];
  return [
    h("a", { class: "back", href: "#/" }, icon("back"), t("inbox")),
    h("div", { class: "head-line" },
      h("h1", { id: "return-title", tabindex: "-1", dir: "auto" }, request.item_title || t("no_title")),
      found.version ? actions(found, change, report) : null),
    h("dl", { class: "facts" }, facts),
    request.reported ? h("p", { class: "note bad" }, icon("flag"), t("reported_note", { reason: label("report", found.report_reason ?? "other") })) : null,
  ].filter(Boolean);
}

function fact(word, value) {
  return value ? h("div", {}, h("dt", {}, t(word)), h("dd", {}, value)) : null;
}

function actions(found, change, report) {
  const request = found.return_request;
  const known = STATUSES.includes(request.status) || !request.status;
  const status = h("select", { "aria-label": t("status"), onchange: (event) => change({ status: event.target.value || null }) },
    request.status ? null : h("option", { value: "" }, t("status.none")),
    [...STATUSES, ...(known ? [] : [request.status])].map((value) => h("option", { value, selected: value === request.status }, label("status", value))));
  return h("div", { class: "head-actions" },
    status,
    request.received_at ? null : h("button", { type: "button", onclick: () => change({ received_at: new Date().toISOString() }) }, icon("box"), t("mark_received")),
    request.reported ? null : h("button", { type: "button", class: "report-button", onclick: report }, icon("flag"), t("report")));
}

// A return put in by hand: paste what the customer wrote, add what is known, and it is on record.

import { addReturn, newKey } from "../core/api.js";
import { h } from "../core/dom.js";
import { troubleText } from "../core/trouble.js";
import { t } from "../core/words.js";
import { EXAMPLES } from "./examples.js";

const REASONS = ["wrong_item", "damaged", "defective", "missing_parts", "not_as_described", "changed_mind", "size_fit", "other"];

export class NewReturn {
  constructor() {
    const text = (props) => h("input", { dir: "auto", maxlength: "300", autocomplete: "off", ...props });
    const amount = () => h("input", { inputmode: "decimal", dir: "ltr", pattern: "[0-9]{1,7}([.][0-9]{1,2})?", title: t("amount_hint"), autocomplete: "off" });
    this.fields = {
      customer_comment: h("textarea", { id: "comment", dir: "auto", rows: "6", required: true, maxlength: "20000", placeholder: t("comment_hint") }),
      item_title: text({ maxlength: "1000" }),
      customer_name: text({}),
      return_id: text({ dir: "ltr" }),
      order_id: text({ dir: "ltr" }),
      price: amount(),
      currency: choice(["AED", "SAR", "EGP"], "currency"),
      marketplace: choice(["ae", "sa", "eg"], "marketplace"),
      reason_code: choice(REASONS, "reason"),
      status: choice(["pending_action", "pickup_authorized"], "status"),
      created_at: h("input", { type: "datetime-local" }),
      photos: h("input", { type: "number", min: "0", max: "6", dir: "ltr" }),
    };
    this.wrong = h("p", { class: "wrong", role: "alert" });
    this.button = h("button", { class: "primary", id: "read" }, t("add_return"));
    this.form = h("form", { class: "request", onsubmit: (event) => (event.preventDefault(), this.add()), oninput: () => (this.key = null) },
      field(t("comment"), this.fields.customer_comment),
      h("div", { class: "pair" }, field(t("item_title"), this.fields.item_title), field(t("customer"), this.fields.customer_name)),
      h("details", { open: innerWidth > 700 }, h("summary", {}, t("more")),
        h("div", { class: "pair" }, ["return_id", "order_id", "price", "currency", "marketplace", "reason_code", "status", "created_at", "photos"].map((name) =>
          field(t(name === "reason_code" ? "reason" : name), this.fields[name])))),
      this.wrong,
      h("div", { class: "bar" }, h("span", { class: "quiet keys" }, h("kbd", { dir: "ltr" }, "Ctrl Enter")), this.button));
    this.element = h("section", { class: "page narrow", "aria-labelledby": "new" },
      h("h1", { id: "new", tabindex: "-1" }, t("new_return")),
      h("p", { class: "quiet" }, t("new_text"), " ", h("a", { href: "#/import" }, t("import_instead"))),
      h("div", { class: "card" }, this.form),
      h("section", { class: "examples", "aria-labelledby": "examples" }, h("h2", { id: "examples" }, t("examples")), EXAMPLES.map((example) => this.example(example))));
  }

  example(example) {
    return h("button", { type: "button", class: "example", onclick: () => (this.pick(example), this.add()) },
      h("span", { class: "quiet" }, t(example.label)), h("bdi", {}, example.customer_comment));
  }

  pick({ label, hours, ...values }) {
    for (const [name, input] of Object.entries(this.fields)) input.value = values[name] ?? "";
    const made = new Date(Date.now() - hours * 3_600_000);
    made.setMinutes(made.getMinutes() - made.getTimezoneOffset());
    this.fields.created_at.value = made.toISOString().slice(0, 16);
  }

  // What was left empty is simply not said.
  get request() {
    const given = Object.fromEntries(Object.entries(this.fields).map(([name, input]) => [name, input.value]).filter(([, value]) => value.trim()));
    if (given.created_at) given.created_at = new Date(given.created_at).toISOString();
    else given.created_at = new Date().toISOString();
    if (given.photos) given.photos = Number(given.photos);
    return given;
  }

  submit() {
    this.form.requestSubmit();
  }

  async add() {
    if (this.adding || !this.form.reportValidity()) return;
    this.adding = this.button.disabled = true;
    this.wrong.textContent = "";
    try {
      const found = await addReturn(this.request, (this.key ??= newKey()));
      location.hash = `#/returns/${found.id}`;
    } catch (problem) {
      this.wrong.textContent = troubleText(problem);
    } finally {
      this.adding = this.button.disabled = false;
    }
  }
}

function field(label, input) {
  return h("label", {}, h("span", {}, label), input);
}

function choice(values, prefix) {
  return h("select", {}, h("option", { value: "" }, t(`${prefix}.any`)), values.map((value) => h("option", { value }, t(`${prefix}.${value}`))));
}

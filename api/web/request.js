// The return request as the seller pastes it, and examples to begin with.

import { h } from "./dom.js";
import { t } from "./settings.js";

const REASONS = ["wrong_item", "damaged", "defective", "missing_parts", "not_as_described", "changed_mind", "size_fit", "other"];

const hoursAgo = (hours) => new Date(Date.now() - hours * 3_600_000);

const EXAMPLES = [
  {
    label: "example_gulf",
    customer_comment: "السلام عليكم، القلاية وصلتني امس والسلة مكسورة من الجنب والكرتون كله مفعوص، والله زعلت لاني مجهزتها حق العزيمة",
    item_title: "Digital air fryer 5.5 L, black",
    customer_name: "نورة",
    marketplace: "ae",
    reason_code: "defective",
    refund_amount: "120",
    hours: 20,
  },
  {
    label: "example_arabizi",
    customer_comment: "el sama3a btefsel kol shwaya w mesh 3arfa a3mel pairing ma3 el mobile, a3mel eh?",
    item_title: "Wireless earbuds, white",
    customer_name: "Salma",
    marketplace: "eg",
    reason_code: "other",
    hours: 6,
  },
  {
    label: "example_english",
    customer_comment: "I ordered the grey backpack and a blue one came. Please sort this out, I travel on Friday.",
    item_title: "Travel backpack 40 L, grey",
    customer_name: "Daniel",
    marketplace: "sa",
    reason_code: "wrong_item",
    hours: 30,
  },
];

export class RequestForm {
  constructor(onread) {
    this.fields = {
      customer_comment: h("textarea", { id: "comment", dir: "auto", rows: "5", required: true, maxlength: "20000", placeholder: t("comment_hint") }),
      item_title: h("input", { dir: "auto", maxlength: "1000" }),
      customer_name: h("input", { dir: "auto", maxlength: "300", autocomplete: "off" }),
      refund_amount: h("input", { inputmode: "decimal", dir: "ltr", pattern: "[0-9]+([.][0-9]{1,2})?", title: t("amount_hint") }),
      marketplace: choice(["ae", "sa", "eg"], "marketplace"),
      reason_code: choice(REASONS, "reason"),
      reply_language: choice(["en", "ar"], "language"),
      created_at: h("input", { type: "datetime-local" }),
    };
    this.button = h("button", { class: "primary", id: "read" }, t("read"));
    this.element = h("form", { class: "request", onsubmit: (event) => (event.preventDefault(), onread()) },
      field(t("comment"), this.fields.customer_comment),
      h("div", { class: "pair" },
        field(t("item_title"), this.fields.item_title),
        field(t("refund_amount"), this.fields.refund_amount),
      ),
      h("details", {},
        h("summary", {}, t("more")),
        h("div", { class: "pair" },
          field(t("customer_name"), this.fields.customer_name),
          field(t("marketplace"), this.fields.marketplace),
          field(t("reason"), this.fields.reason_code),
          field(t("created_at"), this.fields.created_at),
          field(t("reply_language"), this.fields.reply_language),
        ),
      ),
      h("div", { class: "bar" }, this.button, h("span", { class: "quiet keys" }, h("kbd", { dir: "ltr" }, "Ctrl Enter"))),
    );
  }

  examples(onpick) {
    return EXAMPLES.map((example) =>
      h("button", { type: "button", class: "example", onclick: () => (this.pick(example), onpick()) },
        h("span", { class: "quiet" }, t(example.label)), h("bdi", {}, example.customer_comment)));
  }

  pick({ label, hours, ...values }) {
    for (const [name, input] of Object.entries(this.fields)) input.value = values[name] ?? "";
    const made = hoursAgo(hours);
    made.setMinutes(made.getMinutes() - made.getTimezoneOffset());
    this.fields.created_at.value = made.toISOString().slice(0, 16);
  }

  get values() {
    return Object.fromEntries(Object.entries(this.fields).map(([name, input]) => [name, input.value]));
  }

  set values(values) {
    for (const [name, value] of Object.entries(values)) this.fields[name].value = value;
  }

  // The suggestion's body: what was left empty is simply not said.
  body(sellerLanguage) {
    const { refund_amount, reply_language, created_at, ...rest } = this.values;
    const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value.trim()));
    if (created_at) given.created_at = new Date(created_at).toISOString();
    return {
      return_request: given,
      seller_language: sellerLanguage,
      ...(refund_amount && { refund_amount }),
      ...(reply_language && { reply_language }),
    };
  }
}

function field(label, input) {
  return h("label", {}, h("span", {}, label), input);
}

function choice(values, prefix) {
  return h("select", {}, h("option", { value: "" }, t(`${prefix}.any`)),
    values.map((value) => h("option", { value }, t(`${prefix}.${value}`))));
}

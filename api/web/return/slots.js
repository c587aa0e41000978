// What only the seller knows and the draft waits for: the amount to refund, the help to give.

import { h } from "../core/dom.js";
import { label, t } from "../core/words.js";

const ASKED = { refund_amount: "refund_amount", technical_help: "technical_help", answer: "technical_help" };
const MARK = /\{[^{}\n]{1,60}\}/g;

// `onwish(name, value)` hears what was filled in, by the name the service knows.
export function slotFields(draft, request, wishes, onwish) {
  return draft.slots.filter((slot) => slot.name in ASKED).map((slot) => {
    const name = ASKED[slot.name];
    const amount = name === "refund_amount";
    const input = amount
      ? h("input", { type: "text", inputmode: "decimal", dir: "ltr", pattern: "[0-9]{1,7}([.][0-9]{1,2})?", title: t("amount_hint"), autocomplete: "off" })
      : h("textarea", { rows: "3", dir: "auto", placeholder: t("help_hint") });
    input.value = wishes[name] ?? "";
    const commit = () => {
      const value = input.value.trim();
      if (input.reportValidity() && value !== (wishes[name] ?? "")) onwish(name, value);
    };
    input.addEventListener("change", commit);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && amount) event.preventDefault(), commit();
    });
    return h("label", { class: amount ? "slot-field" : "slot-field wide", "data-missing": slot.value === null },
      h("span", {}, label("slot", slot.name), amount && request.currency ? ` (${request.currency})` : null,
        slot.value === null ? h("span", { class: "chip bad" }, t("needed")) : null),
      input);
  });
}

// The marks that stand for what is missing, and what came for them meanwhile.
export function filledMarks(before, after) {
  const marks = [...new Set(before.text.match(MARK) ?? [])];
  const missing = before.slots.filter((slot) => slot.value === null && slot.required);
  if (marks.length !== missing.length) return [];
  return missing.flatMap((slot, at) => {
    const value = after.slots.find((one) => one.name === slot.name)?.value;
    return value ? [[marks[at], value]] : [];
  });
}

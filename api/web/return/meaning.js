// What the customer's words mean, how sure that is, which words decided, and a way to say better.

import { h } from "../core/dom.js";
import { has, label, percent, t } from "../core/words.js";

const MOST_WORDS = 3;
const GRAMMAR = 3; // letters: shorter words seldom tell a seller anything
const SITUATIONS = ["wrong_item", "damaged_item", "missing_parts", "not_working", "usage_confusion", "not_as_described", "unclear_reason", "changed_mind", "not_received", "cancel_order", "refund_status", "public_complaint", "abusive_or_suspicious"];
const CONSENTS = ["granted", "refused", "conditional", "unclear"];

// `onsituation(id)` and `onconsent(id)` hear what the seller says instead.
export function meaningCard(made, { onsituation, onconsent }) {
  const { situation } = made;
  const others = situation.alternatives.filter((one) => one.confidence >= 0.05);
  const language = label("code", made.language.code) + (made.language.variety ? ` · ${label("variety", made.language.variety)}` : "");
  const bySeller = made.situation_by === "seller";
  return h("section", { class: "card", "aria-labelledby": "meaning" },
    h("h2", { id: "meaning" }, t("meaning")),
    h("dl", { class: "meaning" },
      row("situation",
        h("strong", {}, label("situation", situation.label)),
        h("span", { class: "sure", "data-sure": situation.confidence_in_words, title: percent(situation.confidence) }, t(bySeller ? "sure.seller" : `sure.${situation.confidence_in_words}`)),
        others.length && !bySeller ? h("p", { class: "quiet" }, t("or_maybe", { others: others.map((one) => label("situation", one.label)).join(t("comma")) })) : null,
        h("details", { class: "correct" }, h("summary", {}, t("correct")), choice("situation", SITUATIONS, situation.label, onsituation))),
      made.because?.length && !bySeller ? row("because", h("span", { class: "words" }, telling(made.because).map((word) => h("bdi", { class: "chip" }, word)))) : null,
      row("category", label("category", made.category.label)),
      row("tone", label("tone", made.tone)),
      made.consent ? row("consent", h("strong", {}, label("consent", made.consent)),
        h("details", { class: "correct" }, h("summary", {}, t("correct")), choice("consent", CONSENTS, made.consent, onconsent))) : null,
      row("language", language)));
}

// The weightiest words that mean something to a reader.
function telling(words) {
  const longer = words.filter((word) => word.length > GRAMMAR);
  return (longer.length ? longer : words).slice(0, MOST_WORDS);
}

function choice(prefix, values, chosen, onchoice) {
  return h("select", { "aria-label": t(`correct.${prefix}`), onchange: (event) => onchoice(event.target.value) },
    values.map((value) => h("option", { value, selected: value === chosen }, has(`${prefix}.${value}`) ? t(`${prefix}.${value}`) : value)));
}

function row(word, ...values) {
  return h("div", {}, h("dt", {}, t(word)), h("dd", {}, values));
}

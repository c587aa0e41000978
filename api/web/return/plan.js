// What to do now and by when, and the steps with the guidelines behind them.

import { h } from "../core/dom.js";
import { ACTION_ICONS, icon } from "../core/icons.js";
import { sources } from "../core/sources.js";
import { label, left, t, urgency, when } from "../core/words.js";
import { thumbs } from "./thumbs.js";

export function nextCard(made) {
  const { contact_by, process_by } = made.deadlines;
  const writeBy = process_by || made.why_not === "reported" ? null : contact_by; // once the item is back, deciding counts
  const idle = ["await_customer", "no_message"].includes(made.next_action);
  return h("section", { class: "card next", "aria-labelledby": "next", "data-idle": idle },
    h("div", { class: "next-line" }, icon(ACTION_ICONS[made.next_action] ?? "check"),
      h("div", {}, h("h2", { id: "next", class: "action" }, label("action", made.next_action)),
        made.may_message ? null : h("p", { class: "quiet" }, label("why_not", made.why_not)))),
    writeBy || process_by ? h("div", { class: "deadlines" },
      writeBy ? deadline("contact_by", writeBy, idle) : null,
      process_by ? deadline("process_by", process_by) : null) : null);
}

function deadline(name, iso, idle) {
  return h("p", { class: "deadline", "data-urgency": idle ? "later" : urgency(iso) },
    h("span", { class: "deadline-name" }, t(name)),
    h("strong", { class: "deadline-left" }, left(iso)),
    h("time", { datetime: iso }, when(iso)));
}

export function stepsCard(made) {
  const known = new Map(made.evidence.map((one) => [one.id, one]));
  const cited = (step) => h("li", {}, h("span", { dir: "auto" }, step.text),
    sources(step.evidence_ids.map((id) => known.get(id)).filter(Boolean), (one) => thumbs(made, { about: "source", source_id: one.id })));
  return h("section", { class: "card", "aria-labelledby": "steps" },
    h("h2", { id: "steps" }, t("steps")),
    h("ol", { class: "steps" }, made.steps.map(cited)),
    made.warnings.length ? h("ul", { class: "warnings" }, made.warnings.map((one) => h("li", {}, icon("alert"), cited(one)))) : null);
}

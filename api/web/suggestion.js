// What a suggestion says: the message's meaning, what to do by when, and the reply.

import { Editor } from "./editor.js";
import { h } from "./dom.js";
import { left, t, when } from "./settings.js";

export function meaning(found, comment) {
  const language = t(`code.${found.language.code}`) +
    (found.language.variety ? ` · ${t(`variety.${found.language.variety}`)}` : "");
  const translation = found.translation
    ? h("div", { class: "beside" }, h("h3", {}, t("translation")), h("p", { class: "message", dir: "auto" }, found.translation.text),
        h("p", { class: "quiet" }, t("translated_by", { engine: found.translation.engine })))
    : found.translation_note ? h("p", { class: "quiet" }, t("no_translation")) : null;
  const { situation } = found;
  const others = situation.alternatives.filter((one) => one.confidence >= 0.05);
  return h("section", { class: "card", "aria-labelledby": "meaning" },
    h("h2", { id: "meaning" }, t("meaning")),
    h("div", { class: "beside" }, h("h3", {}, t("original"), h("span", { class: "quiet" }, ` · ${language}`)),
      h("p", { class: "message", dir: "auto" }, comment)),
    translation,
    h("dl", {},
      h("div", {}, h("dt", {}, t("situation")), h("dd", {}, h("strong", {}, t(`situation.${situation.label}`)),
        h("span", { class: "sure", "data-sure": situation.confidence_in_words }, t(`sure.${situation.confidence_in_words}`)),
        others.length ? h("span", { class: "quiet" }, t("or_maybe", { others: others.map((one) => t(`situation.${one.label}`)).join(t("comma")) })) : null)),
      h("div", {}, h("dt", {}, t("category")), h("dd", {}, t(`category.${found.category.label}`))),
      h("div", {}, h("dt", {}, t("tone")), h("dd", {}, t(`tone.${found.tone}`))),
    ),
  );
}

export function plan(found) {
  const sources = new Map(found.evidence.map((one) => [one.id, one]));
  const { contact_by, process_by } = found.deadlines;
  return h("section", { class: "card", "aria-labelledby": "plan" },
    h("h2", { id: "plan" }, t("plan")),
    h("p", { class: "action" }, t(`action.${found.next_action}`)),
    found.may_message ? null : h("p", { class: "note" }, t(`why_not.${found.why_not}`)),
    contact_by && deadline("contact_by", contact_by),
    process_by && deadline("process_by", process_by),
    h("ol", { class: "steps" }, found.steps.map((step) => cited(step, sources))),
    found.warnings.length ? h("ul", { class: "steps advice" }, found.warnings.map((one) => cited(one, sources))) : null,
  );
}

function deadline(name, iso) {
  const late = new Date(iso) < Date.now();
  return h("p", { class: "deadline", "data-late": late },
    h("span", {}, t(name), " "), h("time", { datetime: iso }, when(iso)), h("span", { class: "quiet" }, ` (${left(iso)})`));
}

function cited(step, sources) {
  const known = step.evidence_ids.map((id) => sources.get(id)).filter(Boolean);
  return h("li", {}, h("span", { dir: "auto" }, step.text),
    known.length ? h("details", {}, h("summary", {}, t("why")), known.map((one) =>
      h("blockquote", { dir: "auto", lang: one.language }, h("strong", {}, one.title), h("p", {}, one.text),
        h("cite", { dir: "auto" }, [one.source, one.section].filter(Boolean).join(" · "))))) : null);
}

export function reply(found, context) {
  const heading = h("h2", { id: "reply" }, t("reply"));
  if (!found.draft) {
    return { element: h("section", { class: "card", "aria-labelledby": "reply" }, heading, h("p", { class: "quiet" }, t("no_draft"))) };
  }
  const editor = new Editor({ text: found.draft.text, language: found.draft.language, context });
  const gloss = found.draft.gloss
    ? h("details", { class: "gloss" }, h("summary", {}, t("gloss")), h("p", { class: "message", dir: "auto" }, found.draft.gloss))
    : null;
  return { editor, element: h("section", { class: "card", "aria-labelledby": "reply" }, heading, editor.element, gloss) };
}

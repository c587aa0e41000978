// A translation as it is shown: its words, who made it, and what may be wrong with it.

import { translate } from "../core/api.js";
import { bones, h, isolated } from "../core/dom.js";
import { label, t } from "../core/words.js";

export function shownTranslation(found) {
  return h("div", { class: "translated" },
    h("p", { class: "said", dir: "auto", lang: found.target }, isolated(found.text)),
    h("p", { class: "by quiet" }, t("translated_by", { engine: label("engine", found.engine) })),
    doubts(found));
}

export function doubts(found) {
  return found.warnings.length ? h("ul", { class: "doubts" }, found.warnings.map((one) => h("li", { dir: "auto" }, one))) : null;
}

// A text that is not on record, translated once for looking at it.
export function translated(text, target) {
  const element = h("div", { "aria-busy": "true" }, h("p", { class: "quiet" }, t("translating")), bones(1));
  translate([text], target).then(
    (found) => element.replaceChildren(shownTranslation(found.translations[0])),
    (problem) => element.replaceChildren(h("p", { class: "quiet" }, t(problem.kind === "uninstalled" ? "no_translation" : "translation_failed"))),
  ).finally(() => element.removeAttribute("aria-busy"));
  return element;
}

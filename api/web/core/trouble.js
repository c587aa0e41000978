// What went wrong, in the page's words, with the way out of it.

import { h } from "./dom.js";
import { has, t } from "./words.js";

export function troubleText(problem) {
  if (!problem.kind) throw problem; // a fault of the page itself, not an answer of the service
  if (problem.kind === "broken" || !has(`trouble.${problem.kind}`)) return problem.message || t("trouble.broken");
  const detail = ["invalid", "conflict", "uninstalled"].includes(problem.kind) && problem.message;
  return t(`trouble.${problem.kind}`) + (detail ? ` ${detail}` : "");
}

export function troubleCard(problem, again) {
  const title = has(`trouble_title.${problem.kind}`) ? `trouble_title.${problem.kind}` : "trouble_title.broken";
  return h("div", { class: "problem", role: "alert" },
    h("h2", {}, t(title)), h("p", { dir: "auto" }, troubleText(problem)),
    problem.kind === "key"
      ? h("a", { class: "button primary", href: "#/settings" }, t("settings"))
      : again && problem.kind !== "missing" ? h("button", { type: "button", onclick: again }, t("again")) : h("a", { class: "button", href: "#/" }, t("inbox")));
}

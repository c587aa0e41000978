// A guideline behind a step, a finding or an answer: its words, where they come from, and whether it helped.

import { passage } from "./api.js";
import { h } from "./dom.js";
import { settings } from "./settings.js";
import { t } from "./words.js";

export function source(found, thumbs) {
  return h("blockquote", { dir: "auto", lang: found.language },
    h("strong", {}, found.title), h("p", {}, found.text),
    h("footer", {}, h("cite", { dir: "auto" }, [found.source, found.section].filter(Boolean).join(" · ")), thumbs ?? null));
}

export function sources(found, thumbsFor = () => null, word = "why") {
  if (!found.length) return null;
  return h("details", { class: "sources" },
    h("summary", {}, found.length === 1 ? t(word) : t(`${word}_many`, { n: found.length })),
    found.map((one) => source(one, thumbsFor(one))));
}

// Read only when it is opened.
export function lazySource(id, word = "guideline") {
  const details = h("details", { class: "sources", ontoggle: async () => {
    if (!details.open || details.dataset.read) return;
    details.dataset.read = "yes";
    try {
      details.append(source(await passage(id, settings.sellerLanguage)));
    } catch {
      details.append(h("p", { class: "quiet" }, t("not_now")));
      delete details.dataset.read;
    }
  } }, h("summary", {}, t(word)));
  return details;
}

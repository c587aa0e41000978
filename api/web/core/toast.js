// A short word at the edge of the page, said aloud too.

import { h } from "./dom.js";

const SHOWN_MS = 6_000;
export const toasts = h("div", { class: "toasts", role: "status", "aria-live": "polite" });

export function toast(text) {
  const shown = h("p", { class: "toast" }, text);
  toasts.replaceChildren(shown);
  setTimeout(() => shown.remove(), SHOWN_MS);
}

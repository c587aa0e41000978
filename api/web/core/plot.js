// Plots small enough to read at a glance: bars in SVG, with their labels and numbers as text beside them.

import { h, svg } from "./dom.js";
import { number } from "./words.js";

// `rows`: [{ name, value, note?, parts? }], parts: shares of the value by state, drawn in their own colour.
export function bars(rows) {
  const most = Math.max(1, ...rows.map((row) => row.value));
  return h("ul", { class: "bars" }, rows.map((row) => h("li", {},
    h("span", { class: "bar-name", dir: "auto" }, row.name),
    bar(row.parts ?? [{ value: row.value }], most),
    h("span", { class: "bar-value" }, number(row.value)),
    row.note ? h("span", { class: "bar-note quiet" }, row.note) : null)));
}

function bar(parts, most) {
  let at = 0;
  return svg("svg", { class: "bar-plot", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("rect", { class: "bar-track", width: 100, height: 8 }),
    parts.map(({ value, state }) => {
      const width = (100 * value) / most;
      const drawn = svg("rect", { class: "bar-fill", "data-state": state, x: at, width, height: 8 });
      at += width;
      return drawn;
    }));
}

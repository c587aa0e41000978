// Elements from values. Text only ever becomes text nodes: nothing a customer wrote can turn into markup.

export function h(tag, props = {}, ...children) {
  return filled(document.createElement(tag), props, children);
}

export function svg(tag, props = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), props, children);
}

function filled(element, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

// Offsets on the wire count code points; the browser counts UTF-16 units.
export function toUnits(text, offset) {
  let units = 0;
  for (const char of text) {
    if (offset-- <= 0) break;
    units += char.length;
  }
  return units;
}

const ARABIC = /[\u0600-\u06ff]/;
const PHONE_OR_ID = /\+?\d(?:[ -]?\d){6,18}|[A-Za-z0-9+#][A-Za-z0-9+#\-_./:]{0,40}\d[A-Za-z0-9\-_/]{0,40}/g;

// A text with its ids, phones and codes isolated, so that they keep their order inside Arabic.
export function isolated(text) {
  if (!ARABIC.test(text)) return [text];
  const pieces = [];
  let at = 0;
  for (const found of text.matchAll(PHONE_OR_ID)) {
    pieces.push(text.slice(at, found.index), h("bdi", { dir: "ltr" }, found[0]));
    at = found.index + found[0].length;
  }
  return [...pieces, text.slice(at)];
}

export const bones = (count) => Array.from({ length: count }, () => h("div", { class: "bone" }));

// Elements from values. Text only ever becomes text nodes: nothing a customer wrote can turn into markup.

export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
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

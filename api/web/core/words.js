// The page's words in its language, and dates, amounts and sizes as people write them.

import { applyTheme, settings } from "./settings.js";

let words = {};

export async function loadWords() {
  words = await (await fetch(`/web/strings/${settings.language}.json`)).json();
  document.documentElement.lang = settings.language;
  document.documentElement.dir = settings.language === "ar" ? "rtl" : "ltr";
  applyTheme();
}

export function t(key, values = {}) {
  const found = words[key] ?? key;
  return found.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

export const has = (key) => key in words;

// A label of the service in words; one that this page does not know yet is shown as it came.
export const label = (prefix, name) => (has(`${prefix}.${name}`) ? t(`${prefix}.${name}`) : name.replaceAll("_", " "));

// Western digits in both languages: ids and amounts must compare at a glance.
const locale = () => (settings.language === "ar" ? "ar-AE-u-nu-latn" : "en-GB");
const cache = new Map();

function made(Kind, options) {
  const key = locale() + Kind.name + JSON.stringify(options);
  if (!cache.has(key)) cache.set(key, new Kind(locale(), options));
  return cache.get(key);
}

const LONG = { weekday: "long", day: "numeric", month: "long", hour: "numeric", minute: "2-digit" };
const SHORT = { day: "numeric", month: "short", hour: "numeric", minute: "2-digit" };

// A moment on the clock it was given in: a deadline in Riyadh reads the same from anywhere.
export function when(iso, shape = LONG) {
  const zone = /[+-]\d\d:\d\d$/.exec(iso)?.[0];
  try {
    return made(Intl.DateTimeFormat, { ...shape, timeZone: zone }).format(new Date(iso));
  } catch {
    return made(Intl.DateTimeFormat, shape).format(new Date(iso)); // no zones by offset here
  }
}

// A moment on the reader's own clock.
export const local = (iso) => made(Intl.DateTimeFormat, SHORT).format(new Date(iso));

export function left(iso) {
  const minutes = (new Date(iso) - Date.now()) / 60_000;
  const relative = made(Intl.RelativeTimeFormat, { numeric: "auto", style: "short" });
  if (Math.abs(minutes) < 60) return relative.format(Math.trunc(minutes), "minute");
  if (Math.abs(minutes) < 48 * 60) return relative.format(Math.trunc(minutes / 60), "hour");
  return relative.format(Math.trunc(minutes / 1440), "day");
}

// How near a deadline is: "late", "soon" (half a day) or "later".
export function urgency(iso) {
  const hours = (new Date(iso) - Date.now()) / 3_600_000;
  return hours < 0 ? "late" : hours < 12 ? "soon" : "later";
}

export const number = (value, options = {}) => made(Intl.NumberFormat, options).format(value);
export const percent = (value) => number(value, { style: "percent", maximumFractionDigits: 0 });

export function money(value, currency) {
  if (!currency) return number(value);
  try {
    return number(value, { style: "currency", currency, currencyDisplay: "code", maximumFractionDigits: 2, minimumFractionDigits: 0 });
  } catch {
    return `${number(value)} ${currency}`;
  }
}

export function size(bytes) {
  if (bytes === null || bytes === undefined) return "";
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  let at = 0;
  while (bytes >= 1000 && at < 3) {
    bytes /= 1000;
    at += 1;
  }
  return number(bytes, { style: "unit", unit: units[at], unitDisplay: "short", maximumFractionDigits: at ? 1 : 0 });
}

// What this browser remembers: the language of the page and its theme.

const stored = (name) => {
  try {
    return localStorage.getItem(`radd.${name}`);
  } catch {
    return null; // storage is refused: the page works without memory
  }
};

export const settings = {
  language: stored("language") ?? (navigator.language.startsWith("ar") ? "ar" : "en"),
  theme: stored("theme") ?? "system",
  set(name, value) {
    this[name] = value;
    try {
      localStorage.setItem(`radd.${name}`, value);
    } catch {
      // kept for this visit only
    }
  },
};

let words = {};

export async function loadWords() {
  words = await (await fetch(`/web/strings/${settings.language}.json`)).json();
  document.documentElement.lang = settings.language;
  document.documentElement.dir = settings.language === "ar" ? "rtl" : "ltr";
  document.documentElement.dataset.theme = settings.theme;
  document.title = words.title;
}

export function t(key, values = {}) {
  const found = words[key] ?? key;
  return found.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

export function when(iso) {
  const zone = /[+-]\d\d:\d\d$/.exec(iso)?.[0];
  const shape = { weekday: "long", day: "numeric", month: "long", hour: "numeric", minute: "2-digit" };
  const locale = settings.language === "ar" ? "ar-AE" : "en-GB";
  try {
    return new Intl.DateTimeFormat(locale, { ...shape, timeZone: zone }).format(new Date(iso));
  } catch {
    return new Intl.DateTimeFormat(locale, shape).format(new Date(iso)); // no zones by offset here
  }
}

export function left(iso) {
  const hours = (new Date(iso) - Date.now()) / 3_600_000;
  const words = new Intl.RelativeTimeFormat(settings.language === "ar" ? "ar-AE" : "en-GB", { numeric: "auto" });
  return Math.abs(hours) < 48 ? words.format(Math.round(hours), "hour") : words.format(Math.round(hours / 24), "day");
}

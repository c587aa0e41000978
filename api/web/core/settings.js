// What this browser remembers: languages, theme, keys. Without storage everything lasts for the visit.

const stored = (name) => {
  try {
    return localStorage.getItem(`radd.${name}`);
  } catch {
    return null;
  }
};

export const settings = {
  language: stored("language") ?? (navigator.language.startsWith("ar") ? "ar" : "en"),
  reads: stored("reads") ?? "", // the language the seller reads; empty: the page's
  theme: stored("theme") ?? "system",
  shortcuts: stored("shortcuts") ?? "on",
  apiKey: stored("apiKey") ?? "",

  get sellerLanguage() {
    return this.reads || this.language;
  },

  set(name, value) {
    this[name] = value;
    try {
      localStorage.setItem(`radd.${name}`, value);
    } catch {
      // kept for this visit only
    }
    if (name === "theme") applyTheme();
  },
};

export function applyTheme() {
  document.documentElement.dataset.theme = settings.theme;
}

// What the seller was writing, by return, for this tab only: a reload or a wrong click loses nothing.
export const unsent = {
  get(id) {
    try {
      return JSON.parse(sessionStorage.getItem(`radd.unsent.${id}`));
    } catch {
      return null;
    }
  },
  put(id, value) {
    try {
      if (value === null) sessionStorage.removeItem(`radd.unsent.${id}`);
      else sessionStorage.setItem(`radd.unsent.${id}`, JSON.stringify(value));
    } catch {
      // not kept
    }
  },
};

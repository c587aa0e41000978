// What a seller chooses once: languages, theme, keys, and the key of the service.

import { h } from "../core/dom.js";
import { me } from "../core/api.js";
import { settings } from "../core/settings.js";
import { toast } from "../core/toast.js";
import { troubleText } from "../core/trouble.js";
import { label, t } from "../core/words.js";

export class Preferences {
  // `onlanguage()` draws the page anew in another language.
  constructor({ onlanguage }) {
    const key = h("input", { type: "password", dir: "ltr", autocomplete: "off", spellcheck: "false", value: settings.apiKey, id: "api-key" });
    this.who = h("p", { class: "quiet", role: "status" });
    this.identify();
    this.element = h("section", { class: "page narrow", "aria-labelledby": "preferences" },
      h("h1", { id: "preferences", tabindex: "-1" }, t("settings")),
      h("div", { class: "card preferences" },
        choices("language", [["en", "English", "en"], ["ar", "العربية", "ar"]], settings.language, (value) => (settings.set("language", value), onlanguage())),
        choices("reads", [["", t("reads.page")], ["en", t("code.en")], ["ar", t("code.ar")]], settings.reads, (value) => settings.set("reads", value), t("reads_text")),
        choices("theme", ["system", "light", "dark"].map((value) => [value, t(`theme.${value}`)]), settings.theme, (value) => settings.set("theme", value)),
        choices("shortcuts", [["on", t("shortcuts.on")], ["off", t("shortcuts.off")]], settings.shortcuts, (value) => settings.set("shortcuts", value), t("shortcuts_text")),
        h("form", { class: "key-form", onsubmit: (event) => (event.preventDefault(), settings.set("apiKey", key.value.trim()), toast(t("saved")), this.identify()) },
          h("label", {}, h("span", {}, t("api_key")), key), h("p", { class: "quiet" }, t("api_key_text")),
          h("button", {}, t("save")), this.who)));
  }

  async identify() {
    try {
      const { seller, role } = await me();
      this.who.textContent = t("you_are", { seller, role: label("role", role) });
    } catch (problem) {
      this.who.textContent = troubleText(problem);
    }
  }
}

function choices(name, options, chosen, onchoice, note) {
  return h("fieldset", { class: "choices inline" }, h("legend", {}, t(name)),
    note ? h("p", { class: "quiet" }, note) : null,
    h("div", { class: "options" }, options.map(([value, word, lang]) => h("label", { class: "option" },
      h("input", { type: "radio", name, value, checked: value === chosen, onchange: () => onchoice(value) }), h("span", { lang }, word)))));
}

// Thumbs on a part of a suggestion; a second press on the other one changes the mind.

import { feedback } from "../core/api.js";
import { h } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { toast } from "../core/toast.js";
import { troubleText } from "../core/trouble.js";
import { t } from "../core/words.js";

// `about` is what the vote is on: { about: "draft" } or { about: "source", source_id }.
export function thumbs(suggestion, about) {
  const button = (vote) => h("button", { type: "button", "aria-pressed": "false", "aria-label": t(`thumb.${about.about}.${vote}`), title: t(`thumb.${about.about}.${vote}`), onclick: () => cast(vote) }, icon(vote));
  const buttons = { up: button("up"), down: button("down") };
  async function cast(vote) {
    try {
      await feedback({ suggestion_id: suggestion.id, ...about, vote });
      for (const [name, one] of Object.entries(buttons)) one.setAttribute("aria-pressed", String(name === vote));
    } catch (problem) {
      toast(troubleText(problem));
    }
  }
  return h("span", { class: "thumbs" }, buttons.up, buttons.down);
}

// The keyboard: single keys while nothing is being typed (they can be switched off), and a few with Ctrl or Alt anywhere.

import { settings } from "./core/settings.js";

export function listen(acts) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const act = chosen(event, acts);
    if (!act || act() === false) return;
    event.preventDefault();
  });
}

function chosen(event, acts) {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") return acts.send;
  if (event.altKey) return { KeyF: acts.fix, KeyC: acts.copy }[event.code];
  const typing = event.target.matches?.("textarea, input, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || settings.shortcuts === "off" || document.querySelector("dialog[open]")) return null;
  if (event.key === "?") return acts.keys;
  // By place on the keyboard, so that they work with Arabic letters too.
  return { KeyJ: acts.next, KeyK: acts.previous, KeyR: acts.reply, KeyC: acts.answer, KeyN: acts.add, KeyI: acts.inbox, Slash: acts.ask }[event.code];
}

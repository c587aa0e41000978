// The page: a request on one side, what Radd makes of it on the other.

import { suggest } from "./api.js";
import { h } from "./dom.js";
import { RequestForm } from "./request.js";
import { loadWords, settings, t } from "./settings.js";
import { meaning, plan, reply } from "./suggestion.js";

let form;
let result;
let editor;
let keys;
let latest = 0;

async function start(values) {
  await loadWords();
  form = new RequestForm(read);
  if (values) form.values = values;
  result = h("div", { class: "result", id: "result", "aria-live": "polite" });
  keys = keysDialog();
  document.body.replaceChildren(
    h("a", { class: "skip", href: "#comment" }, t("skip")),
    header(),
    h("main", {},
      h("section", { class: "card ask", "aria-labelledby": "ask" }, h("h1", { id: "ask" }, t("ask")), form.element),
      result),
    keys,
  );
  editor = undefined;
  if (values?.customer_comment) read();
  else welcome();
}

function welcome() {
  result.replaceChildren(h("section", { class: "card empty" },
    h("h2", {}, t("empty_title")), h("p", { class: "quiet" }, t("empty_text")), form.examples(read)));
}

async function read() {
  if (!form.element.reportValidity()) return;
  const mine = ++latest;
  const body = form.body(settings.language);
  form.button.disabled = true;
  result.setAttribute("aria-busy", "true");
  result.replaceChildren(h("section", { class: "card waiting" }, h("p", { class: "quiet" }, t("reading")),
    ...Array.from({ length: 4 }, () => h("div", { class: "bone" }))));
  try {
    const found = await suggest(body);
    if (mine !== latest) return;
    const made = reply(found, { return_request: body.return_request, ...(found.consent && { consent: found.consent }) });
    editor = made.editor;
    result.replaceChildren(plan(found), made.element, meaning(found, body.return_request.customer_comment));
  } catch (problem) {
    if (mine !== latest) return;
    result.replaceChildren(h("section", { class: "card problem", role: "alert" },
      h("h2", {}, t(problem.kind === "offline" ? "offline_title" : "problem_title")),
      h("p", { dir: "auto" }, problem.kind === "offline" ? t("offline_text") : problem.message),
      h("button", { type: "button", onclick: read }, t("again"))));
  } finally {
    if (mine === latest) {
      form.button.disabled = false;
      result.removeAttribute("aria-busy");
    }
  }
}

function header() {
  const other = settings.language === "ar" ? "en" : "ar";
  const theme = h("select", { "aria-label": t("theme"), onchange: (event) => {
    settings.set("theme", event.target.value);
    document.documentElement.dataset.theme = event.target.value;
  } }, ["system", "light", "dark"].map((value) => h("option", { value, selected: value === settings.theme }, t(`theme.${value}`))));
  return h("header", {},
    h("span", { class: "brand" }, h("img", { src: "/web/icon.svg", alt: "", width: "28", height: "28" }),
      h("span", {}, "Radd"), h("span", { lang: "ar", class: "quiet" }, "ردّ")),
    h("nav", { "aria-label": t("settings") },
      theme,
      h("button", { type: "button", lang: other, id: "language", onclick: () => {
        settings.set("language", other);
        start(form.values);
      } }, other === "ar" ? "العربية" : "English"),
      h("button", { type: "button", "aria-label": t("keys"), onclick: () => keys.showModal() }, "?")));
}

function keysDialog() {
  const rows = [["Ctrl Enter", "read"], ["Alt 1", "key_request"], ["Alt 2", "key_draft"], ["Alt 3", "key_fix"], ["Alt 4", "key_copy"], ["?", "keys"]];
  return h("dialog", { "aria-labelledby": "keys" }, h("h2", { id: "keys" }, t("keys")),
    h("dl", {}, rows.map(([key, word]) => h("div", {}, h("dt", {}, h("kbd", { dir: "ltr" }, key)), h("dd", {}, t(word))))),
    h("form", { method: "dialog" }, h("button", {}, t("close"))));
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches?.("textarea, input, select");
  const acts = {
    Enter: event.ctrlKey || event.metaKey ? read : null,
    1: event.altKey ? () => form.fields.customer_comment.focus() : null,
    2: event.altKey ? () => editor?.area.focus() : null,
    3: event.altKey ? () => editor?.fixNext() : null,
    4: event.altKey ? () => editor?.copy() : null,
    "?": typing ? null : () => keys.showModal(),
  };
  const act = acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

start();

// The page: an address says which view stands in it.

import { h } from "./core/dom.js";
import { loadWords, t } from "./core/words.js";
import { Inbox } from "./inbox/inbox.js";
import { listen } from "./keys.js";
import { ReturnView } from "./return/view.js";
import { Shell } from "./shell.js";

let shell;
let inbox;
let view; // what stands in the page beside the list: a return, or a view of its own
let waiting = 0;
let beside;

async function draw() {
  await loadWords();
  view?.close?.();
  inbox?.close();
  inbox = view = null;
  shell = new Shell({ onlanguage: draw });
  document.body.replaceChildren(...shell.parts);
  await route(false);
}

const VIEWS = {
  new: ["inbox", async () => new (await import("./views/new.js")).NewReturn()],
  import: ["inbox", async () => new (await import("./views/import.js")).Import()],
  ask: ["ask", async () => new (await import("./views/ask.js")).Ask()],
  insights: ["insights", async () => new (await import("./views/insights.js")).Insights()],
  settings: ["settings", async () => new (await import("./views/preferences.js")).Preferences({ onlanguage: draw })],
};

async function route(moved = true) {
  const [, name, id] = location.hash.split("/");
  view?.close?.();
  view = null;
  if (name in VIEWS) {
    const [way, make] = VIEWS[name];
    view = await make();
    shell.show(way, "single", view.element);
  } else workspace(name === "returns" ? decodeURIComponent(id ?? "") : null);
  const title = document.querySelector("#main .return h1, #main .page h1") ?? document.querySelector("#main h1");
  document.title = `${title?.textContent ?? ""} · Radd`;
  if (moved) {
    title?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
}

function workspace(id) {
  inbox ??= new Inbox({
    onread: (summaries) => {
      const mine = summaries.find((one) => one.id === view?.id);
      if (mine) view.heard?.(mine);
      if (beside && !view) beside.replaceChildren(inbox.overview(waiting));
    },
    onaway: (away) => (shell.away.hidden = !away),
    onwaiting: (count) => shell.count((waiting = count)),
  });
  inbox.select(id);
  beside = h("div", { class: "beside-list" });
  shell.show("inbox", "workspace", inbox.element, beside);
  shell.main.dataset.open = id ? "return" : "list";
  if (id) {
    view = new ReturnView(id, inbox.rows.get(id)?.summary, (found) => {
      document.title = `${found.return_request.item_title || t("no_title")} · Radd`;
      inbox.rows.get(id)?.update(found);
      inbox.refresh();
    });
    beside.append(view.element);
  } else beside.append(inbox.overview(waiting));
}

const composer = () => view?.composer;
const go = (hash) => () => void (location.hash = hash);
const open = (by) => () => {
  const id = inbox?.step(by);
  if (!id || !document.querySelector("main.workspace .list")) return false;
  location.hash = `#/returns/${id}`;
  return true;
};

listen({
  next: open(1),
  previous: open(-1),
  reply: () => composer() ? (composer().turnTo("your_reply"), composer().begin()) : false,
  answer: () => composer() ? composer().turnTo("customer_answer") : false,
  add: go("#/new"),
  inbox: go("#/"),
  ask: go("#/ask"),
  keys: () => shell.keys.showModal(),
  send: () => {
    if (view?.submit) return view.submit();
    if (!composer()) return false;
    return composer().reply.hidden ? composer().answer.element.requestSubmit() : composer().send();
  },
  fix: () => composer() ? composer().editor.fixNext() : false,
  copy: () => composer()?.editor.text ? void composer().copy() : false,
});

addEventListener("hashchange", () => route());
addEventListener("offline", () => (shell.away.hidden = false));
addEventListener("online", () => (shell.away.hidden = true));
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && inbox?.refresh());

draw();

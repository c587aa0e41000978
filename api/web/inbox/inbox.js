// The list of returns: those that wait for the seller first, the nearest deadline first. It grows page by page as one
// scrolls, and keeps its place while returns are opened beside it.

import { everything, inbox } from "../core/api.js";
import { bones, h } from "../core/dom.js";
import { troubleCard } from "../core/trouble.js";
import { label, left, number, t, urgency } from "../core/words.js";
import { isYours, Row } from "./row.js";

const PAGE = 50;
const MOST = 200; // the service's largest page, for reading again what is already shown
const MOST_URGENT = 3;
const SHORT = 180;
const EVERY_MS = 30_000;

export class Inbox {
  // `onread(summaries)` hears every reading, so that an open return can notice that it changed.
  constructor({ onread, onwaiting, onaway }) {
    this.onaway = onaway;
    this.onread = onread;
    this.onwaiting = onwaiting;
    this.rows = new Map();
    this.open = true;
    this.current = null;
    this.list = h("div", { class: "rows" });
    this.more = h("button", { type: "button", class: "more", hidden: true, onclick: () => this.grow() }, t("show_more"));
    this.title = h("h1", { id: "inbox", tabindex: "-1" }, t("inbox"));
    this.tabs = h("div", { class: "segments", role: "group", "aria-label": t("which_returns") },
      this.tab("open_returns", true), this.tab("all_returns", false));
    this.pane = h("div", { class: "list-body" }, this.list, this.more);
    this.element = h("section", { class: "list", "aria-labelledby": "inbox" },
      h("div", { class: "list-head" }, this.title, this.tabs), this.pane);
    new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && this.grow(), { rootMargin: "800px", scrollMargin: "800px" }).observe(this.more);
    this.timer = setInterval(() => document.visibilityState === "visible" && this.refresh(), EVERY_MS);
    this.reset();
  }

  close() {
    clearInterval(this.timer);
  }

  tab(word, open) {
    return h("button", { type: "button", "aria-pressed": String(open === this.open), onclick: (event) => {
      if (this.open === open) return;
      this.open = open;
      for (const one of this.tabs.children) one.setAttribute("aria-pressed", String(one === event.target));
      this.reset();
    } }, t(word));
  }

  read(after, limit) {
    return (this.open ? inbox : everything)(after, limit);
  }

  async reset() {
    this.generation = (this.generation ?? 0) + 1;
    this.rows.clear();
    this.next = null;
    this.more.hidden = true;
    this.list.replaceChildren(h("div", { class: "row-bones", role: "status", "aria-label": t("loading") }, bones(9)));
    await this.load(null);
  }

  async load(after) {
    const mine = this.generation;
    try {
      const page = await this.read(after, PAGE);
      if (mine !== this.generation) return;
      if (!after) this.list.replaceChildren();
      this.take(page);
    } catch (problem) {
      if (mine !== this.generation) return;
      if (!after) this.list.replaceChildren(troubleCard(problem, () => this.reset()));
      this.more.hidden = !after;
    }
  }

  async grow() {
    if (this.growing || this.more.hidden) return;
    this.growing = true;
    await this.load(this.next);
    this.growing = false;
    // A tall window may still show the end of the list.
    if (!this.more.hidden && this.more.getBoundingClientRect().top < innerHeight + 400) this.grow();
  }

  take(page) {
    for (const summary of page.returns) this.put(summary);
    this.next = page.next;
    this.more.hidden = !page.next;
    if (page.waiting !== undefined) this.onwaiting(page.waiting);
    if (!this.rows.size) this.list.replaceChildren(this.nothing());
    this.headings();
    this.onread(page.returns);
  }

  put(summary) {
    let row = this.rows.get(summary.id);
    if (row) row.update(summary);
    else {
      row = new Row(summary);
      this.rows.set(summary.id, row);
    }
    row.current(summary.id === this.current);
    this.list.append(row.element); // in the order of the service
  }

  // Read again what is shown; rows move to where they belong now, and the scroll position stays.
  async refresh() {
    if (this.growing || !this.rows.size) return this.rows.size ? undefined : this.reset();
    const mine = this.generation;
    try {
      const found = [];
      let page;
      do page = await this.read(page?.next, Math.min(MOST, Math.max(PAGE, this.rows.size - found.length))), found.push(...page.returns);
      while (page.next && found.length < this.rows.size);
      if (mine !== this.generation || this.growing) return;
      const kept = new Set(found.map((summary) => summary.id));
      for (const [id, row] of this.rows) if (!kept.has(id)) row.element.remove(), this.rows.delete(id);
      const same = found.length === this.list.querySelectorAll(".row").length &&
        found.every((summary, at) => this.order()[at] === summary.id);
      if (same) for (const summary of found) this.rows.get(summary.id).update(summary);
      this.take(same ? { ...page, returns: [] } : { ...page, returns: found });
      this.onread(found);
      for (const row of this.rows.values()) row.tick();
      this.onaway(false);
    } catch (problem) {
      if (!problem.kind) throw problem;
      this.onaway(problem.kind === "offline"); // the next reading may succeed
    }
  }

  order() {
    return (this.ids ??= [...this.list.querySelectorAll(".row")].map((row) => row.dataset.id));
  }

  headings() {
    this.ids = null;
    for (const old of this.list.querySelectorAll(".group")) old.remove();
    if (!this.open) return;
    let turn = null;
    for (const row of this.rows.values()) if (row.element.dataset.turn === "yours") turn = "yours";
    if (turn) this.list.querySelector('.row[data-turn="yours"]').before(h("h2", { class: "group" }, t("turn.yours")));
    this.list.querySelector('.row[data-turn="theirs"]')?.before(h("h2", { class: "group" }, t("turn.theirs")));
  }

  nothing() {
    return h("div", { class: "nothing" }, h("h2", {}, t(this.open ? "inbox_empty_title" : "no_returns_title")),
      h("p", { class: "quiet" }, t("inbox_empty_text")), h("div", { class: "buttons" }, h("a", { class: "button primary", href: "#/new" }, t("new_return")), h("a", { class: "button", href: "#/import" }, t("import"))));
  }

  select(id) {
    this.rows.get(this.current)?.current(false);
    this.current = id;
    const row = this.rows.get(id);
    row?.current(true);
    row?.element.scrollIntoView({ block: "nearest" });
  }

  // The id before or after the open one, for the keyboard.
  step(by) {
    const ids = this.order();
    const now = ids.indexOf(this.current);
    return ids[now === -1 ? (by > 0 ? 0 : ids.length - 1) : Math.min(ids.length - 1, Math.max(0, now + by))];
  }

  counts() {
    const mine = [...this.rows.values()].map((row) => row.summary).filter((one) => one.open && isYours(one) && one.due);
    const hours = (one) => (new Date(one.due) - Date.now()) / 3_600_000;
    return { late: mine.filter((one) => hours(one) < 0).length, today: mine.filter((one) => hours(one) >= 0 && hours(one) < 24).length };
  }

  // What to begin with.
  urgent() {
    const first = [...this.rows.values()].map((row) => row.summary).filter((one) => one.open && isYours(one)).slice(0, MOST_URGENT);
    if (!first.length) return null;
    return h("section", { class: "urgent", "aria-labelledby": "urgent" }, h("h3", { id: "urgent" }, t("begin_with")),
      h("ul", {}, first.map(({ id, due, return_request: request, situation }) => h("li", {}, h("a", { class: "card", href: `#/returns/${id}` },
        h("span", { class: "row-top" }, h("strong", { class: "row-title", dir: "auto" }, request.item_title || t("no_title")),
          due ? h("span", { class: "due", "data-urgency": urgency(due) }, left(due)) : null),
        h("span", { class: "said-short", dir: "auto" }, request.customer_comment.length > SHORT ? `${request.customer_comment.slice(0, SHORT)}…` : request.customer_comment),
        situation ? h("span", {}, h("span", { class: "chip" }, label("situation", situation))) : null)))));
  }

  // Beside the list while no return is open.
  overview(waiting) {
    const { late, today } = this.counts();
    const tile = (word, value, state) => h("div", { class: "tile", "data-state": value ? state : "" }, h("dt", {}, t(word)), h("dd", {}, number(value)));
    return h("div", { class: "overview" }, h("h2", {}, t("overview")),
      h("dl", { class: "tiles" }, tile("count.waiting", waiting, "yours"), tile("count.today", today, "soon"), tile("count.late", late, "late")),
      this.urgent(),
      h("p", { class: "quiet keys" }, t("overview_text")));
  }
}

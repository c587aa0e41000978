// How returns go over a period: why, what came of them, which products, how fast, and which rules were broken.

import { insights, register } from "../core/api.js";
import { bones, h } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { bars } from "../core/plot.js";
import { toast } from "../core/toast.js";
import { troubleCard, troubleText } from "../core/trouble.js";
import { label, number, percent, t } from "../core/words.js";

const PERIODS = [7, 28, 90, 365];
const DAY_MS = 86_400_000;
const MOST_PRODUCTS = 8;

export class Insights {
  constructor() {
    this.days = 28;
    this.body = h("div", { class: "insights" });
    this.element = h("section", { class: "page", "aria-labelledby": "insights-title" },
      h("div", { class: "head-line" },
        h("h1", { id: "insights-title", tabindex: "-1" }, t("insights")),
        h("div", { class: "buttons" },
          h("select", { "aria-label": t("period"), onchange: (event) => ((this.days = Number(event.target.value)), this.load()) },
            PERIODS.map((days) => h("option", { value: days, selected: days === this.days }, t("last_days", { n: number(days) })))),
          h("button", { type: "button", id: "csv", onclick: () => this.download() }, icon("copy"), t("csv")))),
      this.body);
    this.load();
  }

  get since() {
    return new Date(Date.now() - this.days * DAY_MS).toISOString();
  }

  async load() {
    const asked = this.days;
    this.body.replaceChildren(h("div", { class: "card", role: "status", "aria-label": t("loading") }, bones(6)));
    try {
      const found = await insights(this.since);
      if (asked === this.days) this.body.replaceChildren(...(found.returns ? cards(found) : [nothing()]));
    } catch (problem) {
      if (asked === this.days) this.body.replaceChildren(troubleCard(problem, () => this.load()));
    }
  }

  async download() {
    try {
      const url = URL.createObjectURL(await register(this.since));
      h("a", { href: url, download: "returns.csv" }).click();
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
    } catch (problem) {
      toast(troubleText(problem));
    }
  }
}

const nothing = () => h("div", { class: "card nothing" }, h("h2", {}, t("no_returns_period")), h("p", { class: "quiet" }, t("no_returns_period_text")));

function cards(found) {
  const { answers, advice, rising, rules } = found;
  const asked = answers.answered + answers.unanswered;
  const voted = advice.thumbs_up + advice.thumbs_down;
  return [
    h("dl", { class: "tiles" },
      tile("count.returns", number(found.returns)),
      tile("count.answered", asked ? percent(answers.answered / asked) : "–"),
      tile("count.median", answers.median_hours === null ? "–" : hours(answers.median_hours),
        answers.slowest_tenth_hours === null ? null : t("slowest", { time: hours(answers.slowest_tenth_hours) })),
      tile("count.drafts_sent", advice.made ? percent(advice.sent / advice.made) : "–", voted ? t("liked", { n: percent(advice.thumbs_up / voted) }) : null)),
    rising.length ? card("rising", h("p", { class: "quiet" }, t("rising_text")),
      bars(rising.map((one) => ({ name: one.item, value: one.returns, parts: [{ value: one.returns, state: "bad" }], note: t("before_n", { n: number(one.before) }) })))) : null,
    h("div", { class: "columns" },
      h("div", { class: "stack" },
        card("by_situation", bars(found.situations.map((one) => ({ name: label("situation", one.label), value: one.returns })))),
        card("by_product", bars(found.products.slice(0, MOST_PRODUCTS).map(product)))),
      h("div", { class: "stack" },
        card("by_outcome", bars(found.outcomes.map((one) => ({ name: label("outcome", one.label), value: one.returns })))),
        card("by_rule", rules.length ? bars(rules.map(rule)) : h("p", { class: "quiet" }, t("no_rules_broken"))))),
  ].filter(Boolean);
}

const product = (one) => ({
  name: one.item,
  value: one.returns,
  note: one.situations.slice(0, 2).map((two) => label("situation", two.label)).join(t("comma")),
});

const rule = (one) => ({
  name: label("rule", one.rule),
  value: one.refused + one.overridden,
  parts: [{ value: one.refused }, { value: one.overridden, state: "bad" }],
  note: t("refused_n", { refused: number(one.refused), overridden: number(one.overridden) }),
});

const hours = (value) => number(value, { style: "unit", unit: "hour", unitDisplay: "short", maximumFractionDigits: 1 });

function tile(word, value, note) {
  return h("div", { class: "tile" }, note ? h("dd", { class: "tile-note quiet" }, note) : null, h("dt", {}, t(word)), h("dd", {}, value));
}

function card(word, ...content) {
  return h("section", { class: "card", "aria-labelledby": `card-${word}` }, h("h2", { id: `card-${word}` }, t(word)), content);
}

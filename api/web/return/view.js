// One return: its facts, what to do, the thread and the reply. The summary is shown at once, the rest as it comes.

import { changeReturn, feedback, getReturn, judgeConsent, suggestFor } from "../core/api.js";
import { bones, h } from "../core/dom.js";
import { settings } from "../core/settings.js";
import { toast } from "../core/toast.js";
import { troubleCard, troubleText } from "../core/trouble.js";
import { t } from "../core/words.js";
import { Composer } from "./composer.js";
import { factsOf } from "./facts.js";
import { meaningCard } from "./meaning.js";
import { nextCard, stepsCard } from "./plan.js";
import { ReportDialog } from "./report.js";
import { Thread } from "./thread.js";

export class ReturnView {
  // `onchange(summary)` hears that the return moved on.
  constructor(id, summary, onchange) {
    this.id = id;
    this.onchange = onchange;
    this.leaving = new AbortController();
    this.head = h("div", { class: "return-head" });
    this.next = h("div", { class: "area-next" });
    this.talk = h("div", { class: "area-talk" });
    this.side = h("div", { class: "area-side" });
    this.element = h("article", { class: "return", "aria-labelledby": "return-title" }, this.head, this.next, this.talk, this.side);
    if (summary) this.showHead(summary);
    else this.head.append(h("h1", { id: "return-title", tabindex: "-1" }, t("loading")));
    this.talk.append(h("div", { class: "card", role: "status", "aria-label": t("loading") }, bones(5)));
    this.load();
  }

  close() {
    this.leaving.abort();
    this.composer?.close();
  }

  async load() {
    try {
      this.show(await getReturn(this.id, this.leaving.signal));
    } catch (problem) {
      if (problem.name === "AbortError") return;
      this.next.replaceChildren();
      this.side.replaceChildren();
      this.talk.replaceChildren(troubleCard(problem, () => this.load()));
    }
  }

  show(found) {
    this.found = found;
    this.showHead(found);
    if (!this.thread) {
      this.thread = new Thread(this.id, this.leaving.signal);
      this.composer = new Composer(this);
      this.talk.replaceChildren(this.thread.element, this.composer.element);
    }
    this.thread.show(found);
    this.composer.know(found);
    this.onchange(found);
    this.suggest();
  }

  showHead(summary) {
    this.head.replaceChildren(...factsOf(summary, {
      change: (changes) => this.change(changes),
      report: () => this.report(),
    }));
  }

  // Ask again what to do; `wishes` is what the seller chose: an amount, a template, a language.
  async suggest(wishes = this.composer.wishes) {
    const version = this.found.version;
    this.asked?.abort();
    const mine = (this.asked = new AbortController());
    this.leaving.signal.addEventListener("abort", () => mine.abort());
    if (!this.suggestion) {
      this.next.replaceChildren(h("div", { class: "card" }, bones(2)));
      this.side.replaceChildren(h("div", { class: "card" }, bones(6)));
    }
    try {
      const body = { seller_language: settings.sellerLanguage, translate: false, explain: true, ...wishes };
      const made = await suggestFor(this.id, body, mine.signal);
      if (version !== this.found.version) return null;
      this.suggestion = made;
      this.next.replaceChildren(nextCard(made));
      this.side.replaceChildren(stepsCard(made), meaningCard({ ...made, situation_by: this.found.situation_by }, {
        onsituation: (id) => this.correct(id),
        onconsent: (id) => this.agree(id),
      }));
      this.composer.suggest(made, wishes);
      return made;
    } catch (problem) {
      if (problem.name === "AbortError") return null;
      if (Object.keys(wishes).length) toast(troubleText(problem));
      else {
        this.side.replaceChildren();
        this.next.replaceChildren(troubleCard(problem, () => this.suggest()));
        this.composer.suggest(null, wishes);
      }
      return null;
    }
  }

  async change(changes) {
    try {
      this.show(await changeReturn(this.id, changes, this.found.version));
      toast(t("saved"));
    } catch (problem) {
      toast(troubleText(problem));
      this.load();
    }
  }

  // The seller knows better what the customer means: it holds from now on.
  async correct(correction) {
    try {
      await feedback({ suggestion_id: this.suggestion.id, about: "situation", correction });
      await this.load();
      toast(t("saved"));
    } catch (problem) {
      toast(troubleText(problem));
    }
  }

  async agree(consent) {
    try {
      this.show(await judgeConsent(this.id, consent));
      toast(t("saved"));
    } catch (problem) {
      toast(troubleText(problem));
    }
  }

  report() {
    new ReportDialog(this.id, (found) => {
      this.show(found);
      toast(t("reported_done"));
    }).open();
  }

  // The inbox read something newer than what is shown here: a customer wrote, or another tab did something.
  heard(summary) {
    if (this.found && summary.version > this.found.version && !this.composer.sending) this.load();
  }
}

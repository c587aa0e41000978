// Writing in the thread: the seller's reply with its live check, or what the customer answered.

import { addMessage, me, newKey } from "../core/api.js";
import { h } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { settings, unsent } from "../core/settings.js";
import { toast } from "../core/toast.js";
import { troubleText } from "../core/trouble.js";
import { has, label, t } from "../core/words.js";
import { Attachments } from "./attachments.js";
import { copyText } from "./clipboard.js";
import { CustomerAnswer } from "./customer_answer.js";
import { Editor } from "./editor.js";
import { Findings } from "./findings.js";
import { OverrideDialog } from "./override.js";
import { OwnWords, Gloss } from "./own_words.js";
import { Personal } from "./personal.js";
import { filledMarks, slotFields } from "./slots.js";
import { thumbs } from "./thumbs.js";

let modes = null; // how this service can draft, once it was asked

async function canPersonalise() {
  modes ??= me().then((found) => found.modes ?? []);
  try {
    return (await modes).includes("llm");
  } catch {
    modes = null;
    return false;
  }
}

const SHUT = new Set(["reported", "status_closed"]);

export class Composer {
  constructor(view) {
    this.view = view;
    this.wishes = {};
    this.base = ""; // the draft as it was given: what differs is the seller's own
    this.attachments = new Attachments(() => this.editor.run());
    this.editor = new Editor({ context: () => this.context(), onverdict: (...news) => this.verdict(...news) });
    this.findings = new Findings(this.editor);
    this.gloss = new Gloss(this);
    this.ownWords = new OwnWords(this);
    this.personal = new Personal(this);
    canPersonalise().then((can) => (this.personal.element.hidden = !can));
    this.answer = new CustomerAnswer(this);
    this.status = h("p", { id: "verdict", class: "verdict", role: "status" });
    this.copyButton = h("button", { type: "button", id: "copy", onclick: () => this.copy() }, icon("copy"), t("copy"));
    this.sendButton = h("button", { type: "button", id: "send", class: "primary", onclick: () => this.send() }, t("send"));
    this.tools = h("div", { class: "tools" });
    this.slots = h("div", { class: "slot-fields" });
    this.writing = h("div", { class: "writing" }, this.tools, this.slots, this.personal.box, this.editor.element,
      h("div", { class: "under" }, this.attachments.element, this.ownWords.element),
      h("div", { class: "bar send-bar" }, this.status, h("div", { class: "buttons" }, this.copyButton, this.sendButton)),
      this.findings.element, this.gloss.element);
    this.idle = h("div", { class: "idle", hidden: true });
    this.reply = h("div", { class: "tab-panel" }, this.idle, this.writing);
    this.tabs = h("div", { class: "segments", role: "group", "aria-label": t("write_as") }, this.tab("your_reply", this.reply), this.tab("customer_answer", this.answer.element));
    this.answer.element.hidden = true;
    this.element = h("section", { class: "card composer", "aria-labelledby": "composer" },
      h("div", { class: "composer-head" }, h("h2", { id: "composer", class: "hidden" }, t("write")), this.tabs), this.reply, this.answer.element);
  }

  tab(word, panel) {
    const first = panel === this.reply;
    return h("button", { type: "button", "aria-pressed": String(first), "data-tab": word, onclick: () => this.turnTo(word) }, t(word));
  }

  turnTo(word) {
    for (const one of this.tabs.children) one.setAttribute("aria-pressed", String(one.dataset.tab === word));
    this.reply.hidden = word !== "your_reply";
    this.answer.element.hidden = word === "your_reply";
    if (word !== "your_reply") this.answer.area.focus();
  }

  close() {
    this.personal.stop();
    this.editor.close();
  }

  // The return as it stands; what was being written stays.
  know(found) {
    if (this.found && this.found.thread.length !== found.thread.length) delete this.wishes.template_id; // another moment
    this.found = found;
    this.tabs.hidden = found.return_request.reported;
    if (found.return_request.reported) this.turnTo("your_reply");
  }

  context() {
    const { return_request, thread } = this.found;
    return {
      return_request,
      thread: thread.map(({ author, text, sent_at, attachments }) => ({ author, text, sent_at, attachments })),
      ...(this.made?.consent && { consent: this.made.consent }),
      attachments: this.attachments.list,
    };
  }

  suggest(made, wishes) {
    const before = this.made?.draft;
    this.made = made;
    this.wishes = wishes;
    const draft = made?.draft ?? null;
    const kept = before === undefined && !this.editor.text ? unsent.get(this.view.id) : null;
    const own = kept?.text ?? (this.editor.text !== this.base ? this.editor.text : null);
    this.shutOrOpen(made, draft || own);
    if (draft) {
      this.showTools(made);
      const chosen = before && (before.template_id !== draft.template_id || before.language !== draft.language);
      if (own && !chosen) this.keepOwn(own, before, draft, kept);
      else if (own) this.editor.put(draft.text), toast(t("draft_replaced"));
      else this.editor.set(draft.text, draft.language);
      this.editor.area.lang = draft.language;
      this.base = draft.text;
    } else if (own) {
      this.tools.replaceChildren();
      this.slots.replaceChildren();
      if (kept) this.editor.set(own);
      else this.editor.run();
      this.base = "";
    } else {
      this.tools.replaceChildren();
      this.slots.replaceChildren();
      this.base = "";
      this.editor.set("");
    }
    this.ownWords.know(draft?.language);
    this.gloss.know(draft);
  }

  keepOwn(own, before, draft, kept) {
    if (kept) this.editor.set(own, draft.language);
    for (const [mark, value] of before ? filledMarks(before, draft) : []) this.editor.fill(mark, value);
    if (!kept) this.editor.run();
  }

  shutOrOpen(made, something) {
    const shut = (this.shut = SHUT.has(made?.why_not));
    this.writing.hidden = shut || !something;
    this.idle.hidden = !shut && Boolean(something);
    if (this.idle.hidden) return;
    this.idle.replaceChildren(
      h("p", {}, t(made ? "no_draft" : "draft_missing"), " ", made?.why_not ? label("why_not", made.why_not) : ""),
      shut ? "" : h("button", { type: "button", onclick: () => this.begin() }, icon("write"), t("write_anyway")));
  }

  begin() {
    if (this.shut) return;
    this.idle.hidden = true;
    this.writing.hidden = false;
    this.editor.area.focus();
  }

  showTools(made) {
    const { draft } = made;
    const pick = (word, options, chosen, name) => options.length < 2 ? null : h("label", { class: "tool" }, h("span", {}, t(word)),
      h("select", { onchange: (event) => this.wish(name, event.target.value) },
        options.map(([value, text]) => h("option", { value, selected: value === chosen }, text))));
    this.tools.replaceChildren(
      pick("template", (made.templates ?? []).map((id, at) => [id, label("template", id) + (at ? "" : ` · ${t("fits")}`)]), draft.template_id, "template_id") ?? "",
      pick("reply_language", [["ar", t("code.ar")], ["en", t("code.en")]], draft.language, "reply_language"),
      this.personal.element,
      h("span", { class: "draft-thumbs" }, h("span", { class: "quiet" }, t("good_draft")), thumbs(made, { about: "draft" })));
    this.slots.replaceChildren(...slotFields(draft, this.found.return_request, this.wishes, (name, value) => this.wish(name, value)));
  }

  // A model's draft was checked and kept like a template's.
  takeModel(made) {
    this.made = made;
    this.base = made.draft.text;
    this.editor.put(made.draft.text);
    this.gloss.know(made.draft);
    this.showTools(made);
  }

  wish(name, value) {
    const wishes = { ...this.wishes, [name]: value };
    if (!value) delete wishes[name];
    return this.view.suggest(wishes);
  }

  verdict(state, findings, at) {
    if (state === "pointed") return this.findings.point(at);
    if (state === "typing") {
      this.key = null; // another text is another message
      unsent.put(this.view.id, this.editor.text && this.editor.text !== this.base ? { text: this.editor.text } : null);
      this.gloss.stale();
      this.sendButton.disabled = this.copyButton.disabled = !this.editor.text.trim();
      return undefined;
    }
    this.state = state;
    const blocking = findings.filter((finding) => finding.severity === "block").length;
    const says = {
      empty: ["", t("empty_draft")],
      unknown: ["?", t("unchecked")],
      blocked: ["!", t(blocking === 1 ? "blocked_one" : "blocked", { n: blocking })],
      allowed: ["✓", t(findings.length ? "allowed_warn" : "allowed")],
    }[state];
    if (this.status.lastChild?.textContent !== says[1] || this.status.dataset.state !== state) {
      this.status.dataset.state = state;
      this.status.replaceChildren(h("span", { class: "sign", "aria-hidden": "true" }, says[0]), says[1]);
    }
    this.sendButton.disabled = this.copyButton.disabled = state === "empty";
    this.sendButton.classList.toggle("primary", state !== "blocked");
    this.sendButton.textContent = t(state === "blocked" ? "send_anyway" : "send");
    return this.findings.show(findings);
  }

  async copy() {
    await copyText(this.editor.text, this.editor.area);
    toast(t("copied"));
  }

  send() {
    if (this.sending || !this.editor.text.trim()) return;
    if (this.state === "blocked") this.override();
    else this.put();
  }

  override() {
    new OverrideDialog(this.editor.findings, (reason) => this.put(reason)).open();
  }

  // On record first, then on the clipboard: what is pasted into the chat is what the record holds.
  async put(reason) {
    const text = this.editor.text;
    const message = { author: "seller", text, attachments: this.attachments.list, language: settings.sellerLanguage, ...(reason && { override_reason: reason }), ...(this.made && { suggestion_id: this.made.id }) };
    this.sending = this.sendButton.disabled = true;
    try {
      const found = await addMessage(this.view.id, message, this.found.version, (this.key ??= newKey()));
      this.sending = false;
      const copied = await copyText(text, this.editor.area);
      this.done();
      this.view.show(found);
      this.view.thread.reveal();
      toast(t(copied ? "sent" : "sent_only"));
    } catch (problem) {
      this.key = problem.kind === "offline" ? this.key : null; // a lost answer: the same write again
      if (problem.kind === "refused") {
        this.editor.take(problem.body.findings);
        toast(t("refused"));
      } else if (problem.kind === "conflict") {
        toast(t("changed_meanwhile"));
        this.view.load();
      } else toast(has(`trouble.${problem.kind}`) && problem.kind === "offline" ? t("send_offline") : troubleText(problem));
    } finally {
      this.sending = false;
      this.sendButton.disabled = !this.editor.text.trim();
    }
  }

  done() {
    unsent.put(this.view.id, null);
    this.base = "";
    this.made = undefined;
    this.wishes = {};
    this.key = null;
    this.attachments.clear();
    this.editor.set("");
  }
}

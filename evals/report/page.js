"use strict";
// Filters the samples. Everything a customer or a model wrote is put in as text, never as markup.
const data = JSON.parse(document.getElementById("data").textContent);
const form = document.querySelector(".filters");
const list = document.getElementById("list");
const pages = document.querySelector(".pages");
const SIZE = 25;
let page = 0;

const OUTCOMES = {
  all: () => true,
  wrong: (one) => one.score < 1,
  right: (one) => one.score >= 1,
  error: (one) => one.error !== null,
  changed: (one) => one.was && one.was.score !== one.score,
  worse: (one) => one.was && one.was.score > one.score,
};

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// The first letter decides, as it does for a reader: numbers and marks have no direction.
function words(text) {
  const letter = text.match(/\p{L}/u);
  const arabic = letter !== null && /\p{Script=Arabic}/u.test(letter[0]);
  return element("div", { class: "words", dir: arabic ? "rtl" : "ltr", ...(arabic && { lang: "ar" }) }, text);
}

// `brief` leaves out what says nothing: of an input, not of an answer, where "no draft" is one.
function shown(value, brief = false) {
  if (value === null || value === undefined) return words("–");
  if (typeof value === "string") return words(value);
  if (Array.isArray(value)) {
    if (value.every((one) => typeof one !== "object")) return words(value.join(", ") || "none");
    return element("div", {}, ...value.map((one) => (typeof one.author === "string" && typeof one.text === "string"
      ? element("div", { class: "field" }, element("b", {}, one.author), words(one.text)) : shown(one, brief))));
  }
  if (typeof value !== "object") return words(String(value));
  const fields = Object.entries(value).filter(([name, one]) => name !== "language" && name !== "variety"
    && !(brief && (one === null || one === false || (Array.isArray(one) && one.length === 0))));
  const short = ([, one]) => one === null || typeof one !== "object" && String(one).length < 40 && !/\p{Script=Arabic}/u.test(one);
  const made = element("div", {}, ...fields.filter((field) => !short(field)).map(([name, one]) =>
    element("div", { class: "field" }, element("b", {}, name.replaceAll("_", " ")), shown(one, brief))));
  const line = fields.filter(short).map(([name, one]) => element("span", {}, element("b", {}, name.replaceAll("_", " ")), ` ${one}`));
  if (line.length) made.append(element("div", { class: "short" }, ...line));
  return made;
}

function block(title, ...content) {
  return element("div", {}, element("h4", {}, title), ...content);
}

function card(one) {
  const made = element("article", { class: one.score < 1 ? "sample wrong" : "sample" },
    block("input", shown(one.input, true)), block("expected", shown(one.expected)));
  if (one.was) made.append(block(`before · ${one.was.score.toFixed(2)}`, shown(one.was.output)));
  made.append(block(`answer · ${one.score.toFixed(2)}`, shown(one.output)));
  const reason = one.reason ? element("span", { class: "reason" }, `${one.reason} · `) : "";
  made.append(element("div", { class: "foot" }, reason, `${one.slices.join(", ")} · ${one.id}`));
  return made;
}

function key(value) {
  return Array.isArray(value) ? value.join(", ") || "none" : String(value);
}

function fill(select, values) {
  const before = select.value;
  select.replaceChildren(element("option", { value: "" }, "any"), ...values.map((value) => element("option", {}, value)));
  if (values.includes(before)) select.value = before;
}

function draw() {
  const of = data[form.task.value];
  const asked = form.words.value.trim().toLowerCase();
  const found = of.filter((one) => OUTCOMES[form.outcome.value](one)
    && (!form.slice.value || one.slices.includes(form.slice.value))
    && (!form.expected.value || key(one.expected) === form.expected.value)
    && (!asked || JSON.stringify(one).toLowerCase().includes(asked)));
  page = Math.max(0, Math.min(page, Math.ceil(found.length / SIZE) - 1));
  list.className = found.some((one) => one.was) ? "compared" : "";
  list.replaceChildren(...found.slice(page * SIZE, (page + 1) * SIZE).map(card));
  form.querySelector("output").textContent = `${found.length} of ${of.length}`;
  pages.querySelector("span").textContent = found.length ? `${page + 1} / ${Math.ceil(found.length / SIZE)}` : "none";
}

function chooseTask() {
  const of = data[form.task.value];
  fill(form.slice, [...new Set(of.flatMap((one) => one.slices))].sort());
  const expected = [...new Set(of.map((one) => key(one.expected)))].sort();
  fill(form.expected, expected.length <= 40 ? expected : []);
  page = 0;
  draw();
}

form.addEventListener("input", (event) => (event.target === form.task ? chooseTask() : ((page = 0), draw())));
form.addEventListener("submit", (event) => event.preventDefault());
pages.addEventListener("click", (event) => {
  page += Number(event.target.dataset.step ?? 0);
  draw();
});
document.addEventListener("click", (event) => {
  const task = event.target.dataset?.task;
  if (!task) return;
  form.task.value = task;
  form.outcome.value = "wrong";
  chooseTask();
});
chooseTask();

// Taking in an export of noon's, or a page as it was copied: what came of it is told entry by entry.

import { takeIn } from "../core/api.js";
import { h } from "../core/dom.js";
import { troubleText } from "../core/trouble.js";
import { number, t } from "../core/words.js";

const FORMATS = { csv: "csv", json: "json", txt: "text" };
const MOST_REFUSED = 50;

export class Import {
  constructor() {
    this.file = h("input", { type: "file", class: "hidden", id: "import-file", accept: ".csv,.json,.txt", onchange: () => this.take(this.file.files[0]) });
    this.area = h("textarea", { rows: "7", dir: "auto", required: true, maxlength: "200000", placeholder: t("import_hint"), "aria-label": t("import_paste") });
    this.button = h("button", { class: "primary", id: "import-text" }, t("import_now"));
    this.outcome = h("div", { role: "status" });
    this.element = h("section", { class: "page narrow", "aria-labelledby": "import" },
      h("h1", { id: "import", tabindex: "-1" }, t("import")),
      h("p", { class: "quiet" }, t("import_text")),
      this.drop(h("label", { class: "button" }, this.file, t("import_choose")), h("p", { class: "quiet" }, t("import_file"))),
      h("form", { class: "card", onsubmit: (event) => (event.preventDefault(), this.put("text", this.area.value)) },
        h("h2", {}, t("import_paste")), this.area, h("div", { class: "bar" }, h("span", { class: "quiet" }, t("import_once")), this.button)),
      this.outcome);
  }

  drop(...content) {
    const over = (is) => (event) => (event.preventDefault(), area.classList.toggle("over", is));
    const area = h("div", { class: "card drop", ondragover: over(true), ondragleave: over(false), ondrop: (event) => (over(false)(event), this.take(event.dataTransfer.files[0])) }, content);
    return area;
  }

  async take(file) {
    if (!file) return;
    const form = FORMATS[file.name.split(".").pop().toLowerCase()];
    if (form) await this.put(form, await file.text());
    else this.outcome.replaceChildren(h("p", { class: "wrong" }, t("import_other")));
    this.file.value = "";
  }

  async put(format, content) {
    if (this.taking || !content.trim()) return;
    this.taking = this.button.disabled = true;
    this.outcome.replaceChildren(h("p", { class: "quiet" }, t("loading")));
    try {
      this.show(await takeIn(format, content));
      if (format === "text") this.area.value = "";
    } catch (problem) {
      this.outcome.replaceChildren(h("p", { class: "wrong" }, troubleText(problem)));
    } finally {
      this.taking = this.button.disabled = false;
    }
  }

  show(done) {
    const tile = (word, value, state) => h("div", { class: "tile", "data-state": value ? state : "" }, h("dt", {}, t(word)), h("dd", {}, number(value)));
    this.outcome.replaceChildren(h("div", { class: "stack" },
      h("dl", { class: "tiles" }, tile("taken.added", done.added, "yours"), tile("taken.changed", done.changed, "yours"), tile("taken.messages", done.messages, "yours"), tile("taken.unchanged", done.unchanged), tile("taken.refused", done.refused.length, "late")),
      done.refused.length ? h("div", { class: "card" }, h("h2", {}, t("taken_why")),
        h("ul", { class: "refusals" }, done.refused.slice(0, MOST_REFUSED).map((one) => h("li", {},
          h("strong", {}, t("row_n", { n: number(one.row) })), " ", h("bdi", { dir: "ltr" }, `${one.field}: ${one.reason}`))))) : null,
      h("p", {}, h("a", { class: "button primary", href: "#/" }, t("inbox")))));
  }
}

// Names and sizes of what goes along; the files themselves are sent in noon's chat.

import { h } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { size, t } from "../core/words.js";

export class Attachments {
  constructor(onchange) {
    this.list = [];
    this.onchange = onchange;
    this.input = h("input", { type: "file", multiple: true, hidden: true, onchange: () => this.add(this.input.files) });
    this.names = h("span", { class: "attachments" });
    this.element = h("div", { class: "attach" },
      h("button", { type: "button", class: "link", onclick: () => this.input.click() }, icon("clip"), t("attach")), this.input, this.names);
  }

  add(files) {
    this.list.push(...[...files].map((file) => ({ name: file.name, size_bytes: file.size })));
    this.input.value = "";
    this.show();
  }

  clear() {
    this.list = [];
    this.names.replaceChildren();
  }

  show() {
    this.names.replaceChildren(...this.list.map((one) => h("span", { class: "chip" },
      h("bdi", { dir: "ltr" }, one.name), h("span", { class: "quiet" }, size(one.size_bytes)),
      h("button", { type: "button", class: "bare", "aria-label": t("detach", { name: one.name }), onclick: () => {
        this.list = this.list.filter((other) => other !== one);
        this.show();
      } }, "×"))));
    this.onchange();
  }
}

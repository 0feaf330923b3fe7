import { fill, h } from "../dom.js";

export const view = { name: "record", title: "Record", show };

/** @param {HTMLElement} root */
function show(root) {
  fill(root, h("h1", {}, "Record"));
}

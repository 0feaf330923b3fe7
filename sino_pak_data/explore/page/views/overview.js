import { fill, h } from "../dom.js";

export const view = { name: "overview", title: "Overview", show };

/** @param {HTMLElement} root */
function show(root) {
  fill(root, h("h1", {}, "Overview"));
}

import { fill, h } from "../dom.js";

export const view = { name: "indicators", title: "Indicators", show };

/** @param {HTMLElement} root */
function show(root) {
  fill(root, h("h1", {}, "Indicators"));
}

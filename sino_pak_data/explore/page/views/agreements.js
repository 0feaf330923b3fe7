import { fill, h } from "../dom.js";

export const view = { name: "agreements", title: "Agreements", show };

/** @param {HTMLElement} root */
function show(root) {
  fill(root, h("h1", {}, "Agreements"));
}

import { fill, h } from "../dom.js";

export const view = { name: "balancing", title: "Balancing", show };

/** @param {HTMLElement} root */
function show(root) {
  fill(root, h("h1", {}, "Balancing"));
}

import { fill, h } from "../dom.js";

export const view = { name: "claims", title: "Claims", show };

/** @param {HTMLElement} root */
function show(root) {
  fill(root, h("h1", {}, "Claims"));
}

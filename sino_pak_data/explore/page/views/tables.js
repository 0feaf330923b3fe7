import { fill, h } from "../dom.js";

export const view = { name: "tables", title: "Tables", show };

/** @param {HTMLElement} root */
function show(root) {
  fill(root, h("h1", {}, "Tables"));
}

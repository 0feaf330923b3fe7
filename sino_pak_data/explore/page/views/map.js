import { fill, h } from "../dom.js";

export const view = { name: "map", title: "Map", show };

/** @param {HTMLElement} root */
function show(root) {
  fill(root, h("h1", {}, "Map"));
}

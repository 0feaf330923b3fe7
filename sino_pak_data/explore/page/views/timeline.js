import { fill, h } from "../dom.js";

export const view = { name: "timeline", title: "Timeline", show };

/** @param {HTMLElement} root */
function show(root) {
  fill(root, h("h1", {}, "Timeline"));
}

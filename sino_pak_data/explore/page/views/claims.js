import { fill, h } from "../dom.js";
import { byKey } from "../data.js";
import { trail } from "./claim_trail.js";

export const view = { name: "claims", title: "Claims", show };

/** @param {HTMLElement} root @param {URLSearchParams} params */
async function show(root, params) {
  fill(
    root,
    h("h1", {}, "Claims"),
    await trail(/** @type {any} */ (byKey("claims", params.get("id") ?? "yousaf-trade-2018"))),
  );
}

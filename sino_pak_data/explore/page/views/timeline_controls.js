// What the timeline is asked with, and the key to its marks.

import { actorsIn, byName, codesIn } from "../choices.js";
import { asking, bar, search, toggle } from "../controls.js";
import { h } from "../dom.js";
import { pairChoices } from "../pairs.js";
import { MARKS } from "./timeline_chart.js";
import { TABLES, everything } from "./timeline_filter.js";

/** @typedef {import("./timeline_filter.js").Asked} Asked */

/** What the marks mean. */
export function key() {
  const sign = (/** @type {string} */ text, /** @type {string} */ of) => {
    const made = h("span", { "aria-hidden": "true" }, text);
    made.style.color = `var(--${of})`;
    return made;
  };
  return h(
    "ul",
    { class: "key note" },
    Object.values(MARKS).map((mark) => h("li", {}, sign(mark.letter, mark.colour), ` ${mark.name}`)),
    h("li", {}, sign("—○—", "quiet"), " a period, or a date known to the month or year only"),
  );
}

/**
 * The controls, those that are needed seldom folded away.
 * @param {Asked} what @param {{ context: boolean }} shown @param {(part: Partial<Asked>) => void} change @param {Node} years
 * @param {() => void} redraw
 */
export function controls(what, shown, change, years, redraw) {
  const seldom = /** @type {const} */ (["actor", "against", "balancing", "confidence", "origins"]);
  const every = everything().map(({ row }) => row);
  const people = everything().flatMap(({ actors }) => [...actors].filter(Boolean));
  const list = asking(what, change);
  return h(
    "div",
    { class: "controls" },
    bar(
      search("Words in title or summary", what.text, (text) => change({ text })),
      list("Pair of states", pairChoices(), "dyad"),
      list("Domain", codesIn(every, "domain"), "domain"),
      list("Type of event", codesIn(every, "event_type"), "type"),
      years,
    ),
    h(
      "details",
      { open: seldom.some((one) => what[one]) || what.tables.length < TABLES.length },
      h("summary", {}, "More filters"),
      h(
        "div",
        { class: "bar" },
        list("Actor, in any role", byName(people), "actor"),
        list("Against", actorsIn(every, ["against"]), "against"),
        list("Balancing", codesIn(every, "balancing"), "balancing"),
        list("Confidence", codesIn(every, "confidence"), "confidence"),
        list(
          "Independent sources",
          [
            ["1", "one only"],
            ["2", "two or more"],
            ["3", "three or more"],
          ],
          "origins",
          "any number",
        ),
        h(
          "span",
          { class: "toggles" },
          TABLES.map((name) =>
            toggle(name === "events" ? "Events" : "Agreements", what.tables.includes(name), (on) =>
              change({ tables: TABLES.filter((one) => (one === name ? on : what.tables.includes(one))) }),
            ),
          ),
          toggle("Bands of context", shown.context, (on) => {
            shown.context = on;
            redraw();
          }),
        ),
      ),
    ),
  );
}

/**
 * Fields for the first and last year. @param {Asked} what @param {[number, number]} span @param {(part: Partial<Asked>) => void} change
 * @returns {{ node: HTMLElement, tell: () => void }}  tell: write the years of `what` into the fields
 */
export function yearFields(what, [first, last], change) {
  let waiting = 0;
  const field = (/** @type {"from" | "to"} */ name, /** @type {string} */ title, /** @type {number} */ otherwise) => {
    const input = h("input", {
      type: "number",
      min: first,
      max: last,
      placeholder: otherwise,
      value: what[name],
      onInput: () => {
        clearTimeout(waiting);
        waiting = setTimeout(() => change({ [name]: /^\d{4}$/.test(input.value) ? input.value : "" }), 200);
      },
    });
    return { input, label: h("label", {}, h("span", {}, title), input) };
  };
  const [from, to] = [field("from", "From year", first), field("to", "To year", last)];
  const tell = () => {
    from.input.value = what.from;
    to.input.value = what.to;
  };
  const all = h(
    "button",
    {
      type: "button",
      onClick: () => {
        change({ from: "", to: "" });
        tell();
      },
    },
    "All years",
  );
  return { node: h("div", { class: "years", role: "group", "aria-label": "Years" }, from.label, to.label, all), tell };
}

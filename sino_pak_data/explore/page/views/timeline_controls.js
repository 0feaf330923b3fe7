// What the timeline is asked with, and the key to its marks.

import { bar, search, select, toggle } from "../controls.js";
import { actor as actorName, codes, items } from "../data.js";
import { h } from "../dom.js";
import { dyads, pairName } from "../pairs.js";
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
  const list = (/** @type {string} */ of, /** @type {"domain"} */ name, /** @type {string} */ title, all = "all") =>
    select(title, used(of, name), what[name], (value) => change({ [name]: value }), all);
  return h(
    "div",
    { class: "controls" },
    bar(
      search("Words in title or summary", what.text, (text) => change({ text })),
      select(
        "Pair of states",
        dyads().map((dyad) => [dyad, pairName(dyad)]),
        what.dyad,
        (dyad) => change({ dyad }),
        "all",
      ),
      list("domain", "domain", "Domain"),
      list("event_type", /** @type {any} */ ("type"), "Type of event"),
      years,
    ),
    h(
      "details",
      { open: seldom.some((one) => what[one]) || what.tables.length < TABLES.length },
      h("summary", {}, "More filters"),
      bar(
        select("Actor, in any role", people("actors"), what.actor, (actor) => change({ actor }), "all"),
        select("Against", people("against"), what.against, (against) => change({ against }), "all"),
        list("balancing", /** @type {any} */ ("balancing"), "Balancing"),
        list("confidence", /** @type {any} */ ("confidence"), "Confidence"),
        select(
          "Independent sources",
          [
            ["1", "one only"],
            ["2", "two or more"],
            ["3", "three or more"],
          ],
          what.origins,
          (origins) => change({ origins }),
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

/** The codes of a column that occur. @param {string} column @param {string} filter @returns {[string, string][]} */
function used(column, filter) {
  const there = new Set(everything().map(({ row }) => row[column]));
  return codes(filter === "type" ? "event_type" : filter).filter(([code]) => there.has(code));
}

/** Who occurs, by name. @param {"actors" | "against"} role @returns {[string, string][]} */
function people(role) {
  const there = new Set(
    everything().flatMap(({ row, actors }) => (role === "actors" ? [...actors] : items(row[role]))),
  );
  return [...there]
    .filter(Boolean)
    .map((id) => /** @type {[string, string]} */ ([id, actorName(id)]))
    .sort((one, other) => one[1].localeCompare(other[1], "en"));
}

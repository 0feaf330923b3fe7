// Which series is drawn: indicator, reporter and partner that exist, and others of its unit beside it.

import { actor, byKey, codes, indicatorName, items, rows } from "../data.js";
import { bar, grouped } from "../controls.js";
import { h } from "../dom.js";
import { everySeries, keyOfSeries, pairName, parsed } from "./indicator_series.js";

/** @typedef {import("./indicator_series.js").Series} Series */
/** @typedef {[value: string, label: string]} Choice */
/** @typedef {{ also: string, from: string, to: string }} State */

/** @param {string} indicator */
export function unitOf(indicator) {
  return byKey("indicators", indicator)?.unit ?? "";
}

/** @param {State} state @param {Series} series @param {Series[]} every @param {(changed: Record<string, string>) => void} change */
export function controls(state, series, every, change) {
  const pairs = [...everySeries().keys()].map(parsed).filter((one) => one.indicator === series.indicator);
  const reporters = [...new Set(pairs.map(({ reporter }) => reporter))];
  const partners = pairs.filter(({ reporter }) => reporter === series.reporter).map(({ partner }) => partner);
  const others = every.slice(1);
  const kept = (/** @type {Series[]} */ some) => some.map(keyOfSeries).join(",");
  return [
    bar(
      grouped("Indicator", byDomain(), series.indicator, (indicator) => change({ indicator, also: "" })),
      grouped("Reporter", [["", reporters.map(choice)]], series.reporter, (reporter) => change({ reporter })),
      partners.some((one) => one !== "NONE") &&
        grouped("Partner", [["", partners.map(choice)]], series.partner, (partner) => change({ partner })),
      years("From", state.from, (from) => change({ from })),
      years("To", state.to, (to) => change({ to })),
      grouped("Add a series", [["", [["", "…"]]], ...addable(series, every)], "", (one) =>
        change({ also: kept([...others, parsed(one)]) }),
      ),
    ),
    others.length > 0 &&
      h(
        "p",
        { class: "added" },
        others.map((one) =>
          h(
            "button",
            {
              type: "button",
              "aria-label": `Remove ${indicatorName(one.indicator)}, ${pairName(one)}`,
              onClick: () => change({ also: kept(others.filter((other) => other !== one)) }),
            },
            `${indicatorName(one.indicator)}, ${pairName(one)} ×`,
          ),
        ),
      ),
  ];
}

/** @param {string} id @returns {Choice} */
function choice(id) {
  return [id, id === "NONE" ? "none" : id === "WLD" ? "the world" : actor(id)];
}

/** Indicators that have values, by domain. @returns {[string, Choice[]][]} */
function byDomain() {
  const known = new Set([...everySeries().keys()].map((key) => parsed(key).indicator));
  return codes("domain")
    .map(([domain, title]) => {
      const some = rows("indicators").filter((row) => row.domain === domain && known.has(row.indicator_id));
      const listed = some.map((row) => /** @type {Choice} */ ([row.indicator_id, row.name]));
      return /** @type {[string, Choice[]]} */ ([title, listed.sort((one, other) => one[1].localeCompare(other[1]))]);
    })
    .filter(([, some]) => some.length > 0);
}

/** Other series of the same unit: those that figures are compared with, other actors, other indicators. @param {Series} series @param {Series[]} every @returns {[string, Choice[]][]} */
function addable(series, every) {
  const taken = new Set(every.map(keyOfSeries));
  const unit = unitOf(series.indicator);
  const free = [...everySeries().keys()]
    .filter((key) => !taken.has(key))
    .map(parsed)
    .filter((one) => unitOf(one.indicator) === unit);
  const together = comparable(series.indicator);
  const actors = new Set([series.reporter, series.partner]);
  const ours = (/** @type {Series} */ one) =>
    actors.has(one.reporter) && (actors.has(one.partner) || one.partner === "NONE");
  /** @param {string} title @param {(one: Series) => boolean} wanted @param {(one: Series) => string} text @returns {[string, Choice[]]} */
  const group = (title, wanted, text) => {
    const listed = free.filter(wanted).map((one) => /** @type {Choice} */ ([keyOfSeries(one), text(one)]));
    return [title, listed.sort((one, other) => one[1].localeCompare(other[1]))];
  };
  const full = (/** @type {Series} */ one) => `${indicatorName(one.indicator)}: ${pairName(one)}`;
  return [
    group("Compared with it", (one) => together.has(one.indicator) && ours(one), full),
    group("Other actors", (one) => one.indicator === series.indicator, pairName),
    group(
      `Other series in ${unit}`,
      (one) => one.indicator !== series.indicator && !together.has(one.indicator) && ours(one),
      full,
    ),
  ].filter(([, some]) => some.length > 0);
}

/** The indicators that belong together with one, as `comparisons` says. @param {string} indicator */
function comparable(indicator) {
  const found = new Set();
  for (const row of rows("comparisons")) {
    const compared = items(row.compared);
    if (row.indicator_id === indicator) compared.forEach((one) => found.add(one));
    if (compared.includes(indicator)) [row.indicator_id, ...compared].forEach((one) => found.add(one));
  }
  found.delete(indicator);
  return found;
}

/** A field for a year. @param {string} label @param {string} value @param {(value: string) => void} changed */
function years(label, value, changed) {
  return h(
    "label",
    {},
    h("span", {}, label),
    h("input", {
      type: "number",
      min: 1900,
      max: 2100,
      step: 1,
      value,
      placeholder: "year",
      onChange: (/** @type {any} */ event) => changed(/^\d{4}$/.test(event.target.value) ? event.target.value : ""),
    }),
  );
}

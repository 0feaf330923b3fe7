// What is known of the balancing of a pair in each year: counts and how thoroughly was searched, as `dyad_years` has them.

import { codes, items, keyOf, rows } from "../data.js";
import { year } from "../dates.js";
import { begun, both, joins } from "../pairs.js";

/** @typedef {"hard" | "soft"} Kind */
/** @typedef {{ low: number, high: number } | null} Count  null is missing, not zero */
/** @typedef {{ year: number, row: Record<string, string>, coverage: string, hard: Count, soft: Count }} Year */
/** @typedef {{ certain: string[], possible: string[] }} Behind  addresses of events */

export const KINDS = /** @type {Kind[]} */ (["hard", "soft"]);

/** The years of a pair. @param {string} dyad @returns {Year[]} */
export function yearsOf(dyad) {
  return rows("dyad_years")
    .filter((row) => row.dyad === dyad)
    .map((row) => ({
      year: Number(row.year),
      row,
      coverage: row.events_coverage,
      hard: count(row, "hard"),
      soft: count(row, "soft"),
    }))
    .sort((one, other) => one.year - other.year);
}

/** @param {Record<string, string>} row @param {Kind} kind @returns {Count} */
function count(row, kind) {
  const [low, high] = [row[`${kind}_balancing_low`], row[`${kind}_balancing_high`]];
  return low === "" ? null : { low: Number(low), high: Number(high) };
}

/** A count in words. @param {Count} of */
export function said(of) {
  if (!of) return "unknown";
  return of.low === of.high ? String(of.low) : `${of.low} to ${of.high}`;
}

/** The events that a count rests on, as `spd.trace` gives them. @param {string} dyad @param {number} of @param {Kind} kind @returns {Behind} */
export function behind(dyad, of, kind) {
  /** @type {Behind} */
  const found = { certain: [], possible: [] };
  for (const row of rows("events")) {
    if (row.balancing !== kind) continue;
    const years = begun(row.date);
    if (!years.includes(of) || !joins(row, dyad, false)) continue;
    found[years.length === 1 ? "certain" : "possible"].push(`events/${keyOf("events", row)}`);
  }
  return found;
}

/** Every event that balances and joins a pair, in years that have a row. @param {string} dyad @param {Year[]} years */
export function everyRecord(dyad, years) {
  const known = new Set(years.map((one) => one.year));
  return rows("events")
    .filter((row) => KINDS.includes(/** @type {Kind} */ (row.balancing)) && joins(row, dyad, false))
    .filter((row) => begun(row.date).some((one) => known.has(one)))
    .map((row) => `events/${keyOf("events", row)}`);
}

/**
 * How thoroughly events of a pair were searched: by domain, per year the best code of `completeness`.
 * @param {string} dyad @returns {Map<string, Map<number, string>>}
 */
export function searched(dyad) {
  const order = codes("completeness").map(([code]) => code);
  /** @type {Map<string, Map<number, string>>} */
  const found = new Map();
  for (const row of rows("coverage")) {
    const actors = items(row.actors);
    if (row.table !== "events" || !both(dyad).every((state) => actors.includes(state))) continue;
    const known = found.get(row.domain) ?? new Map();
    found.set(row.domain, known);
    const [first, last] = [year(row.period_start || row.period_end), year(row.period_end || row.period_start)];
    for (let of = first; of <= last; of++) {
      if (order.indexOf(row.completeness) >= order.indexOf(known.get(of) ?? "")) known.set(of, row.completeness);
    }
  }
  return found;
}

/** Years as spans: `1947–1962, 1971`. @param {number[]} years  in order */
export function spans(years) {
  /** @type {[number, number][]} */
  const found = [];
  for (const one of years) {
    const last = found.at(-1);
    if (last && last[1] === one - 1) last[1] = one;
    else found.push([one, one]);
  }
  return found.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(", ");
}

// Which states a record joins, and when: the rules of `derive/dyad_years.py`.

import { about, actor, items, rows, stateOf } from "./data.js";
import { possibleYears } from "./dates.js";

/** The pairs of `dyad_years`, such as `CHN-PAK`, in its order. @returns {string[]} */
export function dyads() {
  return [...new Set(rows("dyad_years").map((row) => row.dyad))];
}

/** @param {string} dyad @returns {[string, string]} */
export function both(dyad) {
  const [one, other] = dyad.split("-");
  return [one, other ?? ""];
}

/** A pair in words. @param {string} dyad */
export function pairName(dyad) {
  return both(dyad).map(actor).join(" and ");
}

/** The pairs to choose from. @returns {[string, string][]} */
export function pairChoices() {
  return dyads().map((dyad) => [dyad, pairName(dyad)]);
}

/** Everybody on a record, in whatever role, and the states behind them. @param {Record<string, string>} row */
export function everyone(row) {
  const named = ["actors", "parties", "recipients", "against"].flatMap((role) => items(row[role]));
  return new Set([...named, ...named.map(stateOf)]);
}

/**
 * Do two states act together, or one for or (if `opposed`) against the other? Two that are only acted upon are no pair, and what
 * balances a rival joins him only if it is done to him, by a veto or words.
 * @param {Record<string, string>} row @param {string} dyad @param {boolean} [opposed]
 */
export function joins(row, dyad, opposed = true) {
  const acting = new Set([...items(row.actors), ...items(row.parties)].map(stateOf));
  const aimed = !row.balancing || row.balancing === "none" || about().confronting.includes(row.event_type);
  const others = [...items(row.recipients), ...(opposed && aimed ? items(row.against) : [])].map(stateOf);
  const pair = both(dyad);
  return pair.some((state) => acting.has(state)) && pair.every((state) => acting.has(state) || others.includes(state));
}

/**
 * The years in which something may have begun; it surely did if they are one.
 * @param {string} date @returns {number[]}
 */
export function begun(date) {
  const beginning = date.split("/")[0];
  const years = beginning === ".." ? null : possibleYears(beginning);
  return years ? Array.from({ length: years[1] - years[0] + 1 }, (_, place) => years[0] + place) : [];
}

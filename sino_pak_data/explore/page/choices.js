// What there is to choose from in a filter: only what occurs.

import { actor, codes, items } from "./data.js";

/** @typedef {Record<string, string>} Row */

/**
 * The codes of a column that occur, in the order of their list.
 * @param {Row[]} rows @param {string} column @param {string} [list]  of the codes, if its name is not the column's
 * @returns {[string, string][]}
 */
export function codesIn(rows, column, list = column) {
  const there = new Set(rows.flatMap((row) => items(row[column])));
  return codes(list).filter(([code]) => there.has(code));
}

/** Who occurs in one of these columns, by name. @param {Row[]} rows @param {string[]} columns */
export function actorsIn(rows, columns) {
  return byName(rows.flatMap((row) => columns.flatMap((column) => items(row[column]))));
}

/** Actors in the order of their names, each once. @param {string[]} ids @returns {[string, string][]} */
export function byName(ids) {
  return [...new Set(ids)]
    .map((id) => /** @type {[string, string]} */ ([id, actor(id)]))
    .sort((one, other) => one[1].localeCompare(other[1], "en"));
}

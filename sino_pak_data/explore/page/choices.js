// What there is to choose from in a filter: only what occurs.

import { actor, codes, items } from "./data.js";

/** @typedef {Record<string, string>} Row */

/**
 * The codes of a column that occur, in the order of their list.
 * @param {Row[]} rows @param {string} column @param {string} [list]  of the codes, if its name is not the column's
 * @returns {[string, string][]}
 */
export function codesIn(rows, column, list = column) {
  const there = new Set(rows.map((row) => row[column]));
  return codes(list).filter(([code]) => there.has(code));
}

/** Who occurs in one of these columns, by name. @param {Row[]} rows @param {string[]} columns @returns {[string, string][]} */
export function actorsIn(rows, columns) {
  const there = new Set(rows.flatMap((row) => columns.flatMap((column) => items(row[column]))));
  return [...there]
    .map((id) => /** @type {[string, string]} */ ([id, actor(id)]))
    .sort((one, other) => one[1].localeCompare(other[1], "en"));
}

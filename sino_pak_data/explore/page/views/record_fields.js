// The fields of a record in full: codes with their meanings, dates in words, numbers with their units.

import { items, label, meaning, table } from "../data.js";
import { isReference, shownCell, target } from "../cells.js";
import { inWords } from "../dates.js";
import { h } from "../dom.js";
import { thousands, unit } from "../names.js";

/** @typedef {import("../data.js").Field} Field */
/** @typedef {import("../data.js").Row} Row */

/** Meanings that are longer are shown when asked for. */
const LONG = 150;

/** All filled fields but the sources and those that stand elsewhere. @param {string} name @param {Row} row @param {string[]} elsewhere */
export function facts(name, row, elsewhere) {
  const shown = table(name).fields.filter((one) => row[one.name] && !elsewhere.includes(one.name) && !isReference(one));
  return h(
    "dl",
    {},
    shown.flatMap((one) => [h("dt", { title: one.description }, one.title), h("dd", {}, fact(name, one, row))]),
  );
}

/** @param {string} name @param {Field} one @param {Row} row */
function fact(name, one, row) {
  const cell = row[one.name];
  const list = one.codes;
  if (list) return (one.holds === "codes" ? items(cell) : [cell]).map((code) => explained(list, code));
  if (one.holds === "date") return dated(cell);
  if (one.type === "boolean") return cell === "true" ? "Yes" : "No";
  if (one.type === "number" || (one.type === "integer" && one.unit))
    return [thousands(cell), measured(row, one)].filter(Boolean).join(" ");
  if (!target(name, one) && one.holds !== "records") return shownCell(name, one, row);
  const shown = [shownCell(name, one, row)].flat().filter((each) => each !== "; ");
  return shown.length > 1
    ? h(
        "ul",
        { class: "plain" },
        shown.map((each) => h("li", {}, each)),
      )
    : shown;
}

/** A code by its label, with what it means. @param {string} list @param {string} code */
function explained(list, code) {
  const [said, means] = [label(list, code), meaning(list, code)];
  const name = [said, said.toLowerCase() !== code.replaceAll("_", " ") && [" ", h("code", {}, code)]].flat();
  return means.length > LONG
    ? h("details", { class: "code" }, h("summary", {}, name), h("div", { class: "note" }, ticked(means)))
    : h("div", { class: "code" }, name, means && h("div", { class: "note" }, ticked(means)));
}

/** A text in which what stands between backticks is code. @param {string} text */
export function ticked(text) {
  return text.split("`").map((part, place) => (place % 2 ? h("code", {}, part) : part));
}

/** The unit of a number: its row's, or its column's. @param {Row} row @param {Field} one */
function measured(row, one) {
  const own = one.name === "value" && (row.currency || (row.unit && unit(row.unit)));
  if (own) return own;
  if (!one.unit || one.unit === "ratio" || /column/.test(one.unit)) return "";
  if (one.unit === "unit") return unit(row.unit);
  return row[one.name] === "1" ? one.unit.replace(/s$/, "") : one.unit;
}

/** A date in words, and as it is coded if that says more. @param {string} date */
export function dated(date) {
  const words = inWords(date);
  return h("span", {}, h("time", {}, words), words !== date && /\D/.test(date) && [" ", h("code", {}, date)]);
}

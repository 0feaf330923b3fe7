// Cells as a reader wants them: codes by their labels, references and addresses as links, dates in words.

import { byKey, items, keyOf, label, meaning, record, references, table } from "./data.js";
import { inWords } from "./dates.js";
import { h, listed } from "./dom.js";
import { link, outward, workLink } from "./links.js";
import { brief, thousands } from "./names.js";
import { recordAddress } from "./route.js";

/** @typedef {import("./data.js").Field} Field */
/** @typedef {import("./data.js").Row} Row */

/** Columns that hold something that the web knows, and its address there. @type {Record<string, (cell: string) => string>} */
const OUTWARD = {
  url: (cell) => cell,
  archive_url: (cell) => cell,
  doi: (cell) =>
    `https://doi.org/${encodeURIComponent(cell).replace(/%(2F|3A|3B|2C|24|26|3D|40)/g, decodeURIComponent)}`,
  wikidata: (cell) => `https://www.wikidata.org/wiki/${encodeURIComponent(cell)}`,
  geonames: (cell) => `https://www.geonames.org/${encodeURIComponent(cell)}`,
};

/** Is the column one of numbers? @param {Field} field */
export function isNumber(field) {
  return (field.type === "number" || field.type === "integer") && !OUTWARD[field.name];
}

/** Does the column name works, with the place in each? @param {Field} field */
export function isReference(field) {
  return field.holds === "references" || field.holds === "reference";
}

/** The table that the ids of a column are of, or "". @param {string} name @param {Field} field */
export function target(name, field) {
  return field.holds === "ids" ? (field.of ?? "") : (table(name).links[field.name] ?? "");
}

/**
 * A cell as text or nodes. @param {string} name  the table @param {Field} field @param {Row} row
 * @returns {string | Node | (Node | string)[]}
 */
export function shownCell(name, field, row) {
  const cell = row[field.name];
  if (!cell) return "";
  if (field.codes)
    return joined(field.holds === "codes" ? items(cell) : [cell], (code) =>
      coded(/** @type {string} */ (field.codes), code),
    );
  const of = target(name, field);
  if (of) return joined(field.holds === "ids" ? items(cell) : [cell], (id) => named(of, id));
  if (isReference(field)) return joined(references(cell), ({ work, place }) => workLink(work, place));
  if (field.holds === "record" || field.holds === "records") return joined(items(cell), recordLink);
  if (field.holds === "date") return h("time", { title: inWords(cell) === cell ? null : inWords(cell) }, cell);
  if (field.holds === "names") return items(cell).join("; ");
  if (OUTWARD[field.name]) return outward(OUTWARD[field.name](cell), cell);
  return field.type === "number" ? thousands(cell) : cell;
}

/** A code by its label; what it means, and how it is written, for who points at it. @param {string} list @param {string} code */
export function coded(list, code) {
  const means = meaning(list, code);
  return h("span", { title: means ? `${code}: ${means}` : code }, label(list, code));
}

/** A link to a row of another table by its id. @param {string} of @param {string} id */
function named(of, id) {
  return of === "sources" ? workLink(id) : link(`${of}/${id}`, byKey(of, id) ? undefined : id);
}

/** A link to a record; also to a retired one, whose page says what became of it. @param {string} address */
export function recordLink(address) {
  const row = record(address);
  if (row) return link(address, brief(address.split("/")[0], row));
  return byKey("retired", address)
    ? h("a", { class: "gone", href: recordAddress(address) }, address)
    : h("span", { class: "gone" }, address);
}

/** @template T @param {T[]} every @param {(one: T) => Node | string} shown @returns {(Node | string)[]} */
function joined(every, shown) {
  return listed(every.map(shown), "; ");
}

/** The link to the page of a row, around what a cell shows. @param {string} name @param {Row} row @param {string} text */
export function rowLink(name, row, text) {
  return h("a", { href: recordAddress(`${name}/${keyOf(name, row)}`) }, text);
}

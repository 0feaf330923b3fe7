// What of a table is wanted: the filters of the address, the rows that pass, and the line of Python that loads the same.

import { field, items, references, rows, table } from "../data.js";
import { isNumber, isReference, target } from "../cells.js";
import { quoted } from "../links.js";
import { texts, wordsOf } from "../words.js";

/** @typedef {import("../data.js").Field} Field */
/** @typedef {import("../data.js").Row} Row */
/** @typedef {{ name: string, q: string, columns: string[], sort: string, page: number, where: Map<string, string> }} Wanted */

/** What columns hold of which a cell has several items. */
const MANY = ["references", "ids", "codes", "names", "records"];
const PREFIX = "where.";
/** The place of the years among the filters: not of a column, but of the date that a record is known by. */
export const YEARS = "years";
/** Columns that are shown if nobody has chosen. */
const AT_FIRST = 8;
const LONG = [
  "summary",
  "note",
  "sources",
  "definition",
  "reason",
  "would_change",
  "records",
  "source",
  "alt_names",
  "cited_sources",
];
/** @type {Record<string, string[]>} */
const CHOSEN = {
  sources: ["published", "title", "kind", "authors", "publisher", "language", "side", "url"],
  claims: ["statement", "kind", "value", "unit", "period", "theory", "locator"],
  verdicts: ["claim_id", "verdict", "value", "unit", "nearest", "lowest", "highest", "independent_sources", "reason"],
  agreements: ["signed", "title", "instrument", "domain", "parties", "status", "value", "currency", "stage"],
  discrepancies: ["record", "field", "value", "source", "note"],
  evidence: ["claim_id", "record", "stance", "note"],
  retired: ["record", "version", "reason", "replaced_by"],
  coverage: ["table", "actors", "domain", "period", "completeness", "note"],
  breaks: ["indicator_id", "source_id", "period", "kind", "note"],
  observations: ["indicator_id", "reporter", "partner", "period", "value", "unit", "source"],
};

/** The columns that a table has at first: those that tell its rows apart, without long texts. @param {string} name */
export function usual(name) {
  const { fields, named, key } = table(name);
  const own = (CHOSEN[name] ?? []).filter((column) => field(name, column));
  if (own.length) return own;
  const short = fields
    .map((one) => one.name)
    .filter((column) => !LONG.includes(column) && !(named.length && key.includes(column)));
  return short.slice(0, AT_FIRST);
}

/** What an address asks for. @param {string} name @param {URLSearchParams} params @returns {Wanted} */
export function wanted(name, params) {
  const there = (/** @type {string} */ column) => column === YEARS || field(name, column);
  const columns = (params.get("columns") ?? "").split(",").filter((column) => field(name, column));
  return {
    name,
    q: params.get("q") ?? "",
    columns: columns.length ? columns : usual(name),
    sort: params.get("sort") ?? "",
    page: Number(params.get("page")) || 0,
    where: new Map(
      [...params]
        .filter(([key, value]) => value && key.startsWith(PREFIX) && there(key.slice(PREFIX.length)))
        .map(([key, value]) => [key.slice(PREFIX.length), value]),
    ),
  };
}

/** The parameter of a filter. @param {string} column */
export function parameter(column) {
  return PREFIX + column;
}

/** The ends of a range such as `1990..2000`; an end that is not given is open. @param {string} text @returns {[string, string]} */
export function range(text) {
  const [from, to] = text.split("..");
  return [from ?? "", to ?? from ?? ""];
}

/** Is a column filtered by the ends of a range? @param {string} name @param {string} column */
export function ranged(name, column) {
  const one = field(name, column);
  return column === YEARS || Boolean(one && isNumber(one) && !one.codes && !target(name, one));
}

/** The rows that an address asks for, in the order of the table. @param {Wanted} asked @returns {Row[]} */
export function passing(asked) {
  const every = rows(asked.name);
  const words = wordsOf(asked.q);
  const folded = words.length ? texts(asked.name) : [];
  const tests = [...asked.where].map(([column, value]) => test(asked.name, column, value));
  return every.filter(
    (row, place) => words.every((word) => folded[place].includes(word)) && tests.every((passes) => passes(row)),
  );
}

/** @param {string} name @param {string} column @param {string} value @returns {(row: Row) => boolean} */
function test(name, column, value) {
  if (column === YEARS) return inYears(name, value);
  if (ranged(name, column)) {
    const [from, to] = range(value).map((end) => (end === "" ? NaN : Number(end)));
    return (row) => row[column] !== "" && !(Number(row[column]) < from) && !(Number(row[column]) > to);
  }
  const any = new Set(value.split(","));
  const one = /** @type {Field} */ (field(name, column));
  if (isReference(one)) return (row) => references(row[column]).some(({ work }) => any.has(work));
  if (MANY.includes(one.holds ?? "")) return (row) => items(row[column]).some((item) => any.has(item));
  return (row) => any.has(row[column]);
}

/** Records of which the date can fall between two years. @param {string} name @param {string} value @returns {(row: Row) => boolean} */
function inYears(name, value) {
  const { dated } = table(name);
  const [from, to] = range(value);
  const [first, last] = [from && `${from}-01-01`, to && `${to}-12-31`];
  return (row) => {
    const column = dated.find((each) => row[each]);
    if (!column) return false;
    const [start, end] = [row[`${column}_start`], row[`${column}_end`]];
    return (!last || !start || start <= last) && (!first || !end || end >= first);
  };
}

/** The same rows and columns in Python. @param {Wanted} asked */
export function inPython(asked) {
  const { name, q, where, columns } = asked;
  const { key, built, fields } = table(name);
  const years = range(where.get(YEARS) ?? "");
  const filters = [...where]
    .filter(([column]) => column !== YEARS)
    .flatMap(([column, value]) => triples(name, column, value));
  const words = wordsOf(q).length && !built;
  const needed = words ? [...new Set([...key, ...columns])] : columns;
  const options = [
    filters.length && `filters=[${filters.join(", ")}]`,
    years[0] && `since=${quoted(years[0])}`,
    years[1] && `until=${quoted(years[1])}`,
    needed.length < fields.length && `columns=[${needed.map(quoted).join(", ")}]`,
  ].filter(Boolean);
  const load = `frame = spd.load(${[quoted(name), ...options].join(", ")})`;
  if (!words) return load;
  const parts = key.map((part) => `frame[${quoted(part)}].astype(str)`).join(' + ":" + ');
  return `${load}\nfound = spd.search(${quoted(q)}, tables=${quoted(name)}).frame()["record"]\nframe = frame[(${quoted(`${name}/`)} + ${parts}).isin(found)]`;
}

/** @param {string} name @param {string} column @param {string} value @returns {string[]} */
function triples(name, column, value) {
  const one = /** @type {Field} */ (field(name, column));
  if (ranged(name, column)) {
    const [from, to] = range(value);
    return [
      from && `(${quoted(column)}, ">=", ${Number(from)})`,
      to && `(${quoted(column)}, "<=", ${Number(to)})`,
    ].filter(Boolean);
  }
  const values = value.split(",");
  if (one.type === "boolean")
    return [`(${quoted(column)}, "in", [${values.map((each) => (each === "true" ? "True" : "False")).join(", ")}])`];
  const many = MANY.includes(one.holds ?? "");
  return [`(${quoted(column)}, "${many ? "any" : "in"}", [${values.map(quoted).join(", ")}])`];
}

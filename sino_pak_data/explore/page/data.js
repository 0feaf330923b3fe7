// The tables: columns of text as the file has them, and rows made of them when somebody asks.

/**
 * @typedef {Record<string, string>} Row
 * @typedef {{ name: string, title: string, type: string, description?: string, holds?: string, of?: string, unit?: string, recipe?: string, codes?: string }} Field
 * @typedef {{ name: string, title: string, description: string, built: boolean, key: string[], named: string[], dated: string[], shown: string,
 *   rows: number, years: number[], links: Record<string, string>, fields: Field[], cells: Record<string, string[]> }} Table
 * @typedef {{ name: string, title: string, description: string, version: string, date: string, homepage: string, licence: string, licence_note: string,
 *   citation: string, states: Record<string, string>, confronting: string[] }} About
 */

/** Tables that repeat the codes of the records whose coding they measure. */
export const MEASURED = ["codings", "readings"];
/** @type {any} */
let first;
/** @type {Promise<void> | undefined} */
let others;
/** @type {Promise<any> | undefined} */
let asked;
/** @type {Map<string, Row[]>} */
const made = new Map();
/** @type {Map<string, Map<string, Row>>} */
const keyed = new Map();

/** @param {string} id */
async function unpacked(id) {
  const element = document.getElementById(id);
  const bytes = Uint8Array.from(atob(element?.textContent ?? ""), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  element?.remove();
  return new Response(stream).json();
}

/** Read what the overview shows. */
export async function open() {
  first = await unpacked("first");
  for (const [name, table] of Object.entries(first.tables)) table.name = name;
}

/** Read what the other views draw. Once. */
export function rest() {
  others ??= unpacked("rest").then((found) => {
    Object.assign(first, found.extra);
    addAll(found.cells);
  });
  return others;
}

/** What was left for later: cells, citations, histories. Read once. @returns {Promise<any>} */
export function later() {
  asked ??= unpacked("later").then((found) => {
    addAll(found.cells);
    return found;
  });
  return asked;
}

/** @param {Record<string, Record<string, string[]>>} cells */
function addAll(cells) {
  for (const [name, columns] of Object.entries(cells)) add(name, columns);
}

/**
 * Add columns to a table; rows made before learn them too.
 * @param {string} name @param {Record<string, string[]>} cells
 */
export function add(name, cells) {
  Object.assign(table(name).cells, cells);
  const known = made.get(name);
  for (const [column, values] of Object.entries(cells)) known?.forEach((row, place) => (row[column] = values[place]));
}

/** @returns {About} */
export function about() {
  return first.about;
}

/** A JSON file of the page. @param {"bands" | "outlines"} name @returns {any} */
export function extra(name) {
  return first[name];
}

/** @returns {Table[]} */
export function tables() {
  return Object.values(first.tables);
}

/** @param {string} name @returns {Table} */
export function table(name) {
  return first.tables[name];
}

/** @param {string} name */
export function hasTable(name) {
  return Object.hasOwn(first.tables, name);
}

/** The rows of a table, in its order. @param {string} name @returns {Row[]} */
export function rows(name) {
  let found = made.get(name);
  if (!found) {
    const columns = Object.entries(table(name).cells);
    const length = columns[0]?.[1].length ?? 0;
    found = Array.from({ length }, (_, place) => {
      /** @type {Row} */
      const row = {};
      for (const [column, cells] of columns) row[column] = cells[place];
      return row;
    });
    if (length) made.set(name, found); // none are there before they are read
  }
  return found;
}

/** The key of a row, its parts joined with a colon. @param {string} name @param {Row} row */
export function keyOf(name, row) {
  return table(name)
    .key.map((part) => row[part])
    .join(":");
}

/** @param {string} name @param {string} key @returns {Row | undefined} */
export function byKey(name, key) {
  let found = keyed.get(name);
  if (!found) {
    found = new Map(rows(name).map((row) => [keyOf(name, row), row]));
    if (found.size) keyed.set(name, found); // as with rows
  }
  return found.get(key);
}

/** The row of an address such as `events/ID`. @param {string} address @returns {Row | undefined} */
export function record(address) {
  const [name, ...key] = address.split("/");
  return hasTable(name) ? byKey(name, key.join("/")) : undefined;
}

/** What a person would call a row. @param {string} name @param {Row} row @returns {string} */
export function heading(name, row) {
  const { named, shown } = table(name);
  const title = named.map((column) => row[column]).find(Boolean);
  if (title) return title;
  if (shown) return shown.replace(/\{(\w+)\}/g, (_, column) => row[column] ?? "").replace("-NONE ", " ");
  return keyOf(name, row);
}

/** The date that a row is known by, as text. @param {string} name @param {Row} row */
export function dateOf(name, row) {
  return (
    table(name)
      .dated.map((column) => row[column])
      .find(Boolean) ?? ""
  );
}

/** The items of a cell that holds a list. @param {string | undefined} cell */
export function items(cell) {
  return cell ? cell.split(";").filter(Boolean) : [];
}

/** The works of a cell of references, each with its place. @param {string | undefined} cell */
export function references(cell) {
  return [...(cell ?? "").matchAll(/([^;[\]]+)(?:\[([^\]]*)\])?;?/g)].map(([, work, place]) => ({
    work: work.trim(),
    place: place ?? "",
  }));
}

/** @param {string} name @param {string} column @returns {Field | undefined} */
export function field(name, column) {
  return table(name).fields.find((one) => one.name === column);
}

/** The codes of a list, in its order: `[code, label]`. @param {string} list @returns {[string, string][]} */
export function codes(list) {
  return Object.entries(first.codes[list] ?? {}).map(([code, [label]]) => [code, label]);
}

/** @param {string} list @param {string} code @returns {string} */
export function label(list, code) {
  return first.codes[list]?.[code]?.[0] ?? code;
}

/** What is coded so: description and inclusion. @param {string} list @param {string} code @returns {string} */
export function meaning(list, code) {
  const [, description, include] = first.codes[list]?.[code] ?? [];
  return [description, include].filter(Boolean).join(" ");
}

/** The name of an actor. @param {string} id */
export function actor(id) {
  return byKey("actors", id)?.name ?? id;
}

/** The name of an indicator. @param {string} id */
export function indicatorName(id) {
  return byKey("indicators", id)?.name ?? id;
}

/** The state that an actor belongs to, or "". @param {string} id */
export function stateOf(id) {
  return about().states[id] ?? "";
}

/** Things by what they have in common, in the order of the first of each. @template T @param {T[]} every @param {(one: T) => string} by */
export function grouped(every, by) {
  /** @type {Map<string, T[]>} */
  const groups = new Map();
  for (const one of every) {
    const name = by(one);
    const group = groups.get(name);
    if (group) group.push(one);
    else groups.set(name, [one]);
  }
  return groups;
}

// Links to records and works, and the records that link to one.

import { MEASURED, byKey, heading, indicatorName, items, keyOf, record, rows, tables } from "./data.js";
import { h } from "./dom.js";
import { address, recordAddress } from "./route.js";
import { shortName } from "./works.js";

/** A link to a record by its name. @param {string} address @param {string} [text] */
export function link(address, text) {
  const [name] = address.split("/");
  const row = record(address);
  return row
    ? h("a", { href: recordAddress(address) }, text ?? heading(name, row))
    : h("span", { class: "gone" }, text ?? address);
}

/** A link to a work by its short name. @param {string} id @param {string} [place] */
export function workLink(id, place) {
  const name = byKey("sources", id) ? h("a", { href: recordAddress(`sources/${id}`) }, shortName(id)) : id;
  return h("span", {}, name, place && ` [${place}]`);
}

/** A link to the chart of a series, or else of its indicator. @param {string} indicator @param {string} reporter @param {string} partner @param {string} [text] */
export function seriesLink(indicator, reporter, partner, text) {
  return h("a", { href: address("indicators", { indicator, reporter, partner }) }, text ?? indicatorName(indicator));
}

/** A way out of the page, to an address that is one. @param {string} url @param {string} [text] */
export function outward(url, text) {
  return /^https?:\/\//.test(url)
    ? h("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, text ?? url)
    : h("span", {}, text ?? url);
}

/** A text in quotes, as Python reads it. @param {string} words */
export function quoted(words) {
  return JSON.stringify(words);
}

/** The line that loads the same with the Python package. @param {string} line */
export function loaded(line) {
  return h(
    "details",
    { class: "spd" },
    h("summary", {}, "The same in Python"),
    h("pre", { tabindex: "0" }, `import sino_pak_data as spd\n${line}`),
  );
}

/** Who names a record: by table and column, then by the item that the cell has. @type {Map<string, Map<string, number[]>>} */
const indexed = new Map();

/** The rows in which a column has each item, by their places. @param {string} name @param {string} column */
function index(name, column) {
  const known = indexed.get(`${name}.${column}`);
  if (known) return known;
  /** @type {Map<string, number[]>} */
  const found = new Map();
  rows(name).forEach((row, place) => {
    for (const item of new Set(items(row[column]).map((each) => each.split("[")[0]))) {
      const places = found.get(item);
      if (places) places.push(place);
      else found.set(item, [place]);
    }
  });
  indexed.set(`${name}.${column}`, found);
  return found;
}

/**
 * Every record that points to this one, and the column that does: a reference, foreign key, list or address. Wants all cells read.
 * @param {string} name @param {Record<string, string>} row
 * @returns {{ address: string, field: string }[]}
 */
export function linking(name, row) {
  const key = keyOf(name, row);
  const found = [];
  for (const other of tables()) {
    if (MEASURED.includes(other.name) || other.built) continue;
    const fields = other.fields.filter(
      (one) => one.holds === "record" || one.of === name || other.links[one.name] === name,
    );
    const pointers = fields.flatMap(({ name: field }) => {
      const places = index(other.name, field);
      return [...new Set([...(places.get(key) ?? []), ...(places.get(`${name}/${key}`) ?? [])])].map((place) => ({
        place,
        field,
      }));
    });
    for (const { place, field } of pointers.sort((one, another) => one.place - another.place)) {
      const each = rows(other.name)[place];
      if (each !== row) found.push({ address: `${other.name}/${keyOf(other.name, each)}`, field });
    }
  }
  return found;
}

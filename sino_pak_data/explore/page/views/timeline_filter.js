// Which events and agreements a timeline shows, and the Python that loads the same.

import { byKey, dateOf, field, items, keyOf, label, rows, table } from "../data.js";
import { inWords, possibleYears, span } from "../dates.js";
import { quoted } from "../links.js";
import { everyone, joins } from "../pairs.js";

/**
 * @typedef {object} Item  a record on the timeline
 * @property {"events" | "agreements"} table
 * @property {string} address
 * @property {Record<string, string>} row
 * @property {string} date  as the record has it, "" if it has none
 * @property {[number, number] | null} span  first and last moment, for drawing
 * @property {[number, number] | null} years  first and last year that the date could mean
 * @property {Set<string>} actors  in whatever role, and their states
 * @property {string} words  of title and summary, in small letters
 */

/**
 * @typedef {object} Asked  all "" or empty where nothing is asked
 * @property {string[]} tables @property {string} from @property {string} to @property {string} text @property {string} dyad
 * @property {string} actor @property {string} domain @property {string} type @property {string} against @property {string} balancing
 * @property {string} confidence @property {string} origins
 */

export const TABLES = /** @type {("events" | "agreements")[]} */ (["events", "agreements"]);
/** What is asked of a column that only events have: with one of these, no agreement is shown. */
export const OF_EVENTS = /** @type {const} */ (["type", "against", "balancing"]);
/** @type {Record<string, string>} */
const COLUMNS = {
  domain: "domain",
  type: "event_type",
  against: "against",
  balancing: "balancing",
  confidence: "confidence",
};

/** @type {Item[] | undefined} */
let made;

/** Every event and agreement. @returns {Item[]} */
export function everything() {
  made ??= TABLES.flatMap((name) => rows(name).map((row) => item(name, row)));
  return made;
}

/** @param {Item["table"]} name @param {Record<string, string>} row @returns {Item} */
function item(name, row) {
  const date = dateOf(name, row);
  const column = table(name).dated.find((one) => row[one]) ?? "";
  return {
    table: name,
    address: `${name}/${keyOf(name, row)}`,
    row,
    date,
    span: span(row, column),
    years: possibleYears(date),
    actors: everyone(row),
    words: `${row.title} ${row.summary}`.toLowerCase(),
  };
}

/** What an address asks. @param {URLSearchParams} params @returns {Asked} */
export function asked(params) {
  const value = (/** @type {string} */ name) => params.get(name) ?? "";
  const tables = items(value("tables").replaceAll(",", ";"));
  const year = (/** @type {string} */ name) => (/^\d{4}$/.test(value(name)) ? value(name) : "");
  return {
    tables: tables.length ? tables : [...TABLES],
    from: year("from"),
    to: year("to"),
    text: value("text"),
    dyad: value("dyad"),
    actor: value("actor"),
    domain: value("domain"),
    type: value("type"),
    against: value("against"),
    balancing: value("balancing"),
    confidence: value("confidence"),
    origins: value("origins"),
  };
}

/** The tables whose records can meet what is asked. @param {Asked} what */
export function askedTables(what) {
  return TABLES.filter(
    (name) => what.tables.includes(name) && (name === "events" || !OF_EVENTS.some((one) => what[one])),
  );
}

/** The records that meet all that is asked. @param {Asked} what @returns {Item[]} */
export function chosen(what) {
  const tables = askedTables(what);
  const [from, to] = [Number(what.from || -Infinity), Number(what.to || Infinity)];
  const words = wordsOf(what);
  const plain = /** @type {const} */ (["domain", "type", "balancing", "confidence"]).filter((one) => what[one]);
  return everything().filter(
    ({ table: name, row, years, actors, words: said }) =>
      tables.includes(name) &&
      (years ? years[1] >= from && years[0] <= to : !what.from && !what.to) &&
      plain.every((one) => row[COLUMNS[one]] === what[one]) &&
      (!what.actor || actors.has(what.actor)) &&
      (!what.against || items(row.against).includes(what.against)) &&
      (!what.origins || enough(Number(row.independent_sources), what.origins)) &&
      (!what.dyad || joins(row, what.dyad)) &&
      words.every((word) => said.includes(word)),
  );
}

/** @param {Asked} what */
function wordsOf({ text }) {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

/** @param {number} count @param {string} origins  "1" is one, any other number is that many and more */
function enough(count, origins) {
  return origins === "1" ? count === 1 : count >= Number(origins);
}

/** The lines that load the same. @param {Asked} what */
export function lines(what) {
  const filters = Object.entries(COLUMNS).flatMap(([name, column]) => {
    const value = what[/** @type {"domain"} */ (name)];
    return value ? [`${quoted(column)}: ${quoted(value)}`] : [];
  });
  if (what.origins) {
    filters.push(`"independent_sources": ${what.origins === "1" ? "1" : `{">=": ${Number(what.origins)}}`}`);
  }
  const options = [
    what.dyad && `dyad=${quoted(what.dyad)}`,
    what.actor && `actors=${quoted(what.actor)}`,
    what.from && `since=${quoted(what.from)}`,
    what.to && `until=${quoted(what.to)}`,
    filters.length && `filters={${filters.join(", ")}}`,
  ].filter(Boolean);
  return askedTables(what)
    .flatMap((name) => [
      `${name} = spd.load(${[quoted(name), ...options].join(", ")})`,
      ...wordsOf(what).map(
        (word) =>
          `${name} = ${name}[(${name}["title"] + " " + ${name}["summary"].fillna("")).str.lower().str.contains(${quoted(word)}, regex=False)]`,
      ),
    ])
    .join("\n");
}

/** The column of dates in a table of records. */
export const DATE = {
  name: "date",
  title: "Date",
  shown: (/** @type {Record<string, string>} */ row) => inWords(row.date) || "no date",
};

/** A record as a row of the table below a picture. @param {Item} item */
export function inRow(item) {
  const { row } = item;
  return {
    record: item.address,
    date: item.date,
    title: row.title,
    summary: row.summary,
    place: placeOf(row),
    domain: label("domain", row.domain),
    kind: kindOf(item),
    confidence: label("confidence", row.confidence),
    independent_sources: row.independent_sources,
  };
}

/** Where an event was, by name. @param {Record<string, string>} row */
export function placeOf(row) {
  return (row.place && byKey("places", row.place)?.name) || "";
}

/** What sort of event or instrument a record is. @param {Item} item */
export function kindOf({ table: name, row }) {
  const column = name === "events" ? "event_type" : "instrument";
  return label(field(name, column)?.codes ?? column, row[column]);
}

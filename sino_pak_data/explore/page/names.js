// Names of records for people: where a heading is made of codes, their labels.

import { actor, byKey, field, heading, indicatorName, label, record } from "./data.js";

/** @typedef {import("./data.js").Row} Row */

/** Names of the tables of which the heading is made of codes. @type {Record<string, (row: Row) => string>} */
const SPOKEN = {
  observations: (row) => {
    const pair = [row.reporter, row.partner].filter((id) => id && id !== "NONE").map(actor);
    const series = indicatorName(row.indicator_id);
    return `${[series, pair.join("–"), row.period].filter(Boolean).join(", ")}: ${thousands(row.value)} ${unit(row.unit)}`;
  },
  evidence: (row) => `${label("stance", row.stance)}: ${named("claims", row.claim_id)} — ${ofAddress(row.record)}`,
  discrepancies: (row) => {
    const title = field(row.record.split("/")[0], row.field)?.title ?? row.field;
    return `${ofAddress(row.record)}. ${title}: ${row.value}`;
  },
  retired: (row) => `${row.record}, retired in ${row.version}: ${row.reason}`,
  codings: (row) =>
    `${ofAddress(row.record)}. ${field(row.record.split("/")[0], row.field)?.title ?? row.field}: ${row.code}, ${label("coder", row.coder)}`,
  readings: (row) => `${ofAddress(row.record)}: ${label("reading_verdict", row.verdict)}`,
  breaks: (row) => `${named("indicators", row.indicator_id)}, ${row.period}: ${row.note}`,
  coverage: (row) =>
    [label("domain", row.domain), row.actors, row.period, label("completeness", row.completeness)]
      .filter(Boolean)
      .join(", "),
  verdicts: (row) => `${label("verdict", row.verdict) || "No verdict"}: ${named("claims", row.claim_id)}`,
  dyad_years: (row) => `${row.dyad.split("-").map(actor).join("–")}, ${row.year}`,
};

/** What a person would call a row. @param {string} name @param {Row} row */
export function spoken(name, row) {
  return SPOKEN[name]?.(row) ?? heading(name, row);
}

/** The same, not longer than a line or two. @param {string} name @param {Row} row @param {number} [limit] */
export function brief(name, row, limit = 140) {
  return shortened(spoken(name, row), limit);
}

/** @param {string} text @param {number} limit */
export function shortened(text, limit) {
  return text.length > limit ? `${text.slice(0, limit - 1).trimEnd()}…` : text;
}

/** @param {string} name @param {string} key */
function named(name, key) {
  const row = byKey(name, key);
  return row ? heading(name, row) : key;
}

/** @param {string} address */
function ofAddress(address) {
  const [name] = address.split("/");
  const row = record(address);
  return row
    ? SPOKEN[name] === undefined || name === "observations"
      ? spoken(name, row)
      : heading(name, row)
    : address;
}

/** A unit as it follows a number. @param {string} code */
export function unit(code) {
  return label("unit", code).replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}

/** A number with its thousands separated. @param {string} cell */
export function thousands(cell) {
  return cell.replace(/^(-?)(\d+)/, (_, sign, whole) => sign + whole.replace(/\B(?=(\d{3})+$)/g, ","));
}

/** A number and what is counted. @param {number} count @param {string} noun @param {string} [many]  the noun of several */
export function counted(count, noun, many = `${noun}s`) {
  return `${count.toLocaleString("en")} ${count === 1 ? noun : many}`;
}

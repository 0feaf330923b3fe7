// Series as charts draw them: a line for each work, figures that works state, breaks, and stretches without a gap. As plot/numbers.py does.

import { actor, byKey, items, keyOf, later, rows } from "../data.js";
import { time, year } from "../dates.js";
import { work } from "../works.js";

/** @typedef {import("../data.js").Row} Row */
/** @typedef {{ indicator: string, reporter: string, partner: string }} Series */
/**
 * @typedef {object} Point
 * @property {string} line  the name at its end
 * @property {string} series  of which it is a value; "" of a quantity that figures are compared with
 * @property {string} source
 * @property {string} period
 * @property {number} start
 * @property {number} end
 * @property {number} middle
 * @property {number} value
 * @property {boolean} usual  is its period as long as most?
 * @property {boolean} newest  of one line's values for a period the last?
 * @property {string} relation  same, whole or other
 * @property {string} segment
 * @property {Row | null} row
 * @property {string} [measure]  indicators of a quantity that figures are compared with
 */
/** @typedef {{ claim: Row, verdict: string, source: string, start: number, end: number, middle: number, value: number }} Figure */

/** A work with fewer values has points instead of a line. */
const LINE = 3;
const DAY = 86400000;
export const OTHERS = "other works";

/** The name of a series in an address. @param {Series} series */
export function keyOfSeries({ indicator, reporter, partner }) {
  return `${indicator}:${reporter}:${partner}`;
}

/** @type {Map<string, Row[]> | undefined} */
let observed;

/** The rows of every series; both directions of a pair that has none are one series. */
export function everySeries() {
  if (observed) return observed;
  observed = new Map();
  for (const row of rows("observations")) {
    const key = keyOfSeries(named(row.indicator_id, row.reporter, row.partner));
    const known = observed.get(key);
    if (known) known.push(row);
    else observed.set(key, [row]);
  }
  return observed;
}

/** A series by its indicator and pair. @param {string} indicator @param {string} reporter @param {string} partner @returns {Series} */
export function named(indicator, reporter, partner) {
  const turned = byKey("indicators", indicator)?.directed === "undirected" && partner < reporter;
  return turned ? { indicator, reporter: partner, partner: reporter } : { indicator, reporter, partner };
}

/** The series of an address. @param {string} key @returns {Series} */
export function parsed(key) {
  const [indicator, reporter, partner] = key.split(":");
  return { indicator, reporter, partner };
}

/** Who it is about, in words. @param {Series} series */
export function pairName({ indicator, reporter, partner }) {
  if (partner === "NONE") return actor(reporter);
  const joined = byKey("indicators", indicator)?.directed === "undirected" ? " and " : " → ";
  return `${actor(reporter)}${joined}${partner === "WLD" ? "the world" : actor(partner)}`;
}

/** A work as a label names it: its first authors, or who published it, and the year; as `work_name` of plot/words.py. @param {Row | undefined} found @param {boolean} [dated] */
export function workName(found, dated = true) {
  if (!found) return "";
  let authors = items(found.authors).map((one) => one.split(",")[0].replace(/[{}]/g, ""));
  if (
    authors.length === 1 &&
    !found.authors.includes(",") &&
    found.publisher &&
    found.publisher.length < authors[0].length
  )
    authors = [found.publisher];
  const who = authors.length > 2 ? `${authors[0]} et al.` : authors.join(" and ");
  return `${who || found.container || found.publisher || found.title} ${dated ? found.published.slice(0, 4) : ""}`.trim();
}

/** The claims of kind figure about a series. @param {Series} series @returns {Figure[]} */
export function figures(series) {
  return rows("claims")
    .filter(
      (claim) =>
        claim.kind === "figure" &&
        claim.value &&
        claim.period_start &&
        claim.indicator_id === series.indicator &&
        keyOfSeries(named(claim.indicator_id, claim.reporter, claim.partner)) === keyOfSeries(series),
    )
    .map((claim) => {
      const [start, end] = [time(claim.period_start), time(claim.period_end)];
      return {
        claim,
        verdict: byKey("verdicts", claim.claim_id)?.verdict ?? "",
        source: claim.source.split("[")[0],
        start,
        end,
        middle: (start + end) / 2,
        value: Number(claim.value),
      };
    });
}

/** Where works change their footing, for the reporter and partner of a series. @param {Series} series @param {Set<string>} works @param {boolean} [ends]  also where one ends */
export function breaks(series, works, ends = false) {
  return rows("breaks").filter(
    (row) =>
      row.indicator_id === series.indicator &&
      works.has(row.source_id) &&
      (ends || row.kind !== "end") &&
      (!row.actors || items(row.actors).some((who) => who === series.reporter || who === series.partner)),
  );
}

/** @param {Row} row */
function sourceOf(row) {
  return row.source.split("[")[0];
}

/**
 * The values of a series, each on the line of its work or of the producer that its work repeats.
 * @param {Series} series @param {string} [before]  a name before that of the work, if several series are drawn
 * @returns {Point[]}
 */
export function points(series, before = "") {
  const stated = new Set(figures(series).map(({ source }) => source));
  const known = (everySeries().get(keyOfSeries(series)) ?? []).filter((row) => !stated.has(sourceOf(row)));
  const published = (/** @type {Row} */ row) => work(sourceOf(row))?.published ?? "";
  const found = known
    .map((row) => point(row, series))
    .sort(
      (one, other) => compare(published(one.row), published(other.row)) || compare(one.row.source, other.row.source),
    )
    .sort((one, other) => one.start - other.start || one.end - other.end);
  const usual = mode(found.map(months));
  for (const one of found) one.usual = months(one) === usual;
  const counted = tally(
    found.filter((one) => one.usual),
    ({ source }) => source,
  );
  for (const one of found) {
    const of = work(one.source);
    const origin = items(of?.derived_from)[0];
    const alone = (counted.get(one.source) ?? 0) >= LINE || !origin || !work(origin) || of?.kind === "dataset";
    one.line = alone ? workName(of) : `${workName(work(origin), false)}, as reported`;
  }
  const few = tally(
    found.filter((one) => one.usual),
    ({ line }) => line,
  );
  const small = new Set(found.map(({ line }) => line).filter((line) => (few.get(line) ?? 0) < LINE));
  if (small.size > 2) for (const one of found) if (small.has(one.line)) one.line = OTHERS;
  const last = new Map(found.map((one, place) => [`${one.line}|${one.period}`, place]));
  found.forEach((one, place) => {
    one.newest = one.line === OTHERS || last.get(`${one.line}|${one.period}`) === place;
    if (before) one.line = `${before}: ${one.line}`;
  });
  return found;
}

/** @param {Row} row @param {Series} series @returns {Point & { row: Row }} */
function point(row, series) {
  const [start, end] = [time(row.period_start), time(row.period_end)];
  return {
    line: "",
    series: keyOfSeries(series),
    source: sourceOf(row),
    period: row.period,
    start,
    end,
    middle: (start + end) / 2,
    value: Number(row.value),
    usual: true,
    newest: true,
    relation: "same",
    segment: "",
    row,
  };
}

/** The quantities that the figures of a series are compared with, as `comparisons` says. @param {Series} series @returns {Promise<Point[]>} */
export async function quantities(series) {
  const { quantities: known } = await later();
  /** @type {Point[]} */
  const found = [];
  known.indicator_id.forEach((/** @type {string} */ indicator, /** @type {number} */ place) => {
    const cell = (/** @type {string} */ name) => known[name][place];
    if (keyOfSeries(named(indicator, cell("reporter"), cell("partner"))) !== keyOfSeries(series)) return;
    const [start, end] = [time(cell("start")), time(cell("end"))];
    found.push({
      line: cell("name"),
      series: "",
      source: cell("source"),
      period: cell("period"),
      start,
      end,
      middle: (start + end) / 2,
      value: cell("value"),
      usual: true,
      newest: true,
      relation: cell("relation"),
      measure: cell("measure"),
      segment: "",
      row: null,
    });
  });
  for (const one of found) one.usual = months(one) <= 12;
  return found;
}

/** No line is drawn across a break of its work, or a missing year. @param {Point[]} drawn @param {Row[]} broken */
export function segmented(drawn, broken) {
  /** @type {Map<string, Point>} */
  const latest = new Map();
  let segment = 0;
  const sorted = [...drawn].sort((one, other) => compare(one.line, other.line) || one.middle - other.middle);
  for (const one of sorted) {
    const before = latest.get(one.line);
    if (one.usual && one.newest) {
      if (before && apart(before, one, broken)) segment++;
      latest.set(one.line, one);
    }
    one.segment = `${one.line} ${segment}`;
  }
  return sorted;
}

/** @param {Point} before @param {Point} after @param {Row[]} broken */
function apart(before, after, broken) {
  const [from, to] = [new Date(before.middle).getUTCFullYear(), new Date(after.middle).getUTCFullYear()];
  return (
    after.middle - before.middle > 400 * DAY ||
    broken.some((row) => row.source_id === after.source && from < year(row.period) && year(row.period) <= to)
  );
}

/** How many months a period has. @param {Point} one */
function months(one) {
  return Math.round((one.end - one.start) / DAY / 30.4);
}

/** The address of an observation's record. @param {Row} row */
export function addressOf(row) {
  return `observations/${keyOf("observations", row)}`;
}

/** @param {number[]} values */
function mode(values) {
  const counts = [...tally(values, (value) => value)].sort((one, other) => other[1] - one[1] || one[0] - other[0]);
  return counts[0]?.[0] ?? 0;
}

/** @template T, K @param {T[]} values @param {(value: T) => K} key @returns {Map<K, number>} */
function tally(values, key) {
  const counts = new Map();
  const periods = new Set();
  for (const value of values) {
    const of = key(value);
    const period = `${of}|${/** @type {any} */ (value)?.period}`;
    if (/** @type {any} */ (value)?.period && periods.has(period)) continue;
    periods.add(period);
    counts.set(of, (counts.get(of) ?? 0) + 1);
  }
  return counts;
}

/** @param {string} one @param {string} other */
function compare(one, other) {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The series of an indicator that is nearest to a pair: the pair, the pair turned, one of the two alone, or the first. @param {string} indicator @param {string} reporter @param {string} partner @returns {Series} */
export function chosen(indicator, reporter, partner) {
  const every = [...everySeries().keys()].map(parsed);
  const own = every.filter((one) => one.indicator === indicator);
  const wanted = [
    named(indicator, reporter, partner),
    named(indicator, partner, reporter),
    ...[reporter, partner].map((who) => ({ indicator, reporter: who, partner: "NONE" })),
  ].find((one) => everySeries().has(keyOfSeries(one)));
  return wanted ?? own.find((one) => one.reporter === reporter) ?? own[0] ?? every[0];
}

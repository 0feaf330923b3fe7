// The drawing of the timeline: a row of marks per domain, a bar for a date that is no single day, bands of context above.

import { dateOf, extra, label, record, table } from "../data.js";
import { inWords, span } from "../dates.js";
import { colour } from "../look.js";
import { everything, kindOf, placeOf } from "./timeline_filter.js";

/** @typedef {import("./timeline_filter.js").Item} Item */
/** @typedef {{ label: string, lane: number, from: string, to: string, start: number, end: number, when: string }} Band */
/** @typedef {{ points: any[], bars: any[], rows: any[], bands: any[], labels: any[], height: number }} Layout */

const NAME = 18;
const GAP = 8;
const LANE = 17;
const LETTER = 6.1;
/** Of the frame around the marks, in pixels. */
export const PAD = { left: 10, right: 12, top: 2, bottom: 26 };
/** How each sort of record is drawn: Vega's shape, the same as a letter for the key, its colour, and whether it is filled. */
export const MARKS = {
  hard: { shape: "square", letter: "■", name: "hard balancing", colour: "accent", filled: true },
  soft: { shape: "circle", letter: "●", name: "soft balancing", colour: "main", filled: true },
  none: { shape: "circle", letter: "○", name: "other event", colour: "quiet", filled: false },
  agreement: { shape: "diamond", letter: "◇", name: "agreement", colour: "hue-3", filled: false },
};

/** The bands of context whose records the tables have; one without an end lasts until today. @param {number} today @returns {Band[]} */
export function bands(today) {
  return extra("bands").flatMap((/** @type {Band} */ band) => {
    const [from, to] = [dated(band.from), dated(band.to)];
    if (!from || (band.to && !to)) return [];
    const first = inWords(from.date.split("/")[0]);
    const last = to && inWords(to.date.split("/").at(-1) ?? "");
    const when = !to ? `since ${first}` : band.from === band.to ? inWords(to.date) : `${first} to ${last}`;
    return [{ ...band, start: from.span[0], end: to?.span[1] ?? today, when }];
  });
}

/** The date of an address, as text and as moments. @param {string} address */
function dated(address) {
  const row = record(address);
  const [name] = address.split("/");
  const column = row && table(name).dated.find((one) => row[one]);
  const found = column ? span(row, column) : null;
  return row && found ? { date: dateOf(name, row), span: found } : undefined;
}

/** The domains, that of most records first. */
function domains() {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { row } of everything()) counts.set(row.domain, (counts.get(row.domain) ?? 0) + 1);
  return [...counts].sort((one, other) => other[1] - one[1]).map(([domain]) => domain);
}

/**
 * Where everything stands: marks in as many lanes of their row as they need so as not to hide each other.
 * @param {Item[]} items @param {Band[]} context @param {[number, number]} window  first and last moment @param {number} width
 * @returns {Layout}
 */
export function layout(items, context, window, width) {
  const step = width < 500 ? 6 : 8;
  const place = (/** @type {number} */ moment) => ((moment - window[0]) / (window[1] - window[0])) * width;
  const colours = new Map(Object.entries(MARKS).map(([sort, mark]) => [sort, colour(mark.colour)]));
  const paper = colour("paper");
  const lanes = context.length ? 1 + Math.max(...context.map((band) => band.lane)) : 0;
  /** @type {Layout} */
  const made = { points: [], bars: [], rows: [], bands: [], labels: [], height: 0 };
  let top = lanes * LANE + (lanes ? 6 : 0);
  for (const domain of domains()) {
    const own = items
      .filter(({ row, span: of }) => row.domain === domain && of && of[1] > window[0] && of[0] < window[1])
      .map((item) => ({ item, span: /** @type {[number, number]} */ (item.span) }))
      .sort((one, other) => one.span[0] - other.span[0]);
    if (!own.length) continue;
    made.rows.push({ y: top, name: label("domain", domain), count: String(own.length) });
    /** @type {number[]} */
    const free = [];
    for (const { item, span: of } of own) {
      const middle = (Math.max(of[0], window[0]) + Math.min(of[1], window[1])) / 2;
      const [left, right] = [place(of[0]), place(of[1])];
      const long = right - left > step;
      const from = long ? Math.min(left, place(middle) - step / 2) : place(middle) - step / 2;
      let lane = free.findIndex((end) => end <= from);
      if (lane < 0) lane = free.length;
      free[lane] = long ? Math.max(right, from + step) : from + step;
      const y = top + NAME + lane * step + step / 2;
      const sort = item.table === "agreements" ? "agreement" : /** @type {keyof typeof MARKS} */ (item.row.balancing);
      const mark = MARKS[sort] ?? MARKS.none;
      const ink = colours.get(sort) ?? colours.get("none");
      const said = about(item);
      if (long) made.bars.push({ ...said, t: of[0], t2: of[1], y, ink });
      made.points.push({ ...said, t: middle, y, ink, fill: mark.filled ? ink : paper, shape: mark.shape });
    }
    top += NAME + free.length * step + GAP;
  }
  made.height = Math.max(top, 60);
  Object.assign(made, placed(context, window, place, width));
  return made;
}

/** What is told of a record. @param {Item} item */
function about(item) {
  const { row, address, date } = item;
  const where = placeOf(row);
  return { address, title: row.title, when: inWords(date), what: kindOf(item) + (where ? `, ${where}` : "") };
}

/**
 * The bands that are in the window, and the names for which there is room.
 * @param {Band[]} context @param {[number, number]} window @param {(moment: number) => number} place @param {number} width
 */
function placed(context, window, place, width) {
  const seen = context.filter(({ start, end }) => end > window[0] && start < window[1]);
  /** @type {number[]} */
  const free = [];
  const labels = [];
  for (const band of seen.toSorted((one, other) => one.start - other.start)) {
    const left = Math.max(0, place(band.start));
    const next = Math.min(
      width,
      ...seen
        .filter((other) => other.lane === band.lane && other.start > band.start)
        .map((other) => place(other.start)),
    );
    const needed = band.label.length * LETTER;
    const from = next - left > needed ? left : Math.max(free[band.lane] ?? 0, Math.min(left, width - needed));
    const room = next === width ? width : next;
    if (from + needed <= room + 1 && from >= (free[band.lane] ?? 0) && from - left > -200) {
      labels.push({ x: from + 2, y: band.lane * LANE + 8, label: band.label });
      free[band.lane] = from + needed + 6;
    }
  }
  const drawn = seen.map((band) => ({
    ...band,
    t: Math.max(band.start, window[0]),
    // a war of a fortnight is still to be seen
    t2: Math.min(Math.max(band.end, band.start + (2 * (window[1] - window[0])) / width), window[1]),
    y: band.lane * LANE,
    y2: band.lane * LANE + LANE - 3,
  }));
  return { bands: drawn, labels };
}

/** @param {Layout} made @param {[number, number]} window @param {number} width @returns {any} */
export function spec(made, window, width) {
  const time = { field: "t", type: "temporal", scale: scale(), axis: axis(width) };
  const [y, ink] = [plain("y"), plain("ink")];
  const tooltip = [
    { field: "title", title: "" },
    { field: "when", title: "" },
    { field: "what", title: "" },
  ].map((one, place) => ({ ...one, title: ["Record", "Date", "What"][place], type: "nominal" }));
  const band = { x: time, x2: { field: "t2" } };
  return {
    width,
    height: made.height,
    autosize: "none",
    padding: PAD,
    params: [
      { name: "since", value: window[0] },
      { name: "until", value: window[1] },
    ],
    layer: [
      {
        data: { name: "bands", values: made.bands },
        mark: { type: "rect", clip: true, fill: colour("faint"), opacity: 0.55 },
        encoding: { ...band, y: { value: 0 }, y2: { value: "height" } },
      },
      {
        data: { name: "lanes", values: made.bands },
        mark: { type: "rect", clip: true, fill: colour("rule"), opacity: 0.5 },
        encoding: {
          ...band,
          y,
          y2: { field: "y2" },
          tooltip: [
            { field: "label", title: "Context", type: "nominal" },
            { field: "when", title: "Date", type: "nominal" },
          ],
        },
      },
      {
        data: { name: "labels", values: made.labels },
        mark: { type: "text", align: "left", baseline: "middle", fontSize: 11, tooltip: null },
        encoding: { x: plain("x"), y, text: { field: "label" } },
      },
      {
        data: { name: "rows", values: made.rows },
        mark: { type: "rule", stroke: colour("faint") },
        encoding: { x: { value: 0 }, x2: { value: "width" }, y },
      },
      {
        data: { name: "names", values: made.rows },
        mark: { type: "text", align: "left", baseline: "top", dy: 4, fontSize: 12, fontWeight: "bold" },
        encoding: { x: { value: 0 }, y, text: { field: "name" } },
      },
      {
        data: { name: "bars", values: made.bars },
        mark: { type: "rule", clip: true, strokeWidth: 2, opacity: 0.7, cursor: "pointer" },
        encoding: { ...band, y, stroke: ink, tooltip },
      },
      {
        data: { name: "points", values: made.points },
        mark: { type: "point", size: width < 500 ? 20 : 32, strokeWidth: 1.2, opacity: 1, cursor: "pointer" },
        encoding: { x: time, y, stroke: ink, fill: plain("fill"), shape: plain("shape"), tooltip },
      },
    ],
  };
}

/** A field that is drawn as it is. @param {string} field */
function plain(field) {
  return { field, type: ["x", "y"].includes(field) ? "quantitative" : "nominal", scale: null, axis: null };
}

function scale() {
  return { type: "utc", domainMin: { expr: "since" }, domainMax: { expr: "until" }, nice: false };
}

/** @param {number} width */
function axis(width) {
  return {
    title: null,
    tickCount: Math.max(3, Math.round(width / 90)),
    grid: false,
    ticks: true,
    tickColor: colour("rule"),
  };
}

/**
 * Put another layout into a drawing. @param {any} view  Vega's @param {Layout} made @param {[number, number]} window
 */
export function update(view, made, window) {
  for (const [name, values] of /** @type {[string, any[]][]} */ ([
    ["bands", made.bands],
    ["lanes", made.bands],
    ["labels", made.labels],
    ["rows", made.rows],
    ["names", made.rows],
    ["bars", made.bars],
    ["points", made.points],
  ])) {
    view.data(name, values);
  }
  view.signal("since", window[0]).signal("until", window[1]).height(made.height).resize().run();
}

// The drawing of the timeline: a row of marks per domain, a bar for a date that is no single day, bands of context above.

import { dateOf, extra, label, record, table } from "../data.js";
import { inWords, span } from "../dates.js";
import { colour } from "../look.js";
import { everything, kindOf, placeOf } from "./timeline_filter.js";

/** @typedef {import("./timeline_filter.js").Item} Item */
/** @typedef {{ label: string, lane: number, from: string, to: string, start: number, end: number, when: string }} Band */
/** @typedef {{ points: any[], bars: any[], rows: any[], bands: any[], labels: any[], height: number, size: number }} Layout */

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

/** @typedef {{ item: Item, of: [number, number], middle: number, left: number, right: number, lane: number }} Mark */
/** @typedef {{ domain: string, marks: Mark[], lanes: number }} Stack */

/** The widths that a mark may have, in pixels: the widest with which all is not higher than a screen. */
const STEPS = [10, 8, 6.5, 5];
const SCREEN = 560;

/**
 * Where everything stands: marks in as many lanes of their row as they need so as not to hide each other.
 * @param {Item[]} items @param {Band[]} context @param {[number, number]} window  first and last moment @param {number} width
 * @returns {Layout}
 */
export function layout(items, context, window, width) {
  const place = (/** @type {number} */ moment) => ((moment - window[0]) / (window[1] - window[0])) * width;
  const marks = items.flatMap((item) => {
    const of = item.span;
    if (!of || of[1] <= window[0] || of[0] >= window[1]) return [];
    const middle = (Math.max(of[0], window[0]) + Math.min(of[1], window[1])) / 2;
    return [{ item, of, middle, left: place(of[0]), right: place(of[1]), lane: 0 }];
  });
  marks.sort((one, other) => one.of[0] - other.of[0]);
  const rows = domains()
    .map((domain) => ({ domain, marks: marks.filter(({ item }) => item.row.domain === domain), lanes: 0 }))
    .filter((row) => row.marks.length);
  const high = (/** @type {number} */ step) =>
    rows.reduce((sum, row) => sum + NAME + GAP + (row.lanes = stack(row.marks, place, step)) * step, 0);
  const step = STEPS.find((one) => high(one) <= SCREEN || one === STEPS.at(-1)) ?? 5;
  const lanes = context.length ? 1 + Math.max(...context.map((band) => band.lane)) : 0;
  /** @type {Layout} */
  const made = {
    points: [],
    bars: [],
    rows: [],
    ...placed(context, window, place, width),
    height: 0,
    size: step ** 2 / 2,
  };
  const colours = new Map(Object.entries(MARKS).map(([sort, mark]) => [sort, colour(mark.colour)]));
  const paper = colour("paper");
  let top = lanes * LANE + (lanes ? 6 : 0);
  for (const row of rows) {
    const floor = top + NAME + row.lanes * step;
    made.rows.push({ top, y: floor + 3, name: label("domain", row.domain) });
    for (const { item, of, middle, left, right, lane } of row.marks) {
      const y = floor - (lane + 0.5) * step;
      const sort =
        item.table === "agreements" ? "agreement" : item.row.balancing in MARKS ? item.row.balancing : "none";
      const mark = MARKS[/** @type {keyof typeof MARKS} */ (sort)];
      const [ink, said] = [colours.get(sort), about(item)];
      if (right - left > step) made.bars.push({ ...said, t: of[0], t2: of[1], y, ink });
      made.points.push({ ...said, t: middle, y, ink, fill: mark.filled ? ink : paper, shape: mark.shape });
    }
    top = floor + GAP;
  }
  made.height = Math.max(top, 60);
  return made;
}

/**
 * Give each mark the lowest lane that is free where it stands. @param {Mark[]} marks  by their beginning
 * @param {(moment: number) => number} place @param {number} step @returns {number}  of lanes
 */
function stack(marks, place, step) {
  /** @type {number[]} */
  const free = [];
  for (const mark of marks) {
    const [from, to] = [place(mark.middle) - step / 2, place(mark.middle) + step / 2];
    const long = mark.right - mark.left > step;
    const left = long ? Math.min(mark.left, from) : from;
    const lane = free.findIndex((end) => end <= left);
    mark.lane = lane < 0 ? free.length : lane;
    free[mark.lane] = long ? Math.max(mark.right, to) : to;
  }
  return free.length;
}

/** What is told of a record. @param {Item} item */
function about(item) {
  const { row, address, date } = item;
  const where = placeOf(row);
  return { address, title: row.title, when: inWords(date), what: kindOf(item) + (where ? `, ${where}` : "") };
}

/**
 * The bands that are in the window, and the names for which there is room: right of where a band begins, else left of it.
 * @param {Band[]} context @param {[number, number]} window @param {(moment: number) => number} place @param {number} width
 */
function placed(context, window, place, width) {
  // a war of a fortnight is still to be seen
  const least = (2 * (window[1] - window[0])) / width;
  const drawn = context
    .filter(({ start, end }) => end > window[0] && start < window[1])
    .map((band) => ({
      ...band,
      t: Math.max(band.start, window[0]),
      t2: Math.min(Math.max(band.end, band.start + least), window[1]),
      y: band.lane * LANE,
      y2: band.lane * LANE + LANE - 3,
    }))
    .sort((one, other) => one.t - other.t);
  const labels = [...new Set(drawn.map(({ lane }) => lane))].flatMap((lane) => {
    const own = drawn.filter((band) => band.lane === lane);
    const edges = own.map((band) => ({ label: band.label, y: band.y + 7, left: place(band.t), right: place(band.t2) }));
    return fitting(edges, width, 0, 0);
  });
  return { bands: drawn, labels };
}

/**
 * The most names that fit beside each other, from a place in the row of edges on.
 * @param {{ label: string, y: number, left: number, right: number }[]} edges @param {number} width @param {number} at
 * @param {number} free  where the last name ends
 * @returns {{ label: string, x: number, y: number }[]}
 */
function fitting(edges, width, at, free) {
  const edge = edges[at];
  if (!edge) return [];
  const needed = edge.label.length * LETTER + 8;
  const [before, after] = [edges[at - 1]?.right ?? 0, edges[at + 1]?.left ?? width];
  const ways = [
    { x: edge.left, fits: edge.left >= free && edge.left + needed <= after + 4 },
    { x: edge.left - needed, fits: edge.left - needed >= Math.max(free, before) },
  ];
  let best = fitting(edges, width, at + 1, free);
  for (const { x, fits } of ways) {
    if (!fits) continue;
    const found = [{ label: edge.label, x: x + 3, y: edge.y }, ...fitting(edges, width, at + 1, x + needed)];
    if (found.length > best.length) best = found;
  }
  return best;
}

/** @param {Layout} made @param {[number, number]} window @param {number} width @returns {any} */
export function spec(made, window, width) {
  const time = { field: "t", type: "temporal", scale: scale(), axis: axis(width) };
  const [y, ink] = [plain("y"), plain("ink")];
  const tooltip = [
    { field: "title", title: "Record", type: "nominal" },
    { field: "when", title: "Date", type: "nominal" },
    { field: "what", title: "What", type: "nominal" },
  ];
  const band = { x: time, x2: { field: "t2" } };
  return {
    width,
    height: made.height,
    autosize: "none",
    padding: PAD,
    params: [
      { name: "since", value: window[0] },
      { name: "until", value: window[1] },
      { name: "size", value: made.size },
    ],
    layer: [
      {
        data: { name: "bands", values: made.bands },
        mark: { type: "rect", clip: true, fill: colour("faint"), opacity: 0.55 },
        encoding: { ...band, y: { value: 0 }, y2: { value: "height" } },
      },
      {
        data: { name: "lanes", values: made.bands },
        mark: { type: "rect", clip: true, fill: colour("rule"), opacity: 0.5, stroke: colour("paper") },
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
        encoding: { x: { value: 0 }, y: plain("top"), text: { field: "name" } },
      },
      {
        data: { name: "bars", values: made.bars },
        mark: { type: "rule", clip: true, strokeWidth: 2, opacity: 0.7, cursor: "pointer" },
        encoding: { ...band, y, stroke: ink, tooltip },
      },
      {
        data: { name: "points", values: made.points },
        mark: { type: "point", size: { expr: "size" }, strokeWidth: 1.1, opacity: 1, cursor: "pointer" },
        encoding: { x: time, y, stroke: ink, fill: plain("fill"), shape: plain("shape"), tooltip },
      },
    ],
  };
}

/** A field that is drawn as it is. @param {string} field */
function plain(field) {
  return { field, type: ["x", "y", "top"].includes(field) ? "quantitative" : "nominal", scale: null, axis: null };
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
  view
    .signal("since", window[0])
    .signal("until", window[1])
    .signal("size", made.size)
    .height(made.height)
    .resize()
    .run();
}

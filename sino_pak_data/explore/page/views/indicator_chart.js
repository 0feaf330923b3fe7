// The chart of series: lines with their names at the end, figures as diamonds, breaks as upright rules.

import { label } from "../data.js";
import { recordAddress } from "../route.js";
import { DASHES, colour, hues } from "../look.js";
import { work } from "../works.js";
import { Scale, Time, beside, civil, days, measured, spread, wrapped } from "./indicator_layout.js";
import { OTHERS, addressOf, workName } from "./indicator_series.js";

/** @typedef {import("./indicator_series.js").Point} Point */
/** @typedef {import("./indicator_series.js").Figure} Figure */
/** @typedef {import("../data.js").Row} Row */
/** @typedef {{ points: Point[], figures: Figure[], breaks: Row[], unit: string, log: boolean }} Drawing */

const SMALL = 12;
const LINE_HEIGHT = 14;
const SAID = { at_least: "over ", at_most: "up to ", about: "about ", nearly: "nearly " };

/** The lines in the order of their colours, those of another quantity last. @param {Point[]} points */
export function linesOf(points) {
  /** @type {Map<string, { name: string, number: number, same: boolean }>} */
  const found = new Map();
  for (const { line, relation } of points) {
    const known = found.get(line) ?? { name: line, number: 0, same: relation === "same" };
    known.number++;
    found.set(line, known);
  }
  const every = [...found.values()].sort(
    (one, other) => Number(other.same) - Number(one.same) || other.number - one.number,
  );
  const colours = hues();
  const strong = every.filter(({ name, same }) => same && !name.endsWith(OTHERS));
  return every.map(({ name, same }, place) => ({
    name,
    colour: name.endsWith(OTHERS)
      ? colour("rule")
      : ((same && colours[strong.findIndex((one) => one.name === name)]) ?? "") || colour("quiet"),
    dash: DASHES[place % DASHES.length],
    labelled: !name.endsWith(OTHERS),
  }));
}

/** The axis of values of a drawing. @param {Drawing} drawing */
export function scaleOf({ points, figures, unit, log }) {
  return new Scale(
    [...points, ...figures].map(({ value }) => value),
    unit,
    log,
  );
}

/** What Vega-Lite draws. @param {Drawing} drawing @param {number} room  pixels across @param {boolean} narrow  names stand below, not beside */
export function chart(drawing, room, narrow) {
  const scale = scaleOf(drawing);
  const margin = narrow ? 12 : Math.min(220, room * 0.24);
  const height = narrow ? 300 : 380;
  const ends = [...drawing.points, ...drawing.figures];
  const left = 14 + measured(scale.shown(scale.high), SMALL);
  const time = new Time(
    Math.min(...ends.map(({ start }) => start)),
    Math.max(...ends.map(({ end }) => end)),
    Math.max(160, room - margin - Math.max(left, 40)),
  );
  const plan = { drawing, scale, time, height, narrow, margin, lines: linesOf(drawing.points) };
  return {
    width: time.width,
    height,
    autosize: { type: "pad", contains: "content" },
    layer: [time.frame(), ...rules(plan), ...values(plan), ...(narrow ? [] : names(plan)), ...stated(plan)].filter(
      (one) => one.data.values.length > 0,
    ),
  };
}

/** @typedef {{ drawing: Drawing, scale: Scale, time: Time, height: number, narrow: boolean, margin: number, lines: ReturnType<typeof linesOf> }} Plan */

/** Lines, and a point for each value: hollow if its source qualifies it, a bar if its period is of another length. @param {Plan} plan */
function values({ drawing, scale, time, lines }) {
  const look = new Map(lines.map((one) => [one.name, one]));
  const shown = drawing.points.map((one) => ({
    ...one,
    row: null,
    colour: look.get(one.line)?.colour,
    exact: !one.row || one.row.qualifier === "exact",
    small: !one.newest,
    fiscal: one.usual && !civil(one.start, one.end) && one.end - one.start > 300 * 86400000,
    href: one.row ? recordAddress(addressOf(one.row)) : recordAddress(`sources/${one.source}`),
    ...told(one, scale),
  }));
  const tooltip = ["Work", "Period", "Value", "Said"].map((name) => ({ field: name, title: name }));
  const ink = { field: "colour", type: "nominal", scale: null };
  const y = scale.y("value");
  const dash = {
    field: "line",
    type: "nominal",
    legend: null,
    scale: { domain: lines.map(({ name }) => name), range: lines.map((one) => one.dash) },
  };
  const size = drawing.points.length > 60 ? 18 : 32;
  const dot = (/** @type {any[]} */ some, /** @type {object} */ mark, /** @type {object} */ encoding = {}) => ({
    data: { values: some },
    mark: { type: "point", filled: true, opacity: 1, cursor: "pointer", ...mark },
    encoding: { x: time.x("middle"), y, color: ink, tooltip, ...encoding },
  });
  return [
    {
      data: { values: shown.filter((one) => !one.usual || one.fiscal) },
      mark: { type: "rule", cursor: "pointer" },
      encoding: {
        x: time.x("start"),
        x2: { field: "end" },
        y,
        color: ink,
        tooltip,
        strokeWidth: { condition: { test: "datum.fiscal", value: 1 }, value: 3 },
        opacity: { condition: { test: "datum.fiscal", value: 0.4 }, value: 0.6 },
      },
    },
    {
      data: { values: shown.filter((one) => one.usual && one.newest && look.get(one.line)?.labelled) },
      mark: { type: "line", strokeWidth: 2.2 },
      encoding: {
        x: time.x("middle"),
        y,
        color: ink,
        strokeDash: dash,
        detail: { field: "segment", type: "nominal" },
      },
    },
    dot(
      shown.filter((one) => one.usual && one.exact),
      { size },
      {
        size: { condition: { test: "datum.small", value: 9 }, value: size },
      },
    ),
    dot(
      shown.filter((one) => one.usual && !one.exact),
      { size: size * 1.3, filled: true, fill: colour("paper"), strokeWidth: 1.5 },
      {
        color: undefined,
        stroke: ink,
      },
    ),
  ];
}

/** What a mark says when it is pointed at. @param {Point} one @param {Scale} scale */
function told(one, scale) {
  const said = one.row
    ? [one.row.qualifier === "exact" ? "" : label("qualifier", one.row.qualifier), one.row.flag]
    : [];
  return {
    Work:
      one.row && work(one.source)
        ? `${one.line}${one.line.endsWith(workName(work(one.source))) ? "" : ` (${workName(work(one.source))})`}`
        : one.line,
    Period: civil(one.start, one.end) ? one.period : `${one.period} (${days(one.start, one.end)})`,
    Value: `${scale.shown(one.value)} ${scale.unit}`,
    Said: said.filter(Boolean).join("; ") || (one.newest ? "as published" : "revised later"),
  };
}

/** The name of each line in the margin, at the height of its last value, with a thread to it. @param {Plan} plan */
function names({ drawing, scale, time, height, margin, lines }) {
  const labelled = lines.filter((one) => one.labelled);
  const last = labelled.map(({ name }) => {
    const own = drawing.points.filter((one) => one.line === name && one.newest);
    return own.reduce((one, other) =>
      Number(other.usual) - Number(one.usual) || other.middle - one.middle >= 0 ? other : one,
    );
  });
  const texts = labelled.map(({ name }) => wrapped(name, margin - 30, SMALL).slice(0, 4));
  const wanted = last.map(({ value }) => scale.at(value, height));
  const places = spread(
    wanted,
    texts.map((text) => LINE_HEIGHT * text.length + 5),
    height,
  );
  const rows = labelled.map((one, place) => ({
    text: texts[place].join("\n"),
    colour: one.colour,
    middle: last[place].usual ? last[place].middle : last[place].end,
    end: time.last,
    value: last[place].value,
    place: scale.value(places[place], height),
    first: scale.value(places[place] - (LINE_HEIGHT / 2) * (texts[place].length - 1), height),
  }));
  const color = { field: "colour", type: "nominal", scale: null };
  return [
    {
      data: { values: rows },
      mark: { type: "rule", strokeWidth: 0.7, opacity: 0.55 },
      encoding: { x: time.x("middle"), x2: { field: "end" }, y: scale.y("value"), y2: { field: "place" }, color },
    },
    {
      data: { values: rows },
      mark: {
        type: "text",
        align: "left",
        dx: 10,
        fontSize: SMALL,
        baseline: "middle",
        lineBreak: "\n",
        lineHeight: LINE_HEIGHT,
        clip: false,
      },
      encoding: { x: time.x("end"), y: scale.y("first"), text: { field: "text" }, color },
    },
  ];
}

/** The figures, each with what it says and the verdict. @param {Plan} plan */
function stated({ drawing, scale, time, height, narrow }) {
  const { figures } = drawing;
  if (!figures.length) return [];
  const texts = figures.map(({ claim, value, verdict }) => {
    const said = SAID[/** @type {keyof typeof SAID} */ (claim.qualifier)] ?? "";
    return `${said}${scale.shown(value)} (${label("verdict", verdict).toLowerCase()})`;
  });
  const places = beside(
    figures.map(({ middle, value }) => [time.at(middle), scale.at(value, height)]),
    texts,
    covered(drawing.points, time, scale, height),
    [time.width, height],
    SMALL,
  );
  const rows = figures.map((one, place) => ({
    start: one.start,
    end: one.end,
    middle: one.middle,
    value: one.value,
    text: texts[place],
    place: scale.value(places[place].y, height),
    right: places[place].right,
    href: recordAddress(`claims/${one.claim.claim_id}`),
    Claim: one.claim.statement,
    Period: one.claim.period,
    Value: `${scale.shown(one.value)} ${scale.unit}`,
    Work: workName(work(one.source)),
    Verdict: label("verdict", one.verdict),
  }));
  const [accent, paper, y] = [colour("accent"), colour("paper"), scale.y("value")];
  const tooltip = ["Claim", "Period", "Value", "Work", "Verdict"].map((name) => ({ field: name, title: name }));
  const long = rows.filter((one) => one.end - one.start > time.long(20));
  return [
    {
      data: { values: rows },
      mark: { type: "rule", strokeWidth: 0.8, color: accent },
      encoding: { x: time.x("middle"), y, y2: { field: "place" } },
    },
    {
      data: { values: long },
      mark: { type: "rule", strokeWidth: 2, color: accent },
      encoding: { x: time.x("start"), x2: { field: "end" }, y },
    },
    ...(narrow ? [] : [true, false]).flatMap((right) =>
      [{ stroke: paper, strokeWidth: 4, color: paper }, { color: accent }].map((ink) => ({
        data: { values: rows.filter((one) => one.right === right) },
        mark: {
          type: "text",
          align: right ? "left" : "right",
          dx: right ? 10 : -10,
          fontSize: SMALL,
          fontWeight: "bold",
          cursor: "pointer",
          ...ink,
        },
        encoding: { x: time.x("middle"), y: scale.y("place"), text: { field: "text" }, tooltip },
      })),
    ),
    {
      data: { values: rows },
      mark: {
        type: "point",
        shape: "diamond",
        size: 130,
        filled: true,
        fill: accent,
        stroke: paper,
        strokeWidth: 1,
        opacity: 1,
        cursor: "pointer",
      },
      encoding: { x: time.x("middle"), y, tooltip },
    },
  ];
}

/** Pixels on the lines and points, which labels leave free. @param {Point[]} points @param {Time} time @param {Scale} scale @param {number} height @returns {[number, number][]} */
function covered(points, time, scale, height) {
  /** @type {[number, number][]} */
  const found = [];
  /** @type {Map<string, [number, number]>} */
  const before = new Map();
  for (const one of points.filter(({ usual }) => usual)) {
    const [x, y] = [time.at(one.middle), scale.at(one.value, height)];
    const [left, up] = before.get(one.segment) ?? [x, y];
    for (const part of [0.25, 0.5, 0.75, 1]) found.push([left + (x - left) * part, up + (y - up) * part]);
    before.set(one.segment, [x, y]);
  }
  return found;
}

/** An upright rule where a series breaks, a shade where it does so for years, and what changes above it. @param {Plan} plan */
function rules({ drawing, time }) {
  const edges = new Array(8).fill(0);
  const rows = [...drawing.breaks]
    .sort((one, other) => (one.period < other.period ? -1 : 1))
    .flatMap((row) => {
      const [first, last] = row.period.split("/");
      const start = Date.UTC(Number(first.slice(0, 4)), 0, 1);
      const end = last ? Date.UTC(Number(last.slice(0, 4)) + 1, 0, 1) : start;
      if (start < time.first || start > time.last) return [];
      const text = label("break_kind", row.kind).toLowerCase();
      const level = Math.max(
        0,
        edges.findIndex((edge) => edge <= time.at(start)),
      );
      edges[level] = time.at(start) + measured(text, SMALL - 1) + 8;
      return [
        {
          start,
          end: Math.min(Number.isNaN(end) ? start : end, time.last),
          text,
          up: 8 + 13 * level,
          href: recordAddress(`sources/${row.source_id}`),
          Work: workName(work(row.source_id)),
          Period: row.period,
          Break: text,
          Note: row.note,
        },
      ];
    });
  if (!rows.length) return [];
  const tooltip = ["Work", "Period", "Break", "Note"].map((name) => ({ field: name, title: name }));
  return [
    {
      data: { values: rows.filter((one) => one.end > one.start) },
      mark: { type: "rect", color: colour("raised") },
      encoding: { x: time.x("start"), x2: { field: "end" }, tooltip },
    },
    {
      data: { values: rows },
      mark: { type: "rule", strokeDash: [3, 3], strokeWidth: 1, color: colour("rule") },
      encoding: { x: time.x("start"), tooltip },
    },
    ...rows.map((one) => ({
      data: { values: [one] },
      mark: { type: "text", align: "left", dx: 3, fontSize: SMALL - 1, color: colour("quiet") },
      encoding: { x: time.x("start"), y: { value: one.up }, text: { field: "text" }, tooltip },
    })),
  ];
}

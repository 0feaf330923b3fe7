// Hard balancing upwards, soft balancing downwards, year by year; hatched where a count is unknown; below, how well was searched.

import { label } from "../data.js";
import { colour } from "../look.js";
import { KINDS, said } from "./balancing_years.js";

/** @typedef {import("./balancing_years.js").Year} Year */
/** @typedef {{ width: number, half: number, top: number, domains: [string, Map<number, string>][], chosen: number, names: boolean }} Form */
/** @typedef {{ x: number, y: number, x2: number, y2: number }} Line */

const GAP = 4;
const STRIP = 9;
const LINE = 11;
const NEVER = "not_searched";

/** The frame around the years. @param {{ names: boolean }} form */
export function pad({ names }) {
  return { left: names ? 112 : 30, right: 10, top: 8, bottom: 24 };
}

/** The top of the scale: four, or the highest count of the years rounded up to fives. @param {Year[]} years */
export function highest(years) {
  const count = Math.max(0, ...years.flatMap((one) => KINDS.map((kind) => one[kind]?.high ?? 0)));
  return count <= 4 ? 4 : Math.ceil(count / 5) * 5;
}

/**
 * @param {Year[]} years @param {Form} form  in pixels; top: the count that a half has room for
 * @returns {any}
 */
export function spec(years, form) {
  const { width, half, top, domains } = form;
  const [first, last] = [years[0]?.year ?? 1947, (years.at(-1)?.year ?? 1947) + 1];
  const x = (/** @type {number} */ year) => ((year - first) / (last - first)) * width;
  const lower = half + GAP;
  const strip = lower + half + 8;
  const height = strip + STRIP + (domains.length ? 6 + domains.length * LINE : 0);
  const y = (/** @type {"hard" | "soft"} */ kind, /** @type {number} */ count) =>
    kind === "hard" ? half - (count / top) * half : lower + (count / top) * half;
  const bars = years.flatMap((one) =>
    KINDS.flatMap((kind) => {
      const of = one[kind];
      if (!of) return [];
      const sides = { x: x(one.year + 0.1), x2: x(one.year + 0.9), ink: colour(kind === "hard" ? "accent" : "main") };
      // a known zero is a line, for nothing at all would be read as unknown
      const low = of.high === 0 ? 0.06 : of.low;
      return [
        { ...sides, y: y(kind, 0), y2: y(kind, low), opacity: 1 },
        { ...sides, y: y(kind, of.low), y2: y(kind, of.high), opacity: 0.38 },
      ].filter((bar) => bar.y !== bar.y2);
    }),
  );
  const runs = KINDS.flatMap((kind) =>
    runsOf(years, (one) => (one[kind] ? "" : one.coverage)).map((run) => ({ ...run, kind })),
  );
  const boxes = runs.map(({ from, to, kind }) => ({
    ...{ x: x(from), x2: x(to), y: kind === "hard" ? 0 : lower, y2: kind === "hard" ? half : lower + half },
  }));
  const hatches = runs.flatMap(({ code }, place) => hatch(boxes[place], code === NEVER ? 5 : 11, code === NEVER));
  const [faint, quiet] = [colour("faint"), colour("quiet")];
  const ticks = [top, top / 2].flatMap((count) => KINDS.map((kind) => ({ y: y(kind, count), text: String(count) })));
  const strips = [
    { y: strip, high: STRIP, of: (/** @type {Year} */ one) => one.coverage },
    ...domains.map(([, codes], place) => ({
      y: strip + STRIP + 6 + place * LINE,
      high: LINE - 2,
      of: (/** @type {Year} */ one) => codes.get(one.year) ?? NEVER,
    })),
  ];
  const cells = strips.flatMap(({ y: at, high, of }) =>
    runsOf(years, of).map(({ from, to, code }) => cell(code, x(from), x(to), at, high)),
  );
  const names = domains.map(([domain], place) => ({
    y: strip + STRIP + 6 + (place + 0.4) * LINE,
    text: label("domain", domain),
  }));
  const reach = years.map((one) => ({
    year: one.year,
    x: x(one.year),
    x2: x(one.year + 1),
    hard: said(one.hard),
    soft: said(one.soft),
    search: label("completeness", one.coverage),
  }));
  const captions = [
    { y: 9, text: "Hard balancing ↑", ink: colour("accent") },
    { y: lower + half - 9, text: "Soft balancing ↓", ink: colour("main") },
  ];
  const box = { x: at("x"), x2: { field: "x2" }, y: at("y"), y2: { field: "y2" } };
  return {
    width,
    height,
    autosize: "none",
    padding: pad(form),
    layer: [
      {
        data: { values: ticks },
        mark: { type: "rule", stroke: faint },
        encoding: { x: { value: 0 }, x2: { value: width }, y: at("y") },
      },
      { data: { values: boxes }, mark: { type: "rect", fill: colour("raised"), opacity: 1 }, encoding: box },
      { data: { values: hatches }, mark: { type: "rule", stroke: colour("rule"), strokeWidth: 0.7 }, encoding: box },
      {
        data: { values: ticks },
        mark: { type: "text", align: "right", dx: -6, color: quiet, fontSize: 11 },
        encoding: { x: { value: 0 }, y: at("y"), text: { field: "text" } },
      },
      { data: { values: bars }, mark: "rect", encoding: { ...box, fill: plain("ink"), opacity: plain("opacity") } },
      {
        data: { values: [{ y: half + GAP / 2 }] },
        mark: { type: "rule", stroke: colour("rule") },
        encoding: { x: { value: 0 }, x2: { value: width }, y: at("y") },
      },
      {
        data: { values: captions },
        mark: {
          type: "text",
          align: "left",
          baseline: "middle",
          dx: 4,
          fontWeight: "bold",
          stroke: colour("paper"),
          strokeWidth: 4,
          strokeJoin: "round",
        },
        encoding: { x: { value: 0 }, y: at("y"), text: { field: "text" } },
      },
      {
        data: { values: captions },
        mark: { type: "text", align: "left", baseline: "middle", dx: 4, fontWeight: "bold" },
        encoding: { x: { value: 0 }, y: at("y"), text: { field: "text" }, color: plain("ink") },
      },
      {
        data: { values: cells },
        mark: { type: "rect", strokeWidth: 0.6 },
        encoding: { ...box, fill: plain("ink"), stroke: plain("line") },
      },
      ...(form.names
        ? [
            {
              data: { values: [{ y: strip + STRIP / 2, text: "Search, at best" }, ...names] },
              mark: { type: "text", align: "right", baseline: "middle", dx: -6, color: quiet, fontSize: 11 },
              encoding: { x: { value: 0 }, y: at("y"), text: { field: "text" } },
            },
          ]
        : []),
      {
        data: { name: "chosen", values: reach.filter((one) => one.year === form.chosen) },
        mark: { type: "rect", filled: false, stroke: colour("ink"), strokeWidth: 1.5 },
        encoding: { x: at("x"), x2: { field: "x2" }, y: { value: 0 }, y2: { value: "height" } },
      },
      {
        data: { values: reach },
        mark: { type: "rect", opacity: 0, cursor: "pointer" },
        encoding: {
          x: at("x"),
          x2: { field: "x2" },
          y: { value: 0 },
          y2: { value: "height" },
          tooltip: [
            { field: "year", title: "Year", type: "nominal" },
            { field: "hard", title: "Hard balancing", type: "nominal" },
            { field: "soft", title: "Soft balancing", type: "nominal" },
            { field: "search", title: "Search", type: "nominal" },
          ],
        },
      },
      {
        data: { values: [{ year: first }] },
        mark: { type: "point", opacity: 0, tooltip: null },
        encoding: {
          x: {
            field: "year",
            type: "quantitative",
            scale: { domain: [first, last], nice: false },
            axis: {
              title: null,
              format: "d",
              grid: false,
              ticks: true,
              tickCount: Math.max(2, Math.round(width / 90)),
            },
          },
        },
      },
    ],
    resolve: { scale: { x: "independent", y: "independent" } },
  };
}

/** Where a year is drawn, for the frame around the one chosen. @param {any} view @param {Year[]} years @param {number} width @param {number} chosen */
export function choose(view, years, width, chosen) {
  const first = years[0]?.year ?? 0;
  const x = (/** @type {number} */ year) => ((year - first) / years.length) * width;
  const there = years.some((one) => one.year === chosen);
  view.data("chosen", there ? [{ x: x(chosen), x2: x(chosen + 1) }] : []).run();
}

/** Runs of years with the same code. @param {Year[]} years @param {(year: Year) => string} of  "" is left out */
function runsOf(years, of) {
  /** @type {{ from: number, to: number, code: string }[]} */
  const found = [];
  for (const one of years) {
    const code = of(one);
    const last = found.at(-1);
    if (last && last.to === one.year && last.code === code) last.to++;
    else if (code) found.push({ from: one.year, to: one.year + 1, code });
  }
  return found;
}

/** Diagonals across a box, both ways if crossed. @param {Line} box @param {number} step @param {boolean} crossed @returns {Line[]} */
function hatch({ x, y, x2, y2 }, step, crossed) {
  const [wide, high] = [x2 - x, y2 - y];
  /** @type {Line[]} */
  const found = [];
  // the lines run on over the whole picture, so that those of neighbouring boxes meet
  for (let at = Math.ceil((x - high) / step) * step - x; at < wide; at += step) {
    const [from, to] = [Math.max(0, at), Math.min(wide, high + at)];
    const line = { x: x + from, x2: x + to, y: y2 - (from - at), y2: y2 - (to - at) };
    found.push(line);
    if (crossed) found.push({ ...line, y: y + y2 - line.y, y2: y + y2 - line.y2 });
  }
  return found;
}

/** A cell of the strips. @param {string} code @param {number} x @param {number} x2 @param {number} y @param {number} high */
function cell(code, x, x2, y, high) {
  /** @type {Record<string, string>} */
  const inks = { complete: "ink", systematic: "quiet", opportunistic: "rule" };
  const ink = inks[code];
  const inset = code === "opportunistic" ? high * 0.3 : 0;
  return {
    ...{ x: x + 0.5, x2: x2 - 0.5, y: y + inset, y2: y + high - inset },
    ink: ink ? colour(ink) : "transparent",
    line: ink ? colour(ink) : colour("faint"),
  };
}

/** A place in pixels. @param {string} field */
function at(field) {
  return { field, type: "quantitative", scale: null, axis: null };
}

/** @param {string} field */
function plain(field) {
  return { field, type: "nominal", scale: null };
}

// The drawing of the map: land, borders, contested lines, and above them the circles of the places.

import { colour } from "../look.js";
import { outlines } from "./map_frame.js";

/** @typedef {import("./map_frame.js").Frame} Frame */

const NAMES = /** @type {const} */ (["countries", "leads", "rings", "dots", "labels"]);

/** @param {Frame} frame @param {Record<string, any[]>} drawn @param {number} step */
export function spec(frame, drawn, step) {
  const { land, waters, borders, contested, edges } = outlines();
  const shape = (/** @type {any} */ values, /** @type {object} */ mark) => ({
    data: { values },
    mark: { type: "geoshape", aria: false, fill: null, ...mark },
  });
  const said = {
    tooltip: [{ field: "properties.Line", title: "Line" }],
  };
  return {
    width: frame.width,
    height: frame.height,
    padding: 0,
    autosize: "none",
    projection: frame.projection,
    datasets: drawn,
    view: { fill: colour("water") },
    layer: [
      shape([land], { fill: colour("land"), stroke: colour("rule"), strokeWidth: 0.5 }),
      shape([waters], { fill: colour("water") }),
      shape([borders], { stroke: colour("rule"), strokeWidth: 0.9 }),
      { ...shape(edges, { stroke: colour("quiet"), strokeWidth: 1.1, strokeDash: [1, 3] }), encoding: said },
      { ...shape(contested, { stroke: colour("quiet"), strokeWidth: 1.3, strokeDash: [5, 3] }), encoding: said },
      countryNames(),
      leads(),
      rings(),
      dots(step),
      ...names(),
    ],
  };
}

/** Show other circles. @param {any} view @param {Record<string, any[]>} drawn */
export function update(view, drawn) {
  for (const name of NAMES) view.data(name, drawn[name]);
  return view.runAsync();
}

/** Where a mark is, in pixels. */
function at() {
  return {
    x: { field: "x", type: "quantitative", scale: null, axis: null },
    y: { field: "y", type: "quantitative", scale: null, axis: null },
  };
}

function countryNames() {
  return {
    data: { name: "countries" },
    mark: { type: "text", aria: false, fontSize: 10.5, color: colour("quiet"), opacity: 0.8, tooltip: null },
    encoding: { ...at(), text: { field: "text", type: "nominal" } },
  };
}

function leads() {
  return {
    data: { name: "leads" },
    mark: { type: "rule", aria: false, color: colour("quiet"), strokeWidth: 0.8, opacity: 0.8, tooltip: null },
    encoding: { ...at(), x2: { field: "x2" }, y2: { field: "y2" } },
  };
}

function rings() {
  const plain = (/** @type {string} */ field) => ({ field, type: "nominal", scale: null });
  return {
    data: { name: "rings" },
    mark: {
      type: "point",
      aria: false,
      shape: "circle",
      opacity: 1,
      cursor: "pointer",
      fill: colour("paper"),
      fillOpacity: 0.82,
    },
    encoding: {
      ...at(),
      size: { field: "size", type: "quantitative", scale: null },
      stroke: plain("ink"),
      strokeWidth: { field: "wide", type: "quantitative", scale: null },
      strokeDash: { condition: { test: "datum.coarse", value: [3, 2] }, value: [1, 0] },
      tooltip: [
        { field: "name", title: "Place" },
        { field: "events", title: "Events" },
        { field: "known", title: "Known as" },
      ],
    },
  };
}

/** @param {number} step */
function dots(step) {
  const plain = (/** @type {string} */ field) => ({ field, type: "nominal", scale: null });
  return {
    data: { name: "dots" },
    mark: {
      type: "point",
      aria: false,
      opacity: 1,
      cursor: "pointer",
      size: 1.9 * step ** 2,
      strokeWidth: Math.min(1.2, step / 5),
    },
    encoding: {
      ...at(),
      shape: plain("shape"),
      stroke: plain("ink"),
      fill: plain("fill"),
      tooltip: [
        { field: "title", title: "Event" },
        { field: "when", title: "Date" },
        { field: "where", title: "Where" },
      ],
    },
  };
}

/** Twice, the first as a halo. */
function names() {
  const mark = { type: "text", aria: false, fontSize: 11.5, cursor: "pointer", tooltip: null };
  return [
    { ...mark, stroke: colour("land"), strokeWidth: 3.5, strokeJoin: "round" },
    { ...mark, color: colour("ink") },
  ].map((one) => ({
    data: { name: "labels" },
    mark: one,
    encoding: { ...at(), text: { field: "text", type: "nominal" } },
  }));
}

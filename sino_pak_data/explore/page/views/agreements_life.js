// The life of an agreement as a bar: announced, signed, in force, ended, each date as long as it is known.

import { about } from "../data.js";
import { inWords, span, time, year } from "../dates.js";

/** @typedef {Record<string, string>} Row */
/** @typedef {{ first: number, last: number, at: (moment: number) => string }} Scale  at: per cent of the width */

const STEPS = /** @type {const} */ (["announced", "signed", "in_force", "ended"]);
const SAID = { announced: "announced", signed: "signed", in_force: "in force", ended: "ended" };
const SPACE = "http://www.w3.org/2000/svg";
const MIDDLE = 11;
const DAY = 86400000;
/** Over by their status, whether or not anybody says when. */
const OVER = ["expired", "superseded", "terminated"];

/** The dates of a life, in words. @param {Row} row */
export function inShort(row) {
  const said = STEPS.filter((step) => row[step]).map((step) =>
    step === "in_force" ? `in force from ${inWords(row[step])}` : `${SAID[step]} ${inWords(row[step])}`,
  );
  return said.join(", ") || "no date known";
}

/** The years that lives cover, in whole fives, until the day of the data. @param {Row[]} rows @returns {Scale} */
export function scaleOf(rows) {
  const today = year(about().date);
  const years = rows.flatMap((row) => STEPS.flatMap((step) => [year(row[`${step}_start`]), year(row[`${step}_end`])]));
  const known = [...years.filter(Number.isFinite), today];
  const [first, last] = [Math.floor(Math.min(...known) / 5) * 5, Math.max(...known) + 2];
  const [from, to] = [first, last].map((one) => Date.UTC(one, 0, 1));
  return { first, last, at: (moment) => `${(((moment - from) / (to - from)) * 100).toFixed(2)}%` };
}

/** Years to write on the axis: a handful. @param {Scale} scale */
export function ticks({ first, last }) {
  const every = [1, 2, 5, 10, 20].find((step) => (last - first) / step <= 8) ?? 25;
  const start = Math.ceil(first / every) * every;
  return Array.from({ length: Math.floor((last - 1 - start) / every) + 1 }, (_, place) => start + place * every);
}

/** @param {string} tag @param {Record<string, string | number>} attributes @param {...Node} children */
function svg(tag, attributes, ...children) {
  const made = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/** The bar of a life. What it says stands in words beside it, so that it is hidden from a reader of the screen. @param {Row} row @param {Scale} scale */
export function life(row, scale) {
  const today = time(about().date);
  const dates = Object.fromEntries(STEPS.map((step) => [step, span(row, step)]));
  const { announced, signed, in_force: force, ended } = dates;
  const born = signed ?? force;
  /** @type {Node[]} */
  const parts = [];
  const line = (/** @type {string} */ kind, /** @type {number} */ from, /** @type {number} */ to) => {
    if (to > from)
      parts.push(svg("line", { class: kind, x1: scale.at(from), x2: scale.at(to), y1: MIDDLE, y2: MIDDLE }));
  };
  if (announced && born) line("waiting", announced[0], born[0]);
  if (born) {
    const still = row.status === "in_force" && !ended;
    const end = ended?.[0] ?? (still ? today : undefined);
    if (end !== undefined) {
      if (signed) line("signed", signed[0], force?.[0] ?? end);
      if (force) line("force", force[0], end);
    } else if (OVER.includes(row.status)) parts.push(stub(scale.at(born[0])));
    else if (force && signed) line("signed", signed[0], force[0]);
    if (still) parts.push(arrow(scale.at(today)));
  }
  if (announced) parts.push(...mark("announced", announced, scale, row.announced));
  if (signed) parts.push(...mark("signed", signed, scale, row.signed));
  if (force) parts.push(...mark("force", force, scale, row.in_force));
  if (ended) parts.push(...mark("ended", ended, scale, row.ended));
  return svg("svg", { class: "life", height: 2 * MIDDLE, width: "100%", "aria-hidden": "true" }, ...parts);
}

/** Fades out: over, at no known time. @param {string} x */
function stub(x) {
  const part = svg("svg", { x, overflow: "visible" });
  part.append(svg("line", { class: "lost", x1: 0, x2: 34, y1: MIDDLE, y2: MIDDLE }));
  return part;
}

/** An open end. @param {string} x */
function arrow(x) {
  const part = svg("svg", { x, overflow: "visible" });
  part.append(svg("path", { class: "open", d: `M-1 ${MIDDLE - 6}L8 ${MIDDLE}L-1 ${MIDDLE + 6}Z` }));
  return part;
}

/**
 * A date: a dot of a day, a lighter bar of all that it could be, hollow if it is approximate or uncertain.
 * @param {string} kind @param {[number, number]} of @param {Scale} scale @param {string} date
 */
function mark(kind, [from, to], scale, date) {
  const doubt = /[~?%]/.test(date) ? " doubtful" : "";
  /** @type {Node[]} */
  const parts = [];
  if (to - from > DAY) {
    const wide = `${parseFloat(scale.at(to)) - parseFloat(scale.at(from))}%`;
    parts.push(
      svg("rect", { class: `soft ${kind}`, x: scale.at(from), y: MIDDLE - 5, width: wide, height: 10, rx: 5 }),
    );
  }
  const [x, y] = [scale.at((from + to) / 2), MIDDLE];
  if (kind === "ended") {
    parts.push(svg("line", { class: `end${doubt}`, x1: x, x2: x, y1: y - 6, y2: y + 6 }));
  } else {
    parts.push(svg("circle", { class: `day ${kind}${doubt}`, cx: x, cy: y, r: kind === "force" ? 3 : 4 }));
  }
  return parts;
}

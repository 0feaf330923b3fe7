// A stated figure beside what independent sources say: a strip that fits any width, and the same in words.

import { byKey, indicatorName } from "../data.js";
import { inWords } from "../dates.js";
import { h } from "../dom.js";

/** @typedef {import("../data.js").Row} Row */
/** @typedef {{ relation: string, value: number, least: boolean, measure: string[], start: string, end: string, sources: string[], own: boolean, first: boolean, superseded: boolean }} Compared */

const SAID = { at_least: "at least ", at_most: "at most ", about: "about ", nearly: "nearly " };

/** A number as a reader writes it. @param {string | number} value */
export function number(value) {
  return Number(value).toLocaleString("en", { maximumSignificantDigits: 6 });
}

/** What a work states: "at least 17,000 USD million". @param {Row} claim */
export function stated(claim) {
  const said = SAID[/** @type {keyof typeof SAID} */ (claim.qualifier)] ?? "";
  return `${said}${number(claim.value)} ${claim.unit}`;
}

/**
 * The lowest and highest value that a figure allows, by the tolerance of its indicator; as `stated_range` of derive/weighing.py.
 * @param {Row} claim @returns {[number, number]}
 */
export function allowed(claim) {
  const value = Number(claim.value);
  const margin = (Math.abs(value) * Number(byKey("indicators", claim.indicator_id)?.tolerance ?? 10)) / 100;
  switch (claim.qualifier) {
    case "at_least":
      return [value, Infinity];
    case "at_most":
      return [-Infinity, value];
    case "about":
      return [value - 2 * margin, value + 2 * margin];
    case "nearly":
      return [value - margin, value + margin / 2];
    default:
      return [value - margin, value + margin];
  }
}

/** A range in words. @param {number} low @param {number} high */
function range(low, high) {
  if (high === Infinity) return `${number(low)} or more`;
  if (low === -Infinity) return `${number(high)} or less`;
  return low === high ? number(low) : `${number(low)} to ${number(high)}`;
}

/** The figure, the independent values and the ratio of both, in words. @param {Row} claim @param {Row} verdict @returns {[string, string][]} */
export function told(claim, verdict) {
  /** @type {[string, string][]} */
  const lines = [["Stated", `${stated(claim)} for ${inWords(claim.period)}`]];
  const [low, high] = allowed(claim);
  lines.push(["Allows", range(low, high)]);
  if (verdict.lowest) {
    const ratio = verdict.ratio && `; the figure is ${Number(verdict.ratio).toFixed(2)} times the nearest`;
    lines.push(["Independent", range(Number(verdict.lowest), Number(verdict.highest)) + ratio]);
  }
  if (verdict.whole) lines.push(["The whole", number(verdict.whole)]);
  if (verdict.other_value) {
    const measures = verdict.other_measure.split(";").map(indicatorName);
    lines.push(["It fits", `${number(verdict.other_value)}: ${measures.join(" plus ")}`]);
  }
  return lines;
}

/**
 * A strip: the range that the figure allows as a band, the figure as a diamond, independent values as the bar from the lowest to the
 * highest, and each of them as a mark if they are given.
 * @param {Row} claim @param {Row} verdict @param {Compared[]} [values]
 */
export function figure(claim, verdict, values = []) {
  const [low, high] = allowed(claim);
  const value = Number(claim.value);
  const known = [verdict.lowest, verdict.highest, verdict.whole, verdict.other_value].filter(Boolean).map(Number);
  const ends = [0, value, low, high, ...known, ...values.map((one) => one.value)].filter(Number.isFinite);
  const least = Math.min(...ends);
  const most = rounded(Math.max(...ends) * 1.02 || 1);
  const at = (/** @type {number} */ amount) =>
    (100 * (Math.min(Math.max(amount, least), most) - least)) / (most - least);
  /** @param {string} kind @param {number} from @param {number} [to] */
  const mark = (kind, from, to) => {
    const element = h("span", { class: kind });
    element.style.left = `${at(from)}%`;
    if (to !== undefined) element.style.width = `${at(to) - at(from)}%`;
    return element;
  };
  const band = () => mark("allowed", Math.max(low, least), Math.min(high, most));
  const some = (/** @type {string} */ relation) => marks(relation, values, mark);
  const one = (/** @type {string} */ cell) => (cell && !values.length ? [mark("value", Number(cell))] : []);
  const between = verdict.lowest !== verdict.highest || values.length > 0;
  const rows = [
    strip("The claim", stated(claim).replace(` ${claim.unit}`, ""), band(), mark("stated", value)),
    verdict.lowest &&
      strip(
        "Independent",
        range(Number(verdict.lowest), Number(verdict.highest)),
        band(),
        ...(between ? [mark("range", Number(verdict.lowest), Number(verdict.highest))] : one(verdict.lowest)),
        ...some("same"),
      ),
    (verdict.whole || some("whole").length > 0) &&
      strip("The whole", verdict.whole && number(verdict.whole), ...one(verdict.whole), ...some("whole")),
    (verdict.other_value || some("other").length > 0) &&
      strip(
        "Another measure",
        verdict.other_value && number(verdict.other_value),
        band(),
        ...one(verdict.other_value),
        ...some("other"),
      ),
  ];
  const words = told(claim, verdict)
    .map(([name, text]) => `${name}: ${text}`)
    .join(". ");
  return h(
    "div",
    { class: "figure", role: "img", "aria-label": `${words}.` },
    rows.filter(Boolean),
    h(
      "div",
      { class: "axis" },
      h("span"),
      h("div", {}, h("span", {}, number(least)), h("span", {}, `${number(most)} ${claim.unit}`)),
    ),
  );
}

/** The next round number. @param {number} value */
function rounded(value) {
  const step = 10 ** Math.floor(Math.log10(value)) / 2;
  return Math.ceil(value / step) * step;
}

/** @param {string} name @param {string} amount @param {...Node} marks */
function strip(name, amount, ...marks) {
  return h("div", { class: "strip" }, h("span", {}, name), h("div", {}, marks), h("span", {}, amount));
}

/** @param {string} relation @param {Compared[]} values @param {(kind: string, from: number) => HTMLElement} mark */
function marks(relation, values, mark) {
  return values
    .filter((one) => one.relation === relation)
    .map((one) => mark(one.own && !one.superseded ? "value" : "value beside", one.value));
}

// Indicators: a series with each of its sources, the figures that works state, and what stands behind every value.

import { byKey, field, indicatorName, items, keyOf, label, references } from "../data.js";
import { draw, redrawAll } from "../chart.js";
import { toggle } from "../controls.js";
import { time, year } from "../dates.js";
import { fill, h, listed } from "../dom.js";
import { grid } from "../grid.js";
import { link, loaded, seriesLink, workLink } from "../links.js";
import { keep } from "../route.js";
import { chart, linesOf, scaleOf } from "./indicator_chart.js";
import { controls, unitOf } from "./indicator_choice.js";
import { aside, notes, sourcesUnder } from "./indicator_notes.js";
import {
  breaks,
  chosen,
  everySeries,
  figures,
  keyOfSeries,
  pairName,
  parsed,
  points,
  quantities,
  segmented,
} from "./indicator_series.js";

export const view = { name: "indicators", title: "Indicators", show };

/** @typedef {import("./indicator_series.js").Series} Series */
/** @typedef {import("../data.js").Row} Row */
/** @typedef {import("./indicator_chart.js").Drawing} Drawing */
/** @typedef {{ indicator: string, reporter: string, partner: string, also: string, from: string, to: string, compared: string, log: string, sort: string }} State */

const NAMES = ["indicator", "reporter", "partner", "also", "from", "to", "compared", "log", "sort"];

/** @param {HTMLElement} root @param {URLSearchParams} params */
async function show(root, params) {
  const state = /** @type {State} */ (Object.fromEntries(NAMES.map((name) => [name, params.get(name) ?? ""])));
  const [head, choice, unit, picture, under] = Array.from({ length: 5 }, () => h("div"));
  unit.className = "unit";
  const options = {
    label: "",
    onClick: (/** @type {any} */ datum) => {
      if (datum.href) location.hash = datum.href;
    },
  };
  /** @type {Drawing} */
  let drawing = { points: [], figures: [], breaks: [], unit: "", log: false };
  let begun = false;
  let chose = "";
  // trade since the books of both are many, unless the address asks for another picture
  if (![...params].length) keep({ from: (state.from = "1995") });
  const redraw = async () => {
    const series = chosen(state.indicator || "trade.goods.total", state.reporter || "CHN", state.partner || "PAK");
    const every = [series, ...alsoOf(state, series)];
    fill(head, heading(series));
    const asked = every.map(keyOfSeries).join();
    if (asked !== chose) {
      const focused = document.activeElement?.closest("label")?.textContent;
      fill(choice, controls(state, series, every, change), switches(state, series, change));
      if (focused) refocus(choice, focused.slice(0, 5));
      chose = asked;
    }
    drawing = await drawn(state, every);
    const some = drawing.points.length + drawing.figures.length > 0;
    fill(unit, some ? scaleOf(drawing).unit : "No value in these years.");
    picture.hidden = !some;
    fill(
      under,
      below(state, every, drawing, (sort) => keep({ sort })),
    );
    options.label = description(every, drawing);
    if (begun) redrawAll();
    else if (some) {
      begun = true;
      await draw(picture, () => chart(drawing, picture.clientWidth, picture.clientWidth < 640), options);
    }
  };
  /** @param {Partial<State>} changed */
  const change = (changed) => {
    Object.assign(state, changed);
    keep(state);
    return redraw();
  };
  fill(root, head, choice, unit, picture, under);
  await redraw();
}

/** Put the focus back on the control that was used. @param {HTMLElement} place @param {string} name */
function refocus(place, name) {
  const found = [...place.querySelectorAll("label")].find((one) => one.textContent?.startsWith(name));
  /** @type {HTMLElement | null | undefined} */ (found?.querySelector("select, input"))?.focus();
}

/** The other series that the address asks for, as far as they have the unit of the first. @param {State} state @param {Series} series */
function alsoOf(state, series) {
  return (state.also ? state.also.split(",") : [])
    .map(parsed)
    .filter((one) => everySeries().has(keyOfSeries(one)) && unitOf(one.indicator) === unitOf(series.indicator))
    .filter((one) => keyOfSeries(one) !== keyOfSeries(series));
}

/** @param {Series} series */
function heading(series) {
  const about = byKey("indicators", series.indicator) ?? {};
  const coded = ["price_basis", "measure", "stage", "frequency"]
    .map((name) => [name, about[name]])
    .filter(([, code]) => code && code !== "not_money")
    .map(
      ([name, code]) =>
        `${field("indicators", name)?.title ?? name}: ${lowered(label(field("indicators", name)?.codes ?? name, code))}`,
    );
  return [
    h("h1", {}, `${about.name}: ${pairName(series)}`),
    h("p", { class: "lead" }, about.definition),
    h("p", { class: "note basis" }, [`Unit: ${about.unit}`, ...coded].join(" · ")),
  ];
}

/** A label within a sentence; names and abbreviations keep their capitals. @param {string} text */
function lowered(text) {
  return /^[A-Z][a-z]+( [a-z]|$)/.test(text) ? text[0].toLowerCase() + text.slice(1) : text;
}

/** @param {State} state @param {Series} series @param {(changed: Partial<State>) => void} change */
function switches(state, series, change) {
  return h(
    "div",
    { class: "bar" },
    figures(series).length > 0 &&
      toggle("with what its figures are compared with", state.compared !== "0", (on) =>
        change({ compared: on ? "" : "0" }),
      ),
    toggle("logarithmic", state.log === "1", (on) => change({ log: on ? "1" : "" })),
  );
}

/** What is drawn. @param {State} state @param {Series[]} every @returns {Promise<Drawing>} */
async function drawn(state, every) {
  const [first] = every;
  const several = every.length > 1;
  const all = every.flatMap((one) => points(one, several ? shortly(one, every) : ""));
  const stated = every.flatMap(figures);
  const beside = stated.length && state.compared !== "0" ? await quantities(first) : [];
  const [from, to] = [time(`${state.from || "0001"}-01-01`), time(`${state.to || "9999"}-12-31`)];
  const within = (/** @type {{ start: number, end: number }} */ one) => one.end >= from && one.start <= to;
  const shown = [...all, ...beside].filter(within);
  const works = new Set(shown.map(({ source }) => source));
  const broken = every.flatMap((one) => breaks(one, works));
  const years = [...shown, ...stated.filter(within)].flatMap((one) => [one.start, one.end]);
  const [begin, last] = [Math.min(...years), Math.max(...years)].map((moment) => new Date(moment).getUTCFullYear());
  return {
    points: segmented(shown, broken),
    figures: stated.filter(within),
    breaks: broken.filter((row) => year(row.period) >= begin && year(row.period) <= last),
    unit: unitOf(first.indicator),
    log: state.log === "1",
  };
}

/** What tells a series from the others that are drawn. @param {Series} one @param {Series[]} every */
function shortly(one, every) {
  const name = indicatorName(one.indicator);
  const same = new Set(every.map(({ indicator }) => indicator)).size === 1;
  const pairs = new Set(every.map((each) => pairName(each))).size;
  return same ? pairName(one) : pairs === 1 ? name : `${name}, ${pairName(one)}`;
}

/** What the chart shows, for those who cannot see it. @param {Series[]} every @param {Drawing} drawing */
function description(every, drawing) {
  const lines = linesOf(drawing.points).map(({ name }) => name);
  const named = every.map((one) => `${indicatorName(one.indicator)}, ${pairName(one)}`).join("; ");
  const years = drawing.points.map(({ middle }) => new Date(middle).getUTCFullYear());
  return [
    `Lines of ${named}, ${Math.min(...years)} to ${Math.max(...years)}: ${lines.join(", ")}.`,
    drawing.figures.length > 0 && `Diamonds: ${drawing.figures.length} figures that works state, listed below.`,
  ]
    .filter(Boolean)
    .join(" ");
}

/** Key, notes, sources and rows. @param {State} state @param {Series[]} every @param {Drawing} drawing @param {(sort: string) => void} sorted */
function below(state, every, drawing, sorted) {
  const known = every.flatMap((one) => everySeries().get(keyOfSeries(one)) ?? []);
  const listed = known.filter(
    (row) =>
      (!state.from || row.period_end >= `${state.from}-01-01`) &&
      (!state.to || row.period_start <= `${state.to}-12-31`),
  );
  return [
    key(drawing),
    notes(drawing),
    sourcesUnder(drawing, listed),
    loaded(line(state, every)),
    ...aside(every, drawing),
    h("h2", {}, "Values"),
    table(listed, every, state.sort, sorted),
    ...beside(drawing, every[0]),
  ];
}

/** The lines by name and colour, where the chart is too narrow for their names. @param {Drawing} drawing */
function key(drawing) {
  return h(
    "ul",
    { class: "lines" },
    linesOf(drawing.points).map(({ name, colour, dash }) => {
      const mark = h("span", { "aria-hidden": "true" });
      mark.style.borderTop = `3px ${dash[1] ? (dash[0] > 2 ? "dashed" : "dotted") : "solid"} ${colour}`;
      return h("li", {}, mark, name);
    }),
  );
}

/** @param {Row[]} listed @param {Series[]} every @param {string} sort @param {(sort: string) => void} sorted */
function table(listed, every, sort, sorted) {
  const several = every.length > 1;
  const shown = listed.map((row) => ({
    ...row,
    address: `observations/${keyOf("observations", row)}`,
  }));
  return grid(
    shown,
    [
      ...(several
        ? [
            { name: "indicator_id", title: "Indicator" },
            { name: "reporter", title: "Reporter" },
            { name: "partner", title: "Partner" },
          ]
        : []),
      { name: "period", title: "Period", shown: (row) => link(row.address, row.period) },
      {
        name: "value",
        title: "Value",
        number: true,
        shown: (row) => Number(row.value).toLocaleString("en", { maximumFractionDigits: 6 }),
      },
      { name: "unit", title: "Unit" },
      {
        name: "qualifier",
        title: "Qualifier",
        shown: (row) => (row.qualifier === "exact" ? "" : label("qualifier", row.qualifier)),
      },
      { name: "flag", title: "Flag" },
      { name: "source", title: "Source", shown: (row) => cited(row.source) },
      { name: "note", title: "Note" },
    ],
    {
      caption: `${listed.length.toLocaleString("en")} values. The period opens the record.`,
      file: `${every.map(keyOfSeries).join("_").replaceAll(":", "-")}.csv`,
      sort: sort || "-period",
      limit: 50,
      sorted,
    },
  );
}

/** The rows of what figures are compared with. @param {Drawing} drawing @param {Series} series */
function beside({ points: drawn }, series) {
  const some = drawn.filter((one) => !one.row);
  if (!some.length) return [];
  const shown = some.map((one) => ({
    quantity: one.line,
    period: one.period,
    value: String(one.value),
    measure: one.measure ?? "",
    relation: one.relation,
    source: one.source,
  }));
  return [
    h("h2", {}, "Values that the figures are compared with"),
    grid(
      shown,
      [
        { name: "quantity", title: "Quantity" },
        { name: "period", title: "Period" },
        {
          name: "value",
          title: "Value",
          number: true,
          shown: (row) => Number(row.value).toLocaleString("en", { maximumSignificantDigits: 6 }),
        },
        { name: "relation", title: "Relation", shown: (row) => label("comparison_relation", row.relation) },
        { name: "measure", title: "Series, added up", shown: (row) => measures(row.measure, series) },
        { name: "source", title: "Source", shown: (row) => cited(row.source) },
      ],
      {
        caption: `${shown.length} values in ${unitOf(series.indicator)}, sums of the series named.`,
        file: `compared-${keyOfSeries(series).replaceAll(":", "-")}.csv`,
        sort: "-period",
        limit: 25,
      },
    ),
  ];
}

/** Links to the series of a sum. @param {string} cell @param {Series} series */
function measures(cell, { reporter, partner }) {
  return h(
    "span",
    {},
    listed(
      items(cell).map((indicator) => seriesLink(indicator, reporter, partner)),
      " + ",
    ),
  );
}

/** @param {string} cell */
function cited(cell) {
  return references(cell).map(({ work, place }) => workLink(work, place));
}

/** The line of the loader that gives these values. @param {State} state @param {Series[]} every */
function line(state, every) {
  const years = [
    state.from && `period_end >= '${state.from}-01-01'`,
    state.to && `period_start <= '${state.to}-12-31'`,
  ];
  const query = years.some(Boolean) ? `.query("${years.filter(Boolean).join(" and ")}")` : "";
  const lines = every.map(({ indicator, reporter, partner }) => {
    const pair = [reporter, ...(partner === "NONE" ? [] : [partner])].map((who) => `"${who}"`).join(", ");
    return `spd.series("${indicator}", ${pair}, source="all")${query}`;
  });
  return lines.length === 1 ? lines[0] : `[\n    ${lines.join(",\n    ")},\n]`;
}

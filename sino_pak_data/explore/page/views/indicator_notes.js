// What is said under a chart of series: how to read it, its sources, the figures that works state, and where series break.

import { about, byKey, heading, label } from "../data.js";
import { inWords, monthName } from "../dates.js";
import { h } from "../dom.js";
import { link, workLink } from "../links.js";
import { counted } from "../names.js";
import { works } from "../works.js";
import { verdictMark } from "./claim_trail.js";
import { stated } from "./claim_figure.js";
import { civil } from "./indicator_layout.js";
import { OTHERS, breaks } from "./indicator_series.js";

/** @typedef {import("./indicator_series.js").Series} Series */
/** @typedef {import("./indicator_chart.js").Drawing} Drawing */
/** @typedef {import("../data.js").Row} Row */

/** How to read the chart. @param {Drawing} drawing */
export function notes({ points, figures, breaks: broken }) {
  const others = new Set(points.filter(({ line }) => line.endsWith(OTHERS)).map(({ source }) => source)).size;
  const coded = new Set(points.flatMap(({ row }) => (row && row.qualifier !== "exact" ? [row.qualifier] : [])));
  const fiscal = points.filter((one) => one.usual && !civil(one.start, one.end));
  const said = [
    figures.length > 0 && "Diamonds: figures that works state, with the verdict on each.",
    others > 0 && `Grey points: ${counted(others, "other work")}.`,
    points.some(({ relation }) => relation !== "same") && "Grey lines: another quantity.",
    points.some(({ newest }) => !newest) && "Small points: values that were revised.",
    points.some(({ usual }) => !usual) && "Flat bars: values for longer or shorter than the usual period.",
    fiscal.length > 0 && `Years that do not begin in January stand over their months (${months(fiscal)}).`,
    coded.size > 0 &&
      `Hollow points: the source says ${[...coded].map((code) => label("qualifier", code).toLowerCase()).join(" or ")}.`,
    broken.length > 0 && "Dashed upright: a series changes its footing.",
    "A line is broken where a year is missing.",
  ];
  return h("p", { class: "note" }, said.filter(Boolean).join(" "));
}

/** From which month to which years run. @param {{ start: number, end: number }[]} points */
function months(points) {
  return [...new Set(points.map(({ start, end }) => `${monthName(start)} to ${monthName(end)}`))]
    .slice(0, 3)
    .join("; ");
}

/** The line at the foot: up to four datasets by name, how many works there are beside, and this dataset. @param {Drawing} drawing @param {Row[]} listed */
export function sourcesUnder({ points, figures }, listed) {
  works();
  const every = [
    ...new Set([
      ...points.map(({ source }) => source),
      ...figures.map(({ source }) => source),
      ...listed.map((row) => row.source.split("[")[0]),
    ]),
  ];
  const datasets = every.filter((id) => byKey("sources", id)?.kind === "dataset");
  const shown = datasets.length <= 4 ? datasets : datasets.slice(0, 3);
  const rest = every.filter((id) => !shown.includes(id));
  const { title, name, version, licence } = about();
  return h(
    "div",
    { class: "sources" },
    "Sources: ",
    shown.flatMap((id, place) => [place > 0 && "; ", workLink(id), `, ${titleOf(id)}`]),
    rest.length > 0 &&
      h(
        "details",
        {},
        h("summary", {}, `${shown.length ? "and " : ""}${counted(rest.length, shown.length ? "other work" : "work")}`),
        h(
          "ul",
          {},
          rest.map((id) => h("li", {}, workLink(id), `, ${titleOf(id)}`)),
        ),
      ),
    h("p", {}, `Data: ${title} (${name} ${version}), ${licence}.`),
  );
}

/** @param {string} id */
function titleOf(id) {
  const row = byKey("sources", id);
  return row ? heading("sources", row) : id;
}

/** The figures and the breaks in words. @param {Series[]} every @param {Drawing} drawing */
export function aside(every, { points, figures }) {
  const used = new Set(points.map(({ source }) => source));
  const broken = [...new Set(every.flatMap((series) => breaks(series, used, true)))];
  const definitions = [...new Set(every.map(({ indicator }) => byKey("indicators", indicator)))].filter(
    (row) => row?.note,
  );
  return [
    ...(figures.length
      ? [
          h("h2", {}, "Figures that works state"),
          h(
            "ul",
            { class: "stated-list" },
            figures.map(({ claim, verdict, source }) =>
              h(
                "li",
                {},
                verdictMark(verdict),
                " ",
                link(`claims/${claim.claim_id}`),
                ` (${stated(claim)} for ${inWords(claim.period)}, `,
                workLink(source),
                ")",
                h("div", { class: "note" }, byKey("verdicts", claim.claim_id)?.reason),
              ),
            ),
          ),
        ]
      : []),
    ...(broken.length
      ? [
          h("h2", {}, "Where series change or end"),
          h(
            "ul",
            { class: "breaks" },
            broken.map((row) =>
              h(
                "li",
                {},
                `${inWords(row.period)}, ${label("break_kind", row.kind).toLowerCase()}: `,
                workLink(row.source_id),
                ". ",
                row.note,
              ),
            ),
          ),
        ]
      : []),
    ...(definitions.length
      ? [h("h2", {}, "About the series"), ...definitions.map((row) => h("p", {}, `${row?.name}: ${row?.note}`))]
      : []),
  ];
}

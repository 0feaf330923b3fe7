// Events and agreements since 1947, by domain, to filter and zoom.

import { draw } from "../chart.js";
import { often } from "../controls.js";
import { credits } from "../credits.js";
import { startOf, year } from "../dates.js";
import { fill, h } from "../dom.js";
import { grid, kept } from "../grid.js";
import { link, loaded } from "../links.js";
import { counted } from "../names.js";
import { keep, recordAddress } from "../route.js";
import { PAD, bands, layout, spec, update } from "./timeline_chart.js";
import { DATE, TABLES, asked, askedTables, chosen, everything, inRow, lines } from "./timeline_filter.js";
import { controls, key, yearFields } from "./timeline_controls.js";
import { zoom } from "./timeline_zoom.js";

export const view = { name: "timeline", title: "Timeline", show };

/** @typedef {import("./timeline_filter.js").Asked} Asked */
/** @typedef {import("./timeline_filter.js").Item} Item */

const FIRST = 1947;
/** Questions that are often asked, and how they are asked here. @type {[string, Record<string, string>][]} */
const OFTEN = [
  ["Attacks on Chinese nationals and works", { type: "attack", against: "CHN" }],
  ["Chinese arms for Pakistan", { dyad: "CHN-PAK", type: "delivery", domain: "military" }],
  ["Nuclear cooperation of China and Pakistan", { dyad: "CHN-PAK", domain: "nuclear" }],
  ["Vetoes and holds", { type: "veto_or_hold" }],
  ["Wars and crises", { type: "crisis" }],
];

/** @param {HTMLElement} root @param {URLSearchParams} params */
async function show(root, params) {
  const what = asked(params);
  const shown = {
    context: params.get("context") !== "off",
    sort: params.get("sort") || "-date",
    page: Number(params.get("page")),
  };
  const last = Math.max(...everything().map(({ span }) => year(span ? new Date(span[0]).toISOString() : "") || FIRST));
  const status = h("p", { class: "status", role: "status" });
  const [chart, list, sources, python] = [h("div"), h("div"), h("div", { class: "sources" }), h("div")];
  const frame = h("div", { class: "frame" }, chart);
  const context = bands(startOf(last + 1));
  /** @type {any} */
  let drawing;
  let waiting = 0;
  /** @type {Item[]} */
  let found = [];

  const window = () => {
    const years = [Number(what.from || FIRST), Number(what.to || last)];
    const [from, to] = years.map((one) => Math.min(Math.max(one, FIRST - 60), last + 60));
    return /** @type {[number, number]} */ ([startOf(from), startOf(Math.max(from, to) + 1)]);
  };
  const width = () => Math.max(200, chart.clientWidth - PAD.left - PAD.right);
  const laid = () => layout(found, shown.context ? context : [], window(), width());
  const said = () =>
    `Timeline of ${ofTables(found, what)}, in a row for each domain. The list below has the same records.`;

  const refresh = () => {
    found = chosen(what);
    fill(status, ...summary(found, what));
    if (drawing) {
      update(drawing, laid(), window());
      chart.querySelector("svg")?.setAttribute("aria-label", said());
    }
    clearTimeout(waiting);
    waiting = setTimeout(listed); // the picture first
  };
  const listed = () => {
    fill(list, table(found, shown));
    fill(python, loaded(lines(what) || "# no table can have such records"));
    fill(sources, ...credits(found.map((one) => one.address)));
  };
  const change = (/** @type {Partial<Asked>} */ part) => {
    Object.assign(what, part);
    shown.page = 0;
    keep({ ...part, ...(part.tables && { tables: named(part.tables) }), page: "" });
    refresh();
  };
  const years = yearFields(what, [FIRST, last], change);
  const zoomed = (/** @type {number} */ from, /** @type {number} */ to) => {
    const [one, other] = [from, to].map((moment) => new Date(moment).getUTCFullYear());
    const ends = [Math.max(one, FIRST), Math.min(other, last)];
    change({ from: ends[0] > FIRST ? String(ends[0]) : "", to: ends[1] < last ? String(ends[1]) : "" });
    years.tell();
  };
  const dragged = zoom(frame, PAD, window, zoomed);

  fill(
    root,
    h("h1", {}, "Timeline"),
    often("timeline", OFTEN),
    controls(what, shown, change, years.node, () => {
      keep({ context: shown.context ? "" : "off" });
      refresh();
    }),
    status,
    key(),
    frame,
    h(
      "p",
      { class: "note hint" },
      "Drag across years to zoom in, or hold Ctrl and scroll; the year fields do the same. A mark leads to its record.",
    ),
    sources,
    python,
    contextList(context),
    h("h2", {}, "The records"),
    list,
  );
  refresh();
  listed();
  await draw(chart, () => spec(laid(), window(), width()), {
    label: said(),
    onDrawn: (made) => (drawing = made),
    onClick: ({ address: of }) => {
      if (of && !dragged()) location.hash = recordAddress(of);
    },
  });
}

/** Tables in an address: none of both is said, both need not be. @param {string[]} tables */
function named(tables) {
  return tables.length === TABLES.length ? "" : tables.join(",") || "none";
}

/** @param {Item[]} found @param {Asked} what */
function ofTables(found, what) {
  const tables = askedTables(what);
  if (!tables.length) return "no table";
  return tables
    .map((name) => {
      const of = everything().filter((one) => one.table === name).length;
      const count = found.filter((one) => one.table === name).length;
      return `${count.toLocaleString("en")} of ${counted(of, name.slice(0, -1))}`;
    })
    .join(" and ");
}

/** What is shown, in words. @param {Item[]} found @param {Asked} what */
function summary(found, what) {
  const undated = found.filter(({ span }) => !span).length;
  return [
    h("strong", {}, ofTables(found, what)),
    undated ? `; ${undated} without a date ${undated === 1 ? "is" : "are"} in the list only` : "",
    ".",
    what.tables.includes("agreements") && !askedTables(what).includes("agreements")
      ? " Type, balancing and against are coded of events alone, so no agreement is shown."
      : "",
  ];
}

/** @param {Item[]} found @param {{ sort: string, page: number }} shown */
function table(found, shown) {
  const rows = found.map(inRow);
  return grid(
    rows,
    [
      DATE,
      {
        name: "title",
        title: "Record",
        shown: (row) =>
          h(
            "div",
            {},
            link(row.record),
            h("div", { class: "note" }, row.summary),
            h("div", { class: "note narrow" }, [row.place, row.domain, row.kind].filter(Boolean).join(" · ")),
          ),
      },
      { name: "place", title: "Where" },
      { name: "domain", title: "Domain" },
      { name: "kind", title: "Type" },
      { name: "confidence", title: "Confidence" },
      { name: "independent_sources", title: "Sources", number: true },
    ],
    {
      caption: "Events and agreements, with the number of independent sources",
      file: "timeline.csv",
      limit: 40,
      ...kept(shown),
    },
  );
}

/** The bands in words. @param {import("./timeline_chart.js").Band[]} context */
function contextList(context) {
  return h(
    "details",
    { class: "context" },
    h("summary", {}, "The bands of context, and the records that date them"),
    h(
      "ul",
      {},
      context
        .toSorted((one, other) => one.start - other.start)
        .map((band) =>
          h(
            "li",
            {},
            h("strong", {}, band.label),
            `, ${band.when}: `,
            link(band.from),
            ...(band.to && band.to !== band.from ? [" – ", link(band.to)] : []),
          ),
        ),
    ),
  );
}

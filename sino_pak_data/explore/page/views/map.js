// Where events were: a circle for each place, with a mark for each event.

import { draw } from "../chart.js";
import { actorsIn, codesIn } from "../choices.js";
import { asking, bar, often, search } from "../controls.js";
import { credits } from "../credits.js";
import { byKey, label } from "../data.js";
import { year } from "../dates.js";
import { fill, h, listed } from "../dom.js";
import { link, loaded, outward, quoted } from "../links.js";
import { colour } from "../look.js";
import { counted } from "../names.js";
import { pairChoices } from "../pairs.js";
import { address, keep, recordAddress } from "../route.js";
import { spec, update } from "./map_chart.js";
import { REGIONS, contestedLines, framed, outlineSource } from "./map_frame.js";
import { GROUPS, byPlace, circles, isCoarse, marks, stepOf, yearsOf } from "./map_places.js";
import { eventTable, inAddress, placeTable } from "./map_tables.js";
import { asked, chosen, everything, lines } from "./timeline_filter.js";

export const view = { name: "map", title: "Map", show };

/** @typedef {import("./timeline_filter.js").Item} Item */
/** @typedef {import("./map_tables.js").What} What */

const FIRST = 1947;
/** Questions that are often asked, and how they are asked here. @type {[string, Record<string, string>][]} */
const OFTEN = [
  ["When and where were Chinese nationals attacked?", { type: "attack", against: "CHN", region: "pakistan" }],
  ["Visits of China and Pakistan", { type: "visit", dyad: "CHN-PAK", region: "asia" }],
  ["Where the corridor was built", { dyad: "CHN-PAK", domain: "infrastructure", region: "pakistan" }],
  ["Clashes of China and India", { type: "crisis", dyad: "CHN-IND", region: "south-asia" }],
];

/** @param {HTMLElement} root @param {URLSearchParams} params */
async function show(root, params) {
  /** @type {What} */
  const what = {
    ...asked(params),
    tables: ["events"],
    place: params.get("place") ?? "",
    region: Object.hasOwn(REGIONS, params.get("region") ?? "") ? (params.get("region") ?? "") : "asia",
  };
  const shown = { sort: params.get("sort") || "-date", page: Number(params.get("page")) };
  const events = everything().filter((one) => one.table === "events");
  const possible = byPlace(events);
  const last = Math.max(...events.map((one) => year(one.row.date_start) || FIRST));
  const parts = Object.fromEntries(
    ["chart", "list", "places", "sources", "python", "outside"].map((name) => [name, h("div", { class: name })]),
  );
  const status = h("p", { class: "status", role: "status" });
  const regions = h("nav", { class: "regions", "aria-label": "Parts of the world" });
  /** @type {any} */
  let drawing;
  let waiting = 0;
  /** @type {Item[]} */
  let found = [];
  /** @type {Map<string, Item[]>} */
  let places = new Map();

  const frame = () => framed(REGIONS[what.region], Math.max(200, parts.chart.clientWidth));
  const laid = () => {
    const made = frame();
    const step = stepOf(made, possible);
    const inside = circles(places, made, step);
    return { made, step, inside, drawn: marks(inside, step, what.place, made) };
  };
  const said = () => `Map of ${REGIONS[what.region].title}: ${sentence(found, places)} The tables below have the same.`;
  const refresh = () => {
    found = chosen(what);
    places = byPlace(found);
    const { inside, drawn } = laid();
    fill(status, ...summary(found, places, inside, what));
    if (drawing) {
      void update(drawing, drawn);
      parts.chart.querySelector("svg")?.setAttribute("aria-label", said());
    }
    clearTimeout(waiting);
    waiting = setTimeout(listed); // the picture first
  };
  const listed = () => {
    const listedItems = what.place ? found.filter((one) => one.row.place === what.place) : found;
    fill(regions, regionLinks(what));
    fill(parts.list, ...heading(what, change), eventTable(listedItems, shown));
    fill(parts.places, placeTable(places, what));
    fill(parts.sources, ...credits(listedItems.map((one) => one.address)), mapSource());
    fill(parts.python, loaded(python(what)));
  };
  const change = (/** @type {Partial<What>} */ part) => {
    Object.assign(what, part);
    shown.page = 0;
    keep({ ...part, page: "" });
    refresh();
  };

  fill(
    root,
    h("h1", {}, "Map"),
    often("map", OFTEN),
    controls(what, events, [FIRST, last], change),
    regions,
    status,
    key(),
    parts.chart,
    h(
      "p",
      { class: "note hint" },
      "The area of a circle stands for the number of events, the earliest in the middle. Circles that would overlap are moved apart, with a line to the place. ",
      "Choose a circle to list its events, a mark to open its record.",
    ),
    borders(),
    parts.sources,
    parts.python,
    parts.list,
    h("h2", {}, "The places"),
    parts.places,
  );
  refresh();
  listed();
  await draw(
    parts.chart,
    () => {
      const { made, step, drawn } = laid();
      return spec(made, drawn, step);
    },
    {
      label: said(),
      onDrawn: (made) => (drawing = made),
      onClick: ({ address: of, place }) => {
        if (of) location.hash = recordAddress(of);
        else if (place) change({ place: place === what.place ? "" : place });
      },
    },
  );
}

/** @param {What} what @param {Item[]} events @param {[number, number]} span @param {(part: Partial<What>) => void} change */
function controls(what, events, span, change) {
  const every = events.map(({ row }) => row);
  const list = asking(what, change);
  return h(
    "div",
    { class: "controls" },
    bar(
      search("Words in title or summary", what.text, (text) => change({ text })),
      list("Domain", codesIn(every, "domain"), "domain"),
      list("Type of event", codesIn(every, "event_type"), "type"),
      list("Pair of states", pairChoices(), "dyad"),
      list("Actor, in any role", actorsIn(every, ["actors", "recipients", "against"]), "actor"),
      list("Against", actorsIn(every, ["against"]), "against"),
      years(what, span, change),
    ),
  );
}

/** Links to the parts of the world, with the same question. @param {What} what */
function regionLinks(what) {
  return Object.entries(REGIONS).map(([region, { title }]) =>
    h(
      "a",
      { href: address("map", { ...inAddress(what), region }), "aria-current": region === what.region && "true" },
      title,
    ),
  );
}

/** Two sliders for the first and last year. @param {What} what @param {[number, number]} span @param {(part: Partial<What>) => void} change */
function years(what, [first, last], change) {
  const slider = (/** @type {"from" | "to"} */ name, /** @type {string} */ title, /** @type {number} */ edge) => {
    const output = h("output", {}, what[name] || String(edge));
    const input = h("input", {
      type: "range",
      min: first,
      max: last,
      value: what[name] || edge,
      onInput: () => {
        output.textContent = input.value;
        change({ [name]: Number(input.value) === edge ? "" : input.value });
      },
    });
    return h("label", {}, h("span", {}, `${title} `, output), input);
  };
  return h(
    "div",
    { class: "years", role: "group", "aria-label": "Years" },
    slider("from", "From", first),
    slider("to", "To", last),
  );
}

/** How many items lists have. @param {Item[][]} lists */
function together(lists) {
  return lists.reduce((sum, one) => sum + one.length, 0);
}

/** @param {Item[]} found @param {Map<string, Item[]>} places */
function sentence(found, places) {
  const placed = together([...places.values()]);
  const span = yearsOf(found);
  const share = placed === found.length ? "all" : `${placed.toLocaleString("en")} of them`;
  return `${counted(found.length, "event")}${span && `, ${span}`}${placed ? `, ${share} at ${counted(places.size, "place")}` : ""}.`;
}

/** What is shown, in words. @param {Item[]} found @param {Map<string, Item[]>} places @param {import("./map_places.js").Circle[]} inside @param {What} what */
function summary(found, places, inside, what) {
  const [placed, seen] = [[...places.values()], inside.map(({ items }) => items)].map(together);
  const nowhere = found.length - placed;
  const wide = address("map", { ...inAddress(what), region: "world" });
  return [
    h("strong", {}, sentence(found, places)),
    nowhere > 0 &&
      ` ${nowhere === 1 ? "1 has" : `${nowhere.toLocaleString("en")} have`} no place and ${nowhere === 1 ? "is" : "are"} in the list only.`,
    placed > seen && " ",
    placed > seen && h("a", { href: wide }, `${(placed - seen).toLocaleString("en")} outside this frame`),
    placed > seen && ".",
    places.has(what.place) && ` Below are those at ${byKey("places", what.place)?.name}.`,
  ];
}

function key() {
  const entry = (/** @type {string} */ letter, /** @type {string} */ name, /** @type {string} */ ink) => {
    const mark = h("span", { class: "letter", "aria-hidden": "true" }, letter);
    mark.style.color = colour(ink);
    return h("span", {}, mark, ` ${name}`);
  };
  return h(
    "p",
    { class: "key note" },
    GROUPS.map(({ letter, name, hue }) => entry(letter, name, hue)),
    h(
      "span",
      {},
      h("span", { class: "dashed", "aria-hidden": "true" }),
      " hollow marks in a dashed ring: only a district, province, line, country or sea is known, and no point on the ground is meant",
    ),
  );
}

/** What the map says of borders. */
function borders() {
  return h(
    "details",
    { class: "borders" },
    h(
      "summary",
      {},
      "Borders are drawn where they are held, dashed where contested; no line is a position on any claim",
    ),
    h(
      "ul",
      {},
      contestedLines().map(({ name, records }) =>
        h(
          "li",
          {},
          h("strong", {}, name),
          ": ",
          records.length
            ? listed(
                records.map((one) => link(one)),
                ", ",
              )
            : "no record here says more",
        ),
      ),
    ),
    h(
      "p",
      {},
      "The records say who administers and who claims what. Dotted: boundaries of provinces at which an area ends that another state claims. Not drawn: what is claimed and not held elsewhere, such as the eastern edge of Aksai Chin, lines at sea, ",
      "and disputes outside South Asia.",
    ),
  );
}

function mapSource() {
  const { title, url, licence, package: name, version } = outlineSource();
  return h("p", {}, "Outlines: ", outward(url, title), `, ${licence}, as in ${name} ${version}.`);
}

/** @param {What} what @param {(part: Partial<What>) => void} change */
function heading(what, change) {
  const place = byKey("places", what.place);
  if (!place) return [h("h2", {}, "The events")];
  return [
    h("h2", {}, `Events at ${place.name}`),
    h(
      "p",
      {},
      [place.admin, label("where_prec", place.where_prec)].filter(Boolean).join(". "),
      isCoarse(place) && ": the coordinates only stand for it",
      place.note && `. ${place.note}`,
      " ",
      link(`places/${what.place}`, "The place"),
      " ",
      h("button", { type: "button", onClick: () => change({ place: "" }) }, "All places"),
    ),
  ];
}

/** The lines that load the same. @param {What} what */
function python(what) {
  const place = byKey("places", what.place);
  return [lines(what), place && `events = events[events["place"] == ${quoted(what.place)}]`].filter(Boolean).join("\n");
}

// The tables under the map: its events, and its places as links.

import { counted } from "../names.js";
import { byKey, label } from "../data.js";
import { h } from "../dom.js";
import { grid, kept } from "../grid.js";
import { link } from "../links.js";
import { address } from "../route.js";
import { yearsOf } from "./map_places.js";
import { DATE, inRow } from "./timeline_filter.js";

/** @typedef {import("./timeline_filter.js").Item} Item */
/** @typedef {import("./timeline_filter.js").Asked & { place: string, region: string }} What */

/** What of a question stands in the address. @param {What} what */
export function inAddress(what) {
  return { ...what, tables: "" };
}

/** @param {Item[]} found @param {{ sort: string, page: number }} shown */
export function eventTable(found, shown) {
  return grid(
    found.map(inRow),
    [
      DATE,
      {
        name: "title",
        title: "Event",
        shown: (row) =>
          h(
            "div",
            {},
            link(row.record),
            h("div", { class: "note narrow" }, [row.place, row.kind].filter(Boolean).join(" · ")),
          ),
      },
      { name: "place", title: "Where" },
      { name: "kind", title: "Type" },
      { name: "domain", title: "Domain" },
      { name: "confidence", title: "Confidence" },
    ],
    {
      caption: counted(found.length, "event"),
      file: "map.csv",
      limit: 30,
      ...kept(shown),
    },
  );
}

/** @param {Map<string, Item[]>} places @param {What} what */
export function placeTable(places, what) {
  const rowsOf = [...places].map(([place, items]) => {
    const row = /** @type {Record<string, string>} */ (byKey("places", place));
    const known = label("where_prec", row.where_prec);
    return { place, name: row.name, country: row.country, known, events: String(items.length), years: yearsOf(items) };
  });
  return grid(
    rowsOf,
    [
      {
        name: "name",
        title: "Place",
        shown: (row) => h("a", { href: address("map", { ...inAddress(what), place: row.place }) }, row.name),
      },
      { name: "events", title: "Events", number: true },
      { name: "years", title: "Years" },
      { name: "country", title: "Administered by" },
      { name: "known", title: "Known as" },
    ],
    { caption: counted(places.size, "place"), file: "places.csv", limit: 20, sort: "-events" },
  );
}

// The page of one record: what it says, what it rests on, who names it, what became of it, and how to cite it.

import { about, byKey, dateOf, hasTable, later, rows, table } from "../data.js";
import { fill, h } from "../dom.js";
import { link, loaded, quoted } from "../links.js";
import { address as addressOf, recordAddress } from "../route.js";
import { brief, spoken } from "../names.js";
import { nearest } from "../words.js";
import { open as openWorks } from "../works.js";
import { trail } from "./claim_trail.js";
import { dated, facts } from "./record_fields.js";
import { citation, correction, linked, origin, past, retired, rivals, section, sources } from "./record_parts.js";

/** @typedef {import("../data.js").Row} Row */

export const view = { name: "record", title: "Record", show };

/** Built tables of which `spd.show` knows the rows. */
const SHOWN = ["dyad_years", "verdicts"];

/** @param {HTMLElement} root @param {URLSearchParams} _ @param {string[]} parts */
async function show(root, _, parts) {
  const [name, ...rest] = parts;
  const key = rest.join("/");
  const { history: known } = await later();
  openWorks();
  const row = hasTable(name) ? byKey(name, key) : undefined;
  if (!row) {
    absent(root, name, key, known.versions ?? []);
    return;
  }
  const address = `${name}/${key}`;
  const authored = !table(name).built;
  document.title = `${brief(name, row, 80)} – ${about().title}`;
  fill(
    root,
    ...top(name, key, row),
    name === "claims" && (await trail(row)),
    h("div", { class: "facts" }, facts(name, row, told(name))),
    own(name, row),
    sources(name, row),
    rivals(address, name, row),
    authored && linked(name, row),
    authored && (await past(name, row, rows(name).indexOf(row))),
    authored && (await citation(address)),
    authored && correction(address),
    loaded(inPython(name, address, row)),
  );
}

/** Where it belongs, what it is called, when it was, and what is known in a sentence. @param {string} name @param {string} key @param {Row} row */
function top(name, key, row) {
  const date = dateOf(name, row);
  return [
    h(
      "p",
      { class: "kicker" },
      h("a", { href: addressOf("tables", { table: name }) }, table(name).title),
      " ",
      h("code", {}, key),
    ),
    h("h1", { class: spoken(name, row).length > 160 ? "long" : null }, spoken(name, row)),
    date && h("p", { class: "when" }, dated(date)),
    row.summary && h("p", { class: "lead" }, row.summary),
  ];
}

/** Fields that stand in the head of the page. @param {string} name */
function told(name) {
  const { key, named, dated: dates } = table(name);
  return ["summary", ...named, ...dates.slice(0, 1), ...(key.length === 1 && !table(name).links[key[0]] ? key : [])];
}

/** What only records of one table have. @param {string} name @param {Row} row @returns {Node | null} */
function own(name, row) {
  const to = (/** @type {string} */ href, /** @type {string} */ words) =>
    h("p", { class: "onward" }, h("a", { href }, words));
  if (name === "sources" && row.derived_from)
    return section("Where it comes from", h("p", {}, brief(name, row), origin(row.source_id, [row.source_id])));
  if (name === "indicators") return to(addressOf("indicators", { indicator: row.indicator_id }), "Draw the series");
  if (name === "observations")
    return to(
      addressOf("indicators", { indicator: row.indicator_id, reporter: row.reporter, partner: row.partner }),
      "Draw the series",
    );
  if (name === "places") return to(addressOf("map", { place: row.place_id }), "See it on the map");
  if (name === "dyad_years") return to(addressOf("balancing", { dyad: row.dyad }), "Draw the dyad through time");
  if (name === "verdicts") return h("p", { class: "onward" }, "The claim: ", link(`claims/${row.claim_id}`));
  return null;
}

/** The line that shows the same. @param {string} name @param {string} address @param {Row} row */
function inPython(name, address, row) {
  const { built, key, fields } = table(name);
  if (!built || SHOWN.includes(name)) return `spd.show(${quoted(address)})`;
  const number = (/** @type {string} */ part) => fields.find((one) => one.name === part)?.type === "integer";
  const filters = key.map((part) => `${quoted(part)}: ${number(part) ? row[part] : quoted(row[part])}`);
  return `spd.load(${quoted(name)}, filters={${filters.join(", ")}})`;
}

/** An address without a record: retired, misspelt, or of no table. @param {HTMLElement} root @param {string} name @param {string} key @param {[string, string][]} versions */
function absent(root, name, key, versions) {
  const address = `${name}/${key}`;
  const gone = byKey("retired", address);
  document.title = `${address} – ${about().title}`;
  if (gone) {
    fill(root, ...retired(address, gone, versions));
    return;
  }
  const near = hasTable(name) ? nearest(name, key) : [];
  fill(
    root,
    h("h1", {}, "No such record"),
    h(
      "p",
      {},
      hasTable(name)
        ? `The table ${table(name).title} has no record ${key}.`
        : `There is no table ${name} in this page.`,
    ),
    near.length > 0 && h("p", {}, "Did you mean:"),
    near.length > 0 &&
      h(
        "ul",
        {},
        near.map((each) =>
          h(
            "li",
            {},
            h("a", { href: recordAddress(`${name}/${each}`) }, each),
            ` ${brief(name, /** @type {Row} */ (byKey(name, each)))}`,
          ),
        ),
      ),
    h(
      "p",
      {},
      h(
        "a",
        { href: addressOf("search", { q: key.replace(/[^\p{L}\p{N}]+/gu, " ").trim() }) },
        "Search for these words",
      ),
      " or look into ",
      h("a", { href: addressOf("tables", { table: hasTable(name) ? name : "" }) }, "the tables"),
      ".",
    ),
  );
}

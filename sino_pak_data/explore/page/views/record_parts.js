// The parts of a record's page: its fields, sources, rival values, links, history, citation and correction.

import { about, byKey, dateOf, field, grouped, references, rows, table } from "../data.js";
import { isReference, recordLink, shownCell } from "../cells.js";
import { cited } from "../cite.js";
import { inWords } from "../dates.js";
import { copied, h } from "../dom.js";
import { link, linking, outward, workLink } from "../links.js";
import { brief } from "../names.js";
import { independent, parents } from "../origins.js";
import { history } from "../past.js";
import { recordAddress } from "../route.js";
import { work } from "../works.js";

/** @typedef {import("../data.js").Field} Field */
/** @typedef {import("../data.js").Row} Row */
/** @typedef {import("../past.js").Change} Change */

/** Links of one kind that are shown at once; the others when asked for. */
const AT_ONCE = 12;

/** Parts of a page under a heading. @param {string} title @param {...(Node | string | null | false | (Node | string | null | false)[])} parts */
export function section(title, ...parts) {
  return h("section", {}, h("h2", {}, title), ...parts);
}

/** The works of a record, each with place and origin, and how many are independent. @param {string} name @param {Row} row */
export function sources(name, row) {
  const columns = table(name).fields.filter((one) => isReference(one) && row[one.name]);
  if (!columns.length) return null;
  const every = columns.map((one) => ({ one, works: references(row[one.name]) }));
  const ids = every.flatMap(({ works }) => works.map((each) => each.work));
  const origins = independent(ids);
  const lists = every.map(({ one, works }) => [
    columns.length > 1 && h("h3", {}, one.title),
    h(
      "ol",
      { class: "works" },
      works.map(({ work: id, place }) => h("li", {}, described(id, place))),
    ),
  ]);
  return section(
    "Sources",
    ids.length > 1 &&
      h(
        "p",
        { class: "note", "data-independent": origins },
        `${ids.length} references, ${origins === 1 ? "one origin" : `${origins} independent origins`}: works that derive from one another count once.`,
      ),
    ...lists.flat(),
  );
}

/** A work in a line: name, title, where it came out, the place in it, and what it derives from. @param {string} id @param {string} place */
function described(id, place) {
  const found = work(id);
  if (!found) return [id, " (not in sources)"];
  return [
    workLink(id),
    ". ",
    h("cite", {}, found.title),
    found.container || found.publisher ? `. ${found.container || found.publisher}` : "",
    place ? h("span", { class: "place" }, `, ${place}`) : "",
    found.url ? [". ", outward(found.url, host(found.url))] : "",
    origin(id, [id]),
  ].flat();
}

/** Where an address leads. @param {string} url */
function host(url) {
  return /^https?:\/\/(?:www\.)?([^/:?#]+)/.exec(url)?.[1] ?? url;
}

/** The chain of what a work derives from. @param {string} id @param {string[]} seen @returns {Node | string} */
export function origin(id, seen) {
  const from = parents(id).filter((parent) => !seen.includes(parent));
  if (!from.length) return "";
  return h(
    "span",
    { class: "origin" },
    seen.length > 1 ? ", from " : " — derives from ",
    from.flatMap((parent, place) => [place ? " and " : "", workLink(parent), origin(parent, [...seen, parent])]),
  );
}

/** What other sources say of the fields of a record; both are kept. @param {string} address @param {string} name @param {Row} row */
export function rivals(address, name, row) {
  const found = rows("discrepancies").filter((one) => one.record === address);
  if (!found.length) return null;
  const value = (/** @type {Row} */ of, /** @type {string} */ column) => {
    const one = field(name, column);
    return one ? shownCell(name, one, of) : of[column];
  };
  const cells = (/** @type {Row} */ one) => [
    h("th", { scope: "row" }, field(name, one.field)?.title ?? one.field),
    h("td", {}, value(row, one.field) || "–"),
    h("td", {}, value({ ...row, [one.field]: one.value }, one.field)),
    h(
      "td",
      {},
      references(one.source).map(({ work: id, place }) => workLink(id, place)),
      one.note && h("div", { class: "note" }, one.note),
    ),
  ];
  return section(
    "Where sources differ",
    h("p", { class: "note" }, "Both values are kept: here is the one in the table, and what another source says."),
    h(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": "Where sources differ" },
      h(
        "table",
        {},
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            ["Field", "In the table", "Another source", "Which"].map((title) => h("th", { scope: "col" }, title)),
          ),
        ),
        h(
          "tbody",
          {},
          found.map((one) => h("tr", {}, cells(one))),
        ),
      ),
    ),
  );
}

/** Every record that names this one, by table and column. @param {string} name @param {Row} row */
export function linked(name, row) {
  const groups = grouped(linking(name, row), ({ address, field: column }) => `${address.split("/")[0]}.${column}`);
  if (!groups.size) return null;
  return section(
    name === "sources" ? "What it is cited for" : "Records that name it",
    ...[...groups].flatMap(([group, some]) => {
      const addresses = some.map(({ address }) => address);
      const [other, column] = group.split(".");
      const title = `${table(other).title}, as ${(field(other, column)?.title ?? column).toLowerCase()}`;
      return [
        h("h3", {}, `${title} `, h("span", { class: "number" }, addresses.length.toLocaleString("en"))),
        many(addresses),
      ];
    }),
  );
}

/** A list of which the rest is made when somebody asks. @param {string[]} addresses */
function many(addresses) {
  const list = h("ul", { class: "linked" }, addresses.slice(0, AT_ONCE).map(entry));
  const left = addresses.length - AT_ONCE;
  if (left <= 0) return list;
  const button = h("button", { type: "button" }, `Show ${left.toLocaleString("en")} more`);
  button.addEventListener("click", () => {
    list.append(...addresses.slice(AT_ONCE).map(entry));
    button.remove();
    /** @type {HTMLElement | null} */ (list.querySelector(`li:nth-child(${AT_ONCE + 1}) a`))?.focus();
  });
  return h("div", {}, list, button);
}

/** @param {string} address */
function entry(address) {
  const [name, ...key] = address.split("/");
  const row = /** @type {Row} */ (byKey(name, key.join("/")));
  const date = dateOf(name, row);
  const text = brief(name, row);
  return h(
    "li",
    { "data-record": address },
    date && !text.includes(date) && h("time", {}, `${date} `),
    link(address, text),
  );
}

/** What became of the record through the releases. @param {string} name @param {Row} row @param {number} place  of the row in its table */
export async function past(name, row, place) {
  const changes = await history(name, row, place);
  if (!changes.length) return null;
  const releases = [...grouped(changes, ({ version }) => version).values()];
  return section(
    "History",
    h(
      "ol",
      { class: "history" },
      releases.map((some) => {
        const [{ version, date }] = some;
        return h(
          "li",
          {},
          h("strong", {}, version),
          date && ` ${inWords(date)}`,
          h(
            "ul",
            {},
            some.map((one) => h("li", {}, told(name, one))),
          ),
        );
      }),
    ),
  );
}

/** @param {string} name @param {Change} one @returns {(Node | string)[]} */
function told(name, one) {
  if (one.kind === "added") return ["added"];
  if (one.kind === "renamed") return ["renamed from ", h("code", {}, one.old)];
  const title = h("span", { class: "field" }, field(name, one.field)?.title ?? one.field);
  const before = one.old ? h("del", {}, one.old) : h("span", { class: "note" }, "empty");
  const after = one.new ? h("ins", {}, one.new) : h("span", { class: "note" }, "empty");
  if (one.kind === "removed") return [title, " (column removed): ", before];
  return one.kind === "column" ? [title, " (new column): ", after] : [title, ": ", before, " → ", after];
}

/** How to cite the record and its works, in three forms. @param {string} address */
export async function citation(address) {
  const form = async (/** @type {import("../cite.js").Form} */ which, /** @type {string} */ title) => {
    const text = await cited([address], which);
    return h("details", { open: which === "text" }, h("summary", {}, title), copied(text, `citation, ${title}`));
  };
  return section(
    "Cite this",
    h("p", { class: "note" }, "The dataset first, then the works that the record rests on."),
    await form("text", "Text"),
    await form("bibtex", "BibTeX"),
    await form("csl", "CSL-JSON"),
  );
}

/** The way to the form for corrections, filled in with the record. @param {string} address */
export function correction(address) {
  const asked = new URLSearchParams({ template: "correction.yml", title: `Correction: ${address}`, record: address });
  return h(
    "p",
    { class: "correct" },
    outward(`${about().homepage}/issues/new?${asked}`, "Suggest a correction"),
    " with the source that says otherwise; you need an account there, nothing more.",
  );
}

/** What to do about an address that was retired. @param {string} address @param {Row} row  of `retired` @param {[string, string][]} versions */
export function retired(address, row, versions) {
  const date = versions.find(([version]) => version === row.version)?.[1];
  return [
    h("p", { class: "kicker" }, "Retired record"),
    h("h1", {}, address),
    h("p", { class: "lead" }, `Retired in release ${row.version}${date ? `, ${inWords(date)}` : ""}. ${row.reason}`),
    row.replaced_by
      ? h("p", {}, "Use instead: ", recordLink(row.replaced_by), " ", h("code", {}, row.replaced_by))
      : h("p", {}, "No other record takes its place."),
    h("p", {}, h("a", { href: recordAddress(`retired/${address}`) }, "The row about it")),
  ];
}

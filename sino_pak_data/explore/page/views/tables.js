// Every table: search, filter, sort, choose columns, and take away what is shown.

import { about, codes, field, hasTable, heading, items, later, rows, table, tables } from "../data.js";
import { isNumber, rowLink, shownCell, target } from "../cells.js";
import { bar, checks, grouped, search, select } from "../controls.js";
import { fill, h } from "../dom.js";
import { grid, kept, ordered } from "../grid.js";
import { link, loaded, outward } from "../links.js";
import { address, keep } from "../route.js";
import { open as openWorks } from "../works.js";
import { inPython, parameter, passing, range, ranged, usual, wanted, YEARS } from "./tables_filter.js";

/** @typedef {import("../data.js").Row} Row */
/** @typedef {import("./tables_filter.js").Wanted} Wanted */

export const view = { name: "tables", title: "Tables", show };

/** Tables of which ids are offered as choices. */
const OFFERED = ["actors", "indicators", "places", "samples"];

/** @param {HTMLElement} root @param {URLSearchParams} params */
async function show(root, params) {
  const asked = params.get("table") || "events";
  if (!hasTable(asked)) {
    fill(root, h("h1", {}, "Tables"), h("p", { role: "alert" }, `There is no table ${asked}.`), chooser(""));
    return;
  }
  openWorks();
  const { name, fields, cells } = table(asked);
  if (fields.some((one) => !cells[one.name])) {
    fill(root, h("p", { class: "note" }, "Reading …"));
    await later();
  }
  const shown = new Shown(wanted(name, params));
  fill(root, h("h1", {}, "Tables"), ...shown.head(), shown.list, shown.python);
  shown.draw();
}

/** The list of tables. @param {string} name  that is open */
function chooser(name) {
  const group = (/** @type {boolean} */ built) =>
    tables()
      .filter((one) => one.built === built)
      .map((one) => /** @type {[string, string]} */ ([one.name, `${one.title} (${one.rows.toLocaleString("en")})`]));
  const list = grouped(
    "Table",
    [
      ["", name ? [] : [["", "Choose one"]]],
      ["Collected", group(false)],
      ["Worked out of the others", group(true)],
    ],
    name,
    (table) => (location.hash = address("tables", { table })),
  );
  list.className = "chooser";
  return list;
}

/** A table with what is wanted of it. */
class Shown {
  /** @param {Wanted} asked */
  constructor(asked) {
    this.asked = asked;
    this.table = table(asked.name);
    this.list = h("div", { class: "list" });
    this.python = h("div");
    this.chips = h("p", { class: "chips" });
    this.count = h("p", { class: "count", "aria-live": "polite" });
    /** @type {{ sort: string, rows: Row[] } | undefined} */
    this.sorted = undefined;
  }

  /** @returns {Node[]} */
  head() {
    const { asked } = this;
    return [
      bar(
        chooser(asked.name),
        search("Words in any column", asked.q, (q) => this.change({ q }, { q })),
        this.table.dated.length > 0 && this.ends(YEARS, "Years"),
      ),
      h("p", {}, this.table.description),
      h("div", { class: "folds" }, this.filters(), this.columns(), this.meanings()),
      this.count,
      this.chips,
    ];
  }

  /** What the columns mean, by the schema. */
  meanings() {
    const { fields, key, name } = this.table;
    const file = `${about().homepage}/blob/main/${this.table.built ? "schemas/built" : "schemas"}/${name}.json`;
    const told = (/** @type {import("../data.js").Field} */ one) => [
      h("dt", {}, one.title, " ", h("code", {}, one.name)),
      h(
        "dd",
        {},
        one.description,
        one.unit && ` Unit: ${one.unit}.`,
        one.recipe && ` Made of: ${one.recipe}.`,
        key.includes(one.name) && " Part of the key.",
        one.codes &&
          h(
            "details",
            {},
            h("summary", {}, "Codes"),
            h(
              "ul",
              {},
              codes(one.codes).map(([code, label]) => h("li", {}, h("code", {}, code), ` ${label}`)),
            ),
          ),
      ),
    ];
    return h(
      "details",
      { class: "meanings" },
      h("summary", {}, "What the columns mean"),
      h("dl", {}, fields.flatMap(told)),
      h("p", { class: "note" }, outward(file, "The schema of the table")),
    );
  }

  /** The choice of columns. */
  columns() {
    const { fields, name } = this.table;
    const choices = fields.map((one) => /** @type {[string, string]} */ ([one.name, one.title]));
    return h(
      "details",
      { class: "columns" },
      h("summary", {}, `Columns (${fields.length})`),
      checks("Columns to show", choices, this.asked.columns, (chosen) => {
        const columns = fields.map((one) => one.name).filter((column) => chosen.includes(column));
        const kept = String(columns) === String(usual(name)) ? [] : columns;
        this.change({ columns: columns.length ? columns : usual(name) }, { columns: kept });
      }),
    );
  }

  /** A filter for every column that is coded, or holds numbers or few ids. */
  filters() {
    const { fields, name, dated } = this.table;
    const made = fields.map((one) => {
      if (one.codes) return this.coded(one.name, codes(one.codes));
      if (one.type === "boolean")
        return this.coded(one.name, [
          ["true", "Yes"],
          ["false", "No"],
        ]);
      if (ranged(name, one.name)) return this.ends(one.name, one.unit ? `${one.title} (${one.unit})` : one.title);
      return OFFERED.includes(target(name, one)) ? this.ids(one.name, target(name, one)) : null;
    });
    if (!made.some(Boolean) && !dated.length) return h("div");
    return h(
      "details",
      { class: "filters", open: this.asked.where.size > 0 },
      h("summary", {}, "Filters"),
      h("div", {}, made),
    );
  }

  /** @param {string} column @param {[string, string][]} choices */
  coded(column, choices) {
    const counts = new Map();
    for (const row of rows(this.asked.name))
      for (const code of items(row[column])) counts.set(code, (counts.get(code) ?? 0) + 1);
    const there = choices
      .filter(([code]) => counts.has(code))
      .map(
        ([code, label]) =>
          /** @type {[string, string]} */ ([code, `${label} (${counts.get(code).toLocaleString("en")})`]),
      );
    if (!there.length) return null;
    const chosen = (this.asked.where.get(column) ?? "").split(",").filter(Boolean);
    return checks(this.title(column), there, chosen, (values) => this.filter(column, values.join(",")));
  }

  /** @param {string} column @param {string} of */
  ids(column, of) {
    const there = new Set(rows(this.asked.name).flatMap((row) => items(row[column])));
    const named = rows(of)
      .map((row) => /** @type {[string, string]} */ ([row[table(of).key[0]], heading(of, row)]))
      .filter(([id]) => there.has(id));
    if (!named.length) return null;
    named.sort(([, one], [, other]) => one.localeCompare(other, "en"));
    return select(
      this.title(column),
      named,
      this.asked.where.get(column) ?? "",
      (value) => this.filter(column, value),
      "any",
    );
  }

  /** Two fields for the ends of a range. @param {string} column @param {string} label */
  ends(column, label) {
    const ends = range(this.asked.where.get(column) ?? "..");
    let waiting = 0;
    const field = (/** @type {0 | 1} */ which, /** @type {string} */ name) =>
      h("input", {
        type: "number",
        step: "any",
        value: ends[which],
        "aria-label": `${label}, ${name}`,
        placeholder: name,
        onInput: (/** @type {any} */ event) => {
          clearTimeout(waiting);
          waiting = setTimeout(() => {
            ends[which] = event.target.value;
            this.filter(column, ends.some(Boolean) ? ends.join("..") : "");
          }, 150);
        },
      });
    return h("fieldset", { class: "ends" }, h("legend", {}, label), field(0, "from"), " – ", field(1, "to"));
  }

  /** @param {string} column */
  title(column) {
    return column === YEARS ? "Years" : (field(this.asked.name, column)?.title ?? column);
  }

  /** @param {string} column @param {string} value */
  filter(column, value) {
    if (value) this.asked.where.set(column, value);
    else this.asked.where.delete(column);
    this.change({}, { [parameter(column)]: value });
  }

  /** @param {Partial<Wanted>} changed @param {Record<string, string | string[]>} kept */
  change(changed, kept) {
    Object.assign(this.asked, { page: 0 }, changed);
    keep({ ...kept, page: "" });
    this.draw();
  }

  /** The rows that pass, in the order asked for; sorted once and then only filtered. */
  rows() {
    const { asked } = this;
    const passed = passing(asked);
    if (!asked.sort) return passed;
    if (this.sorted?.sort !== asked.sort)
      this.sorted = {
        sort: asked.sort,
        rows: ordered(rows(asked.name), this.shown(this.table.fields.map((one) => one.name)), asked.sort),
      };
    const those = new Set(passed);
    return this.sorted.rows.filter((row) => those.has(row));
  }

  /** The columns of the grid; the first, or the one that names the row, leads to its page. @param {string[]} names */
  shown(names) {
    const { name, named } = this.table;
    const leading = names.find((column) => named.includes(column)) ?? names[0];
    return names.map((column) => {
      const one = /** @type {import("../data.js").Field} */ (field(name, column));
      const text = (/** @type {Row} */ row) => {
        const cell = shownCell(name, one, row);
        return (
          (typeof cell === "string"
            ? cell
            : [cell]
                .flat()
                .map((each) => (typeof each === "string" ? each : (each.textContent ?? "")))
                .join("")) || "–"
        );
      };
      const shown = (/** @type {Row} */ row) =>
        column === leading ? rowLink(name, row, text(row)) : h("span", {}, shownCell(name, one, row));
      return { name: column, title: one.title, number: isNumber(one), shown };
    });
  }

  draw() {
    const { asked } = this;
    const listed = this.rows();
    const all = rows(asked.name).length;
    const number = (/** @type {number} */ of) => of.toLocaleString("en");
    fill(
      this.count,
      listed.length === all ? `All ${number(all)} rows` : `${number(listed.length)} of ${number(all)} rows`,
    );
    fill(this.chips, this.filtered());
    fill(
      this.list,
      grid(listed, this.shown(asked.columns), {
        caption: this.table.title,
        file: listed.length === all ? `${asked.name}.csv` : `${asked.name}-selection.csv`,
        ...kept(asked),
      }),
    );
    fill(this.python, loaded(inPython(asked)));
  }

  /** What is filtered by, each with a button that ends it. */
  filtered() {
    return [...this.asked.where].map(([column, value]) => {
      const [list, of] = [field(this.asked.name, column)?.codes, field(this.asked.name, column)];
      const said = list
        ? value
            .split(",")
            .map((code) => codes(list).find(([one]) => one === code)?.[1] ?? code)
            .join(", ")
        : ranged(this.asked.name, column)
          ? range(value)
              .map((end) => end || "…")
              .join(" to ")
          : of && target(this.asked.name, of)
            ? value
                .split(",")
                .map((id) => link(`${target(this.asked.name, of)}/${id}`).textContent)
                .join(", ")
            : value;
      return h(
        "button",
        {
          type: "button",
          onClick: () => {
            keep({ [parameter(column)]: "", page: "" });
            dispatchEvent(new HashChangeEvent("hashchange"));
          },
          "aria-label": `Do not filter by ${this.title(column)}`,
        },
        `${this.title(column)}: ${said} ✕`,
      );
    });
  }
}

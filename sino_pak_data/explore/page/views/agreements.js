// Agreements as lives: announced, signed, in force, ended; with their status and how far the money had gone.

import { actorsIn, codesIn } from "../choices.js";
import { asking, bar, often, search, select, toggle } from "../controls.js";
import { credits } from "../credits.js";
import { counted } from "../names.js";
import { actor, codes, dateOf, grouped, items, label, meaning, rows, table } from "../data.js";
import { download, fill, h, listed } from "../dom.js";
import { csv } from "../grid.js";
import { link, loaded, quoted } from "../links.js";
import { pairChoices } from "../pairs.js";
import { keep } from "../route.js";
import { inShort, life, scaleOf, ticks } from "./agreements_life.js";
import { asked, chosen, lines } from "./timeline_filter.js";

export const view = { name: "agreements", title: "Agreements", show };

/** @typedef {Record<string, string>} Row */
/** @typedef {import("./timeline_filter.js").Asked & { instrument: string, status: string, stage: string, sort: string, group: string, page: number }} What */

/** Columns that only agreements have, which the timeline does not ask for. */
const OWN = /** @type {const} */ (["instrument", "status", "stage"]);
/** How far the money had gone, as how much of a circle is full. @type {Record<string, string>} */
const STAGES = { pledged: "○", contracted: "◔", committed: "◑", disbursed: "◕", realised: "●", unclear: "?" };
/** @type {[string, Record<string, string>][]} */
const OFTEN = [
  ["In force between China and Pakistan", { dyad: "CHN-PAK", status: "in_force" }],
  ["Loans to Pakistan", { instrument: "loan", actor: "PAK" }],
  ["Money only pledged", { stage: "pledged" }],
  ["Nuclear agreements", { domain: "nuclear" }],
  ["Between India and the United States", { dyad: "IND-USA" }],
];
const ON_A_PAGE = 60;
/** @type {[string, string][]} */
const SORTS = [
  ["date", "earliest first"],
  ["-date", "latest first"],
  ["title", "by title"],
];

/** @param {HTMLElement} root @param {URLSearchParams} params */
function show(root, params) {
  const value = (/** @type {string} */ name) => params.get(name) ?? "";
  /** @type {What} */
  const what = {
    ...asked(params),
    tables: ["agreements"],
    instrument: value("instrument"),
    status: value("status"),
    stage: value("stage"),
    sort: value("sort") || "date",
    group: value("group") || "domain",
    page: Math.max(0, Number(value("page")) || 0),
  };
  const status = h("p", { class: "status", role: "status" });
  const [list, sources, python] = [h("div", { class: "lives" }), h("div", { class: "sources" }), h("div")];
  let waiting = 0;
  const refresh = () => {
    const found = sorted(meeting(what), what.sort);
    fill(status, ...summary(found));
    fill(list, ...drawn(found, what, turn));
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      fill(sources, ...credits(found.map((row) => `agreements/${row.agreement_id}`)));
      fill(python, loaded(pythonOf(what)));
    });
  };
  const change = (/** @type {Partial<What>} */ part) => {
    Object.assign(what, part, { page: 0 });
    keep({ ...part, page: "" });
    refresh();
  };
  const turn = (/** @type {number} */ page) => {
    what.page = page;
    keep({ page: page ? String(page) : "" });
    refresh();
    list.scrollIntoView();
    /** @type {HTMLElement | null} */ (list.querySelector("nav button:not(:disabled)"))?.focus({ preventScroll: true });
  };
  fill(
    root,
    h("h1", {}, "Agreements"),
    often("agreements", OFTEN),
    controls(what, change),
    status,
    key(),
    list,
    h(
      "p",
      {},
      h(
        "button",
        { type: "button", class: "take", onClick: () => take(sorted(meeting(what), what.sort)) },
        "Download what is shown as CSV",
      ),
    ),
    sources,
    python,
  );
  refresh();
}

/** The agreements that meet all that is asked. @param {What} what @returns {Row[]} */
function meeting(what) {
  return chosen(what)
    .map(({ row }) => row)
    .filter((row) => OWN.every((column) => !what[column] || row[column] === what[column]));
}

/** @param {Row[]} found @param {string} sort */
function sorted(found, sort) {
  const dated = found.map((row) => ({ row, date: dateOf("agreements", row) }));
  if (sort === "title") return found.toSorted((one, other) => one.title.localeCompare(other.title, "en"));
  const sign = sort === "-date" ? -1 : 1;
  // what has no date comes last, whichever way
  return dated
    .sort((one, other) =>
      one.date && other.date
        ? sign * (one.date < other.date ? -1 : one.date > other.date ? 1 : 0)
        : Number(!one.date) - Number(!other.date),
    )
    .map(({ row }) => row);
}

/** @param {What} what @param {(part: Partial<What>) => void} change */
function controls(what, change) {
  const every = rows("agreements");
  const list = asking(what, change);
  return h(
    "div",
    { class: "controls" },
    bar(
      search("Words in title or summary", what.text, (text) => change({ text })),
      list("Pair of states", pairChoices(), "dyad"),
      list("Party", actorsIn(every, ["parties"]), "actor"),
      list("Domain", codesIn(every, "domain"), "domain"),
      list("Instrument", codesIn(every, "instrument"), "instrument"),
      list("Status", codesIn(every, "status", "agreement_status"), "status"),
      list("Stage of the money", codesIn(every, "stage"), "stage"),
      year("From year", "from", what, change),
      year("To year", "to", what, change),
      select("Order", SORTS, what.sort, (sort) => change({ sort })),
      toggle("By domain", what.group !== "none", (on) => change({ group: on ? "domain" : "none" })),
    ),
  );
}

/** @param {string} title @param {"from" | "to"} name @param {What} what @param {(part: Partial<What>) => void} change */
function year(title, name, what, change) {
  const input = h("input", {
    type: "number",
    min: 1900,
    max: 2100,
    value: what[name],
    onInput: () => (/^(\d{4})?$/.test(input.value) ? change({ [name]: input.value }) : undefined),
  });
  return h("label", {}, h("span", {}, title), input);
}

/** What is shown, in words. @param {Row[]} found */
function summary(found) {
  const [all, undated] = [rows("agreements").length, found.filter((row) => !dateOf("agreements", row)).length];
  const priced = found.filter((row) => row.value).length;
  const stages = codes("stage")
    .map(([code, name]) => [found.filter((row) => row.value && row.stage === code).length, name.toLowerCase()])
    .filter(([count]) => count);
  return [
    h("strong", {}, `${found.length.toLocaleString("en")} of ${counted(all, "agreement")}`),
    undated ? `, ${undated} without a date` : "",
    ". ",
    priced
      ? `${counted(priced, "states an amount", "state an amount")}: ${stages.map(([count, name]) => `${count} ${name}`).join(", ")}. Amounts of different stages are not added up.`
      : "None states an amount.",
  ];
}

/** What the marks mean. */
function key() {
  const bars = /** @type {const} */ ([
    [{ announced: "2", status: "proposed" }, "announced"],
    [{ signed: "2", status: "signed" }, "signed, no more known"],
    [{ signed: "1", in_force: "2", status: "in_force" }, "signed (light), then in force, still"],
    [{ signed: "1", status: "in_force" }, "signed, in force, but since when is not known"],
    [{ signed: "1", ended: "3", status: "expired" }, "signed, ended; entry into force not dated"],
    [{ signed: "2", status: "expired" }, "over, date not known"],
  ]);
  const moments = /** @type {Record<string, string>} */ ({ 1: "-01-10", 2: "-05-10", 3: "-11-10" });
  const scale = { first: 2000, last: 2001, at: keyScale };
  const example = (/** @type {Record<string, string>} */ of) => {
    /** @type {Row} */
    const row = { ...of };
    for (const step of ["announced", "signed", "in_force", "ended"])
      if (of[step]) row[`${step}_start`] = row[`${step}_end`] = `2000${moments[of[step]]}`;
    return life(row, scale);
  };
  return h(
    "div",
    { class: "key note" },
    bars.map(([of, says]) => h("span", {}, h("span", { class: "example" }, example(of)), says)),
    h(
      "span",
      {},
      "A pale bar around a mark: the date is known to the month or year only. A hollow mark: it is approximate or uncertain.",
    ),
    h(
      "span",
      { class: "stages" },
      "Money: ",
      codes("stage").map(([code, name], place) =>
        h("span", { title: meaning("stage", code) }, `${place ? ", " : ""}${STAGES[code] ?? ""} ${name.toLowerCase()}`),
      ),
    ),
  );
}

/** @param {number} moment */
function keyScale(moment) {
  const [from, to] = [Date.UTC(2000, 0, 1), Date.UTC(2001, 0, 1)];
  return `${Math.min(88, ((moment - from) / (to - from)) * 100).toFixed(1)}%`;
}

/**
 * The lives of a page, in a list for each domain or in one. @param {Row[]} found @param {What} what @param {(page: number) => void} turn
 */
function drawn(found, what, turn) {
  if (!found.length) return [h("p", {}, "No agreement meets all of this.")];
  const scale = scaleOf(found);
  const byDomain = what.group !== "none";
  const groups = byDomain ? grouped(found, (row) => row.domain) : new Map([["", found]]);
  const inOrder = [...groups].sort((one, other) => other[1].length - one[1].length);
  const pages = Math.ceil(found.length / ON_A_PAGE);
  const page = Math.min(what.page, pages - 1);
  const here = new Set(inOrder.flatMap(([, members]) => members).slice(page * ON_A_PAGE, (page + 1) * ON_A_PAGE));
  const pairs = rows("agreements").flatMap((row) =>
    items(row.supersedes).map((older) => ({ older, newer: row.agreement_id })),
  );
  const replacing = grouped(pairs, ({ older }) => older);
  const lists = inOrder.flatMap(([domain, members]) => {
    const shown = members.filter((row) => here.has(row));
    if (!shown.length) return [];
    const head = h("h2", {}, label("domain", domain), h("small", {}, ` ${counted(members.length, "agreement")}`));
    return [
      byDomain && head,
      h(
        "ol",
        { class: "rows" },
        shown.map((row) => entry(row, scale, replacing)),
      ),
    ];
  });
  const turning = (/** @type {string} */ name) => pages > 1 && pager(name, page, pages, found.length, turn);
  const frame = h("div", { class: "frame" }, turning("Pages"), axis(scale), lists, turning("Pages, again"));
  const marked = ticks(scale).map((one) => scale.at(Date.UTC(one, 0, 1)));
  frame.style.setProperty("--grid", marked.map(() => "linear-gradient(var(--faint) 0 0)").join(", "));
  frame.style.setProperty("--places", marked.map((x) => `${x} 0`).join(", "));
  return [frame];
}

/** @param {string} name @param {number} page @param {number} pages @param {number} all @param {(page: number) => void} turn */
function pager(name, page, pages, all, turn) {
  const button = (/** @type {string} */ said, /** @type {number} */ to) =>
    h("button", { type: "button", disabled: to < 0 || to >= pages, onClick: () => turn(to) }, said);
  const last = Math.min((page + 1) * ON_A_PAGE, all);
  return h(
    "nav",
    { "aria-label": name, class: "pages" },
    button("Previous", page - 1),
    h("span", {}, ` ${page * ON_A_PAGE + 1} to ${last} of ${all} `),
    button("Next", page + 1),
  );
}

/** @param {import("./agreements_life.js").Scale} scale */
function axis(scale) {
  const inside = ticks(scale).filter((one) => one > scale.first); // the first would reach over the edge
  const years = inside.map((one) => {
    const mark = h("span", {}, one);
    mark.style.left = scale.at(Date.UTC(one, 0, 1));
    return mark;
  });
  return h("div", { class: "axis", "aria-hidden": "true" }, h("div"), h("div", { class: "years" }, years));
}

/** @param {Row} row @param {import("./agreements_life.js").Scale} scale @param {Map<string, { newer: string }[]>} replacing */
function entry(row, scale, replacing) {
  const later = replacing.get(row.agreement_id) ?? [];
  const linked = (/** @type {string} */ said, /** @type {string[]} */ ids) =>
    ids.length > 0 &&
    h(
      "div",
      { class: "chain" },
      `${said} `,
      listed(
        ids.map((id) => link(`agreements/${id}`)),
        "; ",
      ),
    );
  return h(
    "li",
    {},
    h(
      "div",
      { class: "said" },
      link(`agreements/${row.agreement_id}`),
      h(
        "div",
        { class: "note" },
        [
          items(row.parties).map(actor).join(", "),
          label("instrument", row.instrument),
          label("agreement_status", row.status),
        ]
          .filter(Boolean)
          .join(" · "),
      ),
      row.value && h("div", { class: "money" }, money(row)),
      linked("Replaces", items(row.supersedes)),
      linked(
        "Replaced by",
        later.map(({ newer }) => newer),
      ),
    ),
    h(
      "div",
      { class: "bar-of" },
      h("div", { class: "track" }, life(row, scale)),
      h("div", { class: "dates note" }, inShort(row)),
    ),
  );
}

/** An amount with its currency and stage. @param {Row} row */
function money(row) {
  const amount = Number(row.value);
  const [unit, size] = amount >= 1e9 ? ["billion", 1e9] : amount >= 1e6 ? ["million", 1e6] : ["", 1];
  const number = (amount / size).toLocaleString("en", { maximumFractionDigits: 3 });
  const shape = h("span", { class: "stage", "aria-hidden": "true" }, STAGES[row.stage] ?? "");
  return [
    shape,
    ` ${[row.currency, number, unit].filter(Boolean).join(" ")}, ${label("stage", row.stage).toLowerCase()}`,
  ];
}

/** @param {Row[]} found */
function take(found) {
  const columns = table("agreements").fields.map(({ name }) => name);
  download("agreements.csv", csv(found, columns));
}

/** The lines that load the same. @param {What} what */
function pythonOf(what) {
  const own = OWN.filter((column) => what[column]).map(
    (column) => `agreements = agreements[agreements[${quoted(column)}] == ${quoted(what[column])}]`,
  );
  return [lines(what), ...own].join("\n");
}

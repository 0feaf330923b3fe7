// What the dataset is about, a few questions that it answers, how sure one may be, where it ends, and how to cite it.

import { about, byKey, label, rows, table, tables } from "../data.js";
import { draw } from "../chart.js";
import { cited } from "../cite.js";
import { year } from "../dates.js";
import { copied, fill, h } from "../dom.js";
import { loaded, outward } from "../links.js";
import { colour } from "../look.js";
import { address, recordAddress } from "../route.js";

export const view = { name: "overview", title: "Overview", show };

/** @param {HTMLElement} root */
async function show(root) {
  const years = h("div");
  fill(
    root,
    h(
      "h1",
      {},
      "Does Pakistan’s partnership with China balance India and the United States, and what exactly happened?",
    ),
    h("p", { class: "lead" }, about().description),
    h("div", { class: "questions" }, QUESTIONS.map((question) => question()).filter(Boolean)),
    h("h2", {}, "Events in each year"),
    h(
      "p",
      { class: "note" },
      "No year is complete, and the search was not equally thorough in all: ",
      h("a", { href: "#/balancing" }, "coverage"),
      " tells where few events mean little.",
    ),
    years,
    loaded('spd.load("events")'),
    h("h2", {}, "How sure may one be?"),
    ...sure(),
    h("h2", {}, "What is in it, and where it ends"),
    ends(),
    h("h2", {}, "How to cite"),
    copied(about().citation, "citation"),
    h("details", { onToggle: entry }, h("summary", {}, "BibTeX")),
    h(
      "p",
      {},
      "Cite the works of your rows too: every record and every table here gives them. ",
      outward(about().homepage, "The project"),
      " has the package for Python and R, the tables as files, and the forms for corrections.",
    ),
  );
  await draw(years, perYear, {
    label: "Bars: number of events that began in each year since 1947, by domain",
    onClick: open,
  });
}

/** The entry of the dataset, read when somebody asks. @param {Event} event */
async function entry({ currentTarget }) {
  const details = /** @type {HTMLDetailsElement} */ (currentTarget);
  if (details.childElementCount === 1) details.append(copied(await cited([], "bibtex"), "BibTeX"));
}

/** @type {(() => Node | null)[]} */
const QUESTIONS = [
  () => {
    const verdict = byKey("verdicts", "yousaf-trade-2018");
    if (!verdict) return null;
    const billions = (/** @type {string} */ millions) =>
      (Number(millions) / 1000).toLocaleString("en", { maximumFractionDigits: 1 });
    return question(
      "What does the paper say about trade in 2018, and what do customs figures say?",
      `The paper: ${billions(verdict.value)} billion dollars. The exporters’ own customs figures: ${billions(verdict.nearest)}. ${label("verdict", verdict.verdict)}.`,
      [
        ["The claim and its evidence", recordAddress("claims/yousaf-trade-2018")],
        ["All claims", "#/claims"],
      ],
    );
  },
  () => {
    const attacks = rows("events").filter(
      (row) => row.event_type === "attack" && row.against.split(";").includes("CHN"),
    );
    const found = attacks.map((row) => year(row.date_start));
    const where = { type: "attack", against: "CHN" };
    return question(
      "When and where were Chinese nationals attacked?",
      `${attacks.length} attacks from ${Math.min(...found)} to ${Math.max(...found)}, at ${new Set(attacks.map((row) => row.place)).size} places.`,
      [
        ["When", address("timeline", where)],
        ["Where", address("map", where)],
      ],
    );
  },
  () =>
    question(
      "What was agreed, and did the money come?",
      `${table("agreements").rows} instruments, each with its status; ${rows("agreements").filter((row) => row.value).length} with an amount and how far it had gone.`,
      [
        ["Agreements", "#/agreements"],
        ["Series of money and trade", "#/indicators"],
      ],
    ),
  () =>
    question(
      "When did they balance, and how well was it searched?",
      `Hard and soft balancing in each year of ${new Set(rows("dyad_years").map((row) => row.dyad)).size} dyads, with the coverage behind each count.`,
      [
        ["Balancing", "#/balancing"],
        ["Timeline", "#/timeline"],
      ],
    ),
];

/** @param {string} title @param {string} answer @param {[string, string][]} links */
function question(title, answer, links) {
  return h(
    "section",
    {},
    h("h2", {}, title),
    h("p", {}, answer),
    h(
      "p",
      {},
      links.map(([name, href]) => h("a", { href }, name)),
    ),
  );
}

function perYear() {
  const counts = new Map();
  for (const row of rows("events")) {
    const key = `${year(row.date_start)} ${row.domain}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const values = [...counts].map(([key, count]) => ({
    year: Number(key.slice(0, 4)),
    domain: label("domain", key.slice(5)),
    count,
  }));
  return {
    data: { values },
    height: 180,
    mark: { type: "bar", color: colour("main"), cursor: "pointer" },
    encoding: {
      x: {
        field: "year",
        type: "quantitative",
        title: null,
        axis: { format: "d", grid: false },
        scale: { domain: [1946, 2027], nice: false },
      },
      y: { field: "count", type: "quantitative", aggregate: "sum", title: "events" },
      tooltip: [
        { field: "year", title: "Year" },
        { field: "count", aggregate: "sum", title: "Events" },
      ],
    },
  };
}

/** @param {any} datum */
function open(datum) {
  location.hash = address("timeline", { from: String(datum.year), to: String(datum.year) });
}

function sure() {
  const measures = rows("reliability");
  const latest = new Map();
  for (const row of measures) {
    const key = `${row.table} ${row.field} ${row.measure}`;
    if (Number(row.round) >= Number(latest.get(key)?.round ?? 0)) latest.set(key, row);
  }
  const current = [...latest.values()];
  const alphas = current.filter((row) => row.measure === "alpha" && row.estimate);
  const least = alphas.toSorted((one, other) => Number(one.estimate) - Number(other.estimate))[0];
  const faults = current.filter((row) => row.measure === "factual_errors" && row.table !== "*");
  const percent = (/** @type {string} */ share) => `${(Number(share) * 100).toFixed(0)}%`;
  return [
    least &&
      h(
        "p",
        {},
        `Two people coded random samples blindly. They agree with a Krippendorff’s alpha of ${Number(least.estimate).toFixed(2)} or more in every one of ${alphas.length} columns; the least is ${least.field} of ${least.table}.`,
      ),
    faults.length > 0 &&
      h(
        "p",
        {},
        "Somebody else read random rows against their sources. With a factual error, before they were corrected: ",
        faults
          .map(
            (row) =>
              `of ${row.n} ${table(row.table).title.toLowerCase()} ${percent(row.estimate)} (${percent(row.low)} to ${percent(row.high)})`,
          )
          .join(", "),
        ".",
      ),
    h(
      "p",
      {},
      h("a", { href: "#/tables?table=reliability" }, "All measures"),
      " · ",
      h("a", { href: "#/tables?table=coverage" }, "What was searched"),
      " · ",
      h("a", { href: "#/tables?table=sought" }, "What was looked for and not found"),
    ),
  ];
}

function ends() {
  const lines = tables().map(({ name, title, description, rows: number, years }) => {
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, h("a", { href: address("tables", { table: name }) }, title)),
      h("td", { class: "number" }, number.toLocaleString("en")),
      h("td", {}, years.join("–")),
      h("td", {}, description.split(/(?<=\.) /)[0]),
    );
  });
  return h(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": "Tables" },
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          ["Table", "Rows", "Years", ""].map((name, place) =>
            h("th", { scope: "col", class: place === 1 && "number" }, name),
          ),
        ),
      ),
      h("tbody", {}, lines),
    ),
  );
}

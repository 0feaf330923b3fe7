// Hard and soft balancing of pairs of states through time, with what was searched, so that a thin search never looks like peace.

import { draw } from "../chart.js";
import { bar, select } from "../controls.js";
import { credits } from "../credits.js";
import { codes, dateOf, label, meaning, record } from "../data.js";
import { inWords } from "../dates.js";
import { fill, h } from "../dom.js";
import { grid } from "../grid.js";
import { link, loaded, quoted } from "../links.js";
import { counted } from "../names.js";
import { dyads, pairChoices, pairName } from "../pairs.js";
import { address, keep } from "../route.js";
import { choose, highest, pad, spec } from "./balancing_chart.js";
import { KINDS, behind, everyRecord, said, searched, spans, yearsOf } from "./balancing_years.js";

export const view = { name: "balancing", title: "Balancing", show };

/** @typedef {import("./balancing_years.js").Year} Year */
/** @typedef {import("./balancing_years.js").Kind} Kind */

const ALL = "all";
const USUAL = "CHN-PAK";
const COLUMNS = [
  "events_coverage",
  ...KINDS.flatMap((kind) => ["low", "high"].map((bound) => `${kind}_balancing_${bound}`)),
];
/** @type {Record<Kind, string>} */
const NAMES = { hard: "Hard balancing", soft: "Soft balancing" };

/** @param {HTMLElement} root @param {URLSearchParams} params */
async function show(root, params) {
  const asked = params.get("dyad") ?? "";
  const dyad = asked === ALL || dyads().includes(asked) ? asked : USUAL;
  const body = h("div");
  fill(
    root,
    h("h1", {}, "Balancing"),
    h(
      "p",
      {},
      "Acts of two states together, or of one for the other, that add means against a rival (hard) or restrain it by institutions, cover, money or works (soft): ",
      h("a", { href: "#/tables?table=events" }, "our own coding"),
      ", open to dispute. An act counts for the pair that performs it, not for the rival.",
    ),
    bar(
      select(
        "Pair of states",
        [[ALL, "All pairs, side by side"], ...pairChoices()],
        dyad,
        (value) => (location.hash = address("balancing", { dyad: value })),
      ),
    ),
    key(),
    body,
  );
  await (dyad === ALL ? multiples(body) : single(body, dyad, Number(params.get("year"))));
}

/** What the signs mean. */
function key() {
  const sign = (/** @type {string} */ name) => h("span", { class: `sign ${name}`, "aria-hidden": "true" });
  return h(
    "ul",
    { class: "key" },
    h("li", {}, sign("sure"), "surely in the year"),
    h("li", {}, sign("perhaps"), "possibly, the date leaves the year open"),
    h("li", {}, sign("vain"), "unknown: searched, but not systematically, and nothing found"),
    h("li", {}, sign("never"), "unknown: not searched"),
    codes("completeness")
      .toReversed()
      .map(([code, name]) =>
        h("li", { title: meaning("completeness", code) }, sign(`strip ${code}`), `search: ${name.toLowerCase()}`),
      ),
  );
}

/** @param {HTMLElement} body @param {string} dyad @param {number} asked  the year, if any */
async function single(body, dyad, asked) {
  const years = yearsOf(dyad);
  const domains = [...searched(dyad)].sort(
    (one, other) => count(other[1]) - count(one[1]) || (one[0] < other[0] ? -1 : 1),
  );
  const [chart, detail] = [h("div"), h("section", { class: "year", "aria-live": "polite" })];
  let chosen = years.some((one) => one.year === asked) ? asked : NaN;
  /** @type {any} */
  let drawing;
  const form = () => {
    const names = chart.clientWidth > 620;
    const sides = pad({ names });
    const width = Math.max(200, chart.clientWidth - sides.left - sides.right);
    return { width, half: 120, top: highest(years), domains: names ? domains : [], chosen, names };
  };
  const pick = (/** @type {number} */ year) => {
    chosen = year;
    keep({ year: String(year) });
    if (drawing) choose(drawing, years, form().width, chosen);
    fill(detail, ...ofYear(dyad, years, chosen, pick));
  };
  fill(
    body,
    h("p", { class: "words" }, words(dyad, years, domains)),
    chart,
    h("p", { class: "note" }, "A year leads to the records behind its counts; so does the table below."),
    detail,
    h("div", { class: "sources" }, credits(everyRecord(dyad, years)), h("p", {}, searchedIn(dyad))),
    loaded(`spd.panel(${quoted(dyad)}, columns=${JSON.stringify(COLUMNS)})`),
    h("h2", {}, "Year by year"),
    table(dyad, years, (year) => {
      pick(year);
      detail.scrollIntoView({ block: "center" });
    }),
  );
  if (chosen) fill(detail, ...ofYear(dyad, years, chosen, pick));
  await draw(chart, () => spec(years, form()), {
    label: `Bars per year: ${words(dyad, years, domains)}`,
    onDrawn: (made) => (drawing = made),
    onClick: ({ year }) => year && pick(year),
  });
}

/** Years that were searched. @param {Map<number, string>} of */
function count(of) {
  return [...of.values()].filter((code) => code !== "not_searched").length;
}

/** @param {string} dyad */
function searchedIn(dyad) {
  return h(
    "span",
    {},
    "How thoroughly was searched: ",
    h("a", { href: address("tables", { table: "coverage" }) }, "coverage"),
    `, where both states of ${dyad} are among the actors.`,
  );
}

/**
 * What the picture shows, in words. @param {string} dyad @param {Year[]} years @param {[string, Map<number, string>][]} domains
 */
function words(dyad, years, domains) {
  if (years.every((one) => one.coverage === "not_searched")) return `${pairName(dyad)}: ${brief(years)}`;
  const counts = KINDS.map((kind) => `${kind} balancing ${known(years, kind)}`);
  const search = codes("completeness").flatMap(([code, name]) => {
    const of = years.filter((one) => one.coverage === code).map((one) => one.year);
    return of.length ? [`${name.toLowerCase()} ${spans(of)}`] : [];
  });
  const never = domains.filter(([, of]) => !count(of)).map(([domain]) => label("domain", domain).toLowerCase());
  return [
    `${pairName(dyad)}: ${counts.join("; ")}.`,
    `The search was at best ${search.join(", ")}.`,
    never.length ? `Never searched for this pair: ${never.join(", ")}.` : "",
    "What a search that was not systematic did not find is not known to be nothing.",
  ]
    .filter(Boolean)
    .join(" ");
}

/**
 * The records behind a year. @param {string} dyad @param {Year[]} years @param {number} year @param {(year: number) => void} pick
 */
function ofYear(dyad, years, year, pick) {
  const at = years.findIndex((one) => one.year === year);
  const of = years[at];
  const step = (/** @type {number} */ to, /** @type {string} */ name) =>
    h("button", { type: "button", disabled: !years[to], onClick: () => pick(years[to].year) }, name);
  const row = `dyad_years/${of.row.ccode1}:${of.row.ccode2}:${year}`;
  return [
    h("h2", {}, `${pairName(dyad)} in ${year}`),
    h("p", { class: "steps" }, step(at - 1, "Year before"), " ", step(at + 1, "Year after")),
    h("p", {}, inDomains(dyad, year)),
    h(
      "div",
      { class: "kinds" },
      KINDS.map((kind) => records(dyad, of, kind)),
    ),
    loaded(KINDS.map((kind) => `${kind} = spd.trace(${quoted(row)}, "${kind}_balancing_high")`).join("\n")),
  ];
}

/** How thoroughly a year was searched, in words. @param {string} dyad @param {number} year */
function inDomains(dyad, year) {
  const of = [...searched(dyad)].map(
    ([domain, known]) => /** @type {[string, string]} */ ([domain, known.get(year) ?? "not_searched"]),
  );
  const parts = codes("completeness")
    .toReversed()
    .flatMap(([code, name]) => {
      const those = of.filter(([, found]) => found === code).map(([domain]) => label("domain", domain).toLowerCase());
      return those.length ? [`${name.toLowerCase()}: ${those.join(", ")}`] : [];
    });
  return parts.length ? `Search, ${parts.join("; ")}.` : "Nobody searched this pair in this year.";
}

/** @param {string} dyad @param {Year} of @param {Kind} kind */
function records(dyad, of, kind) {
  const { certain, possible } = behind(dyad, of.year, kind);
  const list = (/** @type {string[]} */ addresses) =>
    h(
      "ul",
      {},
      addresses.map((one) =>
        h("li", {}, h("span", { class: "note" }, inWords(dateOf("events", record(one) ?? {})), " "), link(one)),
      ),
    );
  return h(
    "div",
    { class: kind },
    h("h3", {}, `${NAMES[kind]}: ${said(of[kind])}`),
    !of[kind] &&
      h(
        "p",
        { class: "note" },
        of.coverage === "not_searched" ? "Nobody searched." : "Nothing was found, by a search that was not systematic.",
      ),
    of[kind]?.high === 0 && h("p", { class: "note" }, "A systematic search found none."),
    certain.length > 0 && list(certain),
    possible.length > 0 && h("p", { class: "note" }, "Possibly in this year, the date leaves it open:"),
    possible.length > 0 && list(possible),
  );
}

/** @param {string} dyad @param {Year[]} years @param {(year: number) => void} pick */
function table(dyad, years, pick) {
  const unknown = (/** @type {string} */ cell) => cell || h("span", { class: "note" }, "unknown");
  const shown = (/** @type {string} */ name) => (/** @type {Record<string, string>} */ row) => unknown(row[name]);
  return grid(
    years.map(({ row }) => row),
    [
      {
        name: "year",
        title: "Year",
        shown: (row) =>
          h(
            "span",
            {},
            h("button", { type: "button", onClick: () => pick(Number(row.year)) }, row.year),
            h("span", { class: "printed" }, row.year),
          ),
      },
      ...KINDS.flatMap((kind) =>
        ["low", "high"].map((bound) => {
          const name = `${kind}_balancing_${bound}`;
          return { name, title: `${kind === "hard" ? "Hard" : "Soft"}, ${bound}`, number: true, shown: shown(name) };
        }),
      ),
      { name: "events_coverage", title: "Search, at best", shown: (row) => label("completeness", row.events_coverage) },
    ],
    {
      caption: `${pairName(dyad)}, acts of balancing in each year: surely (low) and possibly (high)`,
      file: `balancing-${dyad}.csv`,
      limit: 100,
      sort: "-year",
    },
  );
}

/** Every pair, small and on one scale. @param {HTMLElement} body */
async function multiples(body) {
  const every = dyads()
    .map((dyad) => ({ dyad, years: yearsOf(dyad), chart: h("div") }))
    .sort((one, other) => weight(other.years) - weight(one.years));
  const top = Math.max(...every.map(({ years }) => highest(years)));
  fill(
    body,
    h("p", { class: "note" }, "All on one scale. A name leads to the pair, a year to the records behind it."),
    h(
      "div",
      { class: "multiples" },
      every.map(({ dyad, years, chart }) =>
        h(
          "section",
          {},
          h("h2", {}, h("a", { href: address("balancing", { dyad }) }, pairName(dyad))),
          h("p", { class: "note" }, brief(years)),
          chart,
        ),
      ),
    ),
    h("div", { class: "sources" }, credits([...new Set(every.flatMap(({ dyad, years }) => everyRecord(dyad, years)))])),
    loaded(`spd.panel(columns=${JSON.stringify(COLUMNS)})`),
  );
  for (const { dyad, years, chart } of every) {
    const form = () => {
      const sides = pad({ names: false });
      const width = Math.max(150, chart.clientWidth - sides.left - sides.right);
      return { width, half: 52, top, domains: [], chosen: NaN, names: false };
    };
    await draw(chart, () => spec(years, form()), {
      label: `${pairName(dyad)}: ${brief(years)}`,
      onClick: ({ year }) => year && (location.hash = address("balancing", { dyad, year: String(year) })),
    });
  }
}

/** For the order of pairs: those of whom most is known come first. @param {Year[]} years */
function weight(years) {
  const searches = years.filter((one) => one.coverage !== "not_searched").length;
  return (total(years, "hard") + total(years, "soft")) * 1000 + searches;
}

/** How much is known of the years, in words. @param {Year[]} years @param {Kind} kind */
function known(years, kind) {
  const some = years.filter((one) => one[kind]);
  if (!some.length) return "unknown in every year";
  const acts = total(years, kind);
  const rest = years.length - some.length;
  return `${counted(acts, "act")} in ${counted(some.length, "year")}, unknown in ${rest || "none"}`;
}

/** The acts that surely fall in their years. @param {Year[]} years @param {Kind} kind */
function total(years, kind) {
  return years.reduce((sum, one) => sum + (one[kind]?.low ?? 0), 0);
}

/** A pair in few words. @param {Year[]} years */
function brief(years) {
  if (years.every((one) => one.coverage === "not_searched"))
    return "Nobody searched, so nothing can be said of this pair.";
  if (years.every((one) => !one.hard && !one.soft)) return "Nothing found by a search that was not systematic.";
  return `${KINDS.map((kind) => `${kind} ${known(years, kind)}`).join("; ")}.`;
}

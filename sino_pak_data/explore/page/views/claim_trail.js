// What bears on a claim: its verdict and rule, the figure beside independent values, the linked records by stance, and the works it cites.

import { byKey, dateOf, heading, label, later, meaning, record, references, rows } from "../data.js";
import { inWords } from "../dates.js";
import { h, listed } from "../dom.js";
import { link, seriesLink, workLink } from "../links.js";
import { figure, number, told } from "./claim_figure.js";

/** @typedef {import("../data.js").Row} Row */
/** @typedef {import("./claim_figure.js").Compared} Compared */
/** @typedef {{ claim: Row, verdict: Row, evidence: Row[], parts: Judged[], repeated: string[], late: Row[] }} Judged */

/** Verdicts from the most to the least surprising; a proposition has none. */
export const ORDER = [
  "contradicted",
  "disputed",
  "different_measure",
  "qualified",
  "unsettled",
  "no_evidence",
  "supported",
  "",
];
const RELATIONS = { same: "the same quantity", whole: "the whole it is part of", other: "another measure" };
const STANCES = { contradicts: "Contradicting", qualifies: "Qualifying", supports: "Supporting" };

/** @type {Map<string, Judged> | undefined} */
let known;

/** Every claim with its verdict, evidence, parts, repetitions, and citations older than what they support. */
export function judged() {
  if (known) return known;
  /** @type {Map<string, Judged>} */
  const found = new Map();
  for (const claim of rows("claims")) {
    const verdict = byKey("verdicts", claim.claim_id) ?? {};
    found.set(claim.claim_id, { claim, verdict, evidence: [], parts: [], repeated: [], late: [] });
  }
  for (const row of rows("evidence")) if (record(row.record)) found.get(row.claim_id)?.evidence.push(row);
  for (const row of rows("anachronisms")) {
    const [name, id] = row.record.split("/");
    if (name === "claims" && row.field === "cited_sources") found.get(id)?.late.push(row);
  }
  for (const one of found.values()) {
    found.get(one.claim.part_of)?.parts.push(one);
    found.get(one.claim.repeats)?.repeated.push(one.claim.claim_id);
  }
  return (known = found);
}

/** A verdict as a square of its colour and its name. @param {string} verdict */
export function verdictMark(verdict) {
  return h(
    "span",
    { class: "verdict", title: meaning("verdict", verdict) || null },
    h("span", { class: `mark ${verdict || "none"}`, "aria-hidden": "true" }),
    verdict ? label("verdict", verdict) : "No verdict",
  );
}

/** What figures were compared with. @param {string} claimId @returns {Promise<Compared[]>} */
export async function comparedWith(claimId) {
  const { compared } = await later();
  /** @type {Compared[]} */
  const found = [];
  compared.claim_id.forEach((/** @type {string} */ id, /** @type {number} */ place) => {
    if (id !== claimId) return;
    const cell = (/** @type {string} */ name) => compared[name][place];
    found.push({
      relation: cell("relation"),
      value: cell("value"),
      least: cell("at_least"),
      measure: cell("measure").split(";"),
      start: cell("start"),
      end: cell("end"),
      sources: cell("sources").split(";"),
      own: cell("own"),
      first: cell("vintage") === "first",
      superseded: cell("superseded"),
    });
  });
  return found;
}

/**
 * Everything that bears on a claim, under headings of one level.
 * @param {Row} claim @param {"h2" | "h3" | "h4"} [level]
 * @returns {Promise<HTMLElement>}
 */
export async function trail(claim, level = "h2") {
  const one = judged().get(claim.claim_id);
  if (!one) return h("div");
  const values = claim.kind === "figure" ? await comparedWith(claim.claim_id) : [];
  const title = (/** @type {string} */ text) => h(level, {}, text);
  return h(
    "div",
    { class: "trail" },
    title("Verdict"),
    weighed(one, values),
    one.parts.length > 0 && title("Parts"),
    one.parts.length > 0 && h("ul", {}, one.parts.map(part)),
    Object.entries(RELATIONS).flatMap(([relation, name]) => {
      const some = values.filter((value) => value.relation === relation);
      return some.length ? [title(`Compared with ${name}`), comparison(claim, some)] : [];
    }),
    ...evidence(one, title),
    ...(one.claim.cited_sources ? [title("Cited for this by the source"), cited(one)] : []),
    one.repeated.length > 0 && title("Repeated by"),
    one.repeated.length > 0 &&
      h(
        "ul",
        {},
        one.repeated.map((id) => h("li", {}, link(`claims/${id}`))),
      ),
  );
}

/** How the verdict came about. @param {Judged} one @param {Compared[]} values  that a figure was compared with */
export function weighed({ claim, verdict }, values) {
  if (claim.repeats)
    return h("p", {}, "Repeats another claim, and counts once: ", link(`claims/${claim.repeats}`), ".");
  const sources = Number(verdict.independent_sources);
  const counts = Object.entries({ support: "supports", qualify: "qualifies", contradict: "contradicts" })
    .filter(([, column]) => Number(verdict[column]))
    .map(([verb, column]) => `${verdict[column]} ${Number(verdict[column]) === 1 ? column : verb}`)
    .join(", ");
  return h(
    "div",
    {},
    h("p", { class: "reason" }, verdictMark(verdict.verdict), " ", verdict.reason),
    claim.kind === "figure" && claim.value && figure(claim, verdict, values),
    key(values),
    h(
      "dl",
      {},
      ...(claim.kind === "figure" && claim.value ? told(claim, verdict) : []).flatMap(([name, text]) =>
        pair(name, text),
      ),
      ...(counts ? pair("Linked records", counts) : []),
      ...(sources > 0 ? pair("Independent sources", String(sources)) : []),
      verdict.rule && pair("Rule", `${label("verdict_rule", verdict.rule)}: ${meaning("verdict_rule", verdict.rule)}`),
      ...(verdict.would_change ? pair("What would change it", verdict.would_change) : []),
    ),
  );
}

/** @param {string} name @param {any} text */
function pair(name, text) {
  return [h("dt", {}, name), h("dd", {}, text)];
}

/** What the marks of the strip mean. @param {Compared[]} values */
function key(values) {
  if (!values.length) return null;
  const named = (/** @type {string} */ kind, /** @type {string} */ text) =>
    h("span", {}, h("span", { class: kind, "aria-hidden": "true" }), text);
  return h(
    "p",
    { class: "key note" },
    named("stated", "the claim"),
    named("allowed", "what it allows"),
    named("value", "a value for its own time"),
    values.some((one) => !one.own || one.superseded) && named("value beside", "of another time, or superseded"),
  );
}

/** A part with its verdict. @param {Judged} one */
function part(one) {
  const { claim, verdict } = one;
  return h("li", {}, verdict.verdict && verdictMark(verdict.verdict), " ", link(`claims/${claim.claim_id}`));
}

/** The values as a list. @param {Row} claim @param {Compared[]} values */
function comparison(claim, values) {
  return h(
    "ul",
    { class: "values" },
    values.map((value) => {
      const marks = [
        !value.own && value.relation === "same" && "another time",
        value.first && value.relation === "same" && "first estimate",
        value.superseded && "superseded",
      ].filter(Boolean);
      return h(
        "li",
        {},
        h("b", {}, `${value.least ? "at least " : ""}${number(value.value)}`),
        ` ${claim.unit}, `,
        listed(
          value.measure.map((id) => seriesLink(id, claim.reporter, claim.partner)),
          " plus ",
        ),
        `, ${period(value.start, value.end)}: `,
        listed(
          value.sources.map((id) => workLink(id)),
          ", ",
        ),
        marks.length > 0 && h("span", { class: "note" }, ` (${marks.join(", ")})`),
      );
    }),
  );
}

/** @param {string} start @param {string} end */
function period(start, end) {
  const [from, to] = [start.slice(0, 4), end.slice(0, 4)];
  if (start.endsWith("-01-01") && end.endsWith("-12-31")) return from === to ? from : `${from} to ${to}`;
  return `${inWords(start.slice(0, 7))} to ${inWords(end.slice(0, 7))}`;
}

/** Linked records by stance, then by date. @param {Judged} one @param {(text: string) => Node} title */
function evidence(one, title) {
  return Object.entries(STANCES).flatMap(([stance, name]) => {
    const links = one.evidence
      .filter((row) => row.stance === stance)
      .map((row) => ({ row, when: when(row.record) }))
      .sort((a, b) => a.when.localeCompare(b.when) || a.row.record.localeCompare(b.row.record));
    if (!links.length) return [];
    return [
      title(`${name}: ${links.length} of ${one.evidence.length} records`),
      h(
        "ul",
        {},
        links.map(({ row, when: date }) =>
          h(
            "li",
            {},
            date && `${inWords(date)}: `,
            link(row.record),
            row.note && h("span", { class: "note" }, ` ${row.note}`),
          ),
        ),
      ),
    ];
  });
}

/** @param {string} of  an address */
function when(of) {
  const row = record(of);
  return row ? dateOf(of.split("/")[0], row) : "";
}

/** The works that the source cites for the claim, and which of them are older than what they are cited for. @param {Judged} one */
function cited(one) {
  const late = new Map(one.late.map((row) => [row.source_id, row]));
  return h(
    "ul",
    {},
    references(one.claim.cited_sources).map(({ work, place }) => {
      const row = late.get(work);
      return h("li", {}, workLink(work, place), ": ", title(work), row && older(row));
    }),
  );
}

/** @param {string} id */
function title(id) {
  const row = byKey("sources", id);
  return row ? heading("sources", row) : "";
}

/** That a work is older than what it is cited for. @param {Row} row  of anachronisms */
export function older(row) {
  return h(
    "span",
    { class: "older", title: meaning("anachronism", row.grade) || null },
    ` ${label("anachronism", row.grade)}: reaches to ${inWords(row.reaches_to)}, cited for ${inWords(row.period)}`,
  );
}

// The claims board: what a work asserts, the verdict of independent sources on it, and what the verdict rests on.

import { field, items, label, rows } from "../data.js";
import { inWords } from "../dates.js";
import { codesIn } from "../choices.js";
import { bar, search, select, toggle } from "../controls.js";
import { download, fill, h, listed } from "../dom.js";
import { csv } from "../grid.js";
import { link, loaded, quoted, seriesLink, workLink } from "../links.js";
import { counted } from "../names.js";
import { address, keep, recordAddress } from "../route.js";
import { folded, wordsOf } from "../words.js";
import { shortName } from "../works.js";
import { figure } from "./claim_figure.js";
import { ORDER, judged, older, trail, verdictMark } from "./claim_trail.js";

export const view = { name: "claims", title: "Claims", show };

/** @typedef {import("./claim_trail.js").Judged} Judged */
/** @typedef {{ verdict: string, kind: string, subject: string, theory: string, type: string, q: string, late: string, show: string, open: string }} State */

const STEP = 40;
/** Columns of claims by the name that the address has for them. */
const CODED = { kind: "kind", type: "claim_type", subject: "subject", theory: "theory" };
const COLUMNS = ["claim_id", "kind", "statement", "source", "verdict", "rule", "reason", "would_change"];

/** @param {HTMLElement} root @param {URLSearchParams} params */
function show(root, params) {
  const names = ["verdict", ...Object.keys(CODED), "q", "late", "show", "open"];
  const state = /** @type {State} */ (Object.fromEntries(names.map((name) => [name, params.get(name) ?? ""])));
  const counts = h("div", { class: "counts" });
  const list = h("div", { class: "board" });
  /** @param {Partial<State>} changed */
  const change = (changed) => {
    Object.assign(state, { show: "", open: "" }, changed);
    keep(state);
    redraw();
  };
  const redraw = () => {
    const asked = matching(state);
    fill(counts, verdictBar(asked, state, change));
    fill(list, board(asked, state));
  };
  const late = rows("anachronisms").length;
  fill(
    root,
    h("h1", {}, "Claims, and what independent sources say of them"),
    h("p", { class: "lead" }, lead()),
    counts,
    bar(
      ...Object.entries(CODED).map(([name, column]) =>
        select(
          field("claims", column)?.title ?? name,
          present(column),
          state[/** @type {keyof State} */ (name)],
          (value) => change({ [name]: value }),
          "All",
        ),
      ),
      search("Words", state.q, (q) => change({ q })),
      toggle("cites a work older than what it says", state.late === "1", (on) => change({ late: on ? "1" : "" })),
    ),
    list,
    h(
      "p",
      { class: "note" },
      `${late} references of the whole dataset are to a work that is older than what it is cited for: `,
      h("a", { href: address("tables", { table: "anachronisms" }) }, "all of them"),
      ".",
    ),
  );
  redraw();
}

/** Whose claims they are. */
function lead() {
  const works = [...new Set(rows("claims").map((row) => row.source.split("[")[0]))];
  return [
    `${rows("claims").length} assertions of `,
    ...listed(
      works.map((id) => workLink(id)),
      ", ",
    ),
    ", in our own words. A figure or an event has a verdict by what independent sources say, under rules that ask in order; ",
    "a proposition is not judged, but the records that bear on it are linked. The most surprising come first.",
  ];
}

/** The codes of a column that claims have. @param {string} column */
function present(column) {
  return codesIn(rows("claims"), column, field("claims", column)?.codes);
}

/** Claims that the filters leave, apart from the verdict. @param {State} state @returns {Judged[]} */
function matching(state) {
  const words = wordsOf(state.q);
  return [...judged().values()].filter(({ claim, late }) => {
    if (state.late === "1" && !late.length) return false;
    for (const [name, column] of Object.entries(CODED)) {
      const asked = state[/** @type {keyof State} */ (name)];
      if (asked && !items(claim[column]).includes(asked)) return false;
    }
    const text = words.length ? folded(`${claim.statement} ${claim.note}`) : "";
    return words.every((word) => text.includes(word));
  });
}

/** Not a part of another claim that is shown. @param {Judged[]} claims */
function singles(claims) {
  const shown = new Set(claims.map(({ claim }) => claim.claim_id));
  return claims.filter(({ claim }) => !shown.has(claim.part_of));
}

/** How many claims have each verdict, as a bar whose pieces filter. Each assertion counts once. @param {Judged[]} claims @param {State} state @param {(changed: Partial<State>) => void} change */
function verdictBar(claims, state, change) {
  const once = counting(claims);
  const number = (/** @type {string} */ verdict) => once.filter((one) => one.verdict.verdict === verdict).length;
  const some = ORDER.filter((verdict) => verdict && (number(verdict) || verdict === state.verdict));
  return [
    h(
      "div",
      { class: "whole", "aria-hidden": "true" },
      some.map((verdict) => {
        const piece = h("span", { class: `mark ${verdict}` });
        piece.style.flexGrow = String(number(verdict));
        return piece;
      }),
    ),
    h(
      "div",
      { class: "pieces", role: "group", "aria-label": "Verdicts" },
      some.map((verdict) =>
        h(
          "button",
          {
            type: "button",
            "aria-pressed": String(verdict === state.verdict),
            onClick: () => change({ verdict: verdict === state.verdict ? "" : verdict }),
          },
          verdictMark(verdict),
          ` ${number(verdict)}`,
        ),
      ),
    ),
  ];
}

/** @param {Judged[]} claims @param {State} state */
function board(claims, state) {
  const wanted = state.verdict ? claims.filter((one) => one.verdict.verdict === state.verdict) : claims;
  const single = singles(wanted).sort(
    (one, other) =>
      ORDER.indexOf(one.verdict.verdict) - ORDER.indexOf(other.verdict.verdict) ||
      (one.claim.claim_id < other.claim.claim_id ? -1 : 1),
  );
  const list = h("ol", {});
  const more = h("p");
  const extend = (/** @type {number} */ to) => {
    const from = list.childElementCount;
    list.append(...single.slice(from, to).map((one) => h("li", {}, item(one, state))));
    fill(
      more,
      to < single.length &&
        h(
          "button",
          {
            type: "button",
            onClick: () => {
              keep({ show: String(to + STEP) });
              extend(to + STEP);
            },
          },
          `Show ${Math.min(STEP, single.length - to)} more of ${single.length - to}`,
        ),
    );
  };
  extend(Math.max(STEP, Number(state.show) || 0));
  return [
    h("p", { class: "count", role: "status" }, summary(wanted)),
    list,
    more,
    h(
      "p",
      { class: "under" },
      h(
        "button",
        { type: "button", onClick: () => download("claims.csv", csv(wanted.map(flat), COLUMNS)) },
        `Download ${wanted.length.toLocaleString("en")} claims as CSV`,
      ),
    ),
    loaded(line(state)),
  ];
}

/** A claim with its verdict as one row. @param {Judged} one */
function flat({ claim, verdict }) {
  return { ...verdict, ...claim };
}

/** Those that count: no part of another claim, and none said before. @param {Judged[]} claims */
function counting(claims) {
  return claims.filter(({ claim }) => !claim.part_of && !claim.repeats);
}

/** How many claims are shown, in words. @param {Judged[]} claims */
function summary(claims) {
  const number = (/** @type {(one: Judged) => unknown} */ wanted) => claims.filter(wanted).length;
  const once = counting(claims);
  const open = once.filter(({ verdict }) => !verdict.verdict).length;
  const beside = /** @type {[number, string][]} */ ([
    [number(({ claim }) => claim.part_of), "part"],
    [number(({ claim }) => claim.repeats && !claim.part_of), "repetition"],
  ])
    .filter(([many]) => many)
    .map(([many, noun]) => counted(many, noun));
  return [
    `${claims.length} of ${rows("claims").length} claims: ${once.length - open} with a verdict`,
    open > 0 && `${counted(open, "proposition")} without`,
    beside.length > 0 && `${beside.join(" and ")} that no bar counts, for the whole or the first does`,
  ]
    .filter(Boolean)
    .join("; ")
    .concat(".");
}

/** A claim, with its parts beneath. @param {Judged} one @param {State} state @param {boolean} [part] @returns {HTMLElement} */
function item(one, state, part = false) {
  const { claim, verdict } = one;
  const id = claim.claim_id;
  return h(
    "article",
    { class: part ? "part" : null },
    h(
      "p",
      { class: "head" },
      verdict.verdict && verdictMark(verdict.verdict),
      h("span", { class: "note" }, about(one)),
    ),
    h("h2", {}, h("a", { href: recordAddress(`claims/${id}`) }, claim.statement)),
    claim.kind === "figure" && claim.value && !claim.repeats && figure(claim, verdict),
    claim.repeats
      ? h("p", { class: "note" }, "Repeats, and counts once: ", link(`claims/${claim.repeats}`))
      : verdict.reason && h("p", { class: "reason" }, verdict.reason),
    one.late.map((row) => h("p", {}, workLink(row.source_id), older(row))),
    details(one, state),
    one.parts.map((each) => item(each, state, true)),
  );
}

/** Where it stands, what kind it is and what it is about. @param {Judged} one */
function about({ claim }) {
  const [work, place] = claim.source.split(/\[|\]/);
  const kind =
    claim.kind === "proposition"
      ? label("claim_type", claim.claim_type)
      : label("claim_kind", claim.kind).toLowerCase();
  const theory = items(claim.theory)
    .filter((code) => code !== "none")
    .map((code) => label("theory", code));
  const voice = !["", "own voice"].includes(claim.attributed_to) && `by ${claim.attributed_to}`;
  return [
    kind,
    voice,
    items(claim.subject)
      .map((code) => label("subject", code))
      .join(", "),
    theory.join(", "),
    claim.period && inWords(claim.period),
    `${shortName(work)}${place ? ` [${place}]` : ""}`,
  ]
    .filter(Boolean)
    .join(" · ");
}

/** The trail of a claim, made when it is opened. @param {Judged} one @param {State} state */
function details({ claim, evidence }, state) {
  const id = claim.claim_id;
  const place = h("div");
  const many = evidence.length ? `: ${counted(evidence.length, "linked record")}` : "";
  const shown = state.open === id;
  const opened = async (/** @type {Event} */ event) => {
    const { open } = /** @type {HTMLDetailsElement} */ (event.currentTarget);
    keep({ open: open ? id : "" });
    if (open && !place.childElementCount) fill(place, await trail(claim, "h3"));
  };
  return h(
    "details",
    { open: shown, onToggle: opened },
    h("summary", {}, `What it rests on${many}`),
    claim.kind === "figure" &&
      h("p", {}, seriesLink(claim.indicator_id, claim.reporter, claim.partner, "The figure in its series")),
    place,
  );
}

/** The line of the loader that gives the claims of a state. @param {State} state */
function line(state) {
  const coded = ["verdict", ...Object.keys(CODED)]
    .filter((name) => state[/** @type {keyof State} */ (name)])
    .map((name) => `${name}=${quoted(state[/** @type {keyof State} */ (name)])}`);
  // without a code the loader leaves propositions out
  if (!coded.length) coded.push(`kind=${JSON.stringify(present("kind").map(([code]) => code))}`);
  const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
  const board = `spd.claims(${coded.join(", ")})`;
  if (!words.length && state.late !== "1") return board;
  const conditions = [
    words.length &&
      `all(word in (one.claim["statement"] + " " + one.claim["note"]).lower() for word in ${JSON.stringify(words)})`,
    state.late === "1" && `"claims/" + one.claim["claim_id"] in late`,
  ].filter(Boolean);
  const late = `late = set(spd.load("anachronisms").query("field == 'cited_sources'")["record"])\n`;
  return `${state.late === "1" ? late : ""}[one for one in ${board} if ${conditions.join(" and ")}]`;
}

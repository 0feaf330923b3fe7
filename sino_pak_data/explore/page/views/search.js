// Search over all records: a field in the head of the page with the first ten, and a page with all.

import { dateOf, field, grouped, table } from "../data.js";
import { fill, h } from "../dom.js";
import { loaded, quoted } from "../links.js";
import { brief, counted } from "../names.js";
import { address, keep, recordAddress } from "../route.js";
import { folded, ready, search, wordsOf } from "../words.js";

/** @typedef {import("../words.js").Hit} Hit */

export const view = { name: "search", title: "Search", show };

const OFFERED = 10;
const LISTED = 50;
/** Columns in which a reader looks for the words, before the others. */
const TOLD = ["summary", "definition", "note", "statement"];

/** The field in the head: a combobox whose list has the best records. */
export function box() {
  const list = h("ul", { id: "found", role: "listbox", "aria-label": "Records found", hidden: true });
  const field = h("input", {
    type: "search",
    role: "combobox",
    placeholder: "Search all records",
    "aria-label": "Search all records",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": "found",
    autocomplete: "off",
    spellcheck: "false",
  });
  const form = h("form", { class: "find", role: "search" }, field, list);
  new Box(form, field, list);
  return form;
}

class Box {
  /** @param {HTMLFormElement} form @param {HTMLInputElement} field @param {HTMLUListElement} list */
  constructor(form, field, list) {
    this.field = field;
    this.list = list;
    /** @type {string[]} */
    this.addresses = [];
    this.active = -1;
    let waiting = 0;
    const ask = () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => void this.offer(), 120);
    };
    field.addEventListener("input", ask);
    field.addEventListener("focus", () => void ready());
    field.addEventListener("keydown", (event) => this.key(event));
    form.addEventListener("focusout", (event) => {
      if (!form.contains(/** @type {Node | null} */ (event.relatedTarget))) this.close();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(waiting);
      this.go();
    });
  }

  /** Fill the list. */
  async offer() {
    const asked = this.field.value;
    if (wordsOf(asked).join("").length < 2) return this.close();
    await ready();
    if (asked !== this.field.value) return;
    const hits = search(asked);
    this.addresses = hits.slice(0, OFFERED).map((hit) => hit.address);
    const option = (/** @type {Hit} */ hit, /** @type {number} */ place) =>
      h(
        "li",
        {
          id: `found-${place}`,
          role: "option",
          "aria-selected": "false",
          onMousedown: (/** @type {Event} */ event) => event.preventDefault(),
          onClick: () => this.leave(recordAddress(hit.address)),
        },
        h("span", { class: "table" }, table(hit.name).title),
        brief(hit.name, hit.row, 110),
      );
    const more = hits.length > OFFERED || !hits.length;
    fill(
      this.list,
      hits.slice(0, OFFERED).map(option),
      more &&
        h(
          "li",
          {
            class: "more",
            role: "option",
            id: `found-${this.addresses.length}`,
            "aria-selected": "false",
            onMousedown: (/** @type {Event} */ event) => event.preventDefault(),
            onClick: () => this.leave(address("search", { q: asked })),
          },
          hits.length ? `All ${hits.length.toLocaleString("en")} records` : "No record has all these words",
        ),
    );
    this.mark(-1);
    this.list.hidden = false;
    this.field.setAttribute("aria-expanded", "true");
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const options = this.list.hidden ? 0 : this.list.childElementCount;
    if (event.key === "Escape" && options) {
      this.close();
      event.preventDefault();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!options) void this.offer();
      else
        this.mark(
          event.key === "ArrowDown"
            ? ((this.active + 2) % (options + 1)) - 1
            : ((this.active + options + 1) % (options + 1)) - 1,
        );
    }
  }

  /** @param {number} place  of the option that is active; -1 for the field itself */
  mark(place) {
    this.active = place;
    [...this.list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
    if (place < 0) this.field.removeAttribute("aria-activedescendant");
    else {
      this.field.setAttribute("aria-activedescendant", `found-${place}`);
      this.list.children[place].scrollIntoView({ block: "nearest" });
    }
  }

  /** To the active record, or to all that were found. */
  go() {
    const chosen = this.list.hidden ? undefined : this.addresses[this.active];
    if (chosen) this.leave(recordAddress(chosen));
    else if (this.field.value.trim()) this.leave(address("search", { q: this.field.value.trim() }));
  }

  /** @param {string} to */
  leave(to) {
    this.close();
    location.hash = to;
  }

  close() {
    this.list.hidden = true;
    this.active = -1;
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }
}

/** @param {HTMLElement} root @param {URLSearchParams} params */
async function show(root, params) {
  await ready();
  const results = h("div", { class: "results" });
  let within = params.get("in") ?? "";
  let listed = LISTED;
  const draw = () => {
    const words = field.value;
    const hits = search(words);
    const shown = hits.filter(({ name }) => !within || name === within);
    fill(results, ...found(words, hits, shown, within, listed, { narrow, more }));
  };
  const narrow = (/** @type {string} */ name) => {
    within = name;
    listed = LISTED;
    keep({ in: name });
    draw();
  };
  const more = () => {
    listed = Infinity;
    draw();
  };
  let waiting = 0;
  const field = h("input", {
    type: "search",
    value: params.get("q") ?? "",
    onInput: () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        keep({ q: field.value });
        draw();
      }, 120);
    },
  });
  fill(
    root,
    h("h1", {}, "Search"),
    h("label", { class: "words" }, h("span", {}, "All of these words, in any column"), field),
    results,
  );
  draw();
}

/**
 * @param {string} words @param {Hit[]} hits @param {Hit[]} shown @param {string} within @param {number} limit
 * @param {{ narrow: (name: string) => void, more: () => void }} act
 */
function found(words, hits, shown, within, limit, { narrow, more }) {
  if (!wordsOf(words).length)
    return [
      h(
        "p",
        { class: "note" },
        "Case and accents do not matter. The best come first: those that have the words in their names.",
      ),
    ];
  if (!hits.length) return [h("p", { role: "status" }, "No record has all of these words. "), alone(words)];
  const counts = [...grouped(hits, ({ name }) => name)];
  const button = (/** @type {string} */ name, /** @type {string} */ title, /** @type {number} */ count) =>
    h(
      "button",
      { type: "button", "aria-pressed": String(within === name), onClick: () => narrow(name) },
      `${title} ${count.toLocaleString("en")}`,
    );
  const tables = within ? `, tables=${quoted(within)}` : "";
  return [
    h("p", { role: "status" }, counted(shown.length, "record")),
    counts.length > 1 &&
      h(
        "p",
        { class: "tabs" },
        button("", "All", hits.length),
        counts.map(([name, some]) => button(name, table(name).title, some.length)),
      ),
    h(
      "ol",
      {},
      shown.slice(0, limit).map((hit) => item(hit, words)),
    ),
    shown.length > limit &&
      h("button", { type: "button", onClick: more }, `Show ${(shown.length - limit).toLocaleString("en")} more`),
    loaded(`spd.search(${quoted(words)}${tables})`),
  ];
}

/** How many records have each word alone. @param {string} words */
function alone(words) {
  const each = wordsOf(words);
  return each.length > 1
    ? h(
        "ul",
        {},
        each.map((word) =>
          h(
            "li",
            {},
            h("a", { href: address("search", { q: word }) }, word),
            `: ${search(word).length.toLocaleString("en")}`,
          ),
        ),
      )
    : null;
}

/** @param {Hit} hit @param {string} words */
function item({ name, row, address: record }, words) {
  const date = dateOf(name, row);
  const title = brief(name, row, 200);
  return h(
    "li",
    { "data-record": record },
    h("a", { href: recordAddress(record) }, marked(title, words)),
    h("div", { class: "note" }, [table(name).title, date].filter(Boolean).join(", ")),
    snippet(name, row, title, words),
  );
}

/** Where the words are, if not in the title. @param {string} name @param {import("../data.js").Row} row @param {string} title @param {string} words */
function snippet(name, row, title, words) {
  const missing = wordsOf(words).filter((word) => !folded(title).includes(word));
  const columns = [...TOLD, ...table(name).fields.map((one) => one.name)];
  const column = missing.length
    ? columns.find((each) => row[each] && missing.some((word) => folded(row[each]).includes(word)))
    : row.summary
      ? "summary"
      : undefined;
  if (!column) return null;
  const cell = row[column];
  const at = Math.max(
    0,
    ...missing
      .map((word) => folded(cell).indexOf(word))
      .filter((place) => place >= 0)
      .slice(0, 1),
  );
  const from = at > 120 ? cell.lastIndexOf(" ", at - 60) + 1 : 0;
  const part = cell.slice(from, from + 240);
  const label = TOLD.includes(column) ? "" : `${field(name, column)?.title}: `;
  return h("p", {}, label, from > 0 && "… ", marked(part, words), from + 240 < cell.length && " …");
}

/** A text with the words marked, where folding has not moved them. @param {string} text @param {string} words @returns {(Node | string)[]} */
function marked(text, words) {
  const plain = folded(text);
  if (plain.length !== text.length) return [text];
  const escaped = wordsOf(words).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  /** @type {(Node | string)[]} */
  const parts = [];
  let last = 0;
  for (const {
    index,
    0: { length },
  } of plain.matchAll(new RegExp(escaped.join("|"), "g"))) {
    parts.push(text.slice(last, index), h("mark", {}, text.slice(index, index + length)));
    last = index + length;
  }
  return [...parts, text.slice(last)];
}

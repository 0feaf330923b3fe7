// Labelled controls whose values stand in the address.

import { h } from "./dom.js";
import { address } from "./route.js";

/**
 * @typedef {[value: string, label: string]} Choice
 */

/**
 * A list to choose one from; "" stands for all.
 * @param {string} label @param {Choice[]} choices @param {string} value @param {(value: string) => void} changed
 * @param {string} [all]  name of the empty choice; without it there is none
 */
export function select(label, choices, value, changed, all) {
  return grouped(label, [["", all === undefined ? choices : [["", all], ...choices]]], value, changed);
}

/**
 * The same in groups; a group without a name stands free.
 * @param {string} label @param {[string, Choice[]][]} groups @param {string} value @param {(value: string) => void} changed
 */
export function grouped(label, groups, value, changed) {
  /** @param {Choice} choice */
  const option = ([code, name]) => h("option", { value: code, selected: code === value }, name);
  return h(
    "label",
    {},
    h("span", {}, label),
    h(
      "select",
      { onChange: (/** @type {any} */ event) => changed(event.target.value) },
      groups.flatMap(([title, some]) =>
        title ? [h("optgroup", { label: title }, some.map(option))] : some.map(option),
      ),
    ),
  );
}

/**
 * Lists that ask for one part of a question each.
 * @template {Record<string, any>} T
 * @param {T} what @param {(part: Partial<T>) => void} change
 * @returns {(label: string, choices: Choice[], name: keyof T & string, all?: string) => HTMLElement}
 */
export function asking(what, change) {
  return (label, choices, name, all = "all") =>
    select(label, choices, String(what[name]), (value) => change(/** @type {any} */ ({ [name]: value })), all);
}

/** Questions that are often asked of a view, as links. @param {string} view @param {[string, Record<string, string>][]} questions */
export function often(view, questions) {
  return h(
    "p",
    { class: "often" },
    "Often asked: ",
    questions.map(([name, of]) => h("a", { href: address(view, of) }, name)),
    h("a", { href: address(view) }, "Everything"),
  );
}

/**
 * A field for words.
 * @param {string} label @param {string} value @param {(value: string) => void} changed
 */
export function search(label, value, changed) {
  let waiting = 0;
  const field = h("input", {
    type: "search",
    value,
    onInput: (/** @type {any} */ event) => {
      clearTimeout(waiting);
      waiting = setTimeout(() => changed(event.target.value), 120);
    },
  });
  return h("label", { class: "search" }, h("span", {}, label), field);
}

/**
 * Several to choose from, none chosen being all.
 * @param {string} label @param {Choice[]} choices @param {string[]} values @param {(values: string[]) => void} changed
 * @param {(value: string) => string} [colour]  of a swatch before the name
 */
export function checks(label, choices, values, changed, colour) {
  const chosen = new Set(values);
  return h(
    "fieldset",
    { class: "checks" },
    h("legend", {}, label),
    choices.map(([code, name]) => {
      const swatch = colour && h("span", { class: "swatch", "aria-hidden": "true" });
      if (swatch && colour) swatch.style.background = colour(code);
      const box = h("input", {
        type: "checkbox",
        checked: chosen.has(code),
        onChange: (/** @type {any} */ event) => {
          if (event.target.checked) chosen.add(code);
          else chosen.delete(code);
          changed([...chosen]);
        },
      });
      return h("label", {}, box, swatch, name);
    }),
  );
}

/**
 * A switch. @param {string} label @param {boolean} value @param {(value: boolean) => void} changed
 */
export function toggle(label, value, changed) {
  return h(
    "label",
    { class: "toggle" },
    h("input", {
      type: "checkbox",
      checked: value,
      onChange: (/** @type {any} */ event) => changed(event.target.checked),
    }),
    label,
  );
}

/** Controls in a row. @param {...(Node | null | false)} parts */
export function bar(...parts) {
  return h("div", { class: "bar", role: "search" }, ...parts);
}

// The works: their names stand in the list that a browser without JavaScript shows, and are read from there once.

import { add, byKey, rows } from "./data.js";

const TAGS = { authors: "b", published: "time", title: "cite", container: "i", publisher: "span", url: "u" };
let read = false;
/** Taken at once: the first view replaces it. */
const plain = document.getElementById("plain");

/** Give the rows of `sources` the columns that the list has. */
export function open() {
  if (read) return;
  read = true;
  const list = new DOMParser().parseFromString(plain?.textContent ?? "", "text/html").querySelectorAll("#works > li");
  for (const [column, tag] of Object.entries(TAGS)) {
    add("sources", { [column]: Array.from(list, (item) => item.querySelector(tag)?.textContent ?? "") });
  }
}

/** Every work, with its names. */
export function works() {
  open();
  return rows("sources");
}

/** @param {string} id */
export function work(id) {
  open();
  return byKey("sources", id);
}

/** A short name of a work: author or publisher, and year. @param {string} id */
export function shortName(id) {
  const found = work(id);
  if (!found) return id;
  const [first, ...others] = found.authors.replace(/[{}]/g, "").split(";").filter(Boolean);
  const who = first
    ? first.split(",")[0] + (others.length ? " and others" : "")
    : found.publisher || found.container || id;
  const year = found.published.slice(0, 4);
  return year ? `${who} ${year}` : who;
}

// Words of records: compared without case and accents, found as `spd.search` finds them.

import { MEASURED, keyOf, later, rest, rows, table, tables } from "./data.js";
import { open } from "./works.js";

/** @typedef {{ name: string, row: Record<string, string>, address: string, score: number }} Hit */

/** Letters that Unicode does not take apart, by what plain Latin writes for them; as `cells/text.py` has them. */
const BASES = new Map(
  "ø o,ł l,đ d,ð d,þ th,æ ae,œ oe,ħ h,ı i,ŧ t,ŋ n,ə a,ƒ f,ɓ b,ɗ d,ƙ k,ŀ l,ĸ k,ʿ ',ʾ ',ʻ ',ß ss,ς σ"
    .split(",")
    .map((pair) => /** @type {[string, string]} */ (pair.split(" "))),
);
const NAME = 8;
const KEY = 6;
/** @type {Record<string, number>} */
const WEIGHTS = { definition: 4, summary: 3 };
/** Between the cells of a row: no cell and no word has it. */
const BETWEEN = "\x1f";
/** Of a pair of letters, so that two addresses that share most pairs are near. */
const NEAR = 0.5;

/** Read all that is searched. */
export async function ready() {
  await Promise.all([rest(), later()]);
  open();
}

/** Text without case and accents. @param {string} text */
export function folded(text) {
  const lower = text.toLowerCase();
  if (/^[\0-\x7f]*$/.test(lower)) return lower;
  const plain = lower
    .replace(/[ßς]/g, replaced)
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "");
  return plain.replace(/[^\0-\x7f]/g, replaced);
}

/** @param {string} letter */
function replaced(letter) {
  return BASES.get(letter) ?? letter;
}

/** The words of a text. @param {string} text */
export function wordsOf(text) {
  return folded(text).split(/\s+/).filter(Boolean);
}

/** @type {Map<string, { columns: number, texts: string[] }>} */
const known = new Map();

/** The cells of each row of a table as one folded text, in the order of its rows. @param {string} name @returns {string[]} */
export function texts(name) {
  const { fields, cells } = table(name);
  const there = fields.map((field) => cells[field.name]).filter(Boolean);
  let found = known.get(name);
  if (found?.columns !== there.length) {
    const joined = Array.from({ length: there[0]?.length ?? 0 }, (_, place) =>
      folded(there.map((column) => column[place]).join(BETWEEN)),
    );
    found = { columns: there.length, texts: joined };
    known.set(name, found);
  }
  return found.texts;
}

/**
 * The records that contain every word, the best first. Wants `ready()`.
 * @param {string} text @param {string[]} [within]  tables; by default the authored ones but codings and readings
 * @returns {Hit[]}
 */
export function search(text, within) {
  const words = wordsOf(text);
  if (!words.length) return [];
  /** @type {Hit[]} */
  const hits = [];
  for (const { name, built } of tables()) {
    if (within ? !within.includes(name) : built || MEASURED.includes(name)) continue;
    const every = rows(name);
    const weight = weights(name);
    texts(name).forEach((cells, place) => {
      if (!words.every((word) => cells.includes(word))) return;
      const row = every[place];
      hits.push({
        name,
        row,
        address: `${name}/${keyOf(name, row)}`,
        score: score(weight, cells.split(BETWEEN), words),
      });
    });
  }
  return hits.sort((one, other) => other.score - one.score || (one.address < other.address ? -1 : 1));
}

/** What a word counts in each column. @param {string} name @returns {number[]} */
function weights(name) {
  const { fields, named, key } = table(name);
  return fields.map(({ name: column }) =>
    key.includes(column) ? KEY : named.includes(column) ? NAME : (WEIGHTS[column] ?? 1),
  );
}

/** The sum over the words of the best column that each is in. @param {number[]} weight @param {string[]} cells  folded @param {string[]} words */
function score(weight, cells, words) {
  let sum = 0;
  for (const word of words) {
    let best = 0;
    cells.forEach((cell, place) => {
      if (weight[place] > best && cell.includes(word)) best = weight[place];
    });
    sum += best;
  }
  return sum;
}

/**
 * The keys of a table that are most like one that is not in it, the nearest first.
 * @param {string} name @param {string} wanted @param {number} [limit]
 */
export function nearest(name, wanted, limit = 6) {
  const pairs = pairsOf(folded(wanted));
  return rows(name)
    .map((row) => keyOf(name, row))
    .map((key) => /** @type {const} */ ([key, likeness(pairs, wanted, key)]))
    .filter(([, like]) => like >= NEAR)
    .sort(([, one], [, other]) => other - one)
    .slice(0, limit)
    .map(([key]) => key);
}

/** From 0 to 1: the share of their pairs of letters that two texts have in common; a beginning is near. @param {Set<string>} pairs @param {string} wanted @param {string} key */
function likeness(pairs, wanted, key) {
  const others = pairsOf(folded(key));
  let common = 0;
  for (const pair of pairs) common += Number(others.has(pair));
  const shared = (2 * common) / (pairs.size + others.size || 1);
  return wanted.length > 2 && key.startsWith(wanted) ? Math.max(shared, NEAR + shared / 2) : shared;
}

/** @param {string} text */
function pairsOf(text) {
  return new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2)));
}

// The circles of the map: the events of each place, packed by date from the middle outward, and moved apart where they would overlap.

import { byKey, label, rows } from "../data.js";
import { inWords } from "../dates.js";
import { colour } from "../look.js";

/** @typedef {import("./timeline_filter.js").Item} Item */
/** @typedef {import("./map_frame.js").Frame} Frame */
/** @typedef {{ place: string, name: string, row: Record<string, string>, items: Item[], coarse: boolean, home: [number, number], x: number, y: number, radius: number }} Circle */

/** What a mark is about: its domains, Vega's shape, the same as a letter for the key, and its colour. */
export const GROUPS = [
  {
    name: "military, nuclear, space",
    domains: ["military", "nuclear", "space"],
    shape: "circle",
    letter: "●",
    hue: "hue-1",
  },
  { name: "militancy and attacks", domains: ["counterterrorism"], shape: "triangle-up", letter: "▲", hue: "accent" },
  { name: "diplomacy and law", domains: ["diplomatic", "legal"], shape: "diamond", letter: "◆", hue: "hue-3" },
  {
    name: "economy, energy, infrastructure",
    domains: ["economic", "energy", "infrastructure"],
    shape: "square",
    letter: "■",
    hue: "hue-2",
  },
  { name: "other", domains: [], shape: "cross", letter: "✚", hue: "hue-4" },
];
const TURN = Math.PI * (3 - Math.sqrt(5)); // by which each seed of a sunflower is turned from the last
const ROUNDS = 60;
const COUNTRY = "6"; // of where_prec

/** The group of an event. @param {Item} item */
export function groupOf({ row }) {
  return GROUPS.find(({ domains }) => domains.includes(row.domain)) ?? GROUPS[GROUPS.length - 1];
}

/** Is a place known only as a district, a province, a line, a country or a sea? @param {Record<string, string>} row */
export function isCoarse(row) {
  return Number(row.where_prec) > 2;
}

/** The events of each place, in the order of their dates; most first. @param {Item[]} items @returns {Map<string, Item[]>} */
export function byPlace(items) {
  /** @type {Map<string, Item[]>} */
  const places = new Map();
  for (const item of items) {
    const { place } = item.row;
    if (!place || !byKey("places", place)) continue;
    const known = places.get(place);
    if (known) known.push(item);
    else places.set(place, [item]);
  }
  for (const listed of places.values()) listed.sort((one, other) => (one.date < other.date ? -1 : 1));
  return new Map([...places].sort((one, other) => other[1].length - one[1].length));
}

/**
 * The distance of two marks in a frame: the same whatever is filtered, so that areas can be compared.
 * @param {Frame} frame @param {Map<string, Item[]>} all  events that could be there
 */
export function stepOf(frame, all) {
  const events = [...all].reduce((sum, [place, items]) => sum + (homeOf(place, frame) ? items.length : 0), 0);
  return Math.min(
    8,
    Math.max(1.9, Math.sqrt((frame.share * frame.width * frame.height) / (Math.PI * Math.max(1, events)))),
  );
}

/** Where a place is in a frame, if it is. @param {string} place @param {Frame} frame @returns {[number, number] | undefined} */
function homeOf(place, frame) {
  const row = byKey("places", place);
  const [x, y] = frame.at(Number(row?.longitude), Number(row?.latitude));
  return x >= 0 && x <= frame.width && y >= 0 && y <= frame.height ? [x, y] : undefined;
}

/** The first and last year of events, as text. @param {Item[]} items */
export function yearsOf(items) {
  const years = items.flatMap(({ years: known }) => known ?? []).filter(Number.isFinite);
  const [first, last] = [Math.min(...years), Math.max(...years)];
  return !years.length ? "" : first === last ? String(first) : `${first}–${last}`;
}

/**
 * The circles of the places within a frame, most events first.
 * @param {Map<string, Item[]>} places @param {Frame} frame @param {number} step @returns {Circle[]}
 */
export function circles(places, frame, step) {
  /** @type {Circle[]} */
  const found = [];
  for (const [place, items] of places) {
    const row = /** @type {Record<string, string>} */ (byKey("places", place));
    const home = homeOf(place, frame);
    if (!home) continue;
    const radius = step * Math.sqrt(items.length) + 1.5;
    found.push({ place, name: row.name, row, items, coarse: isCoarse(row), home, x: home[0], y: home[1], radius });
  }
  apart(found, frame);
  return found;
}

/** Push circles that overlap away from each other, the smaller one farther. @param {Circle[]} all @param {Frame} frame */
function apart(all, { width, height }) {
  for (let round = 0; round < ROUNDS; round++) {
    let moved = false;
    for (let i = 0; i < all.length; i++) {
      for (let j = i + 1; j < all.length; j++) {
        const [one, other] = [all[i], all[j]];
        const wanted = one.radius + other.radius + 1.5;
        let [dx, dy] = [other.x - one.x, other.y - one.y];
        if (Math.abs(dx) >= wanted || Math.abs(dy) >= wanted) continue;
        if (!dx && !dy) [dx, dy] = [Math.cos(j), Math.sin(j)];
        const far = Math.hypot(dx, dy);
        if (far >= wanted) continue;
        const push = ((wanted - far) / far) * 0.6;
        const share = other.radius ** 2 / (one.radius ** 2 + other.radius ** 2);
        one.x -= dx * push * share;
        one.y -= dy * push * share;
        other.x += dx * push * (1 - share);
        other.y += dy * push * (1 - share);
        moved = true;
      }
    }
    for (const one of all) {
      one.x = Math.min(Math.max(one.x, one.radius), width - one.radius);
      one.y = Math.min(Math.max(one.y, one.radius), height - one.radius);
    }
    if (!moved) break;
  }
}

/**
 * What the chart draws of circles. @param {Circle[]} found @param {number} step @param {string} selected  a place @param {Frame} frame
 */
export function marks(found, step, selected, frame) {
  const inks = new Map(
    ["accent", "rule", "paper", ...GROUPS.map(({ hue }) => hue)].map((name) => [name, colour(name)]),
  );
  const dots = found.flatMap((circle) => {
    const seeds = sunflower(circle.items.length, step);
    return circle.items.map((item, place) => dot(circle, item, seeds[place], inks));
  });
  const rings = found.map((one) => ({
    x: one.x,
    y: one.y,
    size: Math.PI * one.radius ** 2,
    place: one.place,
    ink: inks.get(one.place === selected ? "accent" : "rule"),
    wide: one.place === selected ? 2.5 : 0.9,
    coarse: one.coarse,
    name: one.name,
    events: `${one.items.length}, ${yearsOf(one.items)}`,
    known: label("where_prec", one.row.where_prec).toLowerCase(),
  }));
  const leads = found
    .filter((one) => Math.hypot(one.x - one.home[0], one.y - one.home[1]) > one.radius)
    .map((one) => ({ x: one.x, y: one.y, x2: one.home[0], y2: one.home[1] }));
  const named = labels(found, frame, selected);
  return { dots, rings, leads, labels: named, countries: countries(frame, [...named, ...found.map(boxOf)]) };
}

/** Places for a number of marks around a middle, from there outward. @param {number} count @param {number} step @returns {[number, number][]} */
function sunflower(count, step) {
  const seeds = Array.from({ length: count }, (_, place) => {
    const far = step * 0.97 * Math.sqrt(place + 0.4);
    return /** @type {[number, number]} */ ([far * Math.cos(place * TURN), far * Math.sin(place * TURN)]);
  });
  const [x, y] = [0, 1].map((axis) => seeds.reduce((sum, seed) => sum + seed[axis], 0) / count);
  return seeds.map((seed) => [seed[0] - x, seed[1] - y]);
}

/** @param {Circle} circle @param {Item} item @param {[number, number]} seed @param {Map<string, string>} inks */
function dot(circle, item, [x, y], inks) {
  const { shape, hue } = groupOf(item);
  return {
    x: circle.x + x,
    y: circle.y + y,
    shape,
    ink: inks.get(hue),
    fill: inks.get(circle.coarse ? "paper" : hue),
    address: item.address,
    title: item.row.title,
    when: inWords(item.date) || "not known",
    where: circle.name,
  };
}

const LETTER = 6.6;
const LINE = 14;
const MANY = 15; // events, with which a place has its name even if that covers other circles

/** Names beside the circles, the fullest first, where they cover no other name and no circle. @param {Circle[]} found @param {Frame} frame @param {string} selected */
function labels(found, { width, height }, selected) {
  /** @type {Box[]} */
  const named = [];
  /** @type {Box[]} */
  const drawn = found.map(boxOf);
  const shown = [];
  for (const one of found.toSorted((a, b) => Number(b.place === selected) - Number(a.place === selected))) {
    const text = one.items.length > 1 ? `${one.name} ${one.items.length}` : one.name;
    const half = (text.length * LETTER) / 2;
    const boxes = spots(one, half).map(([x, y]) => ({
      ...{ x, y, text, place: one.place },
      ...{ left: x - half, right: x + half, top: y - LINE / 2, bottom: y + LINE / 2 },
    }));
    const within = boxes.filter(
      (box) =>
        box.left > 0 &&
        box.right < width &&
        box.top > 0 &&
        box.bottom < height &&
        !named.some((other) => crosses(box, other)),
    );
    const free = within.find((box) => !drawn.some((other) => crosses(box, other)));
    const chosen = free ?? (one.items.length >= MANY || one.place === selected ? within[0] : undefined);
    if (!chosen) continue;
    named.push(chosen);
    shown.push(chosen);
  }
  return shown;
}

/** Where a name may stand: above, below, to the right, to the left. @param {Circle} circle @param {number} half  of its width @returns {[number, number][]} */
function spots({ x, y, radius }, half) {
  return [
    [x, y - radius - 8],
    [x, y + radius + 8],
    [x + radius + half + 4, y],
    [x - radius - half - 4, y],
  ];
}

/** Names of the countries that the tables have a middle of, where there is room. @param {Frame} frame @param {Box[]} taken */
function countries(frame, taken) {
  if (frame.world || frame.width < 600) return [];
  return rows("places").flatMap((row) => {
    const home = row.where_prec === COUNTRY ? homeOf(row.place_id, frame) : undefined;
    if (!home) return [];
    const [x, y] = home;
    const [text, half] = [row.name.toUpperCase(), (row.name.length * LETTER) / 2];
    const box = { left: x - half, right: x + half, top: y - LINE / 2, bottom: y + LINE / 2 };
    const fits = box.left > 0 && box.right < frame.width && !taken.some((other) => crosses(box, other));
    return fits ? [{ x, y, text }] : [];
  });
}

/** @param {Circle} circle @returns {Box} */
function boxOf({ x, y, radius }) {
  return { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
}

/** @typedef {{ left: number, right: number, top: number, bottom: number }} Box */
/** @param {Box} one @param {Box} other */
function crosses(one, other) {
  return one.left < other.right && one.right > other.left && one.top < other.bottom && one.bottom > other.top;
}

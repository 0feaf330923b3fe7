// Which works are independent of each other: reprints, mirrors and derived works count as their origin.

import { byKey, items } from "./data.js";

/**
 * The works that one ultimately rests on: itself, or the origins of all that it derives from; of a circle, all its works.
 * @param {string} id @returns {Set<string>}
 */
export function originsOf(id) {
  const every = new Set([id]);
  for (const one of every) parents(one).forEach((parent) => every.add(parent));
  const first = [...every].filter((one) => !parents(one).length);
  return first.length ? new Set(first) : every;
}

/** The works that one derives from. @param {string} id */
export function parents(id) {
  return items(byKey("sources", id)?.derived_from);
}

/** How many of some works are independent of each other. @param {Iterable<string>} ids */
export function independent(ids) {
  /** @type {Set<string>[]} */
  let groups = [];
  for (const id of new Set(ids)) {
    const own = originsOf(id);
    const shared = groups.filter((group) => [...own].some((one) => group.has(one)));
    groups = groups.filter((group) => !shared.includes(group));
    groups.push(new Set([own, ...shared].flatMap((group) => [...group])));
  }
  return groups.length;
}

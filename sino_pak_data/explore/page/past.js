// What became of a record: unfolds the changes that explore/past.py has packed.

import { later, table } from "./data.js";

/** @typedef {{ version: string, date: string, field: string, old: string, new: string, kind: "added" | "renamed" | "changed" | "column" | "removed" }} Change */

/**
 * The changes of a record, oldest first; the first one says in which release it came. Empty if the releases are not known.
 * @param {string} name  the table
 * @param {Record<string, string>} row  of today
 * @param {number} place  of the row in its table
 * @returns {Promise<Change[]>}
 */
export async function history(name, row, place) {
  const { history: past } = await later();
  const known = past.tables?.[name];
  if (!known) return [];
  const arrived = known.came[place];
  /** @type {Change[]} */
  const changes = [];
  /** @type {Record<string, string>} */
  const after = { ...row };
  let address = `${name}/${table(name)
    .key.map((part) => row[part])
    .join(":")}`;
  for (let version = past.versions.length - 1; version > arrived; version--) {
    const own =
      byRecord(known)
        .get(place)
        ?.filter((at) => known.version[at] === version) ?? [];
    /** @type {Change[]} */
    const found = [];
    const brought = past.columns[past.versions[version][0]]?.[name] ?? [];
    for (const field of brought) {
      if (after[field]) found.push(change(past, version, field, "", after[field], "column"));
      after[field] = "";
    }
    for (const at of own) {
      const field = known.field[at];
      if (field === "*") {
        found.unshift(change(past, version, field, known.old[at], address, "renamed"));
        address = known.old[at];
      } else {
        const now = after[field] ?? "";
        const kind = field in after ? "changed" : "removed"; // with its column
        if (now !== known.old[at]) found.push(change(past, version, field, known.old[at], now, kind));
        after[field] = known.old[at];
      }
    }
    changes.unshift(...found);
  }
  return [change(past, arrived, "*", "", "", "added"), ...changes];
}

/** @param {any} past @param {number} version @param {string} field @param {string} old @param {string} now @param {Change["kind"]} kind @returns {Change} */
function change(past, version, field, old, now, kind) {
  const [name, date] = past.versions[version];
  return { version: name, date, field, old, new: now, kind };
}

/** The places of the changes of each record. @param {any} known @returns {Map<number, number[]>} */
function byRecord(known) {
  if (!known.byRecord) {
    known.byRecord = new Map();
    known.record.forEach((/** @type {number} */ place, /** @type {number} */ at) => {
      const listed = known.byRecord.get(place);
      if (listed) listed.push(at);
      else known.byRecord.set(place, [at]);
    });
  }
  return known.byRecord;
}

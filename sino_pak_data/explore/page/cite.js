// How to cite records: the dataset first, then their works in the order of first use, as `spd.cite` of the loader gives them.

import { later, record, references } from "./data.js";
import { works } from "./works.js";

/** @typedef {"text" | "bibtex" | "csl"} Form */
const FIRST_MARK = 0xe000;

/** The ids of the works that records rest on, each once. @param {string[]} addresses */
export function worksOf(addresses) {
  const found = new Set();
  for (const address of addresses) {
    const row = record(address);
    if (!row) continue;
    if (address.startsWith("sources/")) found.add(row.source_id);
    else references(row.sources || row.source).forEach(({ work }) => found.add(work));
  }
  return [...found];
}

/**
 * The bibliography of records. @param {string[]} addresses @param {Form} form
 * @returns {Promise<string>}
 */
export async function cited(addresses, form) {
  const { cited: known, dataset } = await later();
  const every = works();
  const places = new Map(every.map((row, place) => [row.source_id, place]));
  const entries = worksOf(addresses)
    .filter((id) => places.has(id))
    .map((id) => {
      const place = /** @type {number} */ (places.get(id));
      return filled(known[form].patterns[known[form].of[place]], every[place], known.columns);
    });
  const all = [dataset[form], ...entries];
  return form === "csl" ? `[${all.map((one) => one.replace(/^/gm, "  ").trim()).join(",\n  ")}]` : all.join("\n");
}

/** A pattern with the cells of a work. @param {string} pattern @param {Record<string, string>} row @param {string[]} columns */
function filled(pattern, row, columns) {
  return pattern.replace(/[\ue000-\uf8ff]/g, (mark) => row[columns[mark.charCodeAt(0) - FIRST_MARK]]);
}

// The works under a chart: how many its records rest on, and which.

import { worksOf } from "./cite.js";
import { about } from "./data.js";
import { fill, h } from "./dom.js";
import { workLink } from "./links.js";

/** The works of records, folded away, and how the dataset is cited. @param {string[]} addresses @returns {Node[]} */
export function credits(addresses) {
  const works = worksOf(addresses);
  const cited = h("p", {}, about().citation);
  if (!works.length) return [h("p", {}, "Sources: none, for no record is shown."), cited];
  const list = h("p");
  const named = () => {
    if (!list.childNodes.length)
      fill(
        list,
        works.flatMap((id, place) => [place ? "; " : "", workLink(id)]),
      );
  };
  const count = `${works.length.toLocaleString("en")} ${works.length === 1 ? "work" : "works"}`;
  return [
    h("details", { onToggle: named }, h("summary", {}, `Sources: ${count}, each named with its record`), list),
    cited,
  ];
}

// What stands under every chart: the works that its records rest on, and the dataset.

import { worksOf } from "./cite.js";
import { about } from "./data.js";
import { fill, h, listed } from "./dom.js";
import { workLink } from "./links.js";
import { counted } from "./names.js";

/** The works that records rest on, listed when somebody asks, and the dataset. @param {string[]} addresses */
export function credits(addresses) {
  const works = worksOf(addresses);
  const list = h("p");
  const unfolded = () => {
    if (!list.childNodes.length)
      fill(
        list,
        listed(
          works.map((id) => workLink(id)),
          "; ",
        ),
      );
  };
  return [
    works.length
      ? h("details", { onToggle: unfolded }, h("summary", {}, `Sources: ${counted(works.length, "work")}`), list)
      : h("p", {}, "Sources: none, for no record is shown."),
    h("p", {}, about().citation),
  ];
}

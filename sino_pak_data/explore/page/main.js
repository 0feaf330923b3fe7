// Opens the page: the head, the view that the address names, and what to say when there is none.

import { about, hasTable, open, rest } from "./data.js";
import { forget, watch } from "./chart.js";
import { fill, h, part } from "./dom.js";
import { route } from "./route.js";
import { outward } from "./links.js";
import { view as overview } from "./views/overview.js";
import { view as timeline } from "./views/timeline.js";
import { view as indicators } from "./views/indicators.js";
import { view as claims } from "./views/claims.js";
import { view as map } from "./views/map.js";
import { view as agreements } from "./views/agreements.js";
import { view as balancing } from "./views/balancing.js";
import { view as tables } from "./views/tables.js";
import { view as recordPage } from "./views/record.js";
import { box, view as search } from "./views/search.js";

/** @typedef {{ name: string, title: string, show: (root: HTMLElement, params: URLSearchParams, parts: string[]) => void | Promise<void> }} View */

/** @type {View[]} */
const VIEWS = [overview, timeline, indicators, claims, map, agreements, balancing, tables];

function head() {
  const { title, version } = about();
  fill(
    part("head"),
    h("a", { class: "name", href: "#/" }, title, h("small", {}, ` ${version}`)),
    h(
      "nav",
      { "aria-label": "Views" },
      VIEWS.map(({ name, title: label }) => h("a", { href: `#/${name}`, "data-view": name }, label)),
    ),
    box(),
  );
  fill(
    part("foot"),
    h("p", {}, about().citation),
    h("p", {}, about().licence_note, " ", outward(about().homepage, "The project")),
  );
}

/** The view of an address. @param {string[]} parts @returns {View | undefined} */
function named(parts) {
  if (!parts[0]) return overview;
  if (parts[1] && (hasTable(parts[0]) || parts[0] === "changes")) return recordPage;
  return [...VIEWS, search].find(({ name }) => name === parts[0]);
}

let latest = 0;

async function show() {
  const number = ++latest;
  const { parts, params } = route();
  const view = named(parts);
  const root = h("div", { class: `view ${view?.name ?? "none"}` });
  forget();
  for (const link of document.querySelectorAll("#head nav a")) {
    if (link.getAttribute("data-view") === (view?.name ?? "")) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  fill(part("content"), root);
  scrollTo(0, 0);
  document.title = `${view?.title ?? "Not found"} – ${about().title}`;
  try {
    if (view !== overview) await rest();
    if (number !== latest) return;
    if (view) await view.show(root, params, parts);
    else
      fill(
        root,
        h("h1", {}, "Not found"),
        h("p", {}, `There is no view ${parts[0]}. `, h("a", { href: "#/" }, "Overview")),
      );
  } catch (reason) {
    if (number !== latest) return; // another view is open by now
    fill(
      root,
      h("h1", {}, "This view failed"),
      h("pre", { role: "alert" }, String(/** @type {Error} */ (reason)?.stack ?? reason)),
    );
    throw reason;
  }
  if (number === latest) document.documentElement.dataset.shown = location.hash || "#/";
}

async function start() {
  await open();
  head();
  watch();
  addEventListener("hashchange", () => {
    void show();
    part("content").focus({ preventScroll: true });
  });
  await show();
  performance.mark("ready");
  document.documentElement.dataset.ready = "true";
  setTimeout(rest, 200);
}

export const started = start();

// Charts by Vega-Lite, drawn by its interpreter because the policy of the page allows no code that is made from text.

import { fill, h, shown } from "./dom.js";
import { settings } from "./look.js";

/** @typedef {{ finalize: () => void, view: any }} Drawn */
/** @typedef {{ element: HTMLElement, spec: () => object, options: Options, drawn?: Drawn, width: number }} Chart */
/**
 * @typedef {object} Options
 * @property {string} label  what the chart shows, for those who cannot see it
 * @property {(view: any) => void} [onDrawn]  Vega's view, each time that it is made anew
 * @property {(datum: any) => void} [onClick]  of a mark
 * @property {(signal: string, value: any) => void} [onSignal]
 * @property {string[]} [signals]  names of signals to listen to
 */

/** @type {Set<Chart>} */
const charts = new Set();

/**
 * Draw a chart, and again when the width of its element or the colours change.
 * @param {HTMLElement} element @param {() => object} spec  made anew each time, so that it may ask for colours and width
 * @param {Options} options
 * @returns {Promise<any>} Vega's view
 */
export async function draw(element, spec, options) {
  const chart = { element, spec, options, width: 0 };
  charts.add(chart);
  element.classList.add("chart");
  return redraw(chart);
}

/** Forget the charts of the view that is left. */
export function forget() {
  for (const chart of charts) chart.drawn?.finalize();
  charts.clear();
  hideTip();
}

/** @param {Chart} chart */
async function redraw(chart) {
  const { element, options } = chart;
  chart.width = element.clientWidth;
  const known = chart.drawn;
  const holder = h("div");
  const { vegaEmbed } = /** @type {any} */ (window);
  fill(element, holder);
  known?.finalize();
  const made = await vegaEmbed(
    holder,
    { width: "container", ...chart.spec(), config: settings() },
    {
      mode: "vega-lite",
      ast: true,
      actions: false,
      defaultStyle: false,
      renderer: "svg",
      tooltip: tip,
    },
  );
  chart.drawn = made;
  const svg = element.querySelector("svg");
  svg?.setAttribute("role", "img");
  svg?.setAttribute("aria-label", options.label);
  if (options.onClick)
    made.view.addEventListener(
      "click",
      (/** @type {any} */ _, /** @type {any} */ item) => item?.datum && options.onClick?.(item.datum),
    );
  for (const signal of options.signals ?? []) made.view.addSignalListener(signal, options.onSignal);
  options.onDrawn?.(made.view);
  return made.view;
}

/** Draw every chart anew: after a change of colours. */
export function redrawAll() {
  for (const chart of charts) void redraw(chart);
}

/** Watch the width of the page and the colours of the system. */
export function watch() {
  let waiting = 0;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(
      () => charts.forEach((chart) => chart.element.clientWidth !== chart.width && void redraw(chart)),
      150,
    );
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawAll);
}

const box = h("div", { id: "tip", role: "status" });

/**
 * Vega's tooltip handler: the fields of a mark as text.
 * @param {any} _handler @param {MouseEvent} event @param {any} _item @param {any} value
 */
function tip(_handler, event, _item, value) {
  if (value === null || value === undefined || value === "") return hideTip();
  const lines = typeof value === "object" ? Object.entries(value) : [["", value]];
  fill(box, ...lines.map(([name, text]) => h("div", {}, name && h("span", {}, `${name} `), shown(String(text)))));
  if (!box.isConnected) document.body.append(box);
  const { clientWidth, clientHeight } = document.documentElement;
  box.style.left = `${Math.max(4, Math.min(event.clientX + 12, clientWidth - box.offsetWidth - 8))}px`;
  box.style.top = `${Math.max(4, Math.min(event.clientY + 16, clientHeight - box.offsetHeight - 8))}px`;
}

function hideTip() {
  box.remove();
}

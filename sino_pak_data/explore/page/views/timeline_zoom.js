// Zooming by hand: years are dragged across the drawing, or scrolled with Ctrl held.

import { h } from "../dom.js";

const DAY = 86400000;
const LEAST = 6;

/**
 * @param {HTMLElement} frame  around the drawing
 * @param {{ left: number, right: number }} pad
 * @param {() => [number, number]} window  the moments at both sides
 * @param {(from: number, to: number) => void} zoomed  to moments
 * @returns {() => boolean}  was something dragged just now? Then a click is none.
 */
export function zoom(frame, pad, window, zoomed) {
  const shade = h("div", { class: "shade", "aria-hidden": "true" });
  let start = NaN;
  let dragged = false;
  const at = (/** @type {MouseEvent} */ event) => event.clientX - frame.getBoundingClientRect().left;
  const moment = (/** @type {number} */ x) => {
    const [from, to] = window();
    const share = (x - pad.left) / (frame.clientWidth - pad.left - pad.right);
    return from + Math.min(1, Math.max(0, share)) * (to - from);
  };
  frame.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    start = at(event);
    dragged = false;
  });
  frame.addEventListener("pointermove", (event) => {
    if (Number.isNaN(start) || !event.buttons) return;
    const now = at(event);
    if (!dragged && Math.abs(now - start) < LEAST) return;
    if (!dragged) {
      dragged = true;
      frame.setPointerCapture(event.pointerId);
      frame.append(shade);
    }
    shade.style.left = `${Math.min(start, now)}px`;
    shade.style.width = `${Math.abs(now - start)}px`;
  });
  const done = (/** @type {PointerEvent} */ event) => {
    const from = start;
    start = NaN;
    shade.remove();
    if (!dragged) return;
    setTimeout(() => (dragged = false));
    if (event.type === "pointerup") {
      const ends = [moment(from), moment(at(event))].sort((one, other) => one - other);
      zoomed(ends[0], ends[1] - DAY);
    }
  };
  frame.addEventListener("pointerup", done);
  frame.addEventListener("pointercancel", done);
  frame.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const [from, to] = window();
      const [centre, factor] = [moment(at(event)), event.deltaY < 0 ? 0.75 : 1 / 0.75];
      zoomed(centre - (centre - from) * factor, centre + (to - centre) * factor - DAY);
    },
    { passive: false },
  );
  return () => dragged;
}

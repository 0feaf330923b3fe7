// How charts look: the colours of the style sheet, in light and in dark.

/** The value of a colour of the style sheet, such as `ink`. @param {string} name */
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Six hues, dark and light by turns so that neighbours differ in grey and for the colour-blind too. */
export function hues() {
  return [1, 2, 3, 4, 5, 6].map((number) => colour(`hue-${number}`));
}

export const DASHES = [
  [1, 0],
  [1, 0],
  [6, 3],
  [2, 2],
  [1, 0],
  [8, 3, 2, 3],
];

/** Colour of a verdict. @param {string} verdict */
export function verdictColour(verdict) {
  return colour(`verdict-${verdict || "none"}`);
}

/** Vega's settings. */
export function settings() {
  const [ink, quiet, faint] = [colour("ink"), colour("quiet"), colour("faint")];
  return {
    background: "transparent",
    font: getComputedStyle(document.body).fontFamily,
    view: { stroke: null },
    axis: {
      labelColor: quiet,
      titleColor: quiet,
      gridColor: faint,
      domain: false,
      ticks: false,
      labelFontSize: 12,
      titleFontSize: 12,
      titleFontWeight: "normal",
      labelPadding: 6,
    },
    legend: {
      labelColor: ink,
      titleColor: quiet,
      labelFontSize: 12,
      titleFontSize: 12,
      titleFontWeight: "normal",
      orient: "top",
      labelLimit: 320,
    },
    header: { labelColor: ink, titleColor: quiet, labelFontSize: 13, labelFontWeight: "bold" },
    text: { color: ink, fontSize: 12 },
    range: { category: hues() },
  };
}

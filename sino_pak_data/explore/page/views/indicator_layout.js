// Where things stand in a chart of series: its scales in pixels, and labels that do not cover each other. As plot/axes.py and plot/look.py do.

const DAY = 86400000;

/** The axis of values: its ends, and the unit that its numbers have. */
export class Scale {
  /** @param {number[]} values @param {string} unit @param {boolean} log */
  constructor(values, unit, log) {
    const least = Math.min(...values);
    const most = Math.max(...values);
    this.log = log && least > 0;
    const base = least >= 0 && (least < most / 2 || least === most) ? 0 : least - (most - least) * 0.06;
    const rough = (most - base || 1) / 5;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((nice) => nice * power).find((nice) => nice >= rough * 0.999999) ?? rough;
    this.high = Math.ceil(most / step - 1e-9) * step || step;
    this.low = -step / 2 < base && base < 0 ? base : Math.floor(base / step) * step;
    if (this.log) {
      this.low = least / 1.15;
      this.high = most * 1.15;
    }
    const [name, factor] = scaled(unit, most);
    this.unit = name;
    this.factor = factor;
  }

  /** The pixel of a value, counted from above. @param {number} value @param {number} height */
  at(value, height) {
    const of = this.log ? Math.log : Number;
    return height * (1 - (of(value) - of(this.low)) / (of(this.high) - of(this.low)));
  }

  /** The value at a pixel. @param {number} pixel @param {number} height */
  value(pixel, height) {
    const share = 1 - pixel / height;
    return this.log ? this.low * (this.high / this.low) ** share : this.low + share * (this.high - this.low);
  }

  /** A number of this unit. @param {number} value */
  shown(value) {
    return (value / this.factor).toLocaleString("en", { maximumSignificantDigits: 6 });
  }

  /** The encoding of a column of values. @param {string} field */
  y(field) {
    const most = Math.max(Math.abs(this.low), Math.abs(this.high)) / this.factor;
    const shape = this.log ? "~s" : most >= 10 ? ",.0f" : most >= 2 ? ",.1~f" : ".2f";
    return {
      field,
      type: "quantitative",
      axis: {
        title: null,
        tickCount: 6,
        labelExpr: `format(datum.value / ${this.factor}, '${shape}')`,
      },
      scale: { type: this.log ? "log" : "linear", domain: [this.low, this.high], nice: false, zero: false },
    };
  }
}

/** A large unit in thousands or millions. @param {string} unit @param {number} most @returns {[string, number]} */
function scaled(unit, most) {
  if (unit.endsWith(" million") && most >= 20000) return [unit.replace("million", "billion"), 1e3];
  if (most >= 1e10) return [unit === "USD" ? "USD billion" : `billion ${unit}`, 1e9];
  if (most >= 2e6) return [unit === "USD" ? "USD million" : `million ${unit}`, 1e6];
  return [unit, 1];
}

/** The axis of time: whole years, and how many pixels they are apart. */
export class Time {
  /** @param {number} first @param {number} last  moments @param {number} width */
  constructor(first, last, width) {
    this.from = new Date(first).getUTCFullYear();
    this.to = new Date(last).getUTCFullYear() + 1;
    this.first = Date.UTC(this.from, 0, 1);
    this.last = Date.UTC(this.to, 0, 1);
    this.width = width;
  }

  /** @param {number} moment */
  at(moment) {
    return ((moment - this.first) / (this.last - this.first)) * this.width;
  }

  /** The time that some pixels are. @param {number} pixels */
  long(pixels) {
    return ((this.last - this.first) * pixels) / this.width;
  }

  /** A layer without a mark that gives the axis its ends: Vega-Lite complains of an end that two layers give. */
  frame() {
    const { scale, ...x } = this.x("at");
    return {
      data: { values: [{ at: this.first }] },
      mark: { type: "point", opacity: 0, aria: false },
      encoding: { x: { ...x, scale: { ...scale, domain: [moment(this.from), moment(this.to)] } } },
    };
  }

  /** The encoding of a column of moments. @param {string} field */
  x(field) {
    const years = this.to - this.from;
    const step = [1, 2, 5, 10, 20, 50, 100].find((one) => years / one <= Math.max(this.width / 52, 1)) ?? 100;
    const values = [];
    for (let year = Math.ceil(this.from / step) * step; year <= this.to; year += step) values.push(moment(year));
    return {
      field,
      type: "temporal",
      axis: { format: "%Y", values, title: null, labelFlush: false, labelOverlap: true },
      scale: { type: "utc", nice: false, clamp: true },
    };
  }
}

/** The first moment of a year, as Vega-Lite has it. @param {number} year */
function moment(year) {
  return { year, month: 1, date: 1, utc: true };
}

/** @type {CanvasRenderingContext2D | null} */
let pen;

/** The width of a text in pixels. @param {string} text @param {number} size */
export function measured(text, size) {
  pen ??= document.createElement("canvas").getContext("2d");
  if (!pen) return text.length * size * 0.56;
  pen.font = `${size}px ${getComputedStyle(document.body).fontFamily}`;
  return pen.measureText(text).width;
}

/** A text in lines of at most that width. @param {string} text @param {number} width @param {number} size */
export function wrapped(text, width, size) {
  /** @type {string[]} */
  const found = [];
  for (const word of text.split(" ")) {
    const line = `${found.at(-1)} ${word}`;
    if (found.length && measured(line, size) <= width) found[found.length - 1] = line;
    else found.push(word);
  }
  return found;
}

/** Middles of labels near those wanted, so that none covers another. @param {number[]} wanted @param {number[]} heights @param {number} last */
export function spread(wanted, heights, last) {
  const order = wanted.map((_, place) => place).sort((one, other) => wanted[one] - wanted[other]);
  const found = [...wanted];
  let edge = 0;
  for (const place of order) {
    found[place] = Math.max(wanted[place], edge + heights[place] / 2);
    edge = found[place] + heights[place] / 2;
  }
  edge = Math.max(
    last,
    heights.reduce((sum, one) => sum + one, 0),
  );
  for (const place of order.reverse()) {
    found[place] = Math.min(found[place], edge - heights[place] / 2);
    edge = found[place] - heights[place] / 2;
  }
  return found;
}

/**
 * For the label of each point: whether it stands to the right, and its height, where it hides least.
 * @param {[number, number][]} points @param {string[]} texts @param {[number, number][]} covered @param {[number, number]} room @param {number} size
 * @returns {{ right: boolean, y: number }[]}
 */
export function beside(points, texts, covered, room, size) {
  const taken = [...covered];
  const tried = [0, -14, 14, -28, 28, -42, 42].flatMap((shift) => [
    { right: true, shift },
    { right: false, shift },
  ]);
  return points.map(([x, y], place) => {
    const long = measured(texts[place], size) + 16;
    const costs = tried.map(({ right, shift }) => {
      const [first, last] = right ? [x + 6, x + long] : [x - long, x - 6];
      const outside = first < 0 || last > room[0] || y + shift < 8 || y + shift > room[1] - 8;
      const hidden = taken.filter(
        ([left, down]) => first <= left && left <= last && Math.abs(down - y - shift) < 11,
      ).length;
      return 1000 * Number(outside) + hidden + Math.abs(shift) / 5;
    });
    const { right, shift } = tried[costs.indexOf(Math.min(...costs))];
    for (let part = 0; part < 9; part++)
      for (let times = 0; times < 9; times++) taken.push([x + ((right ? 1 : -1) * long * part) / 8, y + shift]);
    return { right, y: y + shift };
  });
}

/** First and last day in words, of a period that is no calendar year: "July 2017 to June 2018". @param {number} start @param {number} end */
export function days(start, end) {
  const said = (/** @type {number} */ moment) =>
    new Date(moment).toLocaleDateString("en-GB", { timeZone: "UTC", month: "long", year: "numeric" });
  const [from, to] = [said(start), said(end)];
  return from === to ? from : `${from} to ${to}`;
}

/** Is a period one or several calendar years? @param {number} start @param {number} end */
export function civil(start, end) {
  const [from, to] = [new Date(start), new Date(end + DAY)];
  return from.getUTCMonth() === 0 && from.getUTCDate() === 1 && to.getUTCMonth() === 0 && to.getUTCDate() === 1;
}

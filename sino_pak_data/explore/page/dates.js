// Dates as the tables have them: EDTF text, with the first and last day that the build adds.

const DAY = 86400000;

/** Milliseconds of an ISO day; NaN of none. @param {string | undefined} day */
export function time(day) {
  return day ? Date.parse(`${day}T00:00:00Z`) : NaN;
}

/** First and last moment of a date column, for a span on a time axis; null if it has none.
 * @param {Record<string, string>} row @param {string} column @returns {[number, number] | null} */
export function span(row, column) {
  const from = time(row[`${column}_start`]);
  const to = time(row[`${column}_end`]);
  if (Number.isNaN(from) && Number.isNaN(to)) return null;
  return [Number.isNaN(from) ? to : from, (Number.isNaN(to) ? from : to) + DAY];
}

/** The year of an ISO day. @param {string | undefined} day */
export function year(day) {
  return day ? Number(day.slice(0, 4)) : NaN;
}

/** The first moment of a year. @param {number} of */
export function startOf(of) {
  return Date.UTC(of, 0, 1);
}

/** Year, month, day and mark of a date that is no interval. */
const PARTS = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?([~?%]?)$/;

const MONTH = new Intl.DateTimeFormat("en", { timeZone: "UTC", month: "long" });

/** The name of the month of a moment. @param {number} moment */
export function monthName(moment) {
  return MONTH.format(moment);
}

/** An EDTF date in words: `2015-04-20~` is "about 20 April 2015". @param {string} date */
export function inWords(date) {
  if (!date) return "";
  const [from, to] = date.split("/");
  if (to === undefined) return one(from);
  if (to === "..") return `since ${one(from)}`;
  if (from === "..") return `until ${one(to)}`;
  return `${one(from)} to ${one(to)}`;
}

/** @param {string} text */
function one(text) {
  const [, year, month, day, mark] = PARTS.exec(text) ?? [];
  if (!year) return text;
  const said = [day && String(Number(day)), month && monthName(Date.UTC(2000, Number(month) - 1)), year]
    .filter(Boolean)
    .join(" ");
  return `${{ "~": "about ", "?": "perhaps ", "%": "perhaps about " }[mark] ?? ""}${said}`;
}

/**
 * First and last year that an EDTF date could mean, as `edtf.Date.widened` says: `2005~` reaches from 2004 to 2006. An open side
 * is infinite; null if there is no date.
 * @param {string} date
 * @returns {[number, number] | null}
 */
export function possibleYears(date) {
  if (!date) return null;
  const [from, to = from] = date.split("/");
  const first = from === ".." ? -Infinity : moved(from, -1);
  const last = to === ".." ? Infinity : moved(to, 1);
  return Number.isNaN(first) || Number.isNaN(last) ? null : [first, last];
}

/** The year of a date, or of one unit of its precision before or after if it is marked. @param {string} text @param {-1 | 1} step */
function moved(text, step) {
  const [, year, month, day, mark] = PARTS.exec(text) ?? [];
  if (!mark || !year) return Number(year);
  const [y, m, d] = [Number(year), Number(month ?? 1) - 1, Number(day ?? 1)];
  if (day) return new Date(Date.UTC(y, m, d + step)).getUTCFullYear();
  return month ? new Date(Date.UTC(y, m + step, 1)).getUTCFullYear() : y + step;
}

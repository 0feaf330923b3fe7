// A table that can be sorted, paged and taken away as CSV.

import { download, fill, h } from "./dom.js";
import { keep } from "./route.js";

/**
 * @typedef {object} Column
 * @property {string} name
 * @property {string} title
 * @property {boolean} [number]
 * @property {(row: Record<string, string>) => any} [shown]  a node or text in place of the cell
 */

/** RFC 4180, quoted only where needed, as the tables are. @param {Record<string, string>[]} rows @param {string[]} columns */
export function csv(rows, columns) {
  const quoted = (/** @type {string} */ cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ""))]
    .map((line) => line.map(quoted).join(",") + "\n")
    .join("");
}

/**
 * @param {Record<string, string>[]} rows @param {Column[]} columns
 * @param {{ caption: string, file: string, sort?: string, limit?: number, page?: number, sorted?: (sort: string) => void, paged?: (page: number) => void }} options
 *   sort: a column, with "-" before it from last to first
 */
export function grid(rows, columns, options) {
  const limit = options.limit ?? 100;
  let sort = options.sort ?? "";
  let page = options.page ?? 0;
  const frame = h("div", { class: "grid" });
  const draw = () => {
    const listed = ordered(rows, columns, sort);
    const pages = Math.max(1, Math.ceil(listed.length / limit));
    page = Math.min(Math.max(0, page), pages - 1);
    const from = page * limit;
    fill(
      frame,
      h(
        "div",
        { class: "scroll", tabindex: "0", role: "region", "aria-label": options.caption },
        h(
          "table",
          {},
          h("caption", {}, options.caption),
          h("thead", {}, h("tr", {}, columns.map(head))),
          h(
            "tbody",
            {},
            listed.slice(from, from + limit).map((row) =>
              h(
                "tr",
                {},
                columns.map((column) =>
                  h("td", { class: column.number && "number" }, column.shown ? column.shown(row) : row[column.name]),
                ),
              ),
            ),
          ),
        ),
      ),
      h(
        "div",
        { class: "under" },
        pages > 1 &&
          h(
            "nav",
            { "aria-label": `Pages: ${options.caption}` },
            h("button", { type: "button", disabled: page === 0, onClick: () => turn(page - 1) }, "Previous"),
            h(
              "span",
              {},
              ` ${(from + 1).toLocaleString("en")} to ${Math.min(from + limit, listed.length).toLocaleString("en")} of ${listed.length.toLocaleString("en")} `,
            ),
            h("button", { type: "button", disabled: page >= pages - 1, onClick: () => turn(page + 1) }, "Next"),
          ),
        h(
          "button",
          {
            type: "button",
            onClick: () =>
              download(
                options.file,
                csv(
                  listed,
                  columns.map(({ name }) => name),
                ),
              ),
          },
          `Download ${listed.length.toLocaleString("en")} rows as CSV`,
        ),
      ),
    );
  };
  /** @param {Column} column */
  const head = (column) => {
    const up = sort === column.name;
    const down = sort === `-${column.name}`;
    return h(
      "th",
      { scope: "col", "aria-sort": up ? "ascending" : down ? "descending" : null, class: column.number && "number" },
      h(
        "button",
        {
          type: "button",
          onClick: () => {
            sort = up ? `-${column.name}` : column.name;
            options.sorted?.(sort);
            page = 0;
            draw();
          },
        },
        column.title,
        h("span", { "aria-hidden": "true" }, up ? " ▲" : down ? " ▼" : ""),
      ),
    );
  };
  /** @param {number} to */
  const turn = (to) => {
    page = to;
    options.paged?.(page);
    draw();
    frame.scrollIntoView({ block: "nearest" });
  };
  draw();
  return frame;
}

/**
 * Order and page of a grid, kept in the address and in what it is drawn with again.
 * @param {{ sort: string, page: number }} shown
 */
export function kept(shown) {
  return {
    sort: shown.sort,
    page: shown.page,
    sorted: (/** @type {string} */ sort) => keep({ sort: (shown.sort = sort), page: "" }),
    paged: (/** @type {number} */ page) => keep({ page: page ? String((shown.page = page)) : "" }),
  };
}

/** @param {Record<string, string>[]} rows @param {Column[]} columns @param {string} sort */
export function ordered(rows, columns, sort) {
  const column = columns.find(({ name }) => name === sort.replace(/^-/, ""));
  if (!column) return rows;
  const sign = sort.startsWith("-") ? -1 : 1;
  const { name, number } = column;
  const compared = new Intl.Collator("en", { numeric: true }).compare;
  // what is missing comes last, whichever way
  return rows.toSorted((one, other) => {
    const [a, b] = [one[name] ?? "", other[name] ?? ""];
    if (!a || !b) return Number(!a) - Number(!b);
    return sign * (number ? Number(a) - Number(b) : compared(a, b));
  });
}

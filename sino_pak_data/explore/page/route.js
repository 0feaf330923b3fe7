// The address after #: `#/view?name=value` or `#/table/key`. All state of a view is in it, so that a view can be sent.

/** @typedef {{ parts: string[], params: URLSearchParams }} Route */

/** @returns {Route} */
export function route() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  return { parts: path.split("/").map(decoded), params: new URLSearchParams(query ?? "") };
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a broken address is looked up as it is, and not found
  }
}

/**
 * The address of a view with these parameters; empty ones are left out.
 * @param {string} view
 * @param {Record<string, string | string[] | undefined> | URLSearchParams} [params]
 */
export function address(view, params = {}) {
  const kept = new URLSearchParams();
  const entries = params instanceof URLSearchParams ? [...params] : Object.entries(params);
  for (const [name, value] of entries) {
    const text = Array.isArray(value) ? value.join(",") : value;
    if (text) kept.set(name, text);
  }
  const query = kept.toString();
  return `#/${view}${query ? `?${query}` : ""}`;
}

/**
 * The address of a record's page.
 * @param {string} record  `table/key`
 */
export function recordAddress(record) {
  const [table, ...key] = record.split("/");
  return `#/${table}/${encodeURIComponent(key.join("/"))}`;
}

/**
 * Change parameters of the view that is open, without a step in the history and without drawing it anew.
 * @param {Record<string, string | string[] | undefined>} changed
 */
export function keep(changed) {
  const { parts, params } = route();
  for (const [name, value] of Object.entries(changed))
    params.set(name, Array.isArray(value) ? value.join(",") : (value ?? ""));
  history.replaceState(null, "", address(parts.map(encodeURIComponent).join("/"), params));
}

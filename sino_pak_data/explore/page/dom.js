// Elements from data. Every text becomes a text node, so nothing that the tables say is ever read as HTML.

/** @typedef {Node | string | number | null | undefined | false} Child */

/**
 * An element with attributes and children. `onX` is a listener, `true` an attribute without a value; null, undefined and false are left out.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2).toLowerCase(), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  return fill(element, ...children);
}

/**
 * Replace what an element contains.
 * @template {Element} E
 * @param {E} element
 * @param {...(Child | Child[])} children
 * @returns {E}
 */
export function fill(element, ...children) {
  element.replaceChildren(
    ...children
      .flat()
      .filter(present)
      .map((child) => (child instanceof Node ? child : shown(String(child)))),
  );
  return element;
}

/** Nodes and texts with something between each two. @template {Child} T @param {T[]} every @param {string} between @returns {(T | string)[]} */
export function listed(every, between) {
  return every.flatMap((one, place) => (place ? [between, one] : [one]));
}

/** @param {Child} child @returns {child is Node | string | number} */
function present(child) {
  return child !== null && child !== undefined && child !== false && child !== "";
}

/**
 * A text in which marks of direction and of control are seen and do nothing.
 * @param {string} text
 */
export function shown(text) {
  return text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g,
    "\ufffd",
  );
}

/**
 * The element of an id that the template has.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function part(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element #${id}`);
  return found;
}

/**
 * Offer a text as a file.
 * @param {string} name @param {string} text @param {string} type
 */
export function download(name, text, type = "text/csv") {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/**
 * A text with a button that copies it.
 * @param {string} text
 * @param {string} label  what is copied, for a screen reader
 */
export function copied(text, label) {
  const button = h("button", { type: "button", class: "copy", "aria-label": `Copy ${label}` }, "Copy");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      // A page opened from a file may not reach the clipboard: select the text instead.
      const range = document.createRange();
      range.selectNodeContents(/** @type {Node} */ (button.previousElementSibling));
      getSelection()?.removeAllRanges();
      getSelection()?.addRange(range);
      button.textContent = "Selected";
    }
    setTimeout(() => (button.textContent = "Copy"), 1500);
  });
  return h("div", { class: "copied" }, h("pre", { tabindex: "0", "aria-label": label }, text), button);
}

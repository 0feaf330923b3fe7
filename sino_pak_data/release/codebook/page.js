// Search over tables, columns and codes. "/" focuses the box, Enter opens the first match, Escape clears.
(() => {
  const find = document.querySelector(".find"), input = find.querySelector("input"), list = find.querySelector("ul");
  const contents = document.querySelector("nav details"), narrow = matchMedia("(max-width: 64rem)");
  const fold = () => { contents.open = !narrow.matches; };
  const about = (row) => [...row.querySelectorAll("[data-label=label], [data-label=meaning]")].map((cell) => cell.textContent).join(". ");
  const entries = [...document.querySelectorAll("main .anchor")].map((anchor) => {
    const row = anchor.closest("tr"), heading = anchor.parentElement;
    const says = row ? about(row) : `${heading.textContent.slice(1)}: ${heading.nextElementSibling?.textContent ?? ""}`;
    return { id: anchor.id, says, text: `${anchor.id} ${says}`.toLowerCase() };
  });
  const result = ({ id, says }) => {
    const item = document.createElement("li"), link = document.createElement("a"), small = document.createElement("small");
    link.href = `#${id}`;
    link.textContent = id;
    small.textContent = says;
    link.append(small);
    item.append(link);
    return item;
  };
  const show = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const rank = (entry) => (entry.id.toLowerCase().includes(words[0]) ? 0 : 1);
    const found = words.length ? entries.filter((entry) => words.every((word) => entry.text.includes(word))) : [];
    list.replaceChildren(...found.sort((a, b) => rank(a) - rank(b)).slice(0, 40).map(result));
    if (words.length && !found.length) {
      const none = document.createElement("li");
      none.textContent = "No matches";
      list.append(none);
    }
  };
  const says = new Map(entries.map((entry) => [`#${entry.id}`, entry.says]));
  for (const link of document.querySelectorAll("td a[href^='#codes-']")) link.title = says.get(link.hash) ?? "";
  narrow.addEventListener("change", fold);
  fold();
  find.hidden = false;
  input.addEventListener("input", show);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") list.querySelector("a")?.click();
    if (event.key === "Escape") { input.value = ""; show(); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target.closest("input")) return;
    event.preventDefault();
    input.focus();
  });
})();

// Search over tables, columns and codes. "/" goes to the box, Enter to the first match, Escape clears it.
(() => {
  const box = document.querySelector(".find"), input = box.querySelector("input"), list = box.querySelector("ul");
  const narrow = matchMedia("(max-width: 60rem)"), fold = () => { document.querySelector(".side details").open = !narrow.matches; };
  narrow.addEventListener("change", fold);
  fold();
  const all = [...document.querySelectorAll("[data-says]")].map((one) => ({
    id: one.id, says: one.dataset.says, text: `${one.id} ${one.dataset.says}`.toLowerCase(),
  }));
  const show = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const rank = (one) => (one.id.toLowerCase().includes(words[0]) ? 0 : 1);
    const found = words.length ? all.filter((one) => words.every((word) => one.text.includes(word))) : [];
    list.replaceChildren(...found.sort((a, b) => rank(a) - rank(b)).slice(0, 40).map((one) => {
      const item = document.createElement("li"), link = document.createElement("a"), says = document.createElement("small");
      link.href = `#${one.id}`;
      link.textContent = one.id;
      says.textContent = one.says;
      link.append(says);
      item.append(link);
      return item;
    }));
    if (words.length && !found.length) list.textContent = "Nothing found.";
  };
  box.hidden = false;
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

// The menus of the header close as menus do, and a phone shows where in it one is.
for (const menu of document.querySelectorAll("[data-menu]")) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
}
const current = document.querySelector(".app-strip [aria-current]");
if (current) {
  const strip = current.closest("ul");
  strip.scrollLeft = current.offsetLeft - (strip.clientWidth - current.offsetWidth) / 2;
}

// `/` searches and `?` lists the keys, but where a key may be meant for a field.
addEventListener("keydown", async (event) => {
  const link = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!link || event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.("input, select, textarea")) return;
  event.preventDefault(); // what a browser does with them
  const { areOff, openOver } = await import("./keys.js");
  if (!areOff()) openOver(link);
});

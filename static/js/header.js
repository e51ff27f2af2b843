// The menu of one's account closes as menus do, and a phone shows where in the header one is.
const menu = document.querySelector("[data-menu]");
if (menu) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
}
const current = document.querySelector(".app-nav [aria-current]");
if (current) {
  const strip = current.closest("ul");
  strip.scrollLeft = current.offsetLeft - (strip.clientWidth - current.offsetWidth) / 2;
}

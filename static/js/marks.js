// Ticks of a list: all of the page at once, and how many there are beside the button that acts on them.
const ticks = [...document.querySelectorAll(".app-table-tick input")];
const all = document.querySelector("[data-mark-all]");
const told = document.querySelector("[data-marked]");

function tell() {
  const marked = ticks.filter((tick) => tick.checked).length;
  all.firstElementChild.checked = marked === ticks.length;
  all.firstElementChild.indeterminate = marked > 0 && marked < ticks.length;
  if (told) told.textContent = `${marked} / ${ticks.length}`;
}

if (all && ticks.length) {
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const tick of ticks) tick.checked = all.firstElementChild.checked;
    tell();
  });
  for (const tick of ticks) tick.addEventListener("change", tell);
  tell(); // a browser keeps the ticks of a page that one goes back to
}

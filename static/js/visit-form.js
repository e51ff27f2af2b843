// Over a form that works alone: rows on demand, jumps from part to part, and the first error in view.
const form = document.querySelector(".app-visit");

function addRow(name) {
  const rows = form.querySelector(`[data-rows="${name}"]`);
  const blank = form.querySelector(`[data-row-template="${name}"]`).innerHTML;
  const total = form.querySelector(`[name="${name}-TOTAL_FORMS"]`);
  rows.insertAdjacentHTML("beforeend", blank.replaceAll("__prefix__", total.value));
  total.value = Number(total.value) + 1;
  hideFullRows();
  return rows.lastElementChild;
}

// A button stands only where one more row still fits.
function hideFullRows() {
  for (const button of form.querySelectorAll("[data-add-row]")) {
    const count = (what) => Number(form.querySelector(`[name="${button.dataset.addRow}-${what}"]`).value);
    button.hidden = count("TOTAL_FORMS") >= count("MAX_NUM_FORMS");
  }
}

hideFullRows();
for (const button of form.querySelectorAll("[data-add-row]")) {
  button.addEventListener("click", () => {
    addRow(button.dataset.addRow).querySelector("input, textarea, select").focus();
  });
}
// Whoever brings a copy back asks for the rows that it needs.
form.addEventListener("visit:rows", ({ detail: { name, count } }) => {
  while (Number(form.querySelector(`[name="${name}-TOTAL_FORMS"]`).value) < count) addRow(name);
});

// From part to part by keyboard; after the last one comes the button that ends the visit.
const stops = [...form.querySelectorAll("section[id^=part-]"), form.querySelector(".app-save")];

// Into the first field that still lacks something: what post and campaign filled in is there to be read.
function enter(stop) {
  const fields = [...stop.querySelectorAll("input:not([type=hidden]), select, textarea, [name=close]")]
    .filter((field) => field.offsetParent);
  const note = stop.querySelector("[data-rows=notes] textarea");
  (note ?? fields.find(isEmpty) ?? fields[0] ?? stop.querySelector("h2"))?.focus();
}

function isEmpty(field) {
  const isChosen = ["radio", "checkbox"].includes(field.type);
  return isChosen ? !form.querySelector(`[name="${field.name}"]:checked`)?.value : !field.value;
}

// What was not observed has no level.
form.addEventListener("change", ({ target }) => {
  if (!target.name?.endsWith("-not_observed") || !target.checked) return;
  target.closest("[data-criterion]").querySelector('[data-levels] [value=""]').click();
});

addEventListener("keydown", (event) => {
  const step = { PageDown: 1, PageUp: -1 }[event.key];
  if (!step || !event.altKey) return;
  event.preventDefault();
  const here = stops.findIndex((stop) => stop.contains(document.activeElement));
  enter(stops[Math.min(Math.max(here + step, 0), stops.length - 1)]);
});
for (const hint of form.querySelectorAll("[data-scripted]")) hint.hidden = false;

document.querySelector("[data-error-summary]")?.focus();

// A form that does not save by itself asks before it is left.
if (!form.hasAttribute("data-visit")) {
  let isUnsaved = document.querySelector("[data-error-summary]") !== null;
  form.addEventListener("input", () => { isUnsaved = true; });
  form.addEventListener("submit", () => { isUnsaved = false; });
  addEventListener("beforeunload", (event) => { if (isUnsaved) event.preventDefault(); });
}

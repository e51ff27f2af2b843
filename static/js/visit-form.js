// Over a form that works alone: rows on demand, jumps from part to part, and the first error in view.
const form = document.querySelector(".app-visit");

function addRow(name) {
  const rows = form.querySelector(`[data-rows="${name}"]`);
  const blank = form.querySelector(`[data-row-template="${name}"]`).innerHTML;
  const total = form.querySelector(`[name="${name}-TOTAL_FORMS"]`);
  rows.insertAdjacentHTML("beforeend", blank.replaceAll("__prefix__", total.value));
  total.value = Number(total.value) + 1;
  hideFullRows();
  rows.lastElementChild.querySelectorAll("select[name$=-criterion]").forEach(offerChips);
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

// --- Which criterion a row is about, by one tap: chips in the place of its list, which goes on holding the choice.
function offerChips(select) {
  const box = document.createElement("div");
  box.className = "app-chips";
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", select.labels[0].textContent);
  box.append(...[...select.options].filter(({ value }) => value).map(({ value, text }) => {
    const chip = document.createElement("button");
    chip.type = "button";
    chip.value = value;
    chip.textContent = text;
    return chip;
  }));
  select.hidden = true;
  select.after(box);
  showChips(box);
}

function showChips(box) {
  const chosen = box.previousElementSibling.value;
  for (const chip of box.children) chip.setAttribute("aria-pressed", String(chip.value === chosen));
}

function choose(select, value) {
  select.value = select.value === value ? "" : value; // a second tap takes it back
  select.dispatchEvent(new Event("input", { bubbles: true }));
}

form.querySelectorAll("select[name$=-criterion]").forEach(offerChips);
form.addEventListener("click", ({ target }) => {
  if (target.matches(".app-chips button")) choose(target.parentElement.previousElementSibling, target.value);
});
form.addEventListener("input", () => form.querySelectorAll(".app-chips").forEach(showChips));
form.addEventListener("keydown", (event) => {
  if (!event.altKey || !event.code.startsWith("Digit")) return;
  const select = event.target.closest("[data-note]")?.querySelector("select");
  const option = select?.options[event.code.at(-1)];
  if (!option?.value) return;
  event.preventDefault();
  choose(select, option.value);
});

// --- Levels: one line of each until it is chosen or all are asked for; a second tap takes the choice back.
form.toggleAttribute("data-brief", true);
for (const button of form.querySelectorAll("[data-read-levels]")) {
  button.hidden = !button.closest("[data-levels]").querySelector("[aria-describedby]");
  button.addEventListener("click", () => {
    const isWhole = button.closest("[data-levels]").toggleAttribute("data-whole");
    button.setAttribute("aria-expanded", String(isWhole));
    [button.textContent, button.dataset.other] = [button.dataset.other, button.textContent];
  });
}
form.addEventListener("pointerdown", ({ target }) => {
  if (target.matches("[data-levels] input:checked")) target.addEventListener("click", takeBack, { once: true });
});

function takeBack({ target }) {
  target.closest("[data-levels]").querySelector('[value=""]').click();
}

// --- From part to part by keyboard; after the last one comes the button that ends the visit.
const stops = [...form.querySelectorAll("section[id^=part-]"), form.querySelector(".app-save")];

// Into the first field that still lacks something: what post and campaign filled in is there to be read.
function enter(stop) {
  stop.dispatchEvent(new Event("visit:open", { bubbles: true }));
  const fields = [...stop.querySelectorAll("input:not([type=hidden]), select, textarea, [name=close]")]
    .filter((field) => field.offsetParent);
  const note = stop.querySelector("[data-rows=notes] textarea");
  (note ?? fields.find(isEmpty) ?? fields[0] ?? stop.querySelector("h2"))?.focus();
}

function isEmpty(field) {
  const isChosen = ["radio", "checkbox"].includes(field.type);
  return isChosen ? !form.querySelector(`[name="${field.name}"]:checked`)?.value : !field.value;
}

// --- What was not observed has no level.
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

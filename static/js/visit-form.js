// Over a form that works alone: rows on demand, the first error in view, and a word before leaving unsaved work.
const form = document.querySelector(".app-visit");

for (const button of form.querySelectorAll("[data-add-row]")) {
  const name = button.dataset.addRow;
  const rows = form.querySelector(`[data-rows="${name}"]`);
  const blank = form.querySelector(`[data-row-template="${name}"]`).innerHTML;
  const total = form.querySelector(`[name="${name}-TOTAL_FORMS"]`);
  button.hidden = false;
  button.addEventListener("click", () => {
    rows.insertAdjacentHTML("beforeend", blank.replaceAll("__prefix__", total.value));
    total.value = Number(total.value) + 1;
    rows.lastElementChild.querySelector("input, textarea, select").focus();
  });
}

document.querySelector("[data-error-summary]")?.focus();

let isUnsaved = document.querySelector("[data-error-summary]") !== null;
form.addEventListener("input", () => { isUnsaved = true; });
form.addEventListener("submit", () => { isUnsaved = false; });
addEventListener("beforeunload", (event) => { if (isUnsaved) event.preventDefault(); });

// Part 1 over a form that works alone: only what the mode of the visit asks for.
const form = document.querySelector(".app-visit");
const mode = form.querySelector("[name=visit-mode]");

function showFields() {
  for (const part of form.querySelectorAll("[data-mode]")) {
    part.hidden = !part.dataset.mode.split(" ").includes(mode.value) && !part.querySelector(".is-invalid");
  }
}

mode.addEventListener("change", showFields);
showFields();

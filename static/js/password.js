// One box shows everything secret that the form asks; browsers offer to keep only what is hidden again when it is sent.
const box = document.querySelector("[data-show-password]");
const form = box.closest("form");
const fields = form.querySelectorAll("input[type=password]");

function show(isShown) {
  for (const field of fields) field.type = isShown ? "text" : "password";
}

box.hidden = fields.length === 0;
box.querySelector("input").addEventListener("change", (event) => show(event.target.checked));
form.addEventListener("submit", () => show(false));

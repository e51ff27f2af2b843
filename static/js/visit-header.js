// Part 1 over a form that works alone: only what the mode of the visit asks for, and what one tap can say.
const form = document.querySelector(".app-visit");
const part = form.querySelector("#part-1");
const mode = form.querySelector("[name=visit-mode]");
const field = (name) => part.querySelector(`[name="${name}"]`);
const changed = (input) => input.dispatchEvent(new Event("input", { bubbles: true }));

function showFields() {
  for (const one of form.querySelectorAll("[data-mode]")) {
    one.hidden = !one.dataset.mode.split(" ").includes(mode.value) && !one.querySelector(".is-invalid");
  }
}

mode.addEventListener("change", showFields);
showFields();

// A button that a script serves is seen only with it.
function offer(selector, act) {
  for (const button of part.querySelectorAll(selector)) {
    button.hidden = false;
    button.addEventListener("click", () => act(button));
  }
}

offer("[data-now]", (button) => {
  const input = field(button.dataset.now);
  input.value = new Date().toTimeString().slice(0, 5);
  changed(input);
});
offer("[data-all-shown]", () => {
  for (const yes of part.querySelectorAll('[name^="documents-"][value="yes"]')) yes.checked = true;
  changed(part);
});
offer("[data-all-came]", () => {
  for (const [who, came] of [["enrolled_girls", "present_girls"], ["enrolled_boys", "present_boys"], ["with_disability", "present_with_disability"]]) {
    if (field(`visit-${who}`).value) field(`visit-${came}`).value = field(`visit-${who}`).value;
  }
  changed(part);
});

// Numbers by − and +, and by typing as ever.
for (const box of part.querySelectorAll("[data-less]")) {
  for (const input of box.querySelectorAll("input[type=number]")) {
    const button = (sign, word, step) => {
      const made = document.createElement("button");
      Object.assign(made, { type: "button", className: "btn btn-outline-secondary", textContent: sign });
      made.setAttribute("aria-label", `${word}: ${input.labels[0].textContent}`);
      made.addEventListener("click", () => { step(); changed(input); });
      return made;
    };
    const row = document.createElement("div");
    row.className = "app-number";
    input.before(row);
    row.append(button("−", box.dataset.less, () => input.stepDown()), input, button("+", box.dataset.more, () => input.stepUp()));
  }
}

// Part 5 over a form that works alone: questions for the levels that were chosen, and texts taken over with one tap.
const form = document.querySelector(".app-visit");
const LOW = 2 / 3; // below two thirds of its scale a level asks for a conversation

const levelOf = (criterion) => Number(form.querySelector(`[name="score-${criterion}-value"]:checked`)?.value) || 0;

const isLow = (group) => {
  const level = levelOf(group.dataset.promptsOf);
  return level > 0 && (level - 1) / (Number(group.dataset.top) - 1) < LOW;
};

function showPrompts() {
  for (const box of form.querySelectorAll("[data-prompts]")) {
    const groups = [...box.querySelectorAll("[data-prompts-of]")];
    const low = groups.filter(isLow);
    const scored = groups.filter((group) => levelOf(group.dataset.promptsOf));
    const offered = low.length ? low : scored.length ? scored : groups;
    for (const group of groups) {
      const level = levelOf(group.dataset.promptsOf);
      for (const prompt of group.querySelectorAll("[data-level]")) {
        prompt.hidden = level > 0 && prompt.dataset.level !== "" && Number(prompt.dataset.level) !== level;
      }
      group.hidden = !offered.includes(group) || !group.querySelector("[data-level]:not([hidden])");
    }
    box.querySelector("[data-prompts-none]").hidden = groups.some((group) => !group.hidden);
  }
}

// The first row of `name` where `field` is still empty, added when there is none; undefined when no more fit.
function emptyRow(name, field) {
  const isEmpty = () => [...form.querySelectorAll(`[data-rows="${name}"] [name$="-${field}"]`)].find((one) => !one.value);
  if (!isEmpty()) form.querySelector(`[data-add-row="${name}"]:not([hidden])`)?.click();
  return isEmpty();
}

function write(input, text) {
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

form.addEventListener("change", (event) => {
  if (event.target.name?.endsWith("-value")) showPrompts();
});

// The day of a commitment, so many days after that of the visit.
function dayAfter(days) {
  const from = form.querySelector("[name=visit-visited_on]").valueAsDate ?? new Date();
  return new Date(from.getTime() + days * 86_400_000);
}

form.addEventListener("click", ({ target }) => {
  if (!target.matches("[data-due-in]")) return;
  const due = target.closest("fieldset").querySelector("[name$='-due_on']");
  due.valueAsDate = dayAfter(target.dataset.dueIn);
  due.dispatchEvent(new Event("input", { bubbles: true }));
});
form.toggleAttribute("data-due-offered", true);

for (const button of form.querySelectorAll("[data-leave-question]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const input = emptyRow("questions", "text");
    if (!input) return;
    write(input, button.closest("li").querySelector("[data-text]").textContent);
    input.focus();
    button.disabled = true;
  });
}

for (const button of form.querySelectorAll("[data-use-idea]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const idea = button.closest("li");
    const action = emptyRow("commitments", "action");
    if (!action) return;
    const row = action.closest("fieldset");
    const criterion = row.querySelector("[name$='-criterion']");
    const fitting = [...criterion.options].find((option) => option.textContent === idea.dataset.topic);
    write(action, idea.querySelector("[data-action]").textContent);
    write(row.querySelector("[name$='-evidence_expected']"), idea.querySelector("[data-evidence]")?.textContent ?? "");
    if (fitting) {
      criterion.value = fitting.value;
      criterion.dispatchEvent(new Event("input", { bubbles: true }));
    }
    row.querySelector("[name$='-due_on']").focus();
  });
}

showPrompts();

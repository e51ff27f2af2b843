// One part at a time on a phone, and how far each is, over a form that shows all of them without a script.
// The browser's own way back is a step back. Its address stays as it is: a page that comes back begins at its top,
// where it says what was not saved.
const form = document.querySelector(".app-visit");
const nav = form.querySelector(".app-steps");
const foot = form.querySelector(".app-save");
const parts = [...form.querySelectorAll("section[id^=part-]")];
const links = [...nav.querySelectorAll("a")];
const names = links.map((link) => link.textContent.trim().replace(/^\d+ /, ""));
const [back, next, lacking] = ["back", "next", "lacking"].map((what) => foot.querySelector(`[data-${what}]`));
const key = `acompana:part:${form.dataset.visit ?? location.pathname}`; // where she left this visit, on this device

const named = (name) => form.querySelector(`[name="${name}"]`);
const isChosen = (within, end) => Boolean(within.querySelector(`[name$="${end}"]:checked`)?.value);
const isFilled = (within, end) => Boolean(within.querySelector(`[name$="${end}"]`)?.value.trim());

// --- Which part is open.
function at(hash) {
  const id = decodeURIComponent(hash.slice(1));
  return id ? document.getElementById(id) : null;
}

const partOf = (target) => parts.find((part) => part.contains(target));

function open(part) {
  const here = parts.indexOf(part);
  for (const one of parts) one.toggleAttribute("data-away", one !== part);
  for (const link of links) link.removeAttribute("aria-current");
  links[here].setAttribute("aria-current", "step");
  form.setAttribute("data-part", here === parts.length - 1 ? "last" : part.id);
  lead(back, here - 1);
  lead(next, here + 1);
  try { localStorage.setItem(key, part.id); } catch { /* it then opens at the first part */ }
}

function lead(link, to) {
  link.hidden = !parts[to];
  if (link.hidden) return;
  link.href = `#${parts[to].id}`;
  const name = link.querySelector("[data-name]");
  name.textContent = `${name.dataset.name} ${names[to]}`;
}

function go(target) {
  const part = partOf(target);
  if (part) open(part);
  const isPart = target === part;
  target.scrollIntoView({ block: isPart ? "start" : "center", behavior: "instant" });
  const field = isPart ? part.querySelector("h2") : target.matches("input, select, textarea") ? target : target.querySelector("input, select, textarea");
  field?.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  const target = link && at(link.hash);
  if (!partOf(target)) return;
  event.preventDefault();
  if (partOf(target).hasAttribute("data-away")) note("pushState", partOf(target));
  go(target);
});
addEventListener("popstate", ({ state }) => {
  const target = at(state?.part ? `#${state.part}` : location.hash);
  if (partOf(target)) go(target);
});

function note(how, part) {
  history[how]({ part: part.id }, "", location.pathname + location.search);
}

// Whoever leads to a field of another part opens that first.
form.addEventListener("visit:open", ({ target }) => { if (partOf(target)) open(partOf(target)); });

// --- How far each part is: its words are not those of the visit, which is another thing.
const of = {
  "part-1": () => count([isFilled(form, "visit-starts_at"), isFilled(form, "visit-ends_at"), isChosenOrNone("visit-moments")]),
  "part-2": (part) => count([...part.querySelectorAll(".app-review")].map((row) => isChosen(row, "-verdict")), true),
  "part-3": (part) => {
    const written = [...part.querySelectorAll("[data-note] textarea")].filter((note) => note.value.trim()).length;
    return { text: written || "", word: written ? "begun" : "empty" };
  },
  "part-4": (part) => count([...part.querySelectorAll("[data-criterion]")].map(isJudged), true),
  "part-5": (part) => count([
    ["strengths", "needs", "reflection", "opening"].some((name) => isFilled(part, `dialogue-${name}`)),
    [...part.querySelectorAll('[name$="-action"]')].some((action) => action.value.trim()),
  ]),
};

// Made once: what is touched while a text is left must not be replaced under the finger.
const marks = links.map((link) => {
  const mark = document.createElement("b");
  mark.setAttribute("aria-hidden", "true");
  link.append(mark);
  return mark;
});
const words = links.map((link) => {
  const word = document.createElement("span");
  word.className = "visually-hidden";
  link.append(word);
  return word;
});

function count(answers, isShown = false) {
  const done = answers.filter(Boolean).length;
  const isComplete = done === answers.length;
  const shown = isShown && answers.length ? `${done}/${answers.length}` : isComplete ? "✓" : done ? "…" : "";
  return { text: shown, word: isComplete ? "complete" : done ? "begun" : "empty" };
}

function isChosenOrNone(name) {
  return !named(name) || isChosen(form, name);
}

function isJudged(row) {
  if (row.querySelector('[name$="-not_observed"]')?.checked) return isFilled(row, "-not_observed_reason");
  return isChosen(row, "-value") && isFilled(row, "-evidence");
}

function tell() {
  parts.forEach((part, n) => {
    const isWrong = part.querySelector(".is-invalid");
    const { text, word } = isWrong ? { text: "!", word: "begun" } : of[part.id](part);
    links[n].setAttribute("data-word", word);
    marks[n].textContent = text;
    words[n].textContent = `, ${nav.dataset[word]}`;
  });
  const missing = whatLacks();
  lacking.hidden = !missing.length;
  form.toggleAttribute("data-complete", !missing.length);
  if (!missing.length) return;
  lacking.textContent = `${lacking.dataset.lacking} ${missing.length}`;
  lacking.href = `#${missing[0].id}`;
}

// What keeps the visit from being closed, in its order: the field of each.
function whatLacks() {
  const hours = ["visit-starts_at", "visit-ends_at"].map(named).filter((field) => !field.value);
  const reviews = [...form.querySelectorAll(".app-review")].filter((row) => !isChosen(row, "-verdict"));
  const scores = [...form.querySelectorAll("[data-criterion]")].filter((row) => !isJudged(row));
  const first = (row, end) => row.querySelector(`[name$="${end}"]`);
  return [
    ...hours,
    ...reviews.map((row) => first(row, "-verdict")),
    ...scores.map((row) => (isFilled(row, "-evidence") ? first(row, "-value") : first(row, "-evidence"))),
  ];
}

form.addEventListener("input", tell);
form.addEventListener("change", tell);
form.addEventListener("visit:rows", () => queueMicrotask(tell));
tell();

// --- On opening: what is asked for, else what is wrong, else where she left.
function opened() {
  const asked = partOf(at(location.hash)) && at(location.hash);
  if (asked) return asked;
  const wrong = partOf(form.querySelector(".is-invalid"));
  if (wrong) return wrong;
  try { return parts.find((part) => part.id === localStorage.getItem(key)); } catch { return null; }
}

const first = opened();
open(partOf(first) ?? parts[0]);
if (first && first !== partOf(first)) go(first); // a field
note("replaceState", partOf(first) ?? parts[0]);

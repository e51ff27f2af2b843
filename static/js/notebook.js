// The field notebook: each note its minute, the stopwatch of active monitoring, and notes that gather as evidence.
const form = document.querySelector(".app-visit");
const notes = form.querySelector("[data-rows=notes]");
const changed = (field) => field.dispatchEvent(new Event("input", { bubbles: true }));

function minute() {
  const now = new Date();
  return [now.getHours(), now.getMinutes()].map((n) => String(n).padStart(2, "0")).join(":");
}

function fields(note) {
  const named = (part) => note.querySelector(`[name$="-${part}"]`);
  return { text: named("text"), at: named("noted_at"), criterion: named("criterion") };
}

// --- A note: its minute is when its writing begins, by letters or all at once; Ctrl + Enter opens the next one.
const begunNotes = new WeakSet(); // the texts in which something stood at the last look

notes.addEventListener("input", ({ target }) => {
  if (!target.matches("textarea") || !target.value || begunNotes.has(target)) return;
  const { at } = fields(target.closest("[data-note]"));
  at.value ||= minute();
});
notes.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  const rows = [...notes.querySelectorAll("[data-note]")];
  const blank = rows.slice(rows.indexOf(event.target.closest("[data-note]")) + 1)
    .find((row) => !fields(row).text.value);
  if (blank) fields(blank).text.focus();
  else form.querySelector("[data-add-row=notes]").click();
});

// --- Evidence: what is tagged in the notebook stands under its criterion, and one touch copies it.
function gather() {
  const tagged = {};
  for (const note of notes.querySelectorAll("[data-note]")) {
    const { text, at, criterion } = fields(note);
    begunNotes[text.value ? "add" : "delete"](text);
    if (criterion.value && text.value.trim()) (tagged[criterion.value] ??= []).push([at.value, text.value.trim()]);
  }
  for (const section of form.querySelectorAll("[data-criterion]")) {
    const found = tagged[section.dataset.criterion] ?? [];
    const list = section.querySelector("[data-tagged]");
    list.replaceChildren(...found.map(([at, text]) => {
      const line = document.createElement("li");
      if (at) {
        const when = document.createElement("strong");
        when.textContent = at;
        line.append(when, " ");
      }
      const what = document.createElement("span");
      what.textContent = text;
      line.append(what);
      return line;
    }));
    list.hidden = !found.length;
    const evidence = section.querySelector('[name$="-evidence"]');
    section.querySelector("[data-use-notes]").hidden = found.every(([, text]) => evidence.value.includes(text));
  }
}

form.addEventListener("input", gather);
form.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-use-notes]");
  if (button) useNotes(button.closest("[data-criterion]")).focus();
});
// Who chooses a level without having written has the notes of this criterion for evidence.
form.addEventListener("change", ({ target }) => {
  const section = target.value && target.matches("[data-levels] input") && target.closest("[data-criterion]");
  if (section && !section.querySelector('[name$="-evidence"]').value.trim()) useNotes(section);
});

function useNotes(section) {
  const evidence = section.querySelector('[name$="-evidence"]');
  const texts = [...section.querySelectorAll("[data-tagged] span")].map((span) => span.textContent);
  const missing = texts.filter((text) => !evidence.value.includes(text));
  evidence.value = [evidence.value.trim(), ...missing].filter(Boolean).join("\n");
  if (missing.length) changed(evidence);
  return evidence;
}

gather();

// --- The rubric by keyboard: Enter on a level goes on to the next criterion, where it would have sent the form.
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("[data-levels] input")) return;
  event.preventDefault();
  const sections = [...form.querySelectorAll("[data-criterion]")];
  const next = sections[sections.indexOf(event.target.closest("[data-criterion]")) + 1];
  if (next) next.querySelector('[name$="-evidence"]').focus();
});

// --- The stopwatch: it survives a reload, and adds what it counted to the minutes already there.
const timer = form.querySelector("[data-timer]");
const minutes = timer.querySelector("input");
const toggle = timer.querySelector("[data-timer-toggle]");
const shown = timer.querySelector("[data-timer-shown]");
const key = `acompana:timer:${timer.dataset.key}`;
let ticking = null;

function store(value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch { /* a browser that keeps nothing still counts, until the page is left */ }
}

function begun() {
  try { return Number(localStorage.getItem(key)) || 0; } catch { return 0; }
}

function show(start) {
  const seconds = Math.max(0, Math.floor((Date.now() - start) / 1000));
  shown.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function run(start) {
  toggle.textContent = toggle.dataset.stop;
  show(start);
  ticking = { start, id: setInterval(() => show(start), 1000) };
}

function stop() {
  const counted = Math.max(0, Math.round((Date.now() - ticking.start) / 60000));
  clearInterval(ticking.id);
  ticking = null;
  store(null);
  toggle.textContent = toggle.dataset.start;
  shown.textContent = "";
  minutes.value = (Number(minutes.value) || 0) + counted;
  changed(minutes);
}

toggle.hidden = false;
toggle.addEventListener("click", () => {
  if (ticking) {
    stop();
    return;
  }
  store(String(Date.now()));
  run(Date.now());
});
if (begun()) run(begun());

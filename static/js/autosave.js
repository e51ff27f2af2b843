// A long form that is saved by itself while one writes: the very form that the button sends, to the same address.
// What is new in the answer (what the form now stands on) goes into its hidden fields. Without an answer nothing is lost:
// the button sends the same, and leaving the page is asked about.
const form = document.querySelector("[data-autosave]");
const says = form.querySelector("[data-autosave-says]");
const words = form.dataset;
const PAUSE = 4000; // after the last change, before it is sent
const RETRY = 30000;

let version = 0; // of what is typed: which change was the last
let savedVersion = 0;
let isSending = false;
let isLeaving = false;
let waiting = null;

function wait(milliseconds) {
  clearTimeout(waiting);
  waiting = setTimeout(save, milliseconds);
}

async function save() {
  if (isSending || isLeaving || version === savedVersion) return;
  isSending = true;
  const sent = version;
  says.textContent = words.saving;
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" },
    });
    take(await answer.json(), sent);
  } catch {
    says.textContent = words.offline;
    wait(RETRY);
  } finally {
    isSending = false;
  }
}

function take(told, sent) {
  if (told.state !== "received") {
    says.textContent = words.unsaved;
    return;
  }
  for (const [name, value] of Object.entries(told.fields)) form.elements[name].value = value;
  savedVersion = sent;
  says.textContent = `${words.saved} ${told.at}`;
  if (version !== sent) wait(PAUSE);
}

form.addEventListener("input", () => {
  version += 1;
  wait(PAUSE);
});
form.addEventListener("submit", (event) => {
  if (isSending) { // what is on its way answers first, or this one would stand on what is no longer stored
    event.preventDefault();
    const button = event.submitter;
    setTimeout(() => form.requestSubmit(button), 300);
    return;
  }
  isLeaving = true;
  clearTimeout(waiting);
});
addEventListener("online", () => save());
addEventListener("beforeunload", (event) => {
  if (!isLeaving && version !== savedVersion) event.preventDefault();
});
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

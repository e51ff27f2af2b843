// What is typed is here in this browser, on its way, or received by the system: the page says which, and never more.
// The copy here is let go only when the system has said that it received that very content.
import { keyOf, leftHere, readCopy, says, writeCopy } from "./copies.js";

const form = document.querySelector(".app-visit");
const state = form.querySelector("[data-state]");
const words = state.dataset;
const key = keyOf(form.dataset);
const PAUSE = 4000; // after the last change, before it is sent
const RETRY = 30000;
const SIGNAL = 10000; // how long a button waits for a sign of the network
const UNAVAILABLE = [502, 503, 504]; // a proxy speaks in the place of a system that does not: that is no answer

let version = 0; // of what is typed: which change was the last
let receivedVersion = 0;
let isSending = false;
let isLeaving = false;
const isClosed = form.hasAttribute("data-refused"); // opened only to be read
let isOver = isClosed; // refused: a person must look first
let waiting = null;
let unanswered = null; // what was sent and got no answer
let submitter = null; // the button that waits for what is on its way, or for a sign of the network
let mayLeave = false; // the system has just answered
let isToldNoSignal = false; // to a button, while something was on its way: that this one got no answer says less
let offered = readCopy(key); // what was here when the page opened, until a person or the system decides on it

const field = (name) => form.querySelector(`[name="${name}"]`);
const clock = () => new Date().toLocaleTimeString("es-PE", { hour: "2-digit", minute: "2-digit", hour12: false });

// `look` is the icon beside the words: here, sending, received, or something to attend to.
function say(text, { look = "attention", link, href } = {}) {
  state.setAttribute("data-look", look);
  if (state.textContent === text + (link ? ` ${link}` : "")) return;
  state.textContent = text;
  if (!link) return;
  const anchor = document.createElement("a");
  anchor.textContent = link;
  anchor.href = href;
  state.append(" ", anchor);
}

function sayHere(isKept = keepHere()) {
  if (isKept) say(`${words.here} ${clock()}`, { look: "here" });
  else say(words.full);
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

// --- Here: a copy in this browser, by visit and person.
function content() {
  return [...new FormData(form)].filter(([name]) => says(name));
}

function keepHere() {
  return writeCopy(key, {
    at: new Date().toISOString(), fields: content(), earlier: offered,
    base_revision: field("base_revision").value,
    unanswered: unanswered && [...unanswered.body], // what may have arrived already, should this page go away
  });
}

// --- On its way: the very form that the button sends, to the same address, with a word about who asks.
// What got no answer may have arrived all the same: it is sent again exactly as it was, before anything newer.
function wait(milliseconds) {
  clearTimeout(waiting);
  waiting = setTimeout(send, milliseconds);
}

function letter() {
  field("sent_at").value = new Date().toISOString();
  return { body: new URLSearchParams(new FormData(form)), version };
}

async function send() {
  if (isSending || isOver || (version === receivedVersion && !unanswered)) return;
  clearTimeout(waiting);
  isSending = true;
  isToldNoSignal = false;
  unanswered ??= letter();
  keepHere();
  const { body, version: sent } = unanswered;
  const token = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/)?.[1];
  if (token) body.set("csrfmiddlewaretoken", token); // signing in again in another tab has renewed it
  say(`${words.here} · ${words.sent} ${clock()}`, { look: "sending" });
  let isAnswered = false;
  try {
    const answer = await fetch(form.action, {
      method: "POST", body, headers: { Accept: "application/json" },
      keepalive: document.visibilityState === "hidden" && body.toString().length < 60000,
    });
    isAnswered = !UNAVAILABLE.includes(answer.status);
    const told = await answer.json();
    if (!["signed_out", "busy"].includes(told.state)) unanswered = null;
    take(told, sent);
  } catch {
    if (!isToldNoSignal) say(`${words.here} ${clock()} · ${words.offline}`);
    wait(RETRY);
  } finally {
    isSending = false;
  }
  if (submitter) press(isAnswered);
  else if (version !== sent && !unanswered && !isOver) wait(PAUSE);
}

// --- A button leaves this page only towards an answer: without a signal it stays, and what is written goes by itself.
async function awaitSignal() {
  const isThere = await fetch(words.signal, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout?.(SIGNAL) })
    .then(({ status }) => !UNAVAILABLE.includes(status), () => false);
  if (submitter && !(isThere && isSending)) press(isThere); // while something is on its way, its answer decides
}

function press(isAnswered) {
  const button = submitter;
  submitter = null;
  if (isAnswered) {
    mayLeave = true;
    form.requestSubmit(button);
    mayLeave = false;
    return;
  }
  if (version === receivedVersion && !unanswered) version += 1; // the promise is kept for what was received, too
  if (!keepHere()) say(words.full);
  else {
    isToldNoSignal = !isOver;
    say(isOver ? `${words.here} ${clock()}` : words.noSignal);
  }
  wait(RETRY);
}

// --- What became of it.
const outcomes = {
  received(answer, sent) {
    receivedVersion = sent;
    field("base_revision").value = answer.revision;
    field("submission").value = answer.next;
    if (version !== sent) return sayHere();
    writeCopy(key, offered);
    say(`${words.received} ${answer.at}${answer.clock ? ` · ${answer.clock}` : ""}`, { look: "received" });
  },
  held(answer, sent) {
    receivedVersion = sent; // the system has it as it was typed; the copy stays until it is complete
    sayLacking(`${words.held} ${answer.at}`, answer);
  },
  incomplete(answer) {
    sayLacking(`${words.here} ${clock()}`, answer);
  },
  conflict(answer, sent) { // it is in, beside what is saved; what is typed from now on goes there too
    receivedVersion = sent;
    field("submission").value = answer.submission;
    if (version === sent) writeCopy(key, offered);
    say(`${words.received} ${answer.at} · ${words.conflict}.`, { link: words.compare, href: answer.url });
  },
  signed_out() {
    const next = encodeURIComponent(location.pathname + location.search);
    say(`${words.here} ${clock()} · ${words.signedOut}.`, { link: words.enter, href: `${words.login}?next=${next}` });
    wait(RETRY);
  },
  busy(answer) {
    say(`${keepHere() ? `${words.here} ${clock()}` : words.full} · ${answer.reason}`);
    wait(RETRY);
  },
  refused(answer) {
    isOver = true;
    say(`${keepHere() ? `${words.here} ${clock()}` : words.full} · ${words.refused}: ${answer.reason}`);
  },
};

function sayLacking(where, { missing: [first], reason }) {
  if (first) say(`${where} · ${words.incomplete}:`, { link: first.label, href: `#${first.field}` });
  else say(`${where} · ${reason}`);
}

function take(answer, sent) {
  if (answer.alert) {
    const told = document.querySelector("[data-alert-told]");
    told.hidden = false;
    told.querySelector("a").href = answer.alert;
  }
  const outcome = outcomes[answer.state];
  if (!outcome) throw new Error("an answer of another kind");
  outcome(answer, sent);
}

// --- When.
form.addEventListener("input", () => {
  version += 1;
  if (isClosed) return;
  const isKept = keepHere();
  if (isOver && isKept) return; // why it was refused stays on the page
  sayHere(isKept);
  wait(PAUSE);
});
form.addEventListener("submit", (event) => {
  if (!mayLeave) {
    event.preventDefault();
    submitter = event.submitter;
    if (unanswered && !isOver) send(); // what may be in already goes first, or it would be in its own way
    awaitSignal();
    return;
  }
  if (unanswered) field("submission").value = newId(); // that one may be in: this is another sending
  isLeaving = true;
  clearTimeout(waiting);
  field("sent_at").value = new Date().toISOString();
  if (version !== receivedVersion || readCopy(key)) keepHere();
});
addEventListener("online", () => send());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && !isLeaving) send();
});
addEventListener("beforeunload", (event) => {
  if (!isLeaving && version !== receivedVersion) event.preventDefault();
});
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

// --- On opening: a copy that the system already has is let go; any other is offered, whatever is typed meanwhile.
function restore(copy) {
  for (const [name, count] of copy.fields) {
    const rows = name.match(/^(.+)-TOTAL_FORMS$/);
    if (rows) form.dispatchEvent(new CustomEvent("visit:rows", { detail: { name: rows[1], count: Number(count) } }));
  }
  const values = Map.groupBy ? Map.groupBy(copy.fields, ([name]) => name) : group(copy.fields);
  for (const control of form.elements) {
    if (!control.name || !says(control.name) || control.type === "hidden") continue;
    const given = (values.get(control.name) ?? []).map(([, value]) => value);
    if (["checkbox", "radio"].includes(control.type)) control.checked = given.includes(control.value);
    else if (control.tagName !== "BUTTON") control.value = given[0] ?? "";
  }
  field("base_revision").value = copy.base_revision; // written on that one: should it be old, nothing is overwritten
  if (copy.unanswered) unanswered = { body: new URLSearchParams(copy.unanswered), version };
  form.dispatchEvent(new Event("input"));
}

function group(pairs) {
  const found = new Map();
  for (const pair of pairs) found.set(pair[0], [...(found.get(pair[0]) ?? []), pair]);
  return found;
}

const same = (copy) => JSON.stringify(copy.fields) === JSON.stringify(content());
const offer = document.querySelector("[data-copy]");

async function offerCopy() {
  const left = same(offered) ? offered.earlier : await leftHere(offered, form.dataset);
  decide(left);
  if (!left) return;
  offer.hidden = false;
  offer.querySelector("[data-copy-at]").textContent = new Date(left.at).toLocaleString("es-PE", { dateStyle: "short", timeStyle: "short" });
  offer.querySelector("[data-copy-restore]").addEventListener("click", () => {
    decide(left.earlier);
    restore(left);
  });
  offer.querySelector("[data-copy-drop]").addEventListener("click", ({ currentTarget }) => {
    if (confirm(currentTarget.dataset.sure)) decide(left.earlier);
  });
}

function decide(left) {
  offered = left ?? null;
  offer.hidden = true;
  if (version === receivedVersion) writeCopy(key, offered);
  else keepHere();
}

if (!isClosed) say(words.begin, { look: "here" });
if (offered) offerCopy();

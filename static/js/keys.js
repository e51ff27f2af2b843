// What `/` and `?` open: a page of ours over the one at hand, so that nothing typed there is left behind.
const OFF = "acompana:keys-off";

export function areOff() {
  try { return localStorage.getItem(OFF) !== null; } catch { return false; }
}

function turn(isOff) {
  try { isOff ? localStorage.setItem(OFF, "1") : localStorage.removeItem(OFF); } catch { /* it then holds until the page is left */ }
}

// The part of the page about keys that needs a script, wherever it stands.
function prepare(root) {
  for (const part of root.querySelectorAll("[data-keys]")) part.hidden = false;
  const box = root.querySelector("[data-keys-off]");
  if (!box) return;
  box.checked = areOff();
  box.addEventListener("change", () => turn(box.checked));
}

export async function openOver(link) {
  const answer = await fetch(link.href).catch(() => null); // without signal nothing opens
  if (!answer?.ok || document.querySelector("dialog[open]")) return;
  if (answer.redirected) { location.assign(link.href); return; } // the session has ended
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  page.querySelector(".app-crumb")?.remove(); // one has not gone anywhere
  const dialog = document.createElement("dialog");
  dialog.className = "app-dialog";
  dialog.append(...page.querySelectorAll("main > :not(.app-crumb)"));
  dialog.setAttribute("aria-label", dialog.querySelector("h1").textContent);
  for (const part of dialog.querySelectorAll("[data-close]")) part.hidden = false;
  prepare(dialog);
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
}

prepare(document);

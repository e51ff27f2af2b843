// Follows a request until it is finished, then shows its page again, which says how it ended.
const box = document.querySelector("[data-progress-url]");

async function look() {
  try {
    const answer = await fetch(box.dataset.progressUrl, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const job = await answer.json();
    if (job.is_finished) {
      location.reload();
      return;
    }
    const bar = box.querySelector("progress");
    if (job.percent === null) bar.removeAttribute("value"); // of one transaction nobody can tell how far it is
    else bar.value = job.percent;
    const text = box.querySelector("[data-progress-text]");
    if (text.textContent !== job.text) text.textContent = job.text;
    const howFar = box.querySelector("[data-progress-how-far]"); // not announced: it changes every second
    if (howFar) howFar.textContent = job.how_far;
    box.querySelector("[data-progress-trouble]").hidden = true;
  } catch {
    box.querySelector("[data-progress-trouble]").hidden = false;
  }
  setTimeout(look, 1000);
}

if (box) setTimeout(look, 400);

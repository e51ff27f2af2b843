// Copying the access link, and printing it or the sheet of codes: the buttons appear only where they can work.
const copyButton = document.querySelector("[data-copy]");
const printButton = document.querySelector("[data-print]");

if (copyButton && navigator.clipboard) {
  copyButton.hidden = false;
  copyButton.addEventListener("click", async () => {
    const field = document.getElementById(copyButton.dataset.copy);
    field.select();
    await navigator.clipboard.writeText(field.value);
    copyButton.textContent = copyButton.dataset.done;
  });
}
if (printButton) {
  printButton.hidden = false;
  printButton.addEventListener("click", () => window.print());
}

// Copying and printing the access link: the buttons appear only where they can work.
const copyButton = document.querySelector("[data-copy]");
const printButton = document.querySelector("[data-print]");

if (navigator.clipboard) {
  copyButton.hidden = false;
  copyButton.addEventListener("click", async () => {
    const field = document.getElementById(copyButton.dataset.copy);
    field.select();
    await navigator.clipboard.writeText(field.value);
    copyButton.textContent = copyButton.dataset.done;
  });
}
printButton.hidden = false;
printButton.addEventListener("click", () => window.print());

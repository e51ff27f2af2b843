// Sharing by what the phone has for it, where it has something: the address alone, which asks for an account.
for (const button of document.querySelectorAll("[data-share]")) {
  button.hidden = !navigator.share;
  button.addEventListener("click", () => {
    navigator.share({ text: button.dataset.text, url: button.dataset.share }).catch(() => {}); // she thought better of it
  });
}

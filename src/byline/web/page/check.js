// Of the tab to check a quote: a button that carries the verdict copies it.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-verdict]");
  if (!button) {
    return;
  }
  await window.byline.copyText(button.dataset.verdict); // of ask.js
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = "Copy verdict"), 1500);
});

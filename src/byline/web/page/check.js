// For the "Check a quote" tab: a button with a verdict copies it.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-verdict]");
  if (!button) {
    return;
  }
  await window.byline.copyText(button.dataset.verdict); // in ask.js
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = "Copy verdict"), 1500);
});

// Of the tab to check a quote: a button that carries the verdict copies it.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-verdict]");
  if (!button) {
    return;
  }
  const text = button.dataset.verdict;
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
  } else {
    const area = document.createElement("textarea"); // an address without TLS has no clipboard of its own
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = "Copy verdict"), 1500);
});

// Of the conversation: the newest answer in sight, keys for citations, copying and saving.
watch("value", () => setTimeout(showNewest, 100)); // once the answer is drawn
let shown = 0;
function showNewest() {
  const replies = document.querySelectorAll(".byline-reply");
  if (replies.length === shown) {
    return; // a source was opened: the reader chose where to look
  }
  shown = replies.length;
  const newest = replies[shown - 1];
  let pane = newest?.parentElement;
  while (pane && (pane.scrollHeight <= pane.clientHeight || getComputedStyle(pane).overflowY === "visible")) {
    pane = pane.parentElement;
  }
  if (pane && pane !== document.documentElement) {
    pane.scrollTop += newest.getBoundingClientRect().bottom - pane.getBoundingClientRect().bottom + 16;
  }
}

// The next or the previous citation of the newest answer, by "n" and "p" where nothing is being written.
document.addEventListener("keydown", (event) => {
  const writing = event.target.closest("input, textarea, select, [contenteditable]");
  if (writing || event.ctrlKey || event.metaKey || event.altKey || !["n", "p"].includes(event.key)) {
    return;
  }
  const replies = document.querySelectorAll(".byline-reply");
  const markers = [...(replies[replies.length - 1]?.querySelectorAll("p .byline-marker") ?? [])];
  if (markers.length) {
    const now = markers.findIndex((marker) => marker.getAttribute("aria-current"));
    const step = event.key === "n" ? 1 : -1;
    const next = markers[now < 0 && step < 0 ? markers.length - 1 : (now + step + markers.length) % markers.length];
    next.click();
  }
});
document.addEventListener("click", (event) => {
  const marker = event.target.closest(".byline-marker");
  if (marker) {
    document.querySelectorAll(".byline-marker[aria-current]").forEach((one) => one.removeAttribute("aria-current"));
    marker.setAttribute("aria-current", "true");
  }
});
// A button that carries a text copies it.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) {
    await copyText(button.dataset.copy);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 1500);
  }
});
async function copyText(text) {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text);
  }
  const area = document.createElement("textarea"); // an address without TLS has no clipboard of its own
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
window.bylineSave = (text, name) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
};

// Any button that names a place has the server open it. One listener on the document, since what it
// listens for is drawn anew with every answer.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-open]");
  if (button) {
    trigger("click", { open: button.dataset.open });
    setTimeout(showMark, 300); // the same place again changes no value, so nothing is watched
  }
});
watch("value", () => {
  showMark();
  setTimeout(showNewest, 100); // once the answer is drawn
});
function showMark() {
  const mark = element.querySelector("mark");
  const panel = document.getElementById("byline-sources");
  if (!mark) {
    return;
  }
  if (panel.scrollHeight > panel.clientHeight) {
    const offset = mark.getBoundingClientRect().top - panel.getBoundingClientRect().top;
    panel.scrollTop += offset - panel.clientHeight / 3;
  } else {
    mark.scrollIntoView({ block: "center" });
  }
  mark.focus({ preventScroll: true });
}
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

// Any button of the panel's tab that names a place has the server open it in the panel. One listener on the document,
// since what it listens for is drawn anew again and again.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-open]");
  if (button && button.closest(".byline-columns") === element.closest(".byline-columns")) {
    trigger("click", { open: button.dataset.open });
    setTimeout(showOpened, 300); // the same place again changes no value, so nothing is watched
  }
});
watch("value", showOpened);
function showOpened() {
  const panel = element.closest(".byline-panel");
  const target = element.querySelector("mark, .byline-focus");
  if (!target) {
    return;
  }
  if (panel.scrollHeight > panel.clientHeight) {
    const offset = target.getBoundingClientRect().top - panel.getBoundingClientRect().top;
    panel.scrollTop += offset - panel.clientHeight / 3;
  } else {
    target.scrollIntoView({ block: "center" });
  }
  if (!document.activeElement?.closest("input, textarea, select, [contenteditable]")) {
    target.focus({ preventScroll: true }); // who began to write meanwhile writes on
  }
}

// A button with `data-open` in the panel's tab makes the server open that place in the panel. The listener is on the
// document, since the buttons are redrawn all the time.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-open]");
  if (button && button.closest(".byline-columns") === element.closest(".byline-columns")) {
    trigger("click", { open: button.dataset.open });
    clearTimeout(again);
    again = setTimeout(showOpened, 300); // opening the same place again changes no value, so `watch` does not fire
  }
});
watch("value", showOpened);
// On a narrow screen the panel's column is a sheet over the tab; Back, Escape and its button close it.
const sheet = element.closest(".byline-columns > *");
let opener = null;
let again;
function showSheet() {
  if (matchMedia("(max-width: 900px)").matches && !sheet.classList.contains("byline-sheet")) {
    opener = document.activeElement;
    sheet.classList.add("byline-sheet");
    history.pushState({ byline: "sheet" }, "");
  }
}
function closeSheet() {
  if (sheet.classList.contains("byline-sheet")) {
    clearTimeout(again);
    sheet.classList.remove("byline-sheet");
    opener?.isConnected && opener.focus({ preventScroll: true });
    if (history.state?.byline === "sheet") {
      history.back();
    }
  }
}
window.addEventListener("popstate", closeSheet);
document.addEventListener("keydown", (event) => event.key === "Escape" && closeSheet());
sheet.addEventListener("click", (event) => event.target.closest("[data-close]") && closeSheet());
function showOpened() {
  const panel = element.closest(".byline-panel");
  const target = element.querySelector("mark, .byline-focus");
  if (!target) {
    return;
  }
  showSheet();
  if (panel.scrollHeight > panel.clientHeight) {
    const offset = target.getBoundingClientRect().top - panel.getBoundingClientRect().top;
    panel.scrollTop += offset - panel.clientHeight / 3;
  } else {
    target.scrollIntoView({ block: "center" });
  }
  if (!document.activeElement?.closest("input, textarea, select, [contenteditable]")) {
    target.focus({ preventScroll: true }); // but do not interrupt somebody who is typing
  }
}

// Any button that names a place has the server open it. One listener on the document, since what it
// listens for is drawn anew with every answer.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-open]");
  if (button) {
    trigger("click", { open: button.dataset.open });
  }
});
watch("value", () => {
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
});

// Adding articles: send what was chosen, dropped or pasted, and poll the server for progress.
const AT_ONCE = GIVEN_AT_ONCE; // files per call
const MOST_BYTES = GIVEN_MOST_BYTES; // per file
const SUFFIXES = GIVEN_SUFFIXES;
const PART_BYTES = 50_000_000; // per call; also how much may wait on the server before more is sent
const MOST_FILES = 5000; // per dropped folder
const LOOK = 500; // milliseconds
const $ = (id) => document.getElementById(id);
const root = document.documentElement;
window.byline = window.byline ?? {};
window.byline.offAdding?.abort(); // this script runs again if the page is drawn again
const off = (window.byline.offAdding = new AbortController());
const listen = (kind, act) => document.addEventListener(kind, act, { signal: off.signal });
const dialog = $("byline-add");
const told = $("byline-added");
let may = false;
let running = false;
let sending = 0; // uploads in progress
let stops = 0; // how often "Stop" was pressed
let next; // timer of the next poll
let ids = [];
let waiting = 0; // bytes sent but not yet read

async function call(name, sent = {}) {
  const found = await server[name](sent);
  if (found === undefined) {
    throw new Error("no answer"); // Gradio's client reports the error only on the console
  }
  return found;
}
function show(found) {
  may = found.may;
  root.classList.toggle("byline-adds", may);
  const ended = running && !found.running;
  running = found.running;
  ids = found.ids ?? [];
  waiting = found.waiting ?? 0;
  draw(found.html ?? "");
  clearTimeout(next);
  if (running) {
    next = setTimeout(look, LOOK);
  }
  if (ended) {
    window.byline.held?.(); // in ask.js, which lists the sources
    window.byline.relist?.(); // in the Articles tab
  }
}
function draw(html) {
  if (told.drawn !== html) {
    told.drawn = html;
    const made = document.createElement("template");
    made.innerHTML = html;
    const fresh = made.content;
    if (told.querySelector("progress") && fresh.querySelector("progress") && told.children.length === fresh.children.length) {
      for (const kind of ["progress", "p"]) { // keep the button: the user may be about to press it
        told.querySelector(kind).replaceWith(fresh.querySelector(kind));
      }
    } else {
      told.setAttribute("aria-live", fresh.querySelector("progress") ? "off" : "polite"); // do not read out every number
      told.replaceChildren(fresh);
    }
  }
  told.hidden = !html;
}
async function look() {
  try {
    show(await call("page_adding"));
  } catch {
    next = setTimeout(look, 6 * LOOK); // the server is gone or restarting
  }
}
function trouble(message) {
  $("byline-add-trouble").textContent = message;
  $("byline-add-trouble").hidden = !message;
}
async function add(sent) {
  let found;
  try {
    found = await call("page_add", sent);
  } catch {
    found = { refused: "Byline cannot be reached. Please try again in a moment." };
  }
  if (found.refused) {
    openDialog();
    trouble(found.refused);
    return false;
  }
  running = true; // even if it has already ended
  dialog.close();
  show(found);
  return true;
}

// Files

async function addFiles(files) {
  await looked; // whether this person may add
  if (!may || !files.length) {
    return;
  }
  dialog.close();
  sending++;
  const good = (file) => file.size <= MOST_BYTES && SUFFIXES.some((suffix) => file.name.toLowerCase().endsWith(suffix));
  let leftOut = files.filter((file) => !good(file)).map(({ name, size }) => ({ name, size }));
  const chosen = files.filter(good);
  let coming = chosen.reduce((sum, file) => sum + file.size, 0);
  let paths = [];
  let bytes = 0;
  let goesOn = false;
  const before = stops;
  try {
    for (const [place, file] of chosen.entries()) {
      while (running && waiting > PART_BYTES) {
        await new Promise((resolve) => setTimeout(resolve, LOOK));
      }
      if (stops > before) {
        return;
      }
      if (!running) {
        draw(`<p>Uploading ${place + 1} of ${chosen.length} ${chosen.length === 1 ? "file" : "files"} …</p>`);
      }
      try {
        paths.push((await upload(file)).path);
      } catch {
        leftOut.push({ name: file.name, size: file.size });
      }
      coming -= file.size;
      bytes += file.size;
      if ((paths.length === AT_ONCE || bytes > PART_BYTES) && place + 1 < chosen.length) {
        if (!(await add({ paths, coming, left_out: leftOut, goes_on: goesOn })) || !running) {
          return;
        }
        goesOn = true;
        [paths, leftOut, bytes] = [[], [], 0];
      }
    }
    await add({ paths, coming: 0, left_out: leftOut, goes_on: goesOn });
  } finally {
    sending--;
  }
}
async function within(entry) {
  if (entry.isFile) {
    return new Promise((resolve) => entry.file((file) => resolve([file]), () => resolve([])));
  }
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const entries = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (!entries.length || found.length > MOST_FILES) {
      return found.filter((file) => !file.name.startsWith("."));
    }
    for (const one of entries) {
      found.push(...(await within(one)));
    }
  }
}
const hasFiles = (event) => may && [...(event.dataTransfer?.types ?? [])].includes("Files");
let over = 0; // elements under the drag: one is left only after the next is entered
listen("dragenter", (event) => {
  if (hasFiles(event)) {
    over++;
    root.classList.add("byline-dropping");
  }
});
listen("dragleave", (event) => {
  if (hasFiles(event) && --over <= 0) {
    over = 0;
    root.classList.remove("byline-dropping");
  }
});
listen("dragover", (event) => hasFiles(event) && event.preventDefault());
listen("drop", async (event) => {
  if (!hasFiles(event)) {
    return;
  }
  event.preventDefault();
  over = 0;
  root.classList.remove("byline-dropping");
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
  addFiles((await Promise.all(entries.map(within))).flat());
});
window.addEventListener("beforeunload", (event) => sending && event.preventDefault(), { signal: off.signal });

// The dialog and the progress line

function openDialog() {
  if (!dialog.open) {
    trouble("");
    dialog.showModal();
  }
}
listen("change", (event) => {
  if (event.target.id === "byline-files") {
    const files = [...event.target.files];
    event.target.value = ""; // so that the same files can be chosen again
    addFiles(files);
  }
});
listen("submit", async (event) => {
  const form = event.target;
  if (!["byline-paste", "byline-link"].includes(form.id)) {
    return;
  }
  event.preventDefault();
  trouble("");
  if (await add(Object.fromEntries(new FormData(form)))) {
    form.reset();
  }
});
const ACTS = {
  add: (button) => {
    openDialog();
    if (button.dataset.add) {
      $(`byline-${button.dataset.add}`)?.querySelector("input, textarea").focus();
    }
  },
  addFiles: () => $("byline-files").click(),
  addClose: () => dialog.close(),
  addDemo: () => add({ demo: true }),
  addStop: async () => {
    stops++;
    show(await call("page_stop_adding"));
  },
  addForget: async () => show(await call("page_forget_adding")),
  addBrief: async () => {
    window.byline.brief(ids);
    show(await call("page_forget_adding"));
  },
};
listen("click", (event) => {
  const button = event.target.closest("button");
  const act = button && Object.keys(ACTS).find((name) => name in button.dataset);
  if (act) {
    Promise.resolve(ACTS[act](button)).catch(look);
  } else if (event.target === dialog) {
    dialog.close(); // a click outside the dialog
  }
});
listen("visibilitychange", () => document.hidden || look()); // adding may have started in another tab
const looked = look();
addFiles([...$("byline-files").files]); // chosen before this script ran

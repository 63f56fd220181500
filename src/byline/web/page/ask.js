// The Ask tab. The server sends HTML in which all text from articles and users is inert; this script inserts it, calls
// the functions of ask_tab.py, and keeps a draft until the server has the question.
const MOST = MOST_CHARACTERS; // per question
const LOOK_AGAIN = 5000; // milliseconds without news after which to check on an answer
const NAME = ARCHIVE_NAME; // of the archive, if there are several
const KEPT = { at: "byline-at" + ARCHIVE_PAGE, draft: "byline-draft" + ARCHIVE_PAGE }; // local storage keys, per archive
const at = { owner: "", conversation: "", mine: true, running: null, lookedAt: 0 };
const noFilters = () => ({ publishers: [], since: "", until: "", only: null, but: [] });
let filters = noFilters();
const titles = new Map(); // titles of the sources shown so far, by id
const $ = (id) => document.getElementById(id);
window.byline = window.byline ?? {};
window.byline.off?.abort(); // this script runs again if the tab is redrawn
const off = (window.byline.off = new AbortController());
const listen = (kind, act, options = {}) => document.addEventListener(kind, act, { signal: off.signal, ...options });
const narrow = () => matchMedia("(max-width: 900px)").matches;

async function call(name, more = {}) {
  try {
    const found = await server[`page_${name}`]({ owner: at.owner, conversation: at.conversation, ...more });
    if (found === undefined) {
      throw new Error("no answer"); // Gradio's client reports the error only on the console
    }
    trouble("");
    return found;
  } catch (error) {
    trouble("Byline cannot be reached. Your text is saved here; please try again in a moment.");
    throw error;
  }
}
function trouble(message) {
  $("byline-trouble").textContent = message;
  $("byline-trouble").hidden = !message;
}
function node(html) {
  const made = document.createElement("template");
  made.innerHTML = html;
  return made.content.firstElementChild;
}

// Start

let begun;
const ready = new Promise((resolve) => (begun = resolve));
window.byline.begin = async (who) => {
  at.owner = who.owner;
  const link = new URL(location).searchParams.get("c") ?? "";
  const last = localStorage.getItem(KEPT.at) ?? who.conversation ?? "";
  try {
    const found = await call("begin", { link, conversation: last });
    if (found.elsewhere !== undefined) {
      location.replace((found.elsewhere || "./") + location.search + location.hash);
      return;
    }
    show(found);
  } finally {
    begun();
  }
  held();
  if (!at.conversation) {
    suggest();
  }
};
async function suggest() {
  $("byline-suggestions").innerHTML = await call("suggested");
}
async function held() {
  const found = await call("held", { search: $("byline-source-search")?.value ?? "" });
  $("byline-state").innerHTML = found.state;
  $("byline-publishers").innerHTML = found.publishers;
  drawSources(found.sources);
}

// Draw

function show(found) {
  present(found);
  at.mine = found.mine ?? true;
  $("byline-turns").innerHTML = found.turns.map((turn) => turn.html).join("");
  $("byline-further").replaceChildren();
  closeSource();
  const last = found.turns[found.turns.length - 1];
  const linked = /^#a\d+$/.test(location.hash) && document.querySelector(`#byline-turns ${location.hash}`);
  beginOrTurns();
  const target = linked || $("byline-turns").lastElementChild;
  if (target) {
    toTop(target);
  }
  if (last?.open && at.mine) {
    run(last.number);
  }
}
function beginOrTurns() {
  $("byline-start").hidden = $("byline-turns").childElementCount > 0;
}
function present(found) {
  Object.assign(at, { owner: found.owner, conversation: found.conversation });
  localStorage.setItem(KEPT.at, at.conversation);
  entitle(found.title);
  const list = $("byline-conversations");
  if (list && !list.querySelector("input")) {
    list.innerHTML = found.rail;
  }
  const address = new URL(location);
  address.searchParams.delete("c");
  if (at.conversation) {
    address.searchParams.set("c", at.conversation);
  } else {
    address.hash = "";
  }
  history.replaceState(history.state, "", address);
}
function entitle(title) {
  document.title = [title, NAME, "Byline"].filter(Boolean).join(" · ");
}
function put(turn) {
  const made = node(turn.html);
  hideCard();
  const old = document.querySelector(`#byline-turns > #a${turn.number}`) ?? $("a-new");
  if (old?.outerHTML !== turn.html) {
    old ? old.replaceWith(made) : $("byline-turns").append(made);
  }
  document.querySelectorAll("#byline-turns > :not(:last-child) [data-again]").forEach((one) => one.remove());
  beginOrTurns();
  return old?.outerHTML === turn.html ? old : made;
}
function toTop(turn) {
  const chat = $("byline-chat");
  chat.scrollTop += turn.getBoundingClientRect().top - chat.getBoundingClientRect().top;
}

// Ask

async function ask(question) {
  const characters = [...question].length;
  if (at.running !== null || !question.trim()) {
    return;
  }
  if (characters > MOST) {
    counted();
    return;
  }
  const taking = (at.running = { stopped: false }); // until the server has stored the question
  const box = $("byline-question");
  box.value = "";
  localStorage.setItem(KEPT.draft, question); // until the server has stored it
  grown();
  const waiting = node('<article class="byline-turn" id="a-new"><header class="byline-question"><p></p></header>' +
    '<p class="byline-waiting" role="status">Looking …</p></article>');
  waiting.querySelector("header p").textContent = question.trim();
  $("byline-turns").append(waiting);
  beginOrTurns();
  toTop(waiting);
  let taken;
  try {
    await ready;
    taken = await call("take", { question, filters });
  } catch {
    taken = { refused: null };
  }
  if (!taken.turn) {
    waiting.remove();
    beginOrTurns();
    if (at.running === taking) {
      at.running = null;
    }
    box.value = box.value ? `${question}\n${box.value}` : question;
    grown();
    if (taken.refused) {
      trouble(taken.refused);
    }
    return;
  }
  localStorage.removeItem(KEPT.draft);
  if (box.value) {
    localStorage.setItem(KEPT.draft, box.value);
  }
  if (at.running !== taking) { // another conversation has been opened in the meantime
    call("stop", { conversation: taken.conversation, turn: taken.turn.number }).catch(() => {});
    return;
  }
  if (taken.conversation !== at.conversation) {
    $("byline-turns").replaceChildren(waiting); // the turns above were opened by link and belong to somebody else
  }
  at.mine = true;
  present(taken);
  toTop(put(taken.turn));
  if (taking.stopped) {
    at.running = taken.turn.number;
    stopAndDraw();
  } else {
    run(taken.turn.number);
  }
}
function run(number) {
  $("byline-further").replaceChildren();
  at.running = number;
  at.lookedAt = Date.now();
  window.byline.answer({ owner: at.owner, conversation: at.conversation, turn: number });
  grown();
}
window.byline.answered = (found) => {
  if (found.conversation !== at.conversation || found.turn.number !== at.running) {
    return; // from a conversation that was left, or an answer that was stopped
  }
  at.lookedAt = Date.now();
  const first = document.querySelector(`#byline-turns > #a${at.running} .byline-waiting`);
  const turn = put(found.turn);
  if (first && !first.isConnected) {
    toTop(turn);
    newSources(found.turn.number);
  }
  if (found.done) {
    at.running = null;
    present(found);
    grown();
    further(found.turn.number);
  }
};
async function further(number) {
  const conversation = at.conversation;
  const found = await server.page_further({ owner: at.owner, conversation, turn: number }).catch(() => "");
  if (conversation === at.conversation && at.running === null) {
    $("byline-further").innerHTML = found ?? "";
  }
}
setInterval(async () => {
  if (typeof at.running !== "number" || Date.now() - at.lookedAt < LOOK_AGAIN) {
    return;
  }
  at.lookedAt = Date.now();
  const conversation = at.conversation;
  const found = await call("look", { turn: at.running });
  if (conversation !== at.conversation || found.turn?.number !== at.running) {
    return;
  }
  if (!found.turn.open) {
    window.byline.answered({ ...found, done: true });
  } else if (!found.running) {
    run(at.running);
  }
}, 1000);
function stop() {
  if (typeof at.running === "number") {
    const turn = at.running;
    at.running = null;
    grown();
    return call("stop", { turn });
  } else if (at.running) {
    at.running.stopped = true;
  }
}
function stopAndDraw() {
  stop()?.then((found) => found.turn && found.conversation === at.conversation && put(found.turn)).catch(() => {});
}
async function leave(then) {
  stop()?.catch(() => {});
  at.running = null;
  grown();
  filters = noFilters();
  drawChips();
  tick();
  closeSource();
  show(await then());
}
const start = () =>
  leave(async () => ({ ...at, conversation: "", title: "", turns: [], rail: unmarked() })).then(() => {
    $("byline-question").focus();
    suggest();
    closeRail();
  });
window.byline.brief = async (ids) => {
  showAsk();
  closeRail();
  await leave(async () => ({ ...at, conversation: "", title: "", turns: [], rail: unmarked() }));
  Object.assign(filters, { only: ids }); // after `leave`, which clears all filters
  tick();
  drawChips();
  ask(ids.length === 1 ? "Brief me on this article." : "Brief me on these articles.");
};
function unmarked() {
  const list = $("byline-conversations")?.cloneNode(true);
  list?.querySelectorAll("[aria-current]").forEach((one) => one.removeAttribute("aria-current"));
  return list?.innerHTML ?? "";
}

// The question box

function grown() {
  const box = $("byline-question");
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
  counted();
}
function counted() {
  const characters = [...$("byline-question").value].length;
  const over = characters > MOST;
  $("byline-count").textContent = characters > MOST * 0.9
    ? `${characters.toLocaleString("en")} of ${MOST.toLocaleString("en")} characters${over ? ": please shorten it" : ""}` : "";
  $("byline-count").classList.toggle("byline-over", over);
  const running = at.running !== null;
  $("byline-stop").hidden = !running;
  $("byline-send").hidden = running;
  $("byline-send").disabled = over || !$("byline-question").value.trim();
}
listen("input", (event) => {
  if (event.target.id === "byline-question") {
    localStorage.setItem(KEPT.draft, event.target.value);
    grown();
  } else if (event.target.id === "byline-source-search") {
    clearTimeout(window.byline.searching);
    window.byline.searching = setTimeout(held, 200);
  }
});
listen("keydown", (event) => {
  if (event.target.id === "byline-question" && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    ask(event.target.value);
  } else if (event.key === "Enter" && event.target.closest(".byline-filter input")) {
    event.preventDefault();
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
    event.target.closest("details").open = false; // it covers the chips
    $("byline-question").focus();
  }
});
listen("submit", async (event) => {
  if (event.target.id === "byline-composer") {
    event.preventDefault();
    ask($("byline-question").value);
  } else if (event.target.matches(".byline-wrong")) {
    event.preventDefault();
    const right = event.target.elements.right;
    if (right.value.trim()) {
      const told = await judge(event.target, { verdict: "down", right_answer: right.value });
      right.value = told.saved ? "" : right.value;
    }
  }
});

// Filters

function drawSources(html) {
  const list = $("byline-source-list");
  if (list) {
    list.innerHTML = html;
    list.querySelectorAll("[data-source]").forEach((one) =>
      titles.set(one.dataset.source, one.nextElementSibling.firstChild.textContent));
    tick();
  }
}
function tick() {
  document.querySelectorAll("[data-source]").forEach((one) => {
    const id = one.dataset.source;
    one.checked = filters.only ? filters.only.includes(id) : !filters.but.includes(id);
  });
}
function drawChips() {
  const named = (id) => titles.get(id) ?? "1 source";
  const chips = filters.publishers.map((name) => [name, "publishers", name]);
  chips.push(...(filters.since ? [[`From ${filters.since}`, "since"]] : []));
  chips.push(...(filters.until ? [[`To ${filters.until}`, "until"]] : []));
  const { only, but } = filters;
  if (only) {
    chips.push(...(only.length && only.length < 4 ? only.map((id) => [named(id), "only", id])
      : [[only.length ? `${only.length} sources` : "No sources selected", "only"]]));
  } else if (but.length) {
    chips.push([but.length === 1 ? `Without: ${named(but[0])}` : `All but ${but.length} sources`, "but"]);
  }
  $("byline-chips").replaceChildren(...chips.map(([label, kind, name = ""]) => {
    const chip = node('<li><span></span><button type="button">✕</button></li>');
    chip.firstChild.textContent = label;
    Object.assign(chip.lastChild.dataset, { unfilter: kind, name });
    chip.lastChild.setAttribute("aria-label", `Remove the filter ${label}`);
    return chip;
  }));
}
function unfilter(kind, name) {
  const rest = Array.isArray(filters[kind]) ? filters[kind].filter((one) => name && one !== name) : [];
  filters[kind] = { publishers: rest, but: [], only: rest.length ? rest : null }[kind] ?? (kind === "only" ? null : "");
  for (const id of ["since", "until"]) {
    $(`byline-${id}`).value = filters[id];
  }
  drawChips();
  tick();
}
listen("change", (event) => {
  const target = event.target;
  if (target.dataset.source) {
    const list = filters.only ?? filters.but;
    const listed = target.checked === Boolean(filters.only);
    const rest = list.filter((id) => id !== target.dataset.source);
    filters[filters.only ? "only" : "but"] = listed ? [...rest, target.dataset.source] : rest;
  } else if (target.id === "byline-publisher") {
    const known = [...$("byline-publishers").options].find((one) => one.value.toLowerCase() === target.value.trim().toLowerCase());
    if (known && !filters.publishers.includes(known.value)) {
      filters.publishers.push(known.value);
    }
    trouble(known || !target.value.trim() ? "" : `No publisher is named “${target.value.trim()}”.`);
    target.value = "";
  } else if (target.id === "byline-since" || target.id === "byline-until") {
    filters[target.id.slice("byline-".length)] = target.value.trim();
  } else {
    return;
  }
  drawChips();
});

// The source

let opening = 0;
let opener = null;
async function open(name, from) {
  const mine = ++opening;
  const panel = $("byline-source-panel");
  const html = await call("opened", { open: name });
  if (mine !== opening) {
    return;
  }
  if (from && !panel.contains(from)) {
    opener = from;
  }
  if (panel.hidden && narrow()) {
    history.pushState({ byline: "source" }, "");
  }
  panel.hidden = false;
  const pane = $("byline-sources");
  pane.innerHTML = html;
  const mark = pane.querySelector("mark");
  pane.scrollTop = mark ? mark.offsetTop - pane.clientHeight / 3 : 0;
  if (!document.activeElement?.closest("input, textarea, select, [contenteditable]")) {
    (mark ?? pane).focus({ preventScroll: true }); // but do not interrupt somebody who is typing
  }
}
async function newSources(number) {
  if (!$("byline-source-panel").hidden) {
    narrow() ? closeSource() : await open(String(number));
  }
}
function closeSource() {
  opening++;
  if ($("byline-source-panel").hidden) {
    return;
  }
  $("byline-source-panel").hidden = true;
  document.querySelectorAll(".byline-marker[aria-current]").forEach((one) => one.removeAttribute("aria-current"));
  if (history.state?.byline === "source") {
    history.back();
  }
  if (opener?.isConnected && !document.activeElement?.closest("textarea, input")) {
    opener.focus({ preventScroll: true });
  }
  hideCard();
}
window.addEventListener("popstate", () => $("byline-source-panel").hidden || closeSource(), { signal: off.signal });
if (history.state?.byline) {
  history.replaceState(null, ""); // a reload closes everything
}

// Cards on markers

let carding;
function showCard(marker) {
  const card = $("byline-card");
  card.replaceChildren(node("<blockquote></blockquote>"), node("<p></p>"));
  card.firstChild.textContent = marker.dataset.quote;
  card.lastChild.textContent = marker.dataset.known;
  const button = node('<button type="button" class="byline-open">Open</button>');
  button.dataset.open = marker.dataset.open;
  card.append(button);
  card.hidden = false;
  card.marker = marker;
  marker.setAttribute("aria-describedby", "byline-card");
  const [place, size] = [marker.getBoundingClientRect(), card.getBoundingClientRect()];
  const above = place.top - size.height - 6;
  card.style.left = `${Math.max(8, Math.min(place.left, innerWidth - size.width - 8))}px`;
  card.style.top = `${above > $("byline-chat").getBoundingClientRect().top ? above : place.bottom + 6}px`;
}
function hideCard() {
  clearTimeout(carding);
  const card = $("byline-card");
  card.marker?.removeAttribute("aria-describedby");
  card.hidden = true;
}
const soon = (act, wait) => {
  clearTimeout(carding);
  carding = setTimeout(act, wait);
};
let over = null; // the marker under the pointer
listen("pointermove", (event) => {
  const marker = event.pointerType === "touch" ? null : event.target.closest?.(".byline-marker");
  if (marker && marker !== over) {
    soon(() => showCard(marker), 60); // only on movement: an answer that appears under the pointer shows no card
  }
  over = marker;
});
listen("pointerover", (event) => {
  if (event.pointerType === "touch" || event.target.closest?.(".byline-marker")) {
    return;
  }
  if (event.target.closest?.("#byline-card")) {
    clearTimeout(carding);
  } else if (!$("byline-card").hidden) {
    soon(hideCard, 200);
  } else {
    clearTimeout(carding);
  }
});
listen("focusin", (event) => {
  const marker = event.target.closest(".byline-marker");
  if (marker?.matches(":focus-visible")) {
    showCard(marker);
  } else if (!event.target.closest("#byline-card")) {
    hideCard();
  }
});
$("byline-chat").addEventListener("scroll", hideCard, { signal: off.signal });

// Clicks and keys

async function judge(button, what) {
  const turn = button.closest(".byline-turn");
  const told = await call("judge", { turn: Number(turn.dataset.turn), ...what });
  turn.querySelector(".byline-said").textContent = told.said;
  return told;
}
const link = (conversation, place = "") => {
  const address = new URL(location);
  address.search = `?c=${encodeURIComponent(conversation)}`;
  address.hash = place;
  return address.href;
};
function toast(message, undo) {
  const told = $("byline-toast");
  told.replaceChildren(message);
  if (undo) {
    const button = node('<button type="button" class="byline-open">Undo</button>');
    button.onclick = () => {
      told.hidden = true;
      undo();
    };
    told.append(" ", button);
  }
  told.hidden = false;
  clearTimeout(toast.ends);
  toast.ends = setTimeout(() => (told.hidden = true), undo ? 15000 : 3000);
}
function rename(item) {
  const button = item.querySelector(".byline-choose");
  const input = node('<input class="byline-title" aria-label="Title of the conversation" maxlength="60">');
  input.value = button.textContent;
  button.replaceWith(input);
  input.select();
  let over = false;
  const end = async (keep) => {
    if (over) {
      return;
    }
    over = true;
    input.replaceWith(button);
    if (keep && input.value.trim() && input.value !== button.textContent) {
      await call("rename", { conversation: item.dataset.conversation, title: input.value });
      button.textContent = input.value.trim();
      if (item.dataset.conversation === at.conversation) {
        entitle(input.value.trim());
      }
    }
  };
  input.onkeydown = (event) => {
    if (event.key === "Enter" || event.key === "Escape") {
      event.stopPropagation();
      end(event.key === "Enter");
    }
  };
  input.onblur = () => end(true);
}
async function erase(id) {
  const isPresent = id === at.conversation;
  if (isPresent) {
    stop()?.catch(() => {});
  }
  const found = await call("erase", { conversation: id });
  if (isPresent) {
    await leave(async () => ({ ...found, turns: [] }));
    suggest();
  } else {
    $("byline-conversations").innerHTML = found.rail;
    mark(at.conversation);
  }
  toast("Conversation deleted.", async () => {
    await call("restore", { conversation: id });
    await leave(() => call("choose", { conversation: id }));
  });
}
function mark(id) {
  document.querySelectorAll("[data-choose]").forEach((one) =>
    one.dataset.choose === id ? one.setAttribute("aria-current", "true") : one.removeAttribute("aria-current"));
}
function closeRail() {
  $("byline-shell").classList.remove("byline-rail-open");
  $("byline-menu-button")?.setAttribute("aria-expanded", "false");
}
const ACTS = {
  open: (button, event) => {
    const marker = button.matches(".byline-marker") ? button : null;
    if (marker && event.pointerType === "touch" && ($("byline-card").hidden || $("byline-card").marker !== marker)) {
      showCard(marker);
      return;
    }
    const current = marker ?? ($("byline-card").contains(button) ? $("byline-card").marker : null);
    if (current) {
      document.querySelectorAll(".byline-marker[aria-current]").forEach((one) => one.removeAttribute("aria-current"));
      current.setAttribute("aria-current", "true");
    }
    hideCard();
    open(button.dataset.open, current ?? button);
  },
  choose: (button) => {
    closeRail();
    showAsk();
    leave(() => call("choose", { conversation: button.dataset.choose }));
  },
  rename: (button) => rename(button.closest("[data-conversation]")),
  erase: (button) => erase(button.closest("[data-conversation]").dataset.conversation),
  link: async (button) => {
    const turn = button.closest(".byline-turn");
    const id = button.closest("[data-conversation]")?.dataset.conversation ?? at.conversation;
    await copyText(link(id, turn ? turn.id : ""));
    toast("Link copied.");
  },
  save: async (button) => {
    const id = button.closest("[data-conversation]").dataset.conversation;
    const file = await call("save", { conversation: id, kind: button.dataset.save });
    saveFile(file.text, file.name);
  },
  copy: async (button) => {
    await copyText(button.dataset.copy);
    toast("Copied with sources.");
  },
  judge: async (button) => {
    const kind = button.dataset.judge;
    await judge(button, kind === "absent" ? { absent: true } : { verdict: kind });
    const turn = button.closest(".byline-turn");
    turn.querySelectorAll("[aria-pressed]").forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
    turn.querySelector(".byline-wrong").hidden = kind !== "down";
  },
  again: async (button) => {
    if (at.running === null) {
      const found = await call("again", { turn: Number(button.closest(".byline-turn").dataset.turn) });
      if (found.turn) {
        present(found);
        put(found.turn);
        run(found.turn.number);
      }
    }
  },
  fill: (button) => {
    $("byline-question").value = button.dataset.fill;
    grown();
    $("byline-question").focus();
  },
  ask: (button) => ask(button.dataset.ask),
  tick: (button) => {
    Object.assign(filters, { only: button.dataset.tick === "all" ? null : [], but: [] });
    tick();
    drawChips();
  },
  unfilter: (button) => unfilter(button.dataset.unfilter, button.dataset.name),
};
const here = (button) => button.closest("#byline-app, #byline-rail-content, #byline-card");
listen("click", (event) => {
  document.querySelectorAll("details.byline-menu[open]").forEach((one) => {
    if (!one.contains(event.target) || event.target.closest("div button")) {
      one.open = false;
    }
  });
  const button = event.target.closest("button");
  if (event.target.closest("#byline-menu-button")) {
    const isOpen = $("byline-shell").classList.toggle("byline-rail-open");
    $("byline-menu-button").setAttribute("aria-expanded", String(isOpen));
    return;
  }
  if ($("byline-shell").classList.contains("byline-rail-open") && !event.target.closest("#byline-rail")) {
    closeRail();
  }
  if (!event.target.closest("#byline-card, .byline-marker")) {
    hideCard();
  }
  if (!button || !here(button)) {
    return;
  }
  if (button.id === "byline-new") {
    showAsk();
    start();
  } else if (button.id === "byline-stop") {
    stopAndDraw();
  } else if (button.id === "byline-close") {
    closeSource();
  } else {
    const act = Object.keys(ACTS).find((name) => name in button.dataset);
    act && Promise.resolve(ACTS[act](button, event)).catch(() => {}); // `call` has already shown the error
  }
});
function showAsk() {
  const tab = document.querySelector('[role="tab"]');
  if (tab?.getAttribute("aria-selected") === "false") {
    tab.click();
  }
}
listen("keydown", (event) => {
  if (event.key === "Escape") {
    const menu = document.querySelector("details.byline-menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (!$("byline-card").hidden) {
      hideCard();
    } else if ($("byline-shell").classList.contains("byline-rail-open")) {
      closeRail();
      $("byline-menu-button").focus();
    } else {
      closeSource();
    }
    return;
  }
  const writing = event.target.closest("input, textarea, select, [contenteditable]");
  if (writing || event.ctrlKey || event.metaKey || event.altKey || !["n", "p"].includes(event.key)) {
    return;
  }
  const replies = document.querySelectorAll(".byline-reply"); // "n" and "p" step through the latest answer's citations
  const markers = [...(replies[replies.length - 1]?.querySelectorAll("p .byline-marker, .byline-told .byline-marker") ?? [])];
  if (markers.length) {
    const now = markers.findIndex((marker) => marker.getAttribute("aria-current"));
    const step = event.key === "n" ? 1 : -1;
    markers[now < 0 && step < 0 ? markers.length - 1 : (now + step + markers.length) % markers.length].click();
  }
});
async function copyText(text) {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text);
  }
  const area = document.createElement("textarea"); // browsers offer no clipboard without TLS
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
function saveFile(text, name) {
  const file = document.createElement("a");
  file.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  file.download = name;
  file.click();
  URL.revokeObjectURL(file.href);
}
$("byline-question").value = localStorage.getItem(KEPT.draft) ?? "";
grown();
window.byline.held = async () => { // called after articles were added or removed
  await held();
  if (!at.conversation) {
    suggest();
  }
};
window.byline.changed = async () => { // called after articles were corrected: redraws what cites them
  await held();
  if (at.conversation && at.running === null) {
    show(await call("choose"));
  }
};
window.byline.copyText = copyText;

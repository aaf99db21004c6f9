"use strict";

// The pages are made by the server; this script sends what a person does to it, and puts the parts
// of a page that have changed in place of those that are shown.

const byID = (id) => document.getElementById(id);
const base = document.body.dataset.base;
// Where files go that are dropped.
const place = document.body.dataset.drop;
const words = byID("notice").dataset;
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

// --- Notices -------------------------------------------------------------------------------------

/// - stays: until it is closed, as errors do.
function say(text, isError, stays = isError) {
  const line = document.createElement("p");
  line.textContent = text;
  if (isError) line.className = "error";
  // One that goes away by itself makes room for the next.
  if (!stays) {
    for (const passing of document.querySelectorAll("#notice .passing")) passing.remove();
    line.className = "passing";
  }
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = words.close;
  close.onclick = () => line.remove();
  line.append(close);
  byID("notice").append(line);
  if (!stays) setTimeout(() => line.remove(), 8000);
  return line;
}

let lostLine = null;

/// Once, however often the server is missed.
function lose() { if (!lostLine?.isConnected) lostLine = say(words.lost, true); }

/// Sentences in a row, each with its end.
function sentences(parts) {
  const [end, gap] = document.documentElement.lang.startsWith("zh") ? ["。", ""] : [".", " "];
  return parts.filter(Boolean).map((part) => /[。.？?！!…]$/.test(part) ? part : part + end).join(gap);
}

function report(answer) { say(sentences([answer.message, answer.hint]), answer.isError); }

// --- Asking the server ---------------------------------------------------------------------------

// What a person does on this page is asked for in turn: each change names the state that the one
// before it has left, which its answer tells.
let turn = Promise.resolve();
let waiting = 0;
let asked = 0;
let round = 0;

function send(action, content) {
  const own = round;
  waiting += 1;
  const answer = turn.then(() => own === round ? ask(action, content) : null).finally(() => {
    waiting -= 1;
    asked += 1;
    if (!waiting) refresh();
  });
  turn = answer;
  return answer;
}

async function ask(action, content, signal) {
  try {
    const response = await fetch(`${base}/${action}`, {
      method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" },
      signal, body: JSON.stringify({ revision: document.body.dataset.revision, ...content }),
    });
    const answer = await response.json();
    report({ ...answer, isError: !response.ok });
    if (response.ok) {
      if (answer.revision) document.body.dataset.revision = answer.revision;
      return answer;
    }
  } catch {
    if (signal?.aborted) say(words.cancelled, false); else lose();
  }
  // What was to follow was meant for what has not come about.
  round += 1;
  return null;
}

// --- Keeping the page up to date -----------------------------------------------------------------

let refreshing = null;
let isStale = false;

/// What keeps of a part what a person has not kept yet, given the part that is replaced: each returns
/// what puts it into the new one, or nothing.
const keepers = [];

/// Gets the page anew and replaces the parts that differ; one request at a time, and none while
/// something is being asked for, after which it would be out of date.
async function refresh() {
  if (waiting) return;
  if (refreshing) { isStale = true; return refreshing; }
  refreshing = (async () => {
    try {
      do {
        isStale = false;
        const seen = asked;
        const response = await fetch(location.href, { headers: { Accept: "text/html" } });
        if (!response.ok) return;
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        if (waiting) return;
        if (asked !== seen) { isStale = true; continue; }
        if (page.body.dataset.revision) document.body.dataset.revision = page.body.dataset.revision;
        for (const part of page.querySelectorAll("[data-live]")) replace(byID(part.id), part);
        document.dispatchEvent(new Event("refreshed"));
      } while (isStale);
    } catch {
      isStale = false;
      lose();
    } finally {
      refreshing = null;
      if (isStale) refresh();
    }
  })();
  return refreshing;
}

let isReplacing = false;

/// Puts a part in place, leaving alone what is the same, and the focus where it was.
function replace(old, fresh) {
  if (!old || old.outerHTML === fresh.outerHTML) return;
  const focused = document.activeElement;
  const keys = ["data-files-for", "data-move", "data-assign", "data-box", "href", "id", "name"];
  const key = old.contains(focused) && keys.find((name) => focused.hasAttribute(name));
  const selector = key && `[${key}="${CSS.escape(focused.getAttribute(key))}"]`;
  const kept = new Map([...old.children].filter((part) => part.id).map((part) => [part.id, part]));
  const parts = [...fresh.childNodes].map((part) => {
    const same = part.id && kept.get(part.id);
    return same && same.outerHTML === part.outerHTML ? same : document.adoptNode(part);
  });
  const restore = keepers.map((keep) => keep(old)).filter(Boolean);
  old.className = fresh.className;
  isReplacing = true;
  old.replaceChildren(...parts);
  isReplacing = false;
  for (const put of restore) put(old);
  if (selector) old.querySelector(selector)?.focus({ preventScroll: true });
}

let events = null;
// The server restarts no stream that broke off: it has stopped, unless the browser finds it again.
let missing = null;
const patience = 5000;

function listen() {
  if (base === undefined || events) return;
  events = new EventSource(document.body.dataset.events || `${base}/events`);
  events.addEventListener("error", () => { missing ??= setTimeout(lose, patience); });
  // What a page waits for may have come about before anyone listened.
  events.addEventListener("open", async () => {
    clearTimeout(missing);
    missing = null;
    if (lostLine?.isConnected) { lostLine.remove(); refresh(); }
    if (!("reload" in document.body.dataset)) return;
    try {
      const response = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (!response.ok || !(await response.text()).includes("data-reload")) location.reload();
    } catch {
      lose();
    }
  });
  events.addEventListener("changed", () => {
    if ("reload" in document.body.dataset) location.reload();
    else refresh();
  });
  events.addEventListener("progress", (event) => {
    const line = byID("work-progress");
    if (line) line.textContent = event.data;
  });
}

// A browser keeps six connections to a server: pages that are not seen let theirs go.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    events?.close();
    events = null;
    clearTimeout(missing);
    missing = null;
  } else { listen(); refresh(); }
});
if (!document.hidden) listen();

// A browser asks for what must be filled in or ticked in its own language, which need not be the page's.
document.addEventListener("invalid", (event) => {
  if (event.target.validity.valueMissing) event.target.setCustomValidity(words.required);
}, true);
document.addEventListener("input", (event) => event.target.setCustomValidity?.(""));
document.addEventListener("change", (event) => event.target.setCustomValidity?.(""));

// --- Buttons -------------------------------------------------------------------------------------

/// Sends what a button stands for, once until it is answered.
async function press(button, action, content) {
  if (button.ariaBusy === "true") return;
  button.ariaBusy = "true";
  await send(action, content);
  button.ariaBusy = null;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if ("print" in button.dataset) print();
  else if (button.id === "preview-close") closePreview();
});

// --- The preview ---------------------------------------------------------------------------------

let previewed = null;

/// - takesFocus: whether a person asked for it, rather than came by.
function showPreview(link, takesFocus = true) {
  const pane = byID("preview");
  const kind = link.dataset.preview;
  const view = document.createElement(kind === "image" ? "img" : "iframe");
  view.src = kind === "page" ? `${link.href}?as=preview` : link.href;
  if (kind === "image") view.alt = link.textContent;
  else view.title = link.textContent;
  byID("preview-content").replaceChildren(view);
  byID("preview-name").textContent = link.textContent;
  byID("preview-open").href = link.href;
  pane.hidden = false;
  pane.parentElement.classList.add("previewing");
  previewed = link;
  if (takesFocus) byID("preview-close").focus();
}

function closePreview() {
  const pane = byID("preview");
  if (!pane || pane.hidden) return;
  pane.hidden = true;
  pane.parentElement.classList.remove("previewing");
  byID("preview-content").replaceChildren();
  if (previewed?.isConnected) previewed.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-preview]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  showPreview(link);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !document.querySelector("dialog[open]")) closePreview();
});

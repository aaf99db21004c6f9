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

// --- Files that are dropped or chosen ------------------------------------------------------------

/// The files of what was dropped, with the folders that they lie in, and the names of what can't be
/// read: one of them keeps none of the others back.
async function filesOf(transfer) {
  const entries = [...transfer.items].filter((item) => item.kind === "file")
    .map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
  const files = [];
  const unreadable = [];
  async function take(entry, folder) {
    if (entry instanceof File) { files.push({ file: entry, path: entry.name }); return; }
    const path = folder + entry.name;
    try {
      if (entry.isFile) {
        const file = await new Promise((done, fail) => entry.file(done, fail));
        files.push({ file, path });
        return;
      }
      const reader = entry.createReader();
      for (;;) {
        const some = await new Promise((done, fail) => reader.readEntries(done, fail));
        if (!some.length) break;
        for (const inner of some) await take(inner, `${path}/`);
      }
    } catch {
      unreadable.push(entry.isDirectory ? `${path}/` : path);
    }
  }
  for (const entry of entries) if (entry) await take(entry, "");
  return { files, unreadable };
}

/// Whether a file can still be read: a connection that ends over one that can't is not lost.
async function isReadable(file) {
  try { await file.slice(0, 1).arrayBuffer(); return true; } catch { return false; }
}

/// Names in a row; of very many the first ones and how many there are.
const listed = (names) => names.slice(0, 20).join("、") + (names.length > 20 ? `… (${names.length})` : "");

const bytes = (count) => {
  let unit = 0;
  while (count >= 1000 && unit < 4) { count /= 1000; unit += 1; }
  return `${unit && count < 100 ? count.toFixed(1) : Math.round(count)} ${["B", "KB", "MB", "GB", "TB"][unit]}`;
};

/// Asks whether what an answer asks about is meant.
function isMeant(answer) {
  const dialog = byID("asker");
  byID("asker-title").textContent = answer.message;
  byID("asker-hint").textContent = answer.hint;
  dialog.returnValue = "";
  return new Promise((done) => {
    dialog.onclose = () => done(dialog.returnValue === "yes");
    dialog.showModal();
  });
}

/// Sends files, three at a time, telling how far they are; then says which could not be read.
async function upload(files, number, isForm, unreadable = [], confirmed = false) {
  const tellUnreadable = () => {
    if (!unreadable.length) return;
    say(fill(words.unreadable, { names: listed(unreadable) }), true).dataset.unreadable = unreadable.length;
  };
  if (!files.length) { tellUnreadable(); return; }
  const batch = crypto.randomUUID();
  const total = files.reduce((sum, { file }) => sum + file.size, 0);
  const sent = new Map();
  const skipped = [];
  const hints = [];
  let question = null;
  const requests = new Set();
  let received = 0;
  let size = 0;
  let isCancelled = false;
  let location = null;

  const line = say("", false);
  line.removeChild(line.lastChild);
  const text = document.createElement("span");
  const bar = document.createElement("progress");
  bar.max = Math.max(1, total);
  bar.setAttribute("aria-label", fill(words.receiving, { done: 0, all: files.length }));
  const cancel = document.createElement("button");
  cancel.type = "button";
  cancel.textContent = words.cancel;
  cancel.onclick = () => { isCancelled = true; for (const request of requests) request.abort(); };
  line.append(text, cancel, bar);
  const tell = () => {
    const done = [...sent.values()].reduce((sum, count) => sum + count, 0);
    bar.value = done;
    text.textContent = `${fill(words.receiving, { done: received, all: files.length })} · ${bytes(done)} / ${bytes(total)}`;
  };
  tell();

  const one = ({ file, path }) => new Promise((done) => {
    const query = new URLSearchParams({ path, batch });
    if (number) query.set("for", number);
    if (isForm) query.set("as", "form");
    if (confirmed) query.set("confirmed", "yes");
    const request = new XMLHttpRequest();
    requests.add(request);
    request.open("POST", `${place}?${query.toString().replace(/\+/g, "%20")}`);
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => { sent.set(path, event.loaded); tell(); };
    request.onloadend = async () => {
      requests.delete(request);
      sent.set(path, file.size);
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* The connection ended. */ }
      if (request.status === 200) {
        received += 1;
        size += file.size;
        if (answer.location) location = answer;
        else if (answer.hint) hints.push(answer.hint);
      } else if (answer.asks) {
        question = answer;
      } else if (!isCancelled && !request.status && !await isReadable(file)) {
        unreadable.push(path);
      } else if (!isCancelled) {
        if (isForm && answer.message) report({ ...answer, isError: true });
        else skipped.push(`${path}（${answer.message || words.lost}）`);
      }
      tell();
      done();
    };
    request.send(file);
  });
  const queue = [...files];
  await Promise.all([1, 2, 3].map(async () => {
    while (queue.length && !isCancelled) await one(queue.shift());
  }));
  line.remove();
  if (isCancelled) say(words.cancelled, false);
  if (received && !isForm) say(fill(words.received, { files: received, size: bytes(size) }), false).dataset.received = received;
  if (skipped.length) say(fill(words.skipped, { names: listed(skipped) }), true);
  if (hints.length) say(hints.slice(0, 5).join(" ") + (hints.length > 5 ? ` … (${hints.length})` : ""), false, true);
  tellUnreadable();
  if (location) report(location);
  if (question && await isMeant(question)) return upload(files, number, isForm, [], true);
  await refresh();
}

const requirementAt = (target) => target.closest?.("[data-number]") ?? null;
const formAt = (target) => target.closest?.("[data-takes-form]") ?? null;
const isFiles = (event) => event.dataTransfer?.types.includes("Files");
const isOwn = (event) => event.dataTransfer?.types.includes("application/x-evpack");

function mark(target) {
  for (const marked of document.querySelectorAll(".requirement.dropping, .taking.dropping")) {
    if (marked !== target) marked.classList.remove("dropping");
  }
  target?.classList.add("dropping");
}

document.addEventListener("dragstart", (event) => {
  const file = event.target.closest?.("[data-path]");
  if (!file) return;
  event.dataTransfer.setData(
    "application/x-evpack", JSON.stringify({ path: file.dataset.path, from: file.dataset.from }));
  event.dataTransfer.effectAllowed = "move";
});
document.addEventListener("dragover", (event) => {
  if (!place || !(isFiles(event) || isOwn(event))) return;
  const target = requirementAt(event.target);
  if (isOwn(event) && !target) return;
  event.preventDefault();
  document.body.classList.add("dropping");
  mark(target ?? formAt(event.target));
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) { document.body.classList.remove("dropping"); mark(null); }
});
document.addEventListener("dragend", () => { document.body.classList.remove("dropping"); mark(null); });
document.addEventListener("drop", async (event) => {
  if (!place || !(isFiles(event) || isOwn(event))) return;
  event.preventDefault();
  document.body.classList.remove("dropping");
  mark(null);
  const number = requirementAt(event.target)?.dataset.number;
  if (isOwn(event)) {
    const file = JSON.parse(event.dataTransfer.getData("application/x-evpack"));
    if (number && number !== file.from) send("assign", { moves: [{ ...file, to: number }] });
    return;
  }
  const isForm = formAt(event.target) !== null;
  const { files, unreadable } = await filesOf(event.dataTransfer);
  if (isForm && files.length + unreadable.length !== 1) say(words.oneForm, true);
  else upload(files, number, isForm, unreadable);
});
document.addEventListener("change", (event) => {
  const input = event.target;
  if (!("filesFor" in input.dataset || "form" in input.dataset)) return;
  const files = [...input.files].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
  upload(files, input.dataset.filesFor, "form" in input.dataset);
  input.value = "";
});

// --- Buttons -------------------------------------------------------------------------------------

function askWhere(button) {
  const dialog = byID("mover");
  byID("mover-file").textContent = button.dataset.move;
  byID("mover-to").value = button.dataset.from ?? byID("mover-to").options[0].value;
  dialog.returnValue = "";
  dialog.onclose = () => {
    const to = byID("mover-to").value;
    if (dialog.returnValue !== "move" || to === (button.dataset.from ?? "")) return;
    const move = { path: button.dataset.move, from: button.dataset.from, to: to || undefined };
    send("assign", { moves: [move] });
  };
  dialog.showModal();
}

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
  const { assign, to, from, box, ticked, move, unlink, remove } = button.dataset;
  if (assign) press(button, "assign", { moves: [{ path: assign, to }] });
  else if (unlink) press(button, "assign", { moves: [{ path: unlink, from }] });
  else if (remove) press(button, "remove", { path: remove });
  else if ("confirmAll" in button.dataset) {
    const moves = [...document.querySelectorAll("[data-certain]")]
      .map((one) => ({ path: one.dataset.assign, to: one.dataset.to }));
    press(button, "assign", { moves });
  } else if (box) press(button, "settle", ticked ? { box, ticked: ticked === "true" } : { box });
  else if (move) askWhere(button);
  else if ("undo" in button.dataset) press(button, "undo", {});
  else if ("print" in button.dataset) print();
  else if (button.id === "preview-close") closePreview();
});

// --- A new dossier -------------------------------------------------------------------------------

document.addEventListener("submit", async (event) => {
  if (event.target.id !== "new-dossier") return;
  event.preventDefault();
  const form = new FormData(event.target);
  const file = form.get("document");
  const query = new URLSearchParams({ name: form.get("name").trim() });
  if (file?.name) query.set("document", file.name);
  try {
    const response = await fetch(`/dossiers?${query.toString().replace(/\+/g, "%20")}`, {
      method: "POST", headers: { Accept: "application/json" }, body: file?.name ? file : "",
    });
    const answer = await response.json();
    if (response.ok) location.href = answer.location;
    else report({ ...answer, isError: true });
  } catch { lose(); }
});

// --- Sealing -------------------------------------------------------------------------------------

document.addEventListener("submit", async (event) => {
  if (event.target.id !== "seal") return;
  event.preventDefault();
  const form = new FormData(event.target);
  const working = byID("working");
  const button = event.target.querySelector("button");
  const cancel = new AbortController();
  byID("work-cancel").onclick = () => cancel.abort();
  working.hidden = false;
  button.disabled = true;
  const answer = await ask("seal", {
    incomplete: form.get("incomplete") === "on", supersedes: form.get("supersedes") || undefined,
  }, cancel.signal);
  working.hidden = true;
  button.disabled = false;
  if (answer?.location) location.href = answer.location;
});

// --- The preview ---------------------------------------------------------------------------------

let previewed = null;

function showPreview(link) {
  const pane = byID("preview");
  const kind = link.dataset.preview;
  const view = document.createElement(kind === "image" ? "img" : "iframe");
  view.src = link.href;
  if (kind === "image") view.alt = link.textContent;
  else view.title = link.textContent;
  byID("preview-content").replaceChildren(view);
  byID("preview-name").textContent = link.textContent;
  byID("preview-open").href = link.href;
  pane.hidden = false;
  pane.parentElement.classList.add("previewing");
  previewed = link;
  byID("preview-close").focus();
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

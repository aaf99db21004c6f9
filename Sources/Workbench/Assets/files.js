"use strict";

// Files that a person drops on a page or chooses, and how they are sent.

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

  const line = say("", false, true);
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
  const empty = files.filter(({ file }) => !file.size).map(({ path }) => path);
  if (empty.length && received && !isForm) say(fill(words.empty, { names: listed(empty) }), true);
  if (skipped.length) say(fill(words.skipped, { names: listed(skipped) }), true);
  if (hints.length) say(hints.slice(0, 5).join(" ") + (hints.length > 5 ? ` … (${hints.length})` : ""), false, true);
  tellUnreadable();
  if (location) report(location);
  if (question && await isMeant(question)) return upload(files, number, isForm, [], true);
  await refresh();
}

/// Asks whether a folder that was dropped on an item belongs there as a whole.
///
/// Returns the item's number, undefined where each file is to be sorted, null for neither.
function askHow(count, number) {
  const dialog = byID("sorter");
  const [title, here] = [byID("sorter-title"), byID("sorter-here")];
  title.textContent = fill(title.dataset.words, { count, number });
  here.textContent = fill(here.dataset.words, { number });
  dialog.returnValue = "";
  return new Promise((done) => {
    dialog.onclose = () => {
      if (dialog.returnValue === "here") done(number);
      else done(dialog.returnValue === "sort" ? undefined : null);
    };
    dialog.showModal();
  });
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
  if (isForm && files.length + unreadable.length !== 1) return say(words.oneForm, true);
  const isFolder = files.length > 1 && files.some(({ path }) => path.includes("/"));
  const to = number && isFolder ? await askHow(files.length, number) : number;
  if (to !== null) upload(files, to, isForm, unreadable);
});
document.addEventListener("change", (event) => {
  const input = event.target;
  if (!("filesFor" in input.dataset || "form" in input.dataset)) return;
  const files = [...input.files].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
  upload(files, input.dataset.filesFor, "form" in input.dataset);
  input.value = "";
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

"use strict";

// What a person does with the files of a dossier, and how it is sealed.

// --- To which item -------------------------------------------------------------------------------

const mover = byID("mover");
const placeList = byID("mover-to");
const places = [...placeList.options];
const searchPlaces = byID("mover-search");

/// Shows the items whose number or words have all that is searched for.
function listPlaces() {
  const parts = searchPlaces.value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = places.filter((one) => !one.disabled
    && parts.every((part) => one.textContent.toLowerCase().includes(part)));
  placeList.replaceChildren(...found);
  placeList.hidden = !found.length;
  byID("mover-none").hidden = found.length > 0;
  // Who searched meant the first one; who did not has chosen nothing yet.
  placeList.selectedIndex = parts.length && found.length ? 0 : -1;
  allowMove();
}

function allowMove() { mover.querySelector("[value=move]").disabled = placeList.selectedIndex < 0; }

searchPlaces.addEventListener("input", listPlaces);
placeList.addEventListener("change", allowMove);
placeList.addEventListener("dblclick", () => mover.querySelector("[value=move]").click());
searchPlaces.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" && placeList.options.length) {
    event.preventDefault();
    placeList.selectedIndex = Math.max(0, placeList.selectedIndex);
    placeList.focus();
    allowMove();
  }
});
placeList.addEventListener("keydown", (event) => {
  if (event.key === "Enter") { event.preventDefault(); mover.querySelector("[value=move]").click(); }
});

/// - isAlso: whether the file stays where it is and proves one item more.
function askWhere(path, from, isAlso) {
  const title = byID("mover-title");
  title.textContent = isAlso ? title.dataset.also : title.dataset.move;
  byID("mover-file").textContent = path;
  for (const one of places) one.disabled = one.id === "mover-nowhere" ? isAlso : one.value === from;
  searchPlaces.value = "";
  listPlaces();
  mover.returnValue = "";
  mover.onclose = () => {
    if (mover.returnValue !== "move" || placeList.selectedIndex < 0) return;
    const to = placeList.value || undefined;
    send("assign", { moves: [isAlso ? { path, to } : { path, from, to }] });
  };
  mover.showModal();
}

// --- Buttons -------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { assign, to, from, box, ticked, move, also, unlink, remove, confirmAll } = button.dataset;
  if (assign) press(button, "assign", { moves: [{ path: assign, to }] });
  else if (unlink) press(button, "assign", { moves: [{ path: unlink, from }] });
  else if (remove) press(button, "remove", { path: remove });
  else if (confirmAll) press(button, "assign-suggested", { confidence: confirmAll });
  else if (box) press(button, "settle", ticked ? { box, ticked: ticked === "true" } : { box });
  else if (move) askWhere(move, from, false);
  else if (also) askWhere(also, from, true);
  else if ("undo" in button.dataset) press(button, "undo", {});
});

// As in any program; in a field the browser takes back what was typed there.
document.addEventListener("keydown", (event) => {
  if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
  if (event.target.matches("input, textarea, select") || document.querySelector("dialog[open]")) return;
  const undo = document.querySelector("[data-undo]");
  if (undo) { event.preventDefault(); undo.click(); }
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

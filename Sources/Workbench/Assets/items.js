"use strict";

// The items of a package: searched, filtered, gone through by keys, and accepted many at once.

const itemFilters = document.getElementById("item-filters");
const itemState = { filter: "", words: "" };

const items = () => Array.from(document.querySelectorAll(".requirement"));
const markOf = (item) => item.querySelector("[name=mark]:checked")?.value ?? "";

function isOf(item, filter) {
  switch (filter) {
    case "lacking": return !item.classList.contains("held") && !item.classList.contains("advised");
    case "unmarked": return markOf(item) === "";
    case "doubtful": return ["doubtful", "to-mend"].includes(markOf(item));
    default: return true;
  }
}

/// The ids of those that are shown: an item that is being marked stays until something else is chosen.
let shownItems = new Set();

function arrangeItems() {
  shownItems = new Set(items().filter((item) => {
    const isFound = item.textContent.toLowerCase().includes(itemState.words);
    return isFound && isOf(item, itemState.filter);
  }).map((item) => item.id));
  showItems();
}

function showItems() {
  for (const item of items()) item.hidden = !shownItems.has(item.id);
  for (const group of document.querySelectorAll("[data-group]")) {
    group.hidden = !group.querySelector(".requirement:not([hidden])");
  }
  for (const button of itemFilters.querySelectorAll("[data-items]")) {
    const filter = button.dataset.items;
    button.setAttribute("aria-pressed", String(filter === itemState.filter));
    button.querySelector("span").textContent = items().filter((item) => isOf(item, filter)).length;
  }
  const isAnyOpen = items().some((item) => item.classList.contains("held") && markOf(item) === "");
  document.getElementById("accept-held").disabled = !isAnyOpen;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.items !== undefined) {
    itemState.filter = button.dataset.items;
    arrangeItems();
  }
  if (button?.id === "accept-held") press(button, "accept", {});
});
document.getElementById("search").addEventListener("input", (event) => {
  itemState.words = event.target.value.trim().toLowerCase();
  arrangeItems();
});
document.addEventListener("change", (event) => { if (event.target.name === "mark") showItems(); });
document.addEventListener("refreshed", showItems);

/// J and K go to the next item and back; the marks are then chosen by the arrow keys.
document.addEventListener("keydown", (event) => {
  if (!["j", "k"].includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input:not([type=radio]), textarea, select")) return;
  const shown = items().filter((item) => !item.hidden);
  const now = shown.indexOf(document.activeElement?.closest(".requirement"));
  const next = shown[event.key === "j" ? now + 1 : Math.max(0, now - 1)];
  const choice = next?.querySelector("[name=mark]:checked") ?? next?.querySelector("[name=mark]");
  choice?.focus();
  next?.scrollIntoView({ block: "nearest" });
});

arrangeItems();

"use strict";

// The table of packages: searched, filtered and sorted here, and kept so when it comes anew.

const answers = ["intact", "authentic", "complete", "filled", "usable"];
const filters = document.getElementById("filters");
const find = document.getElementById("find");
const shelfState = { filter: "", words: "", column: null, isDown: false };

const rowsOf = () => Array.from(document.querySelectorAll("#packages tbody tr"));

function belongs(row, filter) {
  if (!filter) return true;
  if (filter === "well") return row.classList.contains("well");
  const place = answers.indexOf(filter);
  return row.querySelectorAll("td b")[place]?.closest("td").classList.contains("failed") ?? false;
}

/// What a row is sorted by: a share of marks as a number, an answer by how bad it is, all else by its
/// words.
function keyOf(row, column) {
  const cell = row.cells[column];
  if (!cell) return "";
  const outcome = ["failed", "not-checked", "passed"].indexOf(cell.className);
  if (outcome >= 0) return outcome;
  const share = cell.textContent.match(/^(\d+)\/(\d+)$/);
  return share ? share[1] / share[2] : cell.textContent.trim();
}

function compare(one, other) {
  const [left, right] = [one, other].map((row) => keyOf(row, shelfState.column));
  if (typeof left === "number" && typeof right === "number") return left - right;
  return String(left).localeCompare(String(right), "zh-CN", { numeric: true });
}

function arrange() {
  const rows = rowsOf();
  filters.hidden = rows.length < 2;
  let shown = 0;
  for (const row of rows) {
    const isFound = row.textContent.toLowerCase().includes(shelfState.words);
    row.hidden = !(isFound && belongs(row, shelfState.filter));
    if (!row.hidden) shown += 1;
  }
  for (const button of filters.querySelectorAll("[data-filter]")) {
    const { filter } = button.dataset;
    const count = rows.filter((row) => belongs(row, filter)).length;
    button.setAttribute("aria-pressed", String(filter === shelfState.filter));
    button.querySelector("span").textContent = count;
    button.hidden = filter !== "" && count === 0 && filter !== shelfState.filter;
  }
  const none = document.getElementById("none-found");
  if (none) none.hidden = shown > 0;
  if (shelfState.column === null) return;
  rows.sort((one, other) => (shelfState.isDown ? compare(other, one) : compare(one, other)));
  rows[0]?.parentElement.append(...rows);
  const headings = document.querySelectorAll("#packages thead th");
  headings.forEach((heading, column) => {
    if (column !== shelfState.column) heading.removeAttribute("aria-sort");
    else heading.setAttribute("aria-sort", shelfState.isDown ? "descending" : "ascending");
  });
}

document.addEventListener("click", (event) => {
  const filter = event.target.closest("[data-filter]");
  const heading = event.target.closest("[data-sort]")?.closest("th");
  if (filter) shelfState.filter = filter.dataset.filter;
  else if (heading) {
    shelfState.isDown = shelfState.column === heading.cellIndex && !shelfState.isDown;
    shelfState.column = heading.cellIndex;
  } else return;
  arrange();
});
find.addEventListener("input", () => {
  shelfState.words = find.value.trim().toLowerCase();
  arrange();
});
document.addEventListener("refreshed", arrange);
arrange();

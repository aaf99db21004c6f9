"use strict";

// The unsorted files gone through by keys: up and down, Enter or a digit confirms a suggestion, a
// slash searches an item. The file that is looked at is shown beside the list.

const looseFiles = () => [...document.querySelectorAll("#loose li.file")];
let looseIndex = -1;

function lookAt(index) {
  const files = looseFiles();
  if (!files.length) { looseIndex = -1; return closePreview(); }
  looseIndex = Math.max(0, Math.min(index, files.length - 1));
  const file = files[looseIndex];
  for (const one of files) one.tabIndex = one === file ? 0 : -1;
  file.focus({ preventScroll: true });
  file.scrollIntoView({ block: "nearest" });
  const link = file.querySelector("a[data-preview]");
  if (link && matchMedia("(min-width: 56rem)").matches) showPreview(link, false);
  else closePreview();
  if (document.activeElement !== file) file.focus({ preventScroll: true });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.matches("input, textarea, select")) return;
  const file = looseFiles()[looseIndex];
  const isOnFile = file && document.activeElement === file;
  if (event.key === "ArrowDown") lookAt(looseIndex + 1);
  else if (event.key === "ArrowUp") lookAt(looseIndex - 1);
  else if (isOnFile && (event.key === "Enter" || /^[1-3]$/.test(event.key))) {
    const choice = file.querySelectorAll("[data-assign]")[event.key === "Enter" ? 0 : Number(event.key) - 1];
    if (choice) choice.click();
    else if (event.key === "Enter") file.querySelector("[data-move]").click();
  } else if (isOnFile && event.key === "/") file.querySelector("[data-move]").click();
  else return;
  event.preventDefault();
});

document.addEventListener("focusin", (event) => {
  const index = looseFiles().indexOf(event.target.closest?.("li.file"));
  if (index >= 0) looseIndex = index;
});
// Where the one that was confirmed stood, the next one stands.
document.addEventListener("refreshed", () => {
  const isLost = document.activeElement === document.body || document.activeElement === null;
  if (looseIndex >= 0 && isLost) lookAt(looseIndex);
});

if (looseFiles().length) looseFiles()[0].tabIndex = 0;

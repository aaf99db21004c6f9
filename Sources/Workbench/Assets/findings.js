"use strict";

// Findings by who mends them: what is chosen stays chosen while the page is brought up to date.

let chosenFindings = "";

function showFindings() {
  for (const group of document.querySelectorAll("[data-mended]")) {
    group.hidden = chosenFindings !== "" && group.dataset.mended !== chosenFindings;
  }
  for (const level of document.querySelectorAll("[data-level]")) {
    level.hidden = !level.querySelector("[data-mended]:not([hidden])");
  }
  for (const button of document.querySelectorAll("[data-findings]")) {
    button.setAttribute("aria-pressed", String(button.dataset.findings === chosenFindings));
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-findings]");
  if (!button) return;
  chosenFindings = button.dataset.findings;
  showFindings();
});
document.addEventListener("refreshed", showFindings);
showFindings();

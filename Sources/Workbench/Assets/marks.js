"use strict";

// A reviewer's marks: each is kept as it is made, item by item, over what was shown of the item and
// over nothing else.

const noMark = { mark: null, remark: "" };
const isSameMark = (one, other) => one.mark === other?.mark && one.remark === other?.remark;
const formOf = (number) => document.querySelector(`form[data-mark="${CSS.escape(number)}"]`);

/// What stands in a form now, and what the server had when it was shown.
const chosenMark = (form) =>
  ({ mark: new FormData(form).get("mark"), remark: form.elements.remark.value });
const shownMark = (form) => ({
  mark: form.querySelector("[name=mark][checked]")?.value ?? null,
  remark: form.elements.remark.defaultValue,
});
const isUnsaved = (form) => !isSameMark(chosenMark(form), shownMark(form));

/// What of each item is on its way.
const sent = new Map();

function choose(form, { mark, remark }) {
  for (const choice of form.elements.mark) choice.checked = choice.value === mark;
  form.elements.remark.value = remark;
}

/// The server has this of the item now.
function settle(form, { mark, remark }) {
  for (const choice of form.elements.mark) choice.toggleAttribute("checked", choice.value === mark);
  form.elements.remark.setAttribute("value", remark);
  form.querySelector(".other")?.remove();
}

// --- Keeping -------------------------------------------------------------------------------------

let keeping = Promise.resolve();
let keptLine = null;
let changedLine = null;

/// - isChosen: by a button, which decides between two windows as well.
function keep(form, isChosen = false) {
  const number = form.dataset.mark;
  keeping = keeping.then(() => keepNow(number, isChosen));
}

async function keepNow(number, isChosen) {
  const form = formOf(number);
  if (!form || !isUnsaved(form) || !isChosen && form.querySelector(".other")) return;
  const own = chosenMark(form);
  sent.set(number, own);
  waiting += 1;
  try {
    // A page that is left meanwhile takes nothing back.
    const response = await fetch(`${base}/mark`, {
      method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" },
      keepalive: true, body: JSON.stringify({ number, ...own, seen: shownMark(form) }),
    });
    const answer = await response.json();
    if (response.ok) {
      const now = formOf(number);
      if (now) settle(now, own);
      keptLine?.remove();
      keptLine = say(answer.message, false);
    } else {
      sent.delete(number);
      // What another window has changed is shown beside the item.
      if (response.status !== 409) report({ ...answer, isError: true });
    }
  } catch {
    sent.delete(number);
    lose();
    return;
  } finally {
    waiting -= 1;
    asked += 1;
  }
  await refresh();
  sent.delete(number);
}

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-mark]");
  if (form && event.target.name === "mark") keep(form);
});
document.addEventListener("focusout", (event) => {
  const form = event.target.closest?.("form[data-mark]");
  // A field that is replaced while it has the focus loses it.
  if (form && event.target.name === "remark" && !isReplacing) keep(form);
});
document.addEventListener("submit", (event) => {
  if (!event.target.dataset.mark) return;
  event.preventDefault();
  keep(event.target, true);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const form = button?.closest("form[data-mark]");
  if (!form) return;
  if ("unmark" in button.dataset) { choose(form, { ...chosenMark(form), mark: null }); keep(form, true); }
  if ("theirs" in button.dataset) {
    choose(form, shownMark(form));
    form.querySelector(".other").remove();
  }
});
addEventListener("beforeunload", (event) => {
  const isLost = (form) => isUnsaved(form) && !isSameMark(chosenMark(form), sent.get(form.dataset.mark));
  if ([...document.querySelectorAll("form[data-mark]")].some(isLost)) event.preventDefault();
});

// --- Two windows ---------------------------------------------------------------------------------

/// Shows what another window has kept of the item, beside what was not kept yet here.
function showOther(form, { mark, remark }) {
  const label = [...form.elements.mark].find((choice) => choice.value === mark)?.labels[0];
  const line = document.createElement("p");
  line.className = "other";
  const text = document.createElement("span");
  text.textContent = fill(words.other, { mark: label?.textContent.trim() ?? words.unmarked, remark });
  const mine = document.createElement("button");
  mine.textContent = words.mine;
  const theirs = document.createElement("button");
  theirs.type = "button";
  theirs.dataset.theirs = "";
  theirs.textContent = words.theirs;
  line.append(text, mine, theirs);
  form.append(line);
}

keepers.push((old) => {
  const form = old.querySelector("form[data-mark]");
  if (!form || !isUnsaved(form)) return null;
  const number = form.dataset.mark;
  const [own, before] = [chosenMark(form), shownMark(form)];
  const other = form.querySelector(".other");
  const field = form.elements.remark;
  const caret = document.activeElement === field ? field.selectionStart : null;
  return (part) => {
    const fresh = part.querySelector("form[data-mark]");
    if (!fresh) return;
    const now = shownMark(fresh);
    choose(fresh, own);
    if (caret !== null) {
      fresh.elements.remark.focus({ preventScroll: true });
      fresh.elements.remark.setSelectionRange(caret, caret);
    }
    if (isSameMark(now, own)) return;
    if (isSameMark(now, before)) { if (other) fresh.append(other); return; }
    if (isSameMark(now, sent.get(number))) return;
    showOther(fresh, now);
    changedLine?.remove();
    changedLine = say(words.changed, true);
  };
});

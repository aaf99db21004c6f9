"use strict";

// The code stands behind the #, which no browser sends along, and is taken out of the history.
const code = location.hash.slice(1);
history.replaceState(null, "", location.pathname);

(async () => {
  const line = document.getElementById("content").querySelector("p");
  try {
    const response = await fetch("/open", {
      method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ code }),
    });
    if (response.ok) return location.replace("/");
    const answer = await response.json();
    line.textContent = [answer.message, answer.hint].filter(Boolean).join(" ");
  } catch {
    line.textContent = line.dataset.lost;
  }
})();

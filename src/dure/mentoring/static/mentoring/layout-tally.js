// Counting trips: the stations in the order in which somebody came to them, kept in this browser until they have arrived.
(() => {
  "use strict";
  const root = document.getElementById("tally");
  const form = root.querySelector("form");
  const KEY = `dure-tally-${root.dataset.layout}`;
  const read = () => { try { return JSON.parse(localStorage.getItem(KEY)) ?? { visits: [], begun: 0, last: 0 }; } catch { return { visits: [], begun: 0, last: 0 }; } };
  const keep = () => { try { localStorage.setItem(KEY, JSON.stringify(state)); } catch { /* private mode: for this page only */ } };
  let state = read();
  const draw = () => {
    const trips = state.visits.slice(1).filter((code, at) => code !== state.visits[at]).length;
    root.querySelector("[data-count]").textContent = trips;
    root.querySelector("[data-trail]").textContent = state.visits.slice(-8).join(" → ");
    form.elements.visits.value = JSON.stringify(state.visits);
    if (state.begun) form.elements.minutes.value = Math.max((state.last - state.begun) / 60000, 0.1).toFixed(1);
  };
  root.addEventListener("click", (event) => {
    const station = event.target.closest("[data-code]");
    if (station) {
      state.last = Date.now();
      state.begun ||= state.last;
      state.visits.push(station.dataset.code);
    } else if (event.target.closest("[data-back]")) state.visits.pop();
    else if (event.target.closest("[data-clear]")) state = { visits: [], begun: 0, last: 0 };
    else return;
    keep();
    draw();
  });
  // Sent only when the plant answers and nobody has to log in; the page of the layout forgets what has arrived there.
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    let answers = false;
    try { answers = (await fetch(location.href, { redirect: "manual", cache: "no-store" })).ok; } catch { /* away */ }
    root.querySelector("[data-away]").hidden = answers;
    if (!answers) return;
    try { localStorage.setItem(`${KEY}-sent`, "1"); } catch { /* private mode */ }
    form.submit();
  });
  // Also when somebody comes back to this page as the browser kept it.
  addEventListener("pageshow", () => {
    try { localStorage.removeItem(`${KEY}-sent`); } catch { /* private mode */ }
    state = read();
    draw();
  });
  draw();
})();

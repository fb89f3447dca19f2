// Counting trips: the stations in the order in which somebody came to them, kept in this browser until they are sent.
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
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) { event.preventDefault(); return; }
    try { localStorage.setItem(`${KEY}-sent`, localStorage.getItem(KEY) ?? ""); localStorage.removeItem(KEY); } catch { /* private mode */ }
  });
  // A tally that was refused comes back with its form; what was sent well leaves this page.
  if (root.querySelector(".error, .note.bad")) { try { state = JSON.parse(localStorage.getItem(`${KEY}-sent`)) ?? state; keep(); } catch { /* nothing kept */ } }
  draw();
})();

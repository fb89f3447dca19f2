// An element with data-refresh="unit downtime" fires "dure-refresh" on itself soon after a tick of one of these
// kinds, at most once in data-pause ms (800), never missing the last; htmx fetches its content on that event.
(() => {
  "use strict";
  const timers = new WeakMap();
  const last = new WeakMap();
  const soon = (element) => {
    if (timers.has(element)) return;
    const pause = Number(element.dataset.pause || 800);
    const wait = Math.max(0, (last.get(element) || 0) + pause - Date.now());
    timers.set(element, setTimeout(() => {
      timers.delete(element);
      last.set(element, Date.now());
      if (element.isConnected) element.dispatchEvent(new CustomEvent("dure-refresh"));
    }, wait));
  };
  const tick = (kind) => {
    for (const element of document.querySelectorAll("[data-refresh]")) {
      const kinds = element.dataset.refresh.split(/\s+/);
      if (kind === "all" || kinds.includes(kind)) soon(element);
    }
  };
  document.addEventListener("DOMContentLoaded", () => {
    const kinds = new Set(["all"]);
    for (const element of document.querySelectorAll("[data-refresh]")) element.dataset.refresh.split(/\s+/).forEach((kind) => kinds.add(kind));
    for (const kind of kinds) document.body.addEventListener(`dure:${kind}`, () => tick(kind));
  });
})();

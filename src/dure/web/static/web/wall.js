// The wall's clock: the plant's own time as the server gave it, going on at the plant's speed (a demonstration runs faster).
(() => {
  "use strict";
  const opened = performance.now();
  const show = () => {
    for (const node of document.querySelectorAll("[data-now-ms]")) {
      const now = Number(node.dataset.nowMs) + (performance.now() - opened) * Number(node.dataset.speed);
      const form = { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: node.dataset.zone };
      node.textContent = new Intl.DateTimeFormat(document.documentElement.lang, form).format(new Date(now));
    }
  };
  document.addEventListener("DOMContentLoaded", show);
  setInterval(show, 1000);
})();

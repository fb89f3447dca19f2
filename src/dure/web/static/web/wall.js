// The wall's clock. It runs at the plant's speed from the server's time, so that a demonstration shows its own hour.
(() => {
  "use strict";
  const show = () => {
    for (const node of document.querySelectorAll("[data-clock]")) {
      node.textContent = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false }).format(new Date());
    }
  };
  document.addEventListener("DOMContentLoaded", show);
  setInterval(show, 1000);
})();

// "/" goes to the search box, "?" opens the help with the keys, "g" then a letter goes to a page.
(() => {
  "use strict";
  let armed = 0;
  document.addEventListener("DOMContentLoaded", () => document.querySelector(".side [aria-current]")?.scrollIntoView({ block: "nearest" }));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "/") {
      const box = document.getElementById("search");
      if (box && box.offsetParent) { event.preventDefault(); box.focus(); box.select(); }
    } else if (event.key === "?") {
      document.getElementById("keys")?.showModal();
    } else if (event.key === "g") {
      armed = Date.now();
    } else if (Date.now() - armed < 1500) {
      armed = 0;
      document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
    }
  });
})();

// Light, dark or as the system says; left- or right-handed kiosk. Runs before the first paint.
(() => {
  "use strict";
  const root = document.documentElement;
  const read = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const keep = (key, value) => { try { localStorage.setItem(key, value); } catch { /* private mode: for this page only */ } };
  const apply = () => {
    const theme = root.dataset.fixedTheme || read("dure-theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme; else delete root.dataset.theme;
    root.dataset.hand = read("dure-hand") === "left" ? "left" : "right";
  };
  apply();
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-action]");
    if (!button) return;
    if (button.dataset.action === "theme") {
      const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      keep("dure-theme", isDark ? "light" : "dark");
      apply();
    }
    if (button.dataset.action === "hand") {
      keep("dure-hand", root.dataset.hand === "left" ? "right" : "left");
      apply();
    }
    if (button.dataset.action === "print") window.print();
    if (button.dataset.action === "fullscreen") {
      if (document.fullscreenElement) document.exitFullscreen(); else root.requestFullscreen();
    }
    if (button.dataset.action === "back") history.back();
  });
})();

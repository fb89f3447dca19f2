// The pad of inspections: big keys type into the value. A gauge that types like a keyboard sends its digits faster than
// a hand and ends with Enter; such a value is kept as one that came from a gauge.
(() => {
  "use strict";
  const form = document.getElementById("pad");
  if (!form || !form.elements.value || form.elements.value.type !== "text") return;
  const value = form.elements.value;
  const source = form.elements.source;
  const FAST_MS = 40;
  let last = 0;
  let fast = 0;

  const key = (digit) => {
    if (digit === "back") value.value = value.value.slice(0, -1);
    else if (digit === "-") value.value = value.value.startsWith("-") ? value.value.slice(1) : `-${value.value}`;
    else if (digit !== "." || !value.value.includes(".")) value.value = (value.value + digit).slice(0, 20);
    source.value = "hand";
  };
  form.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-digit]");
    if (pressed) { key(pressed.dataset.digit); return; }
    const take = event.target.closest("[data-take]");
    if (take) { value.value = take.dataset.take; source.value = take.dataset.source; form.requestSubmit(); }
  });
  // A gauge may type while nothing has the cursor.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const now = performance.now();
    if (event.key.length === 1) { fast = now - last < FAST_MS ? fast + 1 : 0; last = now; }
    if (event.target === value || event.target.closest("input, textarea, select, dialog, a")) return;
    if (/^[\d.,+-]$/.test(event.key)) { value.focus(); }
  }, true);
  value.addEventListener("keydown", (event) => {
    if (event.key === "Enter") source.value = fast >= 2 ? "wedge" : source.value;
  });
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) { event.preventDefault(); return; }
    sent = true;
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  value.focus();
})();

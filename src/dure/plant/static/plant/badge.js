// The badge pad. A scanner types the badge and Enter; then the PIN by the big keys (or a keyboard), then the tick.
(() => {
  "use strict";
  const pad = document.getElementById("pad");
  if (!pad) return;
  const badge = pad.elements.badge, pin = pad.elements.pin, who = pad.querySelector("[data-who]"), dots = pad.querySelector(".pin");
  const show = () => {
    dots.replaceChildren(...Array.from({ length: Math.max(4, pin.value.length) }, (_, at) => {
      const dot = document.createElement("i");
      if (at < pin.value.length) dot.className = "on";
      return dot;
    }));
  };
  const choose = (code, name) => {
    badge.value = code;
    pin.value = "";
    who.textContent = name || who.dataset.empty;
    for (const button of pad.querySelectorAll("[data-badge]")) button.classList.toggle("primary", button.dataset.badge === code);
    show();
    pin.focus({ preventScroll: true });
  };
  const nameOf = (code) => pad.querySelector(`[data-badge="${CSS.escape(code)}"]`)?.textContent || "";
  pad.addEventListener("click", (event) => {
    const person = event.target.closest("[data-badge]");
    if (person) choose(person.dataset.badge, person.textContent);
    const key = event.target.closest("[data-digit]");
    if (!key) return;
    if (key.dataset.digit === "back") pin.value = pin.value.slice(0, -1);
    else if (pin.value.length < 8) pin.value += key.dataset.digit;
    show();
  });
  badge.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    choose(badge.value.trim(), nameOf(badge.value.trim()));
  });
  pin.addEventListener("input", () => { pin.value = pin.value.replace(/\D/g, ""); show(); });
  // Wherever the finger was last, the scanner's text belongs into the badge field.
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, select, textarea, button, a") || event.key.length > 1) return;
    badge.value = "";
    badge.focus({ preventScroll: true });
  });
  badge.focus({ preventScroll: true });
})();

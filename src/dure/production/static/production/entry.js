// The pad of hand entries: big keys type into the quantity; each form has an id of its own, so that a form sent
// twice (a double tap, a lost answer) is entered once.
(() => {
  "use strict";
  const form = document.getElementById("pad");
  if (!form) return;
  const quantity = form.elements.quantity;
  const anew = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    form.elements.client_id.value = hex;
  };
  form.addEventListener("click", (event) => {
    const key = event.target.closest("[data-digit]");
    if (!key) return;
    const digit = key.dataset.digit;
    if (digit === "back") quantity.value = quantity.value.slice(0, -1);
    else if (digit !== "." || !quantity.value.includes(".")) quantity.value = (quantity.value + digit).slice(0, 14);
  });
  quantity.addEventListener("input", () => { quantity.value = quantity.value.replace(",", ".").replace(/[^\d.]/g, ""); });
  // A page that the browser kept and shows again mustn't send its old id for something new.
  window.addEventListener("pageshow", (event) => { if (event.persisted) { anew(); quantity.value = ""; } });
  anew();
})();

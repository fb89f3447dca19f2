// Sums of both sides while an entry is typed; the server checks them again.
(() => {
  "use strict";
  const form = document.querySelector("form[data-sums]");
  if (!form) return;
  const shown = new Intl.NumberFormat();
  const sum = (name) => [...form.querySelectorAll(`input[name$="-${name}"]`)].reduce((all, box) => all + (Number(box.value.replaceAll(",", "")) || 0), 0);
  const show = () => {
    const debit = sum("debit"), credit = sum("credit"), badge = form.querySelector("[data-difference]");
    form.querySelector('[data-sum="debit"]').textContent = shown.format(debit);
    form.querySelector('[data-sum="credit"]').textContent = shown.format(credit);
    badge.querySelector("output").textContent = shown.format(debit - credit);
    badge.classList.toggle("good", debit > 0 && debit === credit);
    badge.classList.toggle("bad", debit !== credit);
  };
  form.addEventListener("input", show);
  show();
})();

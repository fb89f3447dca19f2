// Printing, and choices that take effect at once. Without script the form has a button.
for (const button of document.querySelectorAll("[data-prints]")) button.addEventListener("click", () => window.print());
for (const field of document.querySelectorAll("[data-submits]")) field.addEventListener("change", () => field.form.requestSubmit());

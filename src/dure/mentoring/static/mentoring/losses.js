// Printing opens all tables and closes them again; choices take effect at once. Without script the form has a button.
const tables = () => document.querySelectorAll(".loss-kinds details:not([open])");
let opened = [];
addEventListener("beforeprint", () => { opened = [...tables()]; for (const one of opened) one.open = true; });
addEventListener("afterprint", () => { for (const one of opened) one.open = false; });
for (const button of document.querySelectorAll("[data-prints]")) button.addEventListener("click", () => window.print());

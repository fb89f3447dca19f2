// The editor of lines: search of items while typing, price and its reason, conversion, a new line by Enter, sums.
(() => {
  "use strict";
  const editor = document.getElementById("editor");
  if (!editor) return;
  const body = editor.querySelector(".line-editor tbody");
  const total = editor.querySelector("[data-total]");
  const count = editor.querySelector("[name$='-TOTAL_FORMS']");
  const template = document.getElementById("line-template");
  const list = document.getElementById("items");
  const number = (text) => Number(String(text).replaceAll(",", ""));
  const field = (row, name) => row.querySelector(`[name$='-${name}']`);
  const grouped = new Intl.NumberFormat(document.documentElement.lang || "ko");

  const add = () => {
    const row = template.content.querySelector("tr").cloneNode(true);
    const at = Number(count.value);
    for (const node of row.querySelectorAll("[name], [id]")) {
      if (node.name) node.name = node.name.replace("__prefix__", at);
      if (node.id) node.id = node.id.replace("__prefix__", at);
    }
    count.value = at + 1;
    body.append(row);
    const before = row.previousElementSibling;
    if (before) field(row, "promised_on").value = field(before, "promised_on").value;
    return row;
  };
  const sum = () => {
    let all = 0;
    for (const row of body.querySelectorAll("[data-line]")) {
      const out = field(row, "DELETE")?.checked;
      const worth = Math.round(number(field(row, "quantity").value || 0) * number(field(row, "price").value || 0));
      row.classList.toggle("inactive", Boolean(out));
      row.querySelector("[data-worth]").textContent = worth && Number.isFinite(worth) ? grouped.format(worth) : "";
      if (!out && Number.isFinite(worth)) all += worth;
    }
    total.textContent = grouped.format(all);
  };
  const ask = async (row, mayPrice) => {
    const item = field(row, "item").value.trim();
    const name = row.querySelector("[data-name]");
    if (!item) { name.textContent = ""; return; }
    const query = new URLSearchParams({ partner: editor.dataset.partner, item, quantity: field(row, "quantity").value, unit: field(row, "unit").value });
    const answer = await fetch(`${editor.dataset.lookup}?${query}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const found = await answer.json();
    name.textContent = found.name ? `${found.name} · ${editor.dataset.free} ${found.free} ${found.own_unit}` : found.problem;
    if (!found.name) return;
    field(row, "item").value = found.code;
    if (!field(row, "unit").value) field(row, "unit").value = found.unit;
    row.querySelector("[data-own]").textContent = found.problem || found.own;
    const price = field(row, "price");
    // A price that a person typed stays as it was typed.
    if (mayPrice && (price.value === "" || price.dataset.filled === price.value)) { price.value = found.price; price.dataset.filled = found.price; }
    row.querySelector("[data-why]").textContent = price.value === found.price || !found.price ? found.why : "";
    sum();
  };
  let timer = 0;
  const search = (input) => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      if (input.value.trim().length < 2) return;
      const answer = await fetch(`${editor.dataset.search}?${new URLSearchParams({ q: input.value })}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const { items } = await answer.json();
      list.replaceChildren(...items.map((one) => {
        const option = document.createElement("option");
        option.value = one.code;
        option.textContent = `${one.name} ${one.more} · ${editor.dataset.free} ${one.free} ${one.unit}`;
        return option;
      }));
    }, 200);
  };

  editor.addEventListener("input", (event) => {
    if (event.target.matches("[data-item]")) search(event.target);
    sum();
  });
  editor.addEventListener("change", (event) => {
    const row = event.target.closest("[data-line]");
    if (!row) return;
    if (event.target.matches("[name$='-item']")) field(row, "unit").value = "";
    if (event.target.matches("[name$='-item'], [name$='-quantity'], [name$='-unit'], [name$='-price']")) ask(row, !event.target.matches("[name$='-price']"));
    sum();
  });
  editor.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.closest("[data-line]") || event.ctrlKey) return;
    event.preventDefault();
    const cells = [...body.querySelectorAll("input:not([type=hidden], [type=checkbox])")];
    const next = cells[cells.indexOf(event.target) + 1];
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
    (next || field(add(), "item")).focus();
  });
  editor.querySelector("[data-add-line]").addEventListener("click", () => field(add(), "item").focus());
  for (const row of body.querySelectorAll("[data-line]")) if (field(row, "item").value) ask(row, false);
  sum();
})();

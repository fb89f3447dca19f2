// Picking by scanner: each scan counts on the row of its lot; the first one empties the proposal.
(() => {
  "use strict";
  const form = document.getElementById("picking");
  if (!form) return;
  const box = document.getElementById("scan");
  const told = document.getElementById("scan-told");
  const numbers = [...form.querySelectorAll("input[name^='pick-']")];
  let counting = false;

  const tell = (text, bad) => { told.textContent = text; told.classList.toggle("late", Boolean(bad)); };
  const say = (name, values) => Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, value), form.dataset[name]);
  const value = (input) => Number(input.value.replaceAll(",", "") || 0);
  const plain = (quantity) => String(Math.round(quantity * 10000) / 10000);
  const gone = (shelf) => [...shelf.querySelectorAll("input[name^='pick-']")].reduce((sum, input) => sum + value(input), 0);

  const placesOf = (found) => [...form.querySelectorAll(`[data-item="${found.item}"]`)].flatMap((shelf) =>
    [...shelf.querySelectorAll("[data-place]")].filter((place) => !found.lot || place.dataset.lot === String(found.lot)).map((place) => [shelf, place]));

  const count = (found) => {
    const all = placesOf(found);
    const name = [found.name, found.lot_number].filter(Boolean).join(" ");
    if (!all.length) return tell(say("notHere", { name }), true);
    if (!counting) { counting = true; for (const input of numbers) input.value = ""; }
    const quantity = Number(found.quantity);
    const fits = all.find(([shelf, place]) => {
      const input = place.querySelector("input[name^='pick-']");
      return gone(shelf) + quantity <= Number(shelf.dataset.left) && value(input) + quantity <= Number(place.dataset.free);
    });
    if (!fits) return tell(say("tooMuch", { name }), true);
    const [, place] = fits;
    const input = place.querySelector("input[name^='pick-']");
    input.value = plain(value(input) + quantity);
    for (const row of form.querySelectorAll(".scanned")) row.classList.remove("scanned");
    place.classList.add("scanned");
    place.scrollIntoView({ block: "nearest" });
    if (found.lot && !input.dataset.proposed) return tell(say("later", { name }), true);
    return tell(say("counted", { name, quantity: input.value }));
  };

  let queue = Promise.resolve();
  const scan = async (text) => {
    const answer = await fetch(`${form.dataset.scan}?${new URLSearchParams({ text })}`, { headers: { Accept: "application/json" } });
    const found = await answer.json();
    if (answer.ok && !found.problem) count(found); else tell(found.problem || found.error, true);
  };
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const text = box.value;
    box.value = "";
    // One after the other, so that a fast scanner's counts never cross.
    if (text.trim()) queue = queue.then(() => scan(text)).catch(() => tell(document.body.dataset.noServer, true));
  });
  form.querySelector("[data-refill]").addEventListener("click", () => {
    counting = false;
    for (const input of numbers) input.value = input.dataset.proposed;
    tell("");
    box.focus();
  });
})();

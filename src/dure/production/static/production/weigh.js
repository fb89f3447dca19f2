// The weighing terminal: scanner and scale type like keyboards and end with Enter; Enter goes on to what comes next and
// doesn't send. What is typed is judged by the plant at once; a refusal sounds.
import { say } from "./tablets/sound.js";

const form = document.getElementById("weigh");
if (form) {
  const reading = document.getElementById("reading");
  const { goods, gross, tare } = form.elements;
  const button = form.querySelector("button.primary");
  let timer = 0;
  let before = "";

  const look = () => htmx.trigger(reading, "dure-look");
  form.addEventListener("input", (event) => {
    if (!["goods", "gross", "tare", "other"].includes(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(look, 250);
  });
  form.addEventListener("change", (event) => { if (event.target.name === "unit") look(); });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    clearTimeout(timer);
    look();
    const next = event.target === goods && gross.type !== "hidden" ? gross : button;
    next.focus();
    next.select?.();
  });
  form.querySelector("[data-tare]").addEventListener("click", () => {
    const told = reading.querySelector("[data-told]");
    tare.value = told ? told.dataset.told : gross.value;
    if (gross.type !== "hidden") { gross.value = ""; gross.focus(); }
    look();
  });
  reading.addEventListener("htmx:afterSwap", () => {
    const part = reading.querySelector("[data-judged]");
    if (!part) return;
    if (part.dataset.told) gross.value = part.dataset.told;
    const now = part.dataset.judged;
    if (now !== before && now !== "none" && now !== "under") say(now === "within" ? "good" : "bad");
    before = now;
    if (now === "refused") { goods.focus(); goods.select(); }
  });
  let sent = false;
  form.addEventListener("submit", (event) => { if (sent) event.preventDefault(); sent = true; });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}

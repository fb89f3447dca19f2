// The daily log of a mentor. A save goes onto the device first and counts as done when the plant has said so. It says on
// which save it was written, so that the plant sees when somebody else wrote the same day meanwhile.

import * as plant from "./plant.js";
import * as store from "./store.js";

const LOOK_EVERY_MS = 15_000;
const MOST_EDGE = 1600;
const WORDS = ["hours", "done", "found", "tomorrow"];

let book = null;
let queue = [];
let photos = [];
let isAway = false;
let isStranger = false;
// What the form shows: of whom, which day, and the save that it was filled from.
let view = { stay: "", day: "", base: null };
let isTouched = false;

const at = (place) => document.querySelector(`[data-place="${place}"]`);
const word = (name) => document.getElementById("words").getAttribute(`data-${name}`) ?? name;
const field = (name) => document.getElementById(name);
const stayKey = (one) => `${one.residency}:${one.mentor}`;
const stayNow = () => book?.stays.find((one) => stayKey(one) === view.stay) ?? null;
const isOf = (one, stay, day) => stayKey(one) === stay && one.day === day;

const newId = () => {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
};

const today = () => {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
};

// --- what is seen ---------------------------------------------------------------------------------------------

// The newest of a day: what waits on this device, else what the plant has.
const newest = (stay, day) => queue.findLast((one) => isOf(one, stay, day)) ?? book?.days.find((one) => isOf(one, stay, day)) ?? null;

const element = (name, text = "", kind = "") => {
  const made = document.createElement(name);
  made.textContent = text;
  if (kind) made.className = kind;
  return made;
};

const badge = (one) => {
  const waits = queue.filter((save) => isOf(save, stayKey(one), one.day));
  if (waits.some((save) => save.refused)) return element("span", word("refused"), "badge bad");
  if (waits.length) return element("span", word("waiting"), "badge warn");
  if (one.conflicts) return element("span", word("conflict"), "badge bad");
  return element("span", word("sent"), "badge good");
};

const dayLine = (one) => {
  const line = element("li", "", "day-line");
  const open = element("button", one.day, "button");
  open.type = "button";
  open.dataset.day = one.day;
  open.dataset.stay = stayKey(one);
  line.append(open, element("span", `${Number(one.hours) || 0} h`, "num"), badge(one));
  const refused = queue.find((save) => isOf(save, stayKey(one), one.day) && save.refused);
  if (refused) line.append(element("span", refused.refused, "small"));
  if (one.conflicts && one.href && !isAway) {
    const link = element("a", word("settle"), "button small");
    link.href = one.href;
    line.append(link);
  }
  return line;
};

const days = () => {
  const known = new Map();
  for (const one of [...(book?.days ?? []), ...queue]) {
    const key = `${stayKey(one)} ${one.day}`;
    known.set(key, { ...known.get(key), ...one });
  }
  return [...known.values()].filter((one) => stayKey(one) === view.stay).sort((a, b) => b.day.localeCompare(a.day));
};

const draw = () => {
  const waiting = queue.length + photos.length;
  at("line").hidden = !isAway && waiting === 0;
  at("line").classList.toggle("warn", isAway);
  at("line-text").textContent = word(isStranger ? "stranger" : isAway ? "away" : "sending");
  at("log-in").hidden = !isStranger;
  at("waiting").textContent = waiting ? String(waiting) : "";
  at("me").textContent = book?.me.name ?? "";
  at("nothing").hidden = !book || book.stays.length > 0;
  at("form").hidden = !stayNow();
  at("days").replaceChildren(...days().map(dayLine));
  const mine = photos.filter((one) => isOf(one, view.stay, view.day)).length;
  const there = book?.days.find((one) => isOf(one, view.stay, view.day))?.photos.length ?? 0;
  at("photos").textContent = mine + there ? String(mine + there) : "";
  const strange = queue.find((one) => one.who !== book?.me.id && !book?.leads);
  at("others").hidden = !strange;
  at("others-name").textContent = strange?.whoName ?? "";
};

const choices = () => {
  const options = (book?.stays ?? []).map((one) => {
    const option = element("option", `${one.factory} · ${one.name}`);
    option.value = stayKey(one);
    return option;
  });
  field("stay").replaceChildren(...options);
  if (!stayNow()) view.stay = options[0]?.value ?? "";
  field("stay").value = view.stay;
  const stay = stayNow();
  if (stay) { field("day").min = stay.first; field("day").max = stay.last; }
};

// Fill the form with a day. What was typed and not saved is asked about before.
const show = (stay, day) => {
  const one = newest(stay, day);
  view = { stay, day, base: one?.key ?? null };
  for (const name of WORDS) field(name).value = one ? one[name] : "";
  field("hours").value = one ? String(Number(one.hours)) : "";
  field("day").value = day;
  field("stay").value = stay;
  isTouched = false;
  at("told").textContent = "";
  draw();
};

const leave = (stay, day) => {
  if (isTouched && !confirm(word("leave"))) {
    field("stay").value = view.stay;
    field("day").value = view.day;
    return;
  }
  store.keep("draft", null);
  show(stay, day);
};

// --- the queue ------------------------------------------------------------------------------------------------

const typed = () => Object.fromEntries(WORDS.map((name) => [name, field(name).value.trim()]));

const save = async () => {
  const stay = stayNow();
  if (!stay || !field("day").value) return;
  const made = {
    key: newId(), base: view.base, residency: stay.residency, mentor: stay.mentor, day: view.day, ...typed(),
    hours: field("hours").value || "0", written_at: new Date().toISOString(), device: navigator.platform || "",
    who: book.me.id, whoName: book.me.name,
  };
  await store.addSave(made);
  queue = await store.all("saves");
  view.base = made.key;
  isTouched = false;
  at("told").textContent = word("kept");
  draw();
  pass();
};

const mayGo = (one) => one.who === book.me.id || book.leads;

// What was refused before comes after the rest, the one that waits longest first, so that it holds nothing up.
const inTurn = (list) => [
  ...list.filter((one) => !one.refused),
  ...list.filter((one) => one.refused).sort((one, other) => (one.tried ?? 0) - (other.tried ?? 0)),
];

const send = async () => {
  const list = inTurn(queue.filter(mayGo)).slice(0, 50);
  if (!list.length) return [];
  const answers = await plant.saves(list.map(({ place, who, whoName, refused, tried, ...sent }) => sent));
  const taken = [];
  for (const [at, one] of list.entries()) {
    // What is refused stays on the device with the reason: nothing that was written is thrown away.
    if (answers[at]?.state === "refused") {
      await store.change("saves", { ...one, refused: answers[at].text, tried: Date.now() });
    } else if (answers[at]) taken.push(one);
  }
  return taken;
};

const sendPhotos = async () => {
  for (const one of photos.filter(mayGo)) {
    const answer = await plant.photo(one);
    if (answer.state === "done") await store.remove("photos", one.place);
    else at("told").textContent = answer.text ?? answer.error ?? "";
  }
  photos = await store.all("photos");
};

let passing = false;
const pass = async () => {
  if (passing) return;
  passing = true;
  try {
    book = await plant.book();
    queue = await store.all("saves");
    const sent = await send();
    const before = photos.length;
    await sendPhotos();
    if (sent.length || before !== photos.length) book = await plant.book();
    await store.renew(book, sent);
    queue = await store.all("saves");
    isAway = isStranger = false;
    renewForm();
  } catch (error) {
    if (!(error instanceof plant.Away)) throw error;
    isAway = true;
    isStranger = error instanceof plant.Stranger;
  } finally {
    passing = false;
    draw();
  }
};

// A form that nobody has typed into shows what the plant knows now; one that is being typed into stays as it is.
const renewForm = () => {
  choices();
  if (isTouched) return;
  const one = newest(view.stay, view.day || today());
  if ((one?.key ?? null) !== view.base || !view.day) show(view.stay, view.day || today());
};

// --- pictures -------------------------------------------------------------------------------------------------

const smaller = async (file) => {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, MOST_EDGE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.85); });
};

const addPhotos = async (input) => {
  const stay = stayNow();
  if (!stay) return;
  for (const file of input.files) {
    const blob = await smaller(file).catch(() => file);
    await store.addPhoto({
      key: newId(), residency: stay.residency, mentor: stay.mentor, day: view.day, note: "", blob,
      who: book.me.id, whoName: book.me.name,
    });
  }
  input.value = "";
  photos = await store.all("photos");
  draw();
  pass();
};

// --- what is touched ------------------------------------------------------------------------------------------

at("form").addEventListener("submit", (event) => { event.preventDefault(); save(); });
for (const name of WORDS) {
  field(name).addEventListener("input", () => {
    isTouched = true;
    at("told").textContent = "";
    store.keep("draft", { ...view, words: Object.fromEntries(WORDS.map((one) => [one, field(one).value])) });
  });
}
field("stay").addEventListener("change", () => leave(field("stay").value, view.day));
field("day").addEventListener("change", () => { if (field("day").value) leave(view.stay, field("day").value); });
field("photo").addEventListener("change", () => addPhotos(field("photo")));
at("days").addEventListener("click", (event) => {
  const button = event.target.closest("[data-day]");
  if (!button) return;
  leave(button.dataset.stay, button.dataset.day);
  window.scrollTo(0, 0);
});
window.addEventListener("online", pass);
window.addEventListener("offline", () => { isAway = true; draw(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) pass(); });
setInterval(pass, LOOK_EVERY_MS);

let draft;
[book = null, draft, queue, photos] = await Promise.all([
  store.kept("book"), store.kept("draft"), store.all("saves"), store.all("photos"),
]);
store.hold();
choices();
if (book) show(view.stay, today());
if (draft?.words && book?.stays.some((one) => stayKey(one) === draft.stay)) {
  view = { stay: draft.stay, day: draft.day, base: draft.base };
  choices();
  field("day").value = draft.day;
  for (const name of WORDS) field(name).value = draft.words[name];
  isTouched = true;
}
draw();
document.documentElement.dataset.ready = "1";
pass();
navigator.serviceWorker?.register(document.documentElement.dataset.worker, { scope: document.documentElement.dataset.scope });

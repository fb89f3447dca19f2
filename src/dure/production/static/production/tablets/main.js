// The work page of a tablet. Every act goes into the queue on the device first and is shown at once; the queue goes
// to the plant in its order as soon as there is a network, and an act counts as done when the plant has said so.

import * as plant from "./plant.js";
import { lastAct, predicted } from "./predict.js";
import * as scanner from "./scanner.js";
import * as screens from "./screens.js";
import { word } from "./screens.js";
import { say } from "./sound.js";
import * as store from "./store.js";

const LOOK_EVERY_MS = 10_000;
const IDLE_MS = 180_000;

let picture = null;
let queue = [];
let person = null;
let isAway = false;
let isStranger = false;
let view = { unit: null, operation: null };
let sheet = null;
let pausing = null;
let touched = Date.now();

const here = () => picture && predicted(picture, queue);
const unitNow = () => here()?.units.find((unit) => unit.code === view.unit) ?? null;
const operationNow = () => unitNow()?.operations.find((operation) => operation.id === view.operation) ?? null;

// --- what is seen ---------------------------------------------------------------------------------------------

const draw = () => {
  const told = document.querySelector("[data-place=line]");
  const waiting = queue.filter((act) => !act.sent).length;
  told.hidden = !isAway && waiting === 0;
  told.classList.toggle("warn", isAway);
  document.querySelector("[data-place=line-text]").textContent = word(isStranger ? "stranger" : isAway ? "away" : "sending");
  document.querySelector("[data-place=waiting]").textContent = waiting ? String(waiting) : "";
  document.querySelector("[data-place=person]").textContent = person ? person.name : word("nobody");
  if (!picture) return;
  if (view.unit === null && picture.units.length === 1) view.unit = picture.units[0].code;
  const unit = unitNow();
  document.querySelector("[data-place=heading]").textContent = unit ? unit.name : picture.tablet;
  document.querySelector("[data-do=units]").hidden = !unit || picture.units.length === 1;
  document.querySelector("[data-screen=units]").hidden = Boolean(unit);
  document.querySelector("[data-screen=work]").hidden = !unit;
  if (!unit) { screens.put("units", ...here().units.map(screens.unitTile)); return; }
  if (!operationNow()) view.operation = (unit.operations.find((one) => one.status === "running") ?? unit.operations[0])?.id ?? null;
  const operation = operationNow();
  screens.put("job", ...(operation ? [screens.job(operation, unit)] : [screens.shape("nothing")]));
  screens.put("acts", ...(operation ? screens.actButtons(operation) : []));
  screens.put("list", ...unit.operations.map((one) => screens.operationCard(one, view.operation)));
  const last = lastAct(unit);
  screens.put("last", ...(last ? [screens.lastLine(last)] : []));
  screens.put("open-calls", ...unit.calls.map((call) => screens.openCall(call, picture.calls)));
};

const show = (wanted) => {
  view = wanted;
  store.keep("view", view);
  screens.put("answers");
  draw();
};

const tell = (text, kind) => {
  screens.put("answers", screens.answerLine(text, kind));
  say(kind === "bad" ? "bad" : "good");
};

// --- the queue ------------------------------------------------------------------------------------------------

const newId = () => {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
};

const act = async (kind, more = {}) => {
  // What was shown when it was touched: a newer picture may show something else once the badge is there.
  const wanted = { unit: view.unit, operation: view.operation, ...more };
  if (!person) { askPerson(() => act(kind, wanted)); return; }
  const made = {
    id: newId(), kind, at: new Date().toISOString(),
    name: person.name, token: person.token, badge: person.token ? "" : person.badge, ...wanted,
  };
  await store.add(made);
  queue = await store.all();
  screens.put("answers");
  say("good");
  draw();
  pass();
};

const send = async (list) => {
  const answers = await plant.acts(list.map(({ place, name, ...sent }) => sent));
  const told = new Set(answers.map((answer) => answer.id));
  const refused = new Map(answers.filter((answer) => answer.state === "refused").map((answer) => [answer.id, answer.text]));
  const answered = list.filter((one) => told.has(one.id));
  if (!answered.length) throw new plant.Away("no answer");
  await store.sent(answered.filter((one) => !refused.has(one.id)), answered.filter((one) => refused.has(one.id)));
  queue = await store.all();
  const warned = answers.filter((answer) => answer.state !== "refused" && answer.text).map((answer) => answer.text);
  if (refused.size) tell([...refused.values()].join(" "), "bad");
  else if (warned.length) tell(warned.join(" "), "warn");
};

let passing = false;
const pass = async () => {
  if (passing) return;
  passing = true;
  try {
    // What is done while a picture comes goes with the next round.
    do {
      queue = await store.all();
      for (let list = unsent(); list.length; list = unsent()) await send(list);
      await look();
    } while (unsent().length);
    isAway = isStranger = false;
  } catch (error) {
    if (!(error instanceof plant.Away)) throw error;
    isAway = true;
    isStranger = error instanceof plant.Stranger;
  } finally {
    passing = false;
    draw();
  }
};

const unsent = () => queue.filter((one) => !one.sent).slice(0, 50);

const look = async () => {
  const shown = queue.filter((one) => one.sent);
  const newer = await plant.picture(picture?.mark);
  if (!newer && !shown.length) return;
  picture = newer ?? picture;
  await store.renew(picture, shown);
  queue = await store.all();
};

// --- who works here -------------------------------------------------------------------------------------------

let afterPerson = null;
const personDialog = document.getElementById("person-dialog");

const askPerson = (then = null) => {
  afterPerson = then;
  pin("");
  screens.put("person-error");
  personDialog.dataset.badge = "";
  screens.put("people", ...(picture?.people ?? []).map((one) => screens.fill(screens.shape("someone"), one)));
  if (!personDialog.open) personDialog.showModal();
};

const pin = (text) => {
  personDialog.dataset.pin = text;
  for (const [place, dot] of personDialog.querySelectorAll(".pin i").entries()) dot.classList.toggle("on", place < text.length);
};

const hashed = async (badge) => {
  // Only pages from https may compute it; without https there is no work without network either.
  if (!crypto.subtle) return "";
  const bytes = new TextEncoder().encode(`${picture.salt}${badge}`);
  return Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");
};

const enter = async () => {
  const { badge, pin: given } = personDialog.dataset;
  if (!badge) return;
  let found;
  try {
    found = await plant.person(badge, given);
  } catch (error) {
    if (!(error instanceof plant.Away)) throw error;
    isAway = true;
    // Without network nobody can compare the PIN: the badge alone counts, and the plant is told so.
    const mark = await hashed(badge);
    const known = picture.people.find((one) => one.mark === mark || one.mark === badge);
    found = known ? { id: known.id, name: known.name, token: "", badge: known.mark } : { error: word("unknown-badge") };
  }
  if (found.error) { screens.put("person-error", screens.answerLine(found.error, "bad")); say("bad"); pin(""); return; }
  person = found;
  personDialog.close();
  draw();
  afterPerson?.();
  afterPerson = null;
};

// --- codes ----------------------------------------------------------------------------------------------------

const scanned = async (code) => {
  const text = code.trim();
  if (personDialog.open) { personDialog.dataset.badge = text; return; }
  const found = here()?.units.flatMap((unit) => unit.operations.map((operation) => ({ unit, operation })))
    .filter(({ operation }) => operation.order === text || operation.code === text) ?? [];
  const best = found.find(({ unit }) => unit.code === view.unit) ?? found[0];
  const unit = here()?.units.find((one) => one.code === text);
  if (best) show({ unit: best.unit.code, operation: best.operation.id });
  else if (unit) show({ unit: unit.code, operation: null });
  else if (picture?.people.length && (await hashed(text).then((mark) => picture.people.some((one) => one.mark === mark)))) {
    askPerson();
    personDialog.dataset.badge = text;
  } else tell(`${word("unknown-code")} ${text}`, "bad");
};

// --- reports --------------------------------------------------------------------------------------------------

const reportDialog = document.getElementById("report-dialog");

// The sheet keeps its own operation: a scan or a newer picture behind it may show another one meanwhile.
const openReport = (isFinal) => {
  const operation = operationNow();
  sheet = { isFinal, unit: view.unit, operation, target: "good", fresh: true, good: null, packs: new Map(), losses: [], kind: "reject" };
  screens.fill(reportDialog, { ...screens.operationData(operation), title: word(isFinal ? "act-finish" : "act-report") });
  for (const place of ["counter-from", "counter-to", "note"]) field(place).value = "";
  field("counter-from").value = operation.reading ?? "";
  reportDialog.querySelector("[data-place=more]").open = false;
  drawSheet();
  reportDialog.showModal();
};

const exact = (amount) => Math.round(amount * 10000) / 10000;
const sum = (amounts) => exact(amounts.reduce((total, one) => total + one, 0));
const lossNow = () => sheet.losses.find((one) => one.reason === sheet.target.reason && one.kind === sheet.target.kind) ?? null;
const lost = () => sum(sheet.losses.map((one) => one.quantity));
const packed = () => sum([...sheet.packs].map(([unit, count]) => count * sheet.operation.packs.find((one) => one.unit === unit).pieces));

// By readings of a counter, else as typed and by full packs, else what the machine counted less what is no good.
const goodNow = () => {
  const read = readings();
  if (read) return Math.max(exact(read.pieces - lost()), 0);
  if (sheet.good === null && !sheet.packs.size && sheet.operation.counted !== null) return Math.max(exact(sheet.operation.counted - lost()), 0);
  return exact(Number(sheet.good || 0) + packed());
};

const drawSheet = () => {
  const loss = lossNow();
  const typedNow = loss ? loss.typed ?? String(loss.quantity) : sheet.good ?? (goodNow() || "");
  reportDialog.querySelector("[data-place=amount]").value = typedNow;
  reportDialog.querySelector("[data-place=good]").textContent = screens.number(goodNow());
  reportDialog.querySelector("[data-target=good]").setAttribute("aria-pressed", String(sheet.target === "good"));
  screens.put("reasons", ...screens.reasonButtons(picture.reasons, sheet.losses.filter((one) => one.kind === sheet.kind), lossNow()));
  screens.put("packs", ...screens.packButtons(sheet.operation.packs ?? [], sheet.packs));
  for (const button of reportDialog.querySelectorAll("[data-loss-kind]")) button.setAttribute("aria-pressed", String(button.dataset.lossKind === sheet.kind));
};

// Figures are kept as they are typed: "1." is on its way to 1.5.
const type = (digit) => {
  const loss = lossNow();
  const before = sheet.fresh ? "" : loss ? loss.typed ?? String(loss.quantity) : sheet.good ?? "";
  const after = digit === "back" ? before.slice(0, -1) : digit === "." && before.includes(".") ? before : (before + digit).slice(0, 12);
  sheet.fresh = false;
  if (loss) { loss.typed = after; loss.quantity = Number(after || 0); } else sheet.good = after;
  drawSheet();
};

// One tap is one piece; what is typed after it replaces the number.
const addLoss = (reason) => {
  const known = sheet.losses.find((one) => one.reason === reason && one.kind === sheet.kind);
  if (known) { known.quantity = exact(known.quantity + 1); known.typed = null; }
  else sheet.losses.push({ reason, kind: sheet.kind, quantity: 1, typed: null });
  sheet.target = { reason, kind: sheet.kind };
  sheet.fresh = true;
  drawSheet();
};

const addPack = (unit) => {
  sheet.packs.set(unit, (sheet.packs.get(unit) ?? 0) + 1);
  drawSheet();
};

const field = (place) => reportDialog.querySelector(`[data-place=${place}]`);
const typed = (place) => field(place).value.trim();
const figure = (place) => typed(place).replaceAll(",", "");

// Two readings of a counter say how many pieces it were, good or not: the plant reckons the same. One that reads less
// than before has begun anew after its highest number.
const readings = () => {
  if (sheet.operation.counted !== null || !typed("counter-to")) return null;
  const [from, to] = [Number(figure("counter-from") || NaN), Number(figure("counter-to"))];
  if (!(from >= 0 && to >= 0)) return null;
  return { from: figure("counter-from"), to: figure("counter-to"), pieces: exact(to >= from ? to - from : to - from + 10 ** String(Math.trunc(from)).length) };
};

const pause = (note) => {
  document.getElementById("pause-dialog").close();
  act("pause", { ...pausing, ...(note && { note }) });
};

// How the good pieces were told, beside how many they are: by readings, or by packs of one kind.
const told = (read) => {
  if (read) return { counter_from: read.from, counter_to: read.to };
  const [first, ...others] = sheet.packs;
  return first && !others.length ? { packs: first[1], pack_unit: first[0], loose: Number(sheet.good || 0) } : {};
};

const sendReport = () => {
  const losses = sheet.losses.filter((one) => one.quantity > 0).map(({ reason, kind, quantity }) => ({ reason, kind, quantity }));
  const [read, good, note] = [readings(), goodNow(), typed("note")];
  const isHalf = Boolean(typed("counter-to")) && !read && sheet.operation.counted === null;
  field("counter-from").setAttribute("aria-invalid", String(isHalf));
  if (isHalf || (!sheet.isFinal && !good && !losses.length)) {
    field("more").open = isHalf || field("more").open;
    say("bad");
    return;
  }
  reportDialog.close();
  const place = { unit: sheet.unit, operation: sheet.operation.id };
  act(sheet.isFinal ? "finish" : "report", { ...place, good, losses, ...(note && { note }), ...(good || losses.length ? told(read) : {}) });
};

// --- what is touched ------------------------------------------------------------------------------------------

const DEEDS = {
  open: (name) => {
    const [kind, key] = name.split(":");
    show(kind === "unit" ? { unit: key, operation: null } : { ...view, operation: Number(key) });
    window.scrollTo(0, 0); // its buttons stand above the list that it was chosen from
  },
  units: () => show({ unit: null, operation: null }),
  act: (name) => (name === "report" || name === "finish" ? openReport(name === "finish") : act(name)),
  pauseWhy: () => {
    pausing = { unit: view.unit, operation: view.operation };
    document.querySelector("[data-place=pause-note]").value = "";
    screens.put("pauses", ...screens.pauseButtons(picture.pauses ?? []));
    document.getElementById("pause-dialog").showModal();
  },
  pauseFor: pause,
  pauseNoted: () => pause(document.querySelector("[data-place=pause-note]").value.trim()),
  undo: (id) => act("undo", { of: id }),
  call: (kind) => { document.getElementById("call-dialog").close(); act("call", { call: kind, operation: null }); },
  calls: () => { screens.put("calls", ...screens.callButtons(picture.calls)); document.getElementById("call-dialog").showModal(); },
  person: () => { person = null; askPerson(); },
  someone: (mark) => { personDialog.dataset.badge = mark; for (const button of personDialog.querySelectorAll("[data-do=someone]")) button.setAttribute("aria-pressed", String(button.value === mark)); },
  pin: (digit) => pin(digit === "back" ? personDialog.dataset.pin.slice(0, -1) : (personDialog.dataset.pin + digit).slice(0, 8)),
  enter,
  digit: type,
  target: () => { sheet.target = "good"; sheet.fresh = true; drawSheet(); },
  pack: addPack,
  reason: (id) => addLoss(Number(id)),
  kind: (name) => { sheet.kind = name; drawSheet(); },
  send: sendReport,
  camera: () => scanner.look(document.getElementById("camera-dialog"), scanned).catch(() => tell(word("no-camera"), "bad")),
  close: (_, button) => button.closest("dialog").close(),
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (!button || !DEEDS[button.dataset.do]) return;
  event.preventDefault();
  DEEDS[button.dataset.do](button.value, button);
});
for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, () => { touched = Date.now(); }, { passive: true, capture: true });

// A tablet that nobody touches forgets who worked on it.
setInterval(() => { if (person && Date.now() - touched > IDLE_MS) { person = null; draw(); } }, 1000);
setInterval(pass, LOOK_EVERY_MS);
window.addEventListener("online", pass);
window.addEventListener("offline", () => { isAway = true; draw(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) pass(); });
for (const place of ["counter-from", "counter-to"]) field(place).addEventListener("input", drawSheet);
scanner.listen(scanned);
document.querySelector("[data-do=camera]").hidden = !scanner.canSee();

[picture = null, view = view, queue] = await Promise.all([store.kept("picture"), store.kept("view"), store.all()]);
store.hold();
draw();
pass();
navigator.serviceWorker?.register(document.documentElement.dataset.worker, { scope: document.documentElement.dataset.scope });

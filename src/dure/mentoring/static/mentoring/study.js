// The stopwatch of a time study. Everything is kept in this browser at each press, so that neither a lost connection nor
// a closed page loses a reading.
(() => {
  "use strict";
  const root = document.getElementById("watch");
  const KEY = `dure-study-${root.dataset.operation}`;
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const at = (name) => root.querySelector(`[data-${name}]`);
  const word = (name) => root.querySelector(`:scope > template[data-word="${name}"]`).innerHTML;
  const now = () => performance.timeOrigin + performance.now();
  const seconds = (ms) => (ms / 1000).toFixed(1);
  const fresh = () => ({
    token: newToken(), part: "setup", mode: "continuous", rating: "100", laps: [], cycle: 1, element: 0, since: 0, begun: 0,
    foreignSince: 0, foreignMs: 0, elements: JSON.parse(root.dataset.elements),
  });
  // crypto.randomUUID needs https; tablets in a plant often have none.
  function newToken() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }
  const read = () => { try { return JSON.parse(localStorage.getItem(KEY)); } catch { return null; } };
  const keep = () => { try { localStorage.setItem(KEY, JSON.stringify(state)); } catch { /* private mode: for this page only */ } };
  const forget = () => { try { localStorage.removeItem(KEY); } catch { /* nothing was kept */ } };
  let state = read() ?? fresh();
  if (!state.elements.length) state.elements.push({ name: "", worth: "value" });

  const drawSetup = () => {
    at("mode").value = state.mode;
    at("rating").value = state.rating;
    at("rows").replaceChildren(...state.elements.map((one, number) => {
      const row = root.querySelector("template[data-row]").content.cloneNode(true).firstElementChild;
      row.querySelector("[data-name]").value = one.name;
      row.querySelector("[data-worth]").value = one.worth;
      row.querySelector("[data-do]").dataset.number = number;
      return row;
    }));
  };
  const takeSetup = () => {
    state.mode = at("mode").value;
    state.rating = at("rating").value;
    state.elements = [...at("rows").children].map((row) => ({
      name: row.querySelector("[data-name]").value.trim(), worth: row.querySelector("[data-worth]").value,
    }));
  };
  const drawRun = () => {
    const next = state.elements[(state.element + 1) % state.elements.length];
    const isForeign = state.foreignSince > 0;
    at("cycle").textContent = state.cycle;
    at("current").textContent = isForeign ? word("foreign") : state.elements[state.element].name;
    at("next").textContent = `${word("next")} ${next.name}`;
    root.querySelector('[data-do="lap"]').disabled = isForeign;
    root.querySelector('[data-do="missed"]').disabled = isForeign;
    root.querySelector('[data-do="back"]').disabled = isForeign || !state.laps.length;
    root.querySelector('[data-do="foreign"]').setAttribute("aria-pressed", isForeign);
    at("laps").replaceChildren(...state.laps.slice(-12).reverse().map((lap) => {
      const line = document.createElement("li");
      const name = lap.kind === "foreign" ? word("foreign") : state.elements[lap.element].name;
      line.className = `lap-${lap.kind}`;
      line.textContent = `${lap.cycle} · ${name} · ${lap.kind === "missed" ? word("missed") : seconds(lap.ms)}`;
      return line;
    }));
  };
  const drawReview = () => {
    const counted = state.laps.filter((lap) => lap.kind === "work");
    at("sum-laps").textContent = counted.length;
    at("sum-cycles").textContent = new Set(counted.map((lap) => lap.cycle)).size;
    at("unended").hidden = state.element === 0;
    at("foreign").replaceChildren(...state.laps.filter((lap) => lap.kind === "foreign").map((lap) => {
      const row = root.querySelector("template[data-foreign-row]").content.cloneNode(true).firstElementChild;
      const field = row.querySelector("input");
      row.querySelector("strong").textContent = `${word("foreign")} ${seconds(lap.ms)} ${word("s")}`;
      field.value = lap.note ?? "";
      field.addEventListener("input", () => { lap.note = field.value; keep(); });
      return row;
    }));
  };
  const show = (name) => {
    state.part = name;
    for (const one of ["setup", "run", "review"]) part(one).hidden = one !== name;
    ({ setup: drawSetup, run: drawRun, review: drawReview })[name]();
    if (name === "run") requestAnimationFrame(tick);
  };
  const tick = () => {
    if (state.part !== "run") return;
    const from = state.foreignSince || (state.mode === "snap_back" ? state.since + state.foreignMs : state.begun);
    at("time").textContent = seconds(now() - from);
    requestAnimationFrame(tick);
  };
  const goOn = (kind) => {
    const moment = now();
    const ms = moment - state.since - state.foreignMs;
    if (kind === "work" && ms < 10) return;
    state.laps.push({ kind, cycle: state.cycle, element: state.element, ms, since: state.since, foreignMs: state.foreignMs });
    state.since = moment;
    state.foreignMs = 0;
    state.element += 1;
    if (state.element === state.elements.length) { state.element = 0; state.cycle += 1; }
  };
  const acts = {
    add() { takeSetup(); state.elements.push({ name: "", worth: "value" }); drawSetup(); at("rows").lastElementChild.querySelector("input").focus(); },
    remove(button) { takeSetup(); state.elements.splice(Number(button.dataset.number), 1); drawSetup(); },
    start() {
      takeSetup();
      const names = state.elements.map((one) => one.name);
      at("lack").hidden = names.length > 0 && names.every(Boolean) && new Set(names).size === names.length;
      if (!at("lack").hidden) return;
      state.begun = state.since = now();
      show("run");
    },
    lap() { if (!state.foreignSince) { goOn("work"); drawRun(); } },
    missed() { if (!state.foreignSince) { goOn("missed"); drawRun(); } },
    foreign() {
      if (state.foreignSince) {
        const ms = now() - state.foreignSince;
        state.laps.push({ kind: "foreign", cycle: state.cycle, element: state.element, ms });
        state.foreignMs += ms;
        state.foreignSince = 0;
      } else state.foreignSince = now();
      drawRun();
    },
    back() {
      const last = state.laps.pop();
      if (!last) return;
      if (last.kind === "foreign") state.foreignMs -= last.ms;
      else ({ since: state.since, foreignMs: state.foreignMs, cycle: state.cycle, element: state.element } = last);
      drawRun();
    },
    finish() { if (state.foreignSince) acts.foreign(); state.stopped = now(); show("review"); },
    // The time between finishing and going on isn't work of anybody.
    on() { const pause = now() - state.stopped; state.since += pause; state.begun += pause; show("run"); },
    drop() { forget(); state = fresh(); if (!state.elements.length) state.elements.push({ name: "", worth: "value" }); show("setup"); },
    send,
  };
  const told = () => ({
    token: state.token, mode: state.mode, rating: state.rating || "100", started: new Date(state.begun).toISOString(),
    elements: state.elements,
    laps: state.laps.filter((lap) => lap.kind !== "missed" && lap.ms >= 10).map((lap) => ({
      cycle: lap.cycle, element: lap.kind === "foreign" ? null : lap.element, seconds: (lap.ms / 1000).toFixed(2), note: lap.note ?? "",
    })),
  });
  async function send() {
    const one = { send: root.dataset.send, page: location.pathname, study: told() };
    const button = root.querySelector('[data-do="send"]');
    button.disabled = true;
    const came = await window.dureStudies.send(one, root.dataset.token);
    button.disabled = false;
    if (came.address) { forget(); window.dureStudies.forget(one.study.token); location.assign(came.address); return; }
    const said = at("refusal");
    if (came.refused) said.lastElementChild.textContent = `${word("refused")} ${came.refused}`;
    else {
      window.dureStudies.keep(one);
      acts.drop();
      window.dureStudies.show(word(came.logIn ? "log-in" : "kept"));
    }
    said.hidden = !came.refused;
  }
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (!button || event.defaultPrevented) return;
    if (button.dataset.confirm && !window.confirm(button.dataset.confirm)) return;
    acts[button.dataset.do](button);
    keep();
  });
  root.addEventListener("change", () => { if (state.part === "setup") { takeSetup(); keep(); } });
  document.addEventListener("keydown", (event) => {
    if (state.part !== "run" || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = { " ": "lap", f: "foreign", m: "missed", Backspace: "back" }[event.key.length > 1 ? event.key : event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    acts[act]();
    keep();
  });
  show(state.part);
})();

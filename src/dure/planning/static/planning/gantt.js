// A schedule as a Gantt: <div class="gantt" data-url=…>, as planning/parts/gantt.html writes it. Several on a page that
// have the same data-linked show the same hours and rows.

import { Clock } from "./gantt-time.js";
import { Drawing, paletteOf } from "./gantt-drawing.js";
import { listen } from "./gantt-keys.js";
import { Marks } from "./gantt-marks.js";
import { Panel } from "./gantt-panel.js";
import { Plan } from "./gantt-data.js";
import { Pointer } from "./gantt-pointer.js";
import { load, renew, send } from "./gantt-server.js";
import { pages } from "./gantt-paper.js";
import { reasons, said, spoken } from "./gantt-words.js";
import { View, ZOOM } from "./gantt-view.js";

const TIP_PX = 14, TICK_MS = 20_000;
const charts = [];

class Chart {
  constructor(root) {
    this.root = root;
    root.chart = this;
    const { url, move, lock, why } = root.dataset;
    this.urls = { url, move, lock, why };
    this.words = JSON.parse(root.dataset.texts);
    this.clock = new Clock(root.dataset.zone, document.documentElement.lang);
    this.task = this.hovered = this.moving = null;
    this.by = "item";
    this.view = new View(this.part("view"), () => this.draw());
    this.view.corner = this.words.units;
    this.drawing = new Drawing(root.querySelector(".gantt-base"), this.clock);
    this.marks = new Marks(root.querySelector(".gantt-marks"), this.clock, this.words);
    this.panel = new Panel(this);
    this.pointer = new Pointer(this);
    listen(this);
    this.tools();
    this.recolor();
    for (const kind of ["focus", "blur"]) this.view.box.addEventListener(kind, () => this.draw());
  }
  part(name) { return this.root.querySelector(`[data-place="${name}"]`); }

  // --- what is shown ---

  async load() {
    try {
      this.set(await load(this.urls.url));
      this.view.today(this.plan.now);
      this.seen();
    } catch (error) {
      this.tell(error.message || this.words.notLoaded, "error");
      this.root.dataset.failed = "1";
    }
  }
  // Somebody else has changed it, or followed another one. What one has in hand comes first.
  async refresh() {
    const isBusy = () => !this.plan || this.moving || this.isAsking || this.pointer.held || this.panel.root.contains(document.activeElement);
    const data = isBusy() ? null : await load(this.urls.url).catch(() => null);
    if (data && !isBusy()) this.set(data);
  }
  tick() {
    if (!this.plan) return;
    this.plan.now = this.told.now + (Date.now() - this.told.at);
    this.draw();
  }
  set(data) {
    const chosen = this.task?.id;
    this.told = { now: data.now, at: Date.now() };
    this.plan = new Plan(data, this.words.outside);
    this.task = this.plan.tasks.get(chosen) ?? null;
    this.hovered = null;
    this.fillCenters();
    this.setRows();
    this.panel.show(this.panel.root.hidden ? null : this.task);
    this.part("copy").hidden = this.plan.status !== "copy" || Boolean(this.root.dataset.linked);
    this.part("empty").hidden = this.plan.tasks.size > 0;
    this.root.dataset.loaded = String(this.plan.id);
  }
  setRows() {
    this.view.setPlan(this.plan, this.plan.rowsIn(this.part("center").value));
    this.seen();
  }
  recolor() {
    this.drawing.setPalette(paletteOf(this.root));
    this.marks.palette = this.drawing.palette;
    this.draw();
  }
  // At most once a frame, whatever asks for it.
  draw() {
    if (this.frame || !this.plan) return;
    this.frame = requestAnimationFrame(() => { this.frame = 0; this.paint(); });
  }
  paint() {
    const { view, plan } = this, ratio = window.devicePixelRatio || 1;
    if (view.width < 1) return;
    for (const layer of [this.drawing, this.marks]) layer.size(view.width, view.height, ratio);
    this.drawing.draw(view, plan, this.by);
    const pointed = this.hovered ?? this.task;
    this.marks.draw(view, plan, { order: pointed?.order ?? null, task: pointed?.id, move: this.moving, isFocused: document.activeElement === view.box });
  }
  // The person has moved what is seen: those beside it follow.
  seen() {
    if (!this.root.dataset.linked) return;
    for (const other of charts) if (other !== this && other.plan && other.root.dataset.linked === this.root.dataset.linked) other.view.follow(this.view);
  }

  // --- choosing ---

  choose(task, { opens = false, reveals = false, speaks = false } = {}) {
    this.task = task;
    this.setMove(null);
    if (task && reveals && this.view.places.has(task.unit)) this.view.reveal(task, this.view.places.get(task.unit));
    if (speaks) this.part("spoken").textContent = spoken(this.words, this.clock, this.plan, task);
    if (opens || !task || !this.panel.root.hidden) this.panel.show(task);
    this.choosesBeside(task);
    this.draw();
  }
  choosesBeside(task) {
    if (!this.root.dataset.linked) return;
    for (const other of charts) {
      if (other === this || !other.plan || other.root.dataset.linked !== this.root.dataset.linked) continue;
      other.task = task ? other.plan.tasks.get(task.id) ?? null : null;
      if (!other.panel.root.hidden) other.panel.show(other.task);
      other.draw();
    }
  }
  open() {
    this.panel.show(this.task);
    this.panel.focus();
  }
  hover(task, at) {
    if (task !== this.hovered) {
      this.hovered = task;
      this.view.box.classList.toggle("is-over", Boolean(task));
      this.draw();
    }
    this.tip(task ? [spoken(this.words, this.clock, this.plan, task)] : [], at);
  }
  tip(lines, at, kind = "") {
    const tip = this.part("tip");
    tip.hidden = !lines.length;
    if (!lines.length) return;
    tip.className = `gantt-tip ${kind}`;
    tip.replaceChildren(...lines.map((line) => Object.assign(document.createElement("p"), { textContent: line })));
    const left = Math.max(4, Math.min(at.x + TIP_PX, this.view.width - tip.offsetWidth - 4));
    const below = at.y + TIP_PX + 6, top = below + tip.offsetHeight > this.view.height ? at.y - tip.offsetHeight - TIP_PX : below;
    tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(Math.max(2, top))}px)`;
  }

  // --- changing ---

  // move: {task, row, wanted, judged, earliest} while a task is on its way; at: where the pointer is.
  setMove(move, at = null) {
    if (!move && !this.moving) return;
    this.moving = move;
    if (move && at) {
      const { start, end, minutes } = move.judged, lines = reasons(this.words, this.clock, move.judged);
      const span = minutes === null ? [] : [`${move.row.unit.name} · ${this.clock.span(start, end)}`];
      this.tip([...span, ...(lines.length ? lines : [this.words.fits])], at, lines.length ? "warn" : "good");
    } else this.tip([]);
    this.draw();
  }
  drop(move) {
    const isWhere = move.wanted === move.task.start && move.row.unit.id === move.task.unit;
    if (isWhere) return;
    if (!move.judged.isPossible) { this.tell(reasons(this.words, this.clock, move.judged).join(" "), "warning"); return; }
    this.move(move.task, move.row.unit.id, move.wanted, move);
  }
  move(task, unit, at, shown = null) {
    if (shown) { this.moving = shown; this.draw(); }
    return this.ask(this.urls.move, { task: task.id, unit, at: Math.round(at) });
  }
  lock() {
    if (this.task && !this.task.running && this.plan.isEditable) this.ask(this.urls.lock, { task: this.task.id, locked: this.task.locked ? 0 : 1 });
  }
  async ask(url, fields) {
    if (this.isAsking) return;
    this.isAsking = true;
    this.root.setAttribute("aria-busy", "true");
    try {
      this.take(await send(url, fields));
    } catch (error) {
      this.tell(error.message || document.body.dataset.noServer || this.words.notLoaded, "error");
    } finally {
      this.isAsking = false;
      this.root.removeAttribute("aria-busy");
      this.setMove(null);
    }
  }
  // The answer may be of a copy that was made just now: from then on the page is that copy's.
  take({ data, url, message, undo }) {
    const before = this.plan.id;
    if (data.id !== before) {
      for (const name of Object.keys(this.urls)) this.urls[name] = this.urls[name]?.replace(`/${before}/`, `/${data.id}/`);
      if (!this.root.dataset.linked) history.pushState({ gantt: data.id }, "", url);
    }
    this.set(data);
    if (message) this.tell(message, "success", undo);
    if (!this.root.dataset.linked) renew(url || location.href, this.root, () => this.pointer.quiet()).catch(() => location.assign(url));
  }
  tell(text, kind, undo = "") { document.dispatchEvent(new CustomEvent("dure:toast", { detail: { text, kind, undo: undo ?? "" } })); }

  // --- tools above it ---

  tools() {
    const deeds = {
      in: () => this.view.zoom(ZOOM), out: () => this.view.zoom(1 / ZOOM), fit: () => this.view.fit(), today: () => this.view.today(this.plan.now),
      close: () => { this.choose(null); this.view.box.focus(); }, lock: () => this.lock(), print: () => window.print(),
    };
    this.root.addEventListener("click", (event) => {
      const button = event.target.closest("[data-do]");
      if (!button || !this.plan) return;
      deeds[button.dataset.do]?.();
      this.seen();
    });
    this.part("center").addEventListener("change", () => this.setRows());
    this.part("by").addEventListener("change", (event) => { this.by = event.target.value; this.draw(); });
    this.part("find").addEventListener("input", () => this.find(0));
    this.part("find").addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); this.find(event.shiftKey ? -1 : 1); } });
  }
  fillCenters() {
    const select = this.part("center"), chosen = select.value;
    const options = this.plan.centers.map((name) => Object.assign(document.createElement("option"), { value: name, textContent: name }));
    select.replaceChildren(select.options[0], ...options);
    select.value = this.plan.centers.includes(chosen) ? chosen : "";
    select.closest("label").hidden = this.plan.centers.length < 2;
  }
  // To the first operation of the next order that the text means.
  find(by) {
    const text = this.part("find").value, found = this.plan.found(text), count = this.part("found");
    count.textContent = text.trim() ? said(this.words.found, { count: found.length }) : "";
    if (!found.length) return;
    const last = found.findIndex((order) => order.id === this.task?.order), at = last < 0 ? 0 : (last + by + found.length) % found.length;
    const steps = this.plan.stepsOf(found[at].id);
    this.choose(steps.find((task) => this.view.places.has(task.unit)) ?? steps[0], { reveals: true, speaks: true });
    this.seen();
  }
  print() { this.part("paper").replaceChildren(...pages(this)); }
}

const begin = () => {
  for (const root of document.querySelectorAll(".gantt[data-url]")) {
    const chart = new Chart(root);
    charts.push(chart);
    chart.load();
  }
  if (!charts.length) return;
  const recolor = () => charts.forEach((chart) => chart.recolor());
  new MutationObserver(recolor).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolor);
  window.addEventListener("beforeprint", () => charts.forEach((chart) => chart.plan && chart.print()));
  window.addEventListener("afterprint", () => charts.forEach((chart) => chart.part("paper").replaceChildren()));
  document.body.addEventListener("dure:planning-schedule", () => charts.forEach((chart) => chart.refresh()));
  setInterval(() => charts.forEach((chart) => chart.tick()), TICK_MS);
  window.addEventListener("popstate", () => location.reload());
};
begin();

// Mouse, pen and fingers: pan, zoom, choose, and move a task while what speaks against it is said.

import { MINUTE } from "./gantt-time.js";
import { earliest, judge, snap } from "./gantt-rules.js";

const SLACK = 4, TOUCH_SLACK = 9, LONG_MS = 420, SNAP_PX = 8, EDGE_PX = 36, EDGE_STEP = 14, WHEEL = 1.0016;

export class Pointer {
  constructor(chart) {
    this.chart = chart;
    this.box = chart.view.box;
    this.held = this.pinch = null;
    this.waiting = [];
    const on = (kind, act, options) => this.box.addEventListener(kind, act, options);
    on("pointerdown", (event) => this.down(event));
    on("pointermove", (event) => this.moved(event));
    on("pointerup", (event) => this.up(event));
    on("pointercancel", () => this.let());
    on("pointerleave", () => { if (!this.held) chart.hover(null); });
    on("contextmenu", (event) => { if (this.held) event.preventDefault(); });
    on("wheel", (event) => this.wheel(event), { passive: false });
    on("touchstart", (event) => this.touch(event), { passive: false });
    on("touchmove", (event) => this.touched(event), { passive: false });
    on("touchend", () => { this.pinch = null; });
    on("dblclick", (event) => { const { x } = this.place(event); chart.view.zoom(2, x); chart.seen(); });
  }

  place(event) {
    const box = this.box.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }
  taskAt({ x, y }) {
    const { view } = this.chart, at = view.rowAt(y);
    if (at < 0 || x < view.column) return null;
    const row = view.rows[at], reach = 2 / view.scale, time = view.time(x), top = view.y(at);
    const hit = row.between(time - reach, time + reach).filter((task) => { const { y: from, height } = row.box(task, top); return y >= from && y <= from + height; });
    return hit.at(-1) ?? null;
  }

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const { view } = this.chart, pixels = event.deltaMode ? event.deltaY * 16 : event.deltaY;
    view.zoom(WHEEL ** -Math.max(-400, Math.min(400, pixels)), this.place(event).x);
    this.chart.seen();
  }

  down(event) {
    if (event.button || this.pinch) return;
    const at = this.place(event);
    // Its scroll bars are the browser's.
    if (at.x > this.box.clientWidth || at.y > this.box.clientHeight) return;
    const task = this.taskAt(at), { view } = this.chart;
    this.held = { task, from: at, last: at, left: view.left, top: view.top, isTouch: event.pointerType === "touch", id: event.pointerId, grip: task ? view.time(at.x) - task.start : 0 };
    if (this.held.isTouch && task) this.held.timer = setTimeout(() => this.lift(), LONG_MS);
  }
  moved(event) {
    const at = this.place(event), { held, chart } = this;
    if (!held) { if (event.pointerType !== "touch") chart.hover(this.taskAt(at), at); return; }
    held.last = at;
    const far = Math.hypot(at.x - held.from.x, at.y - held.from.y);
    if (held.move) this.drag();
    else if (held.isTouch) { if (far > TOUCH_SLACK) this.let(); }
    else if (held.isPanning || far > SLACK) {
      if (held.task && chart.plan.isEditable && !held.isPanning) { this.lift(); this.drag(); }
      else this.pan(event);
    }
  }
  pan(event) {
    const { held, chart } = this;
    if (!held.isPanning) { held.isPanning = true; this.box.setPointerCapture(event.pointerId); this.box.classList.add("is-panning"); chart.hover(null); }
    chart.view.scrollTo(held.left - (held.last.x - held.from.x), held.top - (held.last.y - held.from.y));
    chart.seen();
  }
  up() {
    const { held, chart } = this;
    if (!held) return;
    const { move, task, isPanning } = held;
    this.let();
    if (move) chart.drop(move);
    else if (!isPanning) chart.choose(task, { opens: true });
  }
  // The hand lets go, whatever it did.
  let() {
    clearTimeout(this.held?.timer);
    cancelAnimationFrame(this.turn);
    if (this.held?.id !== undefined && this.box.hasPointerCapture(this.held.id)) this.box.releasePointerCapture(this.held.id);
    this.held = null;
    this.box.classList.remove("is-panning", "is-moving");
    this.chart.setMove(null);
    for (const go of this.waiting.splice(0)) go();
  }
  // Until no hand holds anything.
  quiet() { return this.held ? new Promise((go) => { this.waiting.push(go); }) : Promise.resolve(); }

  lift() {
    const { held, chart } = this;
    if (!held || !chart.plan.isEditable) return;
    chart.hover(null);
    held.move = { task: held.task, row: null, judged: null, earliest: earliest(chart.plan, held.task, chart.plan.rowOf(held.task)) };
    if (!held.isTouch) this.box.setPointerCapture(held.id);
    else navigator.vibrate?.(15);
    this.box.classList.add("is-moving");
    this.drag();
    const turn = () => { if (this.held?.move) { this.nearEdge(); this.turn = requestAnimationFrame(turn); } };
    this.turn = requestAnimationFrame(turn);
  }
  drag() {
    const { held, chart } = this, { view, plan } = chart, { move } = held;
    const at = view.rowAt(held.last.y), row = view.rows[at] ?? move.row ?? plan.rowOf(held.task);
    const wanted = view.time(held.last.x) - held.grip;
    const start = snap(plan, held.task, row, wanted, Math.min(SNAP_PX / view.scale, 60 * MINUTE));
    Object.assign(move, { row, wanted: start, judged: judge(plan, held.task, row, start), earliest: earliest(plan, held.task, row) });
    chart.setMove(move, held.last);
  }
  // What lies beyond the edge comes nearer while something is held there.
  nearEdge() {
    const { held, chart } = this, { view } = chart, { x, y } = held.last;
    const push = (at, low, high) => (at < low + EDGE_PX ? -1 : at > high - EDGE_PX ? 1 : 0) * EDGE_STEP;
    const [left, top] = [push(x, view.column, view.width), push(y, view.head, view.height)];
    if (!left && !top) return;
    view.scrollTo(view.left + left, view.top + top);
    chart.seen();
    this.drag();
  }

  touch(event) {
    if (event.touches.length !== 2) return;
    event.preventDefault();
    this.let();
    this.pinch = { apart: this.apart(event), scale: this.chart.view.scale };
  }
  touched(event) {
    if (this.pinch && event.touches.length === 2) {
      event.preventDefault();
      const [one, other] = event.touches, box = this.box.getBoundingClientRect();
      this.chart.view.setScale(this.pinch.scale * this.apart(event) / this.pinch.apart, (one.clientX + other.clientX) / 2 - box.left);
      this.chart.seen();
    } else if (this.held?.move) event.preventDefault();
  }
  apart(event) {
    const [one, other] = event.touches;
    return Math.max(24, Math.abs(one.clientX - other.clientX));
  }
}

// Which part of a plan is seen: rows, time and zoom of one Gantt, on a box that the browser itself scrolls.

import { DAY, HOUR, MINUTE } from "./gantt-time.js";
import { firstPlace } from "./gantt-data.js";

const HEAD = 46, COLUMN = 172, NARROW_COLUMN = 96, NARROW = 640, FINEST = 8 / MINUTE, BAR = 16;
export const ZOOM = 1.5;

export class View {
  // changed: called when something else has to be drawn.
  constructor(box, changed) {
    this.box = box;
    this.space = box.querySelector(".gantt-space");
    this.screen = box.querySelector(".gantt-screen");
    this.changed = changed;
    Object.assign(this, { left: 0, top: 0, scale: 0, rows: [], tops: [0], places: new Map(), from: 0, to: DAY, head: HEAD });
    box.addEventListener("scroll", () => this.scrolled(), { passive: true });
    new ResizeObserver(() => this.resize()).observe(box);
    this.measure();
  }

  measure() {
    this.width = this.box.clientWidth;
    this.height = this.box.clientHeight;
    this.column = this.width <= NARROW ? NARROW_COLUMN : COLUMN;
  }
  resize() {
    const wasWhole = this.scale <= this.coarsest * 1.001;
    this.measure();
    if (wasWhole || this.scale < this.coarsest) this.scale = this.coarsest;
    this.place();
  }
  scrolled() {
    this.left = this.box.scrollLeft;
    this.top = this.box.scrollTop;
    this.changed();
  }

  // What is seen stays where it is, though the plan begins a little later each time it is told.
  setPlan(plan, rows) {
    const at = this.scale ? this.time(this.column) : plan.from;
    Object.assign(this, { from: plan.from, to: plan.to, rows });
    this.tops = [0];
    for (const row of rows) this.tops.push(this.tops.at(-1) + row.height);
    this.places = new Map(rows.map((row, at) => [row.unit.id, at]));
    if (!this.scale) this.scale = Math.max(this.coarsest, (this.width - this.column) / (4 * DAY));
    this.place();
    this.scrollTo((at - this.from) * this.scale);
  }
  stretch() { this.space.style.width = `${Math.round(this.column + (this.to - this.from) * this.scale)}px`; }
  place() {
    this.stretch();
    this.space.style.height = `${this.head + this.tops.at(-1)}px`;
    // No taller than its rows: with the border, and room for the bar that scrolls along the time.
    this.box.style.maxHeight = `${Math.max(160, this.head + this.tops.at(-1) + 2 + BAR)}px`;
    this.screen.style.width = `${this.width}px`;
    this.screen.style.height = `${this.height}px`;
    this.scrolled();
  }

  get coarsest() { return Math.max(60, this.width - this.column) / (this.to - this.from); }
  x(ms) { return this.column + (ms - this.from) * this.scale - this.left; }
  time(x) { return this.from + (x - this.column + this.left) / this.scale; }
  y(at) { return this.head + this.tops[at] - Math.round(this.top); }
  rowAt(y) {
    if (y < this.head || y + this.top - this.head >= this.tops.at(-1)) return -1;
    return firstPlace(this.tops, (top) => top > y + this.top - this.head) - 1;
  }
  // The first and the last row of which a part is seen.
  seenRows() {
    const first = Math.max(0, firstPlace(this.tops, (top) => top > this.top) - 1);
    return [first, Math.min(this.rows.length - 1, firstPlace(this.tops, (top) => top >= this.top + this.height - this.head) - 1)];
  }

  scrollTo(left, top = this.top) {
    this.box.scrollTo({ left, top, behavior: "instant" });
    this.scrolled();
  }
  setScale(scale, anchorX = (this.width + this.column) / 2) {
    const at = this.time(anchorX), next = Math.min(Math.max(scale, this.coarsest), FINEST);
    if (next === this.scale) return;
    this.scale = next;
    this.stretch();
    this.scrollTo(this.column + (at - this.from) * next - anchorX);
  }
  zoom(factor, anchorX) { this.setScale(this.scale * factor, anchorX); }
  fit() { this.setScale(this.coarsest); }
  // So that a moment stands a quarter into what is seen.
  goTo(ms) { this.scrollTo((ms - this.from) * this.scale - (this.width - this.column) / 4); }
  today(now) {
    this.setScale(Math.max(this.scale, (this.width - this.column) / (2 * DAY)));
    this.goTo(now - HOUR);
  }
  // Brings a task into sight, and nothing more than that.
  reveal(task, at) {
    const x = this.x(task.begin), isSeen = x >= this.column && this.x(Math.min(task.end, task.begin + HOUR)) <= this.width;
    const y = this.y(at), row = this.rows[at].height;
    const top = y < this.head ? this.tops[at] : y + row > this.height ? this.tops[at + 1] - this.height + this.head : this.top;
    this.scrollTo(isSeen ? this.left : (task.begin - this.from) * this.scale - (this.width - this.column) / 4, top);
  }
  // The page moves up when something that lies over it, from `edge` on, covers a row.
  uncover(at, edge) {
    const bottom = this.box.getBoundingClientRect().top + this.y(at) + this.rows[at].height;
    if (bottom > edge) window.scrollBy({ top: bottom - edge, behavior: "instant" });
  }
  // Shows what another view shows.
  follow(other) {
    const left = (other.time(other.column) - this.from) * other.scale;
    if (other.scale === this.scale && Math.abs(left - this.left) < 1 && other.top === this.top) return;
    this.scale = other.scale;
    this.stretch();
    this.scrollTo(left, other.top);
  }
}

// A schedule as the server tells of it, put in order for drawing and for questions: rows, lanes, who waits for whom.

import { MINUTE } from "./gantt-time.js";

const LANE_PX = 28, PAD_PX = 3, LANES = 4, TONES = 8;

// The first place in a sorted list at which `holds` is true.
export const firstPlace = (list, holds) => {
  let low = 0, high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(list[middle])) high = middle; else low = middle + 1;
  }
  return low;
};

// One unit with its tasks by their beginning. until: the latest end up to each task, for looking into the middle.
export class Row {
  constructor(unit, tasks, from, to) {
    this.unit = unit;
    this.tasks = tasks.sort((one, other) => one.begin - other.begin || one.end - other.end);
    this.open = unit.open ?? [];
    this.closed = this.open.length ? between(this.open, from, to) : [];
    this.setLanes();
    this.height = this.lanes * LANE_PX + 2 * PAD_PX;
  }

  // What runs at the same time on a unit (a kettle, an oven) lies side by side.
  setLanes() {
    const ends = [];
    let until = -Infinity;
    this.until = [];
    for (const task of this.tasks) {
      let lane = ends.findIndex((end) => end <= task.begin);
      if (lane < 0) lane = ends.length < LANES ? ends.length : LANES - 1;
      ends[lane] = Math.max(ends[lane] ?? -Infinity, task.end);
      task.lane = lane;
      until = Math.max(until, task.end);
      this.until.push(until);
    }
    this.lanes = Math.max(1, ends.length);
  }

  // Tasks of which a part lies between two moments.
  between(from, to) {
    const found = [];
    for (let at = firstPlace(this.until, (end) => end > from); at < this.tasks.length; at++) {
      const task = this.tasks[at];
      if (task.begin >= to) break;
      if (task.end > from) found.push(task);
    }
    return found;
  }
  closedBetween(from, to) {
    const found = [];
    for (let at = firstPlace(this.closed, ([, end]) => end > from); this.closed[at]?.[0] < to; at++) found.push(this.closed[at]);
    return found;
  }
  box(task, top) { return { y: top + PAD_PX + task.lane * LANE_PX, height: LANE_PX - 3 }; }
}

const between = (open, from, to) => {
  const found = [];
  let at = from;
  for (const [begin, end] of open) {
    if (begin > at) found.push([at, Math.min(begin, to)]);
    at = Math.max(at, end);
  }
  if (at < to) found.push([at, to]);
  return found.filter(([begin, end]) => begin < end);
};

const groupOf = (task) => task.group || task.item;

// outside: the name of the row for what others do.
export class Plan {
  constructor(data, outside) {
    Object.assign(this, { id: data.id, status: data.status, name: data.name, now: data.now, from: data.from, to: data.to });
    this.isEditable = Boolean(data.is_editable);
    this.orders = new Map(data.orders.map((order) => [order.id, order]));
    this.tasks = new Map(data.tasks.map((task) => [task.id, this.task(task)]));
    this.setFollowers();
    const tasks = grouped(this.tasks.values());
    const known = new Set(data.units.map((unit) => unit.id)), others = [...tasks.keys()].filter((id) => !known.has(id));
    const units = [...data.units, ...others.map((id) => ({ id, name: id === null ? outside : `#${id}`, center: "", open: [], stop: null }))];
    this.rows = units.map((unit) => new Row(unit, tasks.get(unit.id) ?? [], this.from, this.to));
    const calendars = new Map();
    for (const row of this.rows) row.calendar = numbered(calendars, JSON.stringify(row.closed));
    this.byUnit = new Map(this.rows.map((row) => [row.unit.id, row]));
    this.ways = new Map((data.ways ?? []).map(([from, to, minutes]) => [`${from}-${to}`, minutes * MINUTE]));
    this.centers = [...new Set(data.units.map((unit) => unit.center).filter(Boolean))];
    const groups = [...new Set(data.tasks.map(groupOf))].sort();
    this.groups = new Map(groups.map((group, at) => [group, at % TONES]));
  }

  task(told) {
    const setup = told.setup * MINUTE;
    return { ...told, setupMs: setup, begin: told.start - setup, rests: told.end - told.start > told.minutes * MINUTE, isLate: (this.orders.get(told.order)?.late ?? 0) > 0, followers: [] };
  }
  setFollowers() {
    this.steps = new Map();
    for (const task of this.tasks.values()) {
      for (const id of task.after) this.tasks.get(id)?.followers.push(task.id);
      if (!this.steps.has(task.order)) this.steps.set(task.order, []);
      this.steps.get(task.order).push(task);
    }
    for (const steps of this.steps.values()) steps.sort((one, other) => one.op - other.op);
  }

  // So long pieces are on their way from one unit to another.
  wayMs(unit, other) {
    const [from, to] = [unit, other].map((id) => this.byUnit.get(id)?.unit.place);
    return this.ways.get(`${from}-${to}`) ?? 0;
  }
  rowOf(task) { return this.byUnit.get(task.unit); }
  stepsOf(order) { return this.steps.get(order) ?? []; }
  tone(task, by) {
    if (by === "order") return task.order % TONES;
    if (by === "late") return task.isLate ? 4 : 0;
    return this.groups.get(groupOf(task));
  }
  minutesOn(task, unit) { return task.units.find(([id]) => id === unit)?.[1]; }
  // Orders whose number or item holds the text.
  found(text) {
    const wanted = text.trim().toLowerCase();
    if (!wanted) return [];
    return [...this.orders.values()].filter((one) => `${one.no} ${one.item}`.toLowerCase().includes(wanted) && this.steps.has(one.id));
  }
  rowsIn(center) { return center ? this.rows.filter((row) => row.unit.center === center) : this.rows; }
}

// The same number for the same text.
const numbered = (known, text) => {
  if (!known.has(text)) known.set(text, known.size);
  return known.get(text);
};

const grouped = (tasks) => {
  const found = new Map();
  for (const task of tasks) {
    if (!found.has(task.unit)) found.set(task.unit, []);
    found.get(task.unit).push(task);
  }
  return found;
};

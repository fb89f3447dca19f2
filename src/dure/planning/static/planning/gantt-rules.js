// What speaks against a place of an operation, as far as the page can know. The server has the last word.

import { firstPlace } from "./gantt-data.js";
import { MINUTE } from "./gantt-time.js";

const GRID = 5 * MINUTE;

const spanFrom = (row, at) => firstPlace(row.open, ([, end]) => end > at);

// The first moment from `at` on in which the unit works and doesn't stand. Past the last known shift nothing is known.
export const firstOpen = (row, at) => {
  const free = Math.max(at, row.unit.stop ?? at);
  const span = row.open[spanFrom(row, free)];
  return span ? Math.max(free, span[0]) : free;
};

// When so many minutes of work are over that begin at `start` and rest while the unit is closed.
export const finish = (row, start, minutes) => {
  let left = minutes * MINUTE, at = start;
  for (let place = spanFrom(row, start); place < row.open.length; place++) {
    const begin = Math.max(row.open[place][0], at), room = row.open[place][1] - begin;
    if (left <= room) return begin + left;
    left -= room;
    at = row.open[place][1];
  }
  return at + left;
};

// What has to be over before the task, and when its pieces have come to the row's unit; the latest last.
const ahead = (plan, task, row) =>
  task.after.map((id) => plan.tasks.get(id)).filter(Boolean)
    .map((one) => ({ one, comes: one.end + plan.wayMs(one.unit, row.unit.id) })).sort((a, b) => a.comes - b.comes);

export const earliest = (plan, task, row) => Math.max(plan.now, ahead(plan, task, row).at(-1)?.comes ?? plan.now);

// {start, end, minutes, pushes, against: [[kind, values]], isPossible}. Kinds are words of the page.
export const judge = (plan, task, row, wanted) => {
  const minutes = plan.minutesOn(task, row.unit.id), against = [];
  if (task.running) against.push(["running", {}]);
  if (minutes === undefined) against.push(["cannot", { unit: row.unit.name }]);
  const isPossible = against.length === 0;
  if (!isPossible) return { start: wanted, end: wanted + (task.end - task.start), minutes: null, pushes: [], against, isPossible };
  const start = firstOpen(row, wanted), end = finish(row, start, minutes), last = ahead(plan, task, row).at(-1);
  if (wanted < plan.now) against.push(["past", {}]);
  if (last && start < last.one.end) against.push(["before", { operation: last.one.name, order: last.one.no, at: last.one.end }]);
  else if (last && start < last.comes) against.push(["way", { operation: last.one.name, minutes: (last.comes - last.one.end) / MINUTE, at: last.comes }]);
  if (row.unit.stop !== null && wanted < row.unit.stop) against.push(["stands", { unit: row.unit.name, at: row.unit.stop }]);
  else if (start > wanted) against.push(["closed", { unit: row.unit.name, at: start }]);
  const pushes = row.between(start - task.setupMs, end).filter((one) => one.id !== task.id);
  const runs = pushes.find((one) => one.running);
  if (runs) against.push(["runs", { order: runs.no, operation: runs.name, at: runs.end }]);
  else if (pushes.length) against.push([row.unit.shares ? "shares" : "pushes", { unit: row.unit.name, order: pushes[0].no, operation: pushes[0].name, others: pushes.length - 1 }]);
  const next = task.followers.map((id) => plan.tasks.get(id)).find((one) => one.begin < end || one.start < end + plan.wayMs(row.unit.id, one.unit));
  if (next) against.push(["next", { order: next.no, operation: next.name }]);
  const order = plan.orders.get(task.order);
  if (order?.due && end > order.due && !task.followers.length) against.push(["late", { minutes: Math.ceil((end - order.due) / MINUTE) }]);
  return { start, end, minutes, pushes, against, isPossible };
};

// The moment near `at` at which it fits to something (the end of what is there, a shift, what has to be over), else 5 min.
export const snap = (plan, task, row, at, reach) => {
  const places = [earliest(plan, task, row), row.unit.stop, plan.now];
  for (const one of row.between(at - task.setupMs - reach, at + reach + 1)) {
    if (one.id === task.id) continue;
    places.push(one.end + task.setupMs);
    if (row.unit.shares) places.push(one.start);
  }
  const span = row.open[spanFrom(row, at - reach)];
  if (span) places.push(span[0], span[1]);
  const near = places.filter((one) => one !== null && Math.abs(one - at) <= reach);
  if (near.length) return near.reduce((best, one) => (Math.abs(one - at) < Math.abs(best - at) ? one : best));
  return Math.round(at / GRID) * GRID;
};

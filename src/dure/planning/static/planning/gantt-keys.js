// The Gantt by keyboard: choose a task, open it, lock it, move what is seen.

import { HOUR } from "./gantt-time.js";
import { ZOOM } from "./gantt-view.js";

const near = (tasks, at) => tasks.reduce((best, one) => (!best || Math.abs(one.start - at) < Math.abs(best.start - at) ? one : best), null);

// The next task in a direction: along the unit, or at about the same time on another one.
const next = (chart, dx, dy) => {
  const { view, plan, task } = chart, at = task ? view.places.get(task.unit) : undefined;
  if (at === undefined) {
    const seen = view.rows.slice(...view.seenRows()).flatMap((row) => row.between(view.time(view.column), view.time(view.width)));
    return near(seen, plan.now) ?? view.rows.find((row) => row.tasks.length)?.tasks[0] ?? null;
  }
  if (dx) return view.rows[at].tasks[view.rows[at].tasks.indexOf(task) + dx] ?? task;
  for (let row = at + dy; view.rows[row]; row += dy) if (view.rows[row].tasks.length) return near(view.rows[row].tasks, task.start);
  return task;
};

// The operation before or after in the order.
const step = (chart, by) => {
  const steps = chart.task ? chart.plan.stepsOf(chart.task.order) : [];
  return steps[steps.indexOf(chart.task) + by] ?? chart.task;
};

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export const listen = (chart) => {
  const { view } = chart, go = (task) => { if (task) chart.choose(task, { reveals: true, speaks: true }); };
  const deeds = {
    Enter: () => { if (chart.task) chart.open(); else go(next(chart, 1, 0)); },
    Escape: () => { if (chart.pointer.held) chart.pointer.let(); else chart.choose(null); },
    Home: () => view.today(chart.plan.now),
    "+": () => view.zoom(ZOOM), "=": () => view.zoom(ZOOM), "-": () => view.zoom(1 / ZOOM), 0: () => view.fit(),
    l: () => chart.lock(), L: () => chart.lock(),
    "[": () => go(step(chart, -1)), "]": () => go(step(chart, 1)),
    PageUp: () => view.scrollTo(view.left, view.top - view.height / 2), PageDown: () => view.scrollTo(view.left, view.top + view.height / 2),
  };
  view.box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    if (arrow && event.shiftKey) view.scrollTo(view.left + arrow[0] * 6 * HOUR * view.scale, view.top + arrow[1] * 90);
    else if (arrow) go(next(chart, ...arrow));
    else if (deeds[event.key]) deeds[event.key]();
    else return;
    event.preventDefault();
    event.stopPropagation();
    chart.seen();
  });
};

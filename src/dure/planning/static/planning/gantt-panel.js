// The panel beside the Gantt: what is known of the chosen task and its order, why it is late, lock and move by form.

import { earliest, judge } from "./gantt-rules.js";
import { MINUTE } from "./gantt-time.js";
import { duration, marks, reasons } from "./gantt-words.js";

const element = (name, text, kind = "") => {
  const made = document.createElement(name);
  made.textContent = text;
  if (kind) made.className = kind;
  return made;
};

export class Panel {
  constructor(chart) {
    this.chart = chart;
    this.root = chart.part("panel");
    this.form = this.root.querySelector("form");
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    this.form.addEventListener("input", () => this.judge());
    this.root.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); chart.choose(null); chart.view.box.focus(); } });
  }
  part(name) { return this.root.querySelector(`[data-place="${name}"]`); }

  show(task) {
    const { chart } = this;
    this.task = task;
    this.root.hidden = !task;
    if (!task) return;
    const { plan, words } = chart;
    this.part("title").textContent = task.name;
    this.part("badges").replaceChildren(...marks(words, plan, task).map(([kind, text]) => element("span", text, `badge ${kind}`)));
    this.part("facts").replaceChildren(...this.facts(task).flatMap(([name, value]) => [element("dt", name), element("dd", value)]));
    this.link(plan.orders.get(task.order));
    this.part("deeds").hidden = !plan.isEditable;
    this.part("lock").textContent = task.locked ? words.unlock : words.lock;
    this.part("lock").disabled = task.running;
    this.fillForm(task);
    this.why(task);
    this.uncover(task);
  }
  // On narrow screens the panel is a sheet over the lower part of the page.
  uncover(task) {
    const { view } = this.chart, at = view.places.get(task.unit);
    if (at !== undefined && getComputedStyle(this.root).position === "fixed") view.uncover(at, this.root.getBoundingClientRect().top - 8);
  }

  facts(task) {
    const { plan, words, clock } = this.chart, order = plan.orders.get(task.order), moved = Math.round((task.start - task.planned) / MINUTE);
    const rows = [
      [words.order, `${task.no} · ${task.item}`],
      [words.unit, plan.rowOf(task)?.unit.name ?? ""],
      [words.when, clock.span(task.start, task.end)],
      [words.work, duration(words, task.minutes)],
      [words.setup, task.setup ? duration(words, task.setup) : ""],
      [words.planned, moved ? clock.full(task.planned) : ""],
      [words.pieces, task.pieces],
      [words.people, task.people.join(", ")],
      [words.due, order?.due ? clock.full(order.due) : ""],
      [words.orderEnds, order ? clock.full(order.end) : ""],
    ];
    return rows.filter(([, value]) => value);
  }
  link(order) {
    const link = this.part("link");
    link.hidden = !order?.href;
    if (order?.href) link.href = order.href;
  }

  fillForm(task) {
    const { plan, clock, words } = this.chart, [unit, at] = this.form.elements;
    this.form.hidden = !plan.isEditable || task.running;
    unit.replaceChildren(...task.units.map(([id, minutes]) => {
      const option = element("option", `${plan.byUnit.get(id)?.unit.name ?? id} · ${duration(words, minutes)}`);
      option.value = id;
      return option;
    }));
    unit.value = task.unit;
    at.value = clock.field(task.start);
    this.part("earliest").textContent = `${words.earliest}: ${clock.full(earliest(plan, task, plan.rowOf(task)))}`;
    this.part("against").replaceChildren();
  }
  asked() {
    const [unit, at] = this.form.elements, { plan, clock } = this.chart;
    return { row: plan.byUnit.get(Number(unit.value)), wanted: clock.read(at.value) };
  }
  judge() {
    const { chart, task } = this, { row, wanted } = this.asked();
    if (!row || Number.isNaN(wanted)) return;
    const judged = judge(chart.plan, task, row, wanted), lines = reasons(chart.words, chart.clock, judged);
    const span = chart.clock.span(judged.start, judged.end);
    this.part("against").replaceChildren(element("p", span, "strong"), ...lines.map((line) => element("p", line, "small")));
    this.part("against").classList.toggle("warn", lines.length > 0);
    this.part("against").classList.toggle("good", lines.length === 0);
    chart.setMove({ task, row, wanted, judged, earliest: earliest(chart.plan, task, row) });
  }
  send() {
    const { row, wanted } = this.asked(), { task, chart } = this;
    if (row && !Number.isNaN(wanted)) chart.move(task, row.unit.id, wanted);
  }

  // Told by the server once for each order that is late.
  why(task) {
    const place = this.part("why"), { chart } = this, key = `${chart.plan.id} ${task.order}`;
    if (place.dataset.of === key) return;
    place.dataset.of = key;
    place.replaceChildren();
    if (task.isLate && chart.urls.why && window.htmx) window.htmx.ajax("GET", chart.urls.why.replace("/orders/0/", `/orders/${task.order}/`), { target: place, swap: "innerHTML" });
  }
  focus() { (this.form.hidden ? this.root.querySelector("button") : this.form.elements[0]).focus(); }
}

// What changes while one looks and points: the chosen order with its links and its due date, and a task that is moved.

import { Lettering, sized } from "./gantt-drawing.js";

export class Marks {
  constructor(canvas, clock, words) {
    this.canvas = canvas;
    this.ctx = canvas.getContext("2d");
    this.clock = clock;
    this.words = words;
    this.letters = new Lettering();
    this.isEmpty = canvas.hidden = true;
  }
  size(width, height, ratio) {
    sized(this.canvas, width, height, ratio);
    this.ratio = ratio;
  }

  // order, task: what is pointed at or chosen. move: {task, row, judged, earliest} while a task is moved.
  draw(view, plan, { order, task, move, isFocused }) {
    const { ctx } = this, isEmpty = order === null && !move;
    if (isEmpty && this.isEmpty) return;
    this.isEmpty = isEmpty;
    // A layer without anything on it would still be mixed with the one below in every frame.
    this.canvas.hidden = isEmpty;
    if (isEmpty) return;
    ctx.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    ctx.clearRect(0, 0, view.width, view.height);
    ctx.save();
    ctx.beginPath();
    ctx.rect(view.column, view.head, view.width - view.column, view.height);
    ctx.clip();
    if (move) this.moved(view, plan, move);
    else this.order(view, plan, order, task, isFocused);
    ctx.restore();
  }

  bar(view, task) {
    const at = view.places.get(task.unit);
    if (at === undefined) return null;
    const { y, height } = view.rows[at].box(task, view.y(at)), x = view.x(task.start);
    return { x, y, height, width: Math.max(view.x(task.end) - x, 2) };
  }

  order(view, plan, order, chosen, isFocused) {
    const { ctx, palette } = this, steps = plan.stepsOf(order);
    this.links(view, plan, steps);
    ctx.strokeStyle = palette.accent;
    for (const task of steps) {
      const bar = this.bar(view, task);
      if (!bar) continue;
      const isChosen = task.id === chosen;
      ctx.lineWidth = isChosen ? 3 : 2;
      ctx.strokeRect(bar.x - 1, bar.y - 1, bar.width + 2, bar.height + 2);
      if (isChosen && isFocused) { ctx.lineWidth = 1.5; ctx.setLineDash([4, 3]); ctx.strokeRect(bar.x - 5, bar.y - 4, bar.width + 10, bar.height + 8); ctx.setLineDash([]); }
    }
    const due = plan.orders.get(order)?.due;
    if (due) this.flag(view, due, `${this.words.due} ${this.clock.full(due)}`, plan.orders.get(order).late ? palette.bad : palette.accent);
  }
  links(view, plan, steps) {
    const { ctx, palette } = this;
    ctx.strokeStyle = ctx.fillStyle = palette.accent;
    ctx.lineWidth = 1.5;
    for (const task of steps) {
      for (const id of task.after) {
        const before = plan.tasks.get(id), one = before && this.bar(view, before), other = this.bar(view, task);
        if (!one || !other) continue;
        const fromX = one.x + one.width, fromY = one.y + one.height / 2, toY = other.y + other.height / 2, bend = Math.max(fromX + 5, other.x - 8);
        ctx.beginPath();
        ctx.moveTo(fromX, fromY);
        ctx.lineTo(bend, fromY);
        ctx.lineTo(bend, toY);
        ctx.lineTo(other.x - 2, toY);
        ctx.stroke();
        ctx.beginPath();
        ctx.moveTo(other.x - 7, toY - 4);
        ctx.lineTo(other.x - 1, toY);
        ctx.lineTo(other.x - 7, toY + 4);
        ctx.fill();
      }
    }
  }
  // A dashed line through all rows with a word at its head.
  flag(view, at, text, color) {
    const { ctx, palette } = this, x = view.x(at);
    ctx.strokeStyle = color;
    ctx.lineWidth = 2;
    ctx.setLineDash([6, 4]);
    ctx.beginPath();
    ctx.moveTo(x, view.head);
    ctx.lineTo(x, view.height);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.font = `650 12px ${palette.font}`;
    const width = this.letters.width(ctx, text) + 12, left = x + width > view.width ? x - width : x;
    ctx.fillStyle = color;
    ctx.fillRect(left, view.head, width, 20);
    ctx.fillStyle = palette.ground;
    ctx.textBaseline = "middle";
    ctx.fillText(text, left + 6, view.head + 10.5);
  }

  moved(view, plan, { task, row, judged, earliest }) {
    const { ctx, palette } = this;
    this.greyed(view, plan, task);
    const was = this.bar(view, task);
    if (was) { ctx.fillStyle = palette.ground; ctx.globalAlpha = .65; ctx.fillRect(was.x, was.y, was.width, was.height); ctx.globalAlpha = 1; }
    if (earliest > plan.now) {
      ctx.fillStyle = palette.faint;
      ctx.globalAlpha = .1;
      ctx.fillRect(view.column, view.head, view.x(earliest) - view.column, view.height);
      ctx.globalAlpha = 1;
      this.flag(view, earliest, `${this.words.earliest} ${this.clock.full(earliest)}`, palette.faint);
    }
    ctx.strokeStyle = palette.warn;
    ctx.lineWidth = 2;
    ctx.setLineDash([3, 3]);
    for (const one of judged.pushes) { const bar = this.bar(view, one); if (bar) ctx.strokeRect(bar.x, bar.y, bar.width, bar.height); }
    ctx.setLineDash([]);
    this.ghost(view, plan, task, row, judged);
  }
  greyed(view, plan, task) {
    const { ctx, palette } = this, [first, last] = view.seenRows();
    ctx.fillStyle = palette.edge;
    ctx.globalAlpha = .5;
    for (let at = first; at <= last; at++) {
      if (plan.minutesOn(task, view.rows[at].unit.id) === undefined) ctx.fillRect(view.column, view.y(at), view.width, view.rows[at].height);
    }
    ctx.globalAlpha = 1;
  }
  ghost(view, plan, task, row, judged) {
    const { ctx, palette } = this, at = view.places.get(row.unit.id), x = view.x(judged.start), y = view.y(at) + 3, height = row.height - 6;
    const width = Math.max(view.x(judged.end) - x, 3), isFree = judged.against.length === 0;
    ctx.fillStyle = palette.setup;
    ctx.fillRect(x - task.setupMs * view.scale, y + height / 2 - 4, task.setupMs * view.scale, 8);
    ctx.fillStyle = judged.isPossible ? palette.fills[plan.tone(task, "item")] : palette.head;
    ctx.fillRect(x, y, width, height);
    ctx.strokeStyle = !judged.isPossible ? palette.bad : isFree ? palette.accent : palette.warn;
    ctx.lineWidth = 2.5;
    ctx.strokeRect(x, y, width, height);
    ctx.fillStyle = palette.ink;
    ctx.font = `650 12px ${palette.font}`;
    ctx.textBaseline = "middle";
    const text = judged.minutes === null ? "✕" : `${this.clock.time(judged.start)}–${this.clock.time(judged.end)}`;
    ctx.fillText(text, x + 6, y + height / 2);
  }
}

// Draws what lies still: rows, closed time, tasks, the ruler, the column of units. On any canvas, for screen and paper.

import { Strips } from "./gantt-strips.js";
import { ruler } from "./gantt-time.js";

const GAP = 1, EDGE = 3, LABEL_FROM = 22, ICON = 12, RULER_MID = 23, SAW = 6, SAW_STRIP = 600;
export const TONES = [0, 1, 2, 3, 4, 5, 6, 7];

// Colours and fonts as the stylesheet sets them on an element, so that light, dark and paper need no code.
export const paletteOf = (element) => {
  const style = getComputedStyle(element), color = (name) => style.getPropertyValue(name).trim();
  const names = { ground: "--surface", head: "--sunken", ink: "--ink", faint: "--ink-2", line: "--line", edge: "--line-2",
    hatch: "--gantt-hatch", closed: "--gantt-closed", bad: "--bad", warn: "--warn", stop: "--down-soft", now: "--gantt-now", accent: "--accent", setup: "--gantt-setup" };
  const palette = Object.fromEntries(Object.entries(names).map(([key, name]) => [key, color(name)]));
  palette.fills = TONES.map((at) => color(`--gantt-fill-${at}`));
  palette.edges = TONES.map((at) => color(`--gantt-edge-${at}`));
  palette.font = style.fontFamily;
  return palette;
};

// Texts shortened to a width; what a letter takes is measured once. Of use with one font only.
export class Lettering {
  constructor() {
    this.widths = new Map();
    this.letters = new Map();
  }
  width(ctx, text) {
    let found = this.widths.get(text);
    if (found === undefined) {
      if (this.widths.size > 8000) this.widths.clear();
      found = ctx.measureText(text).width;
      this.widths.set(text, found);
    }
    return found;
  }
  letter(ctx, letter) {
    if (!this.letters.has(letter)) this.letters.set(letter, ctx.measureText(letter).width);
    return this.letters.get(letter);
  }
  fitted(ctx, text, room) {
    if (this.width(ctx, text) <= room) return text;
    let left = room - this.letter(ctx, "…"), at = 0;
    while (at < text.length && (left -= this.letter(ctx, text[at])) >= 0) at += 1;
    return at < 2 ? "" : `${text.slice(0, at).trimEnd()}…`;
  }
}

// As many dots as the screen has for a size in its pixels.
export const sized = (canvas, width, height, ratio) => {
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== across || canvas.height !== down) Object.assign(canvas, { width: across, height: down });
};

export class Drawing {
  constructor(canvas, clock) {
    this.canvas = canvas;
    this.ctx = canvas.getContext("2d", { alpha: false });
    this.clock = clock;
    this.strips = new Strips();
    this.letters = new Lettering();
    this.heads = new Lettering();
  }

  size(width, height, ratio) {
    sized(this.canvas, width, height, ratio);
    if (this.ratio !== ratio) this.saw = null;
    this.ratio = ratio;
  }
  setPalette(palette) {
    this.palette = palette;
    this.strips.forget();
    this.saw = null;
  }

  // by: what the colours tell: item, order or late.
  draw(view, plan, by) {
    const { ctx, palette, ratio } = this;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.fillStyle = palette.ground;
    ctx.fillRect(0, 0, view.width, view.height);
    ctx.textBaseline = "middle";
    const [first, last] = view.seenRows(), from = view.time(view.column), to = view.time(view.width);
    this.marks = ruler(this.clock, Math.max(from, view.from), Math.min(to, view.to), view.scale);
    this.strips.prepare(view, this.marks, palette, ratio);
    this.rows(view, plan, first, last);
    this.tasks(view, plan, by, first, last, from, to);
    this.now(view, plan);
    this.units(view, first, last);
    this.ruler(view, plan);
  }

  rows(view, plan, first, last) {
    const { ctx, palette } = this;
    for (let at = first; at <= last; at++) {
      const row = view.rows[at], y = view.y(at);
      this.strips.draw(ctx, view, row, y);
      ctx.fillStyle = palette.line;
      ctx.fillRect(0, y + row.height - 1, view.width, 1);
      if (row.unit.stop !== null) this.stop(view, plan, row, y);
    }
  }
  stop(view, plan, row, y) {
    const { ctx, palette } = this, x = view.x(plan.now), width = view.x(row.unit.stop) - x;
    ctx.fillStyle = palette.stop;
    ctx.fillRect(x, y + 1, width, row.height - 3);
    ctx.strokeStyle = palette.bad;
    ctx.lineWidth = 1.5;
    ctx.strokeRect(x, y + 1, width, row.height - 3);
  }

  // In rounds of one colour each: changing it costs more than a rectangle.
  tasks(view, plan, by, first, last, from, to) {
    const { ctx, palette } = this, rounds = TONES.map(() => []), setups = [], marked = [], paused = [];
    for (let at = first; at <= last; at++) {
      const row = view.rows[at], top = view.y(at);
      for (const task of row.between(from, to)) {
        const x = Math.round(view.x(task.start)), { y, height } = row.box(task, top);
        const bar = { task, x, y, height, width: Math.max(Math.round(view.x(task.end)) - x - GAP, 2) };
        rounds[plan.tone(task, by)].push(bar);
        if (task.setup) setups.push(bar);
        if (task.rests) paused.push([bar, row]);
        if (task.isLate || task.locked || task.running) marked.push(bar);
      }
    }
    ctx.fillStyle = palette.setup;
    for (const { task, x, y, height } of setups) {
      const width = Math.round(task.setupMs * view.scale);
      if (width) ctx.fillRect(x - width, y + Math.round(height / 2) - 4, width, 8);
    }
    rounds.forEach((bars, tone) => this.bars(bars, tone));
    this.pauses(view, paused);
    this.late(view, marked);
    this.labels(view, rounds);
    for (const bar of marked) this.icons(view, bar);
  }
  // The edge's colour first and the fill within it: two rectangles are cheaper than five.
  bars(bars, tone) {
    const { ctx, palette } = this;
    ctx.fillStyle = palette.edges[tone];
    for (const { x, y, width, height } of bars) ctx.fillRect(x, y, width, height);
    ctx.fillStyle = palette.fills[tone];
    for (const { x, y, width, height } of bars) if (width > EDGE * 2) ctx.fillRect(x + EDGE, y + 1, width - EDGE - 1, height - 2);
  }
  // Where the unit is closed the work rests: the bar is pale there.
  pauses(view, paused) {
    const { ctx, palette } = this;
    ctx.fillStyle = palette.closed;
    ctx.globalAlpha = .72;
    for (const [{ task, x, y, width, height }, row] of paused) {
      for (const [begin, end] of row.closedBetween(task.start, task.end)) {
        const from = Math.max(Math.round(view.x(begin)), x + EDGE), to = Math.min(Math.round(view.x(end)), x + width - 1);
        if (to > from) ctx.fillRect(from, y + 1, to - from, height - 2);
      }
    }
    ctx.globalAlpha = 1;
  }
  // A saw below the bar, so that lateness is seen without its colour. Copied from a strip of teeth: paths cost more.
  late(view, marked) {
    const { ctx, ratio } = this;
    this.saw ??= saw(ratio, this.palette.bad);
    for (const { task, x, y, width, height } of marked) {
      if (!task.isLate) continue;
      const from = Math.max(x, view.column - 2 * SAW), end = Math.min(x + width, view.width);
      for (let at = from - ((from - x) % SAW); at < end; at += SAW_STRIP) {
        const part = Math.min(SAW_STRIP, Math.max(end - at, 2));
        ctx.drawImage(this.saw, 0, 0, part * ratio, SAW * ratio, at, y + height - SAW, part, SAW);
      }
    }
  }
  labels(view, rounds) {
    const { ctx, palette, letters } = this;
    ctx.font = `550 12px ${palette.font}`;
    ctx.fillStyle = palette.ink;
    for (const bars of rounds) {
      for (const { task, x, y, width, height } of bars) {
        const left = Math.max(x, view.column) + EDGE + 3, end = Math.min(x + width, view.width + 40);
        const room = end - left - (task.locked || task.running ? ICON + 4 : 0) - 2;
        if (room < LABEL_FROM) continue;
        task.label ??= `${task.name} · ${task.item} · ${task.no}`;
        const text = letters.fitted(ctx, task.label, room);
        if (text) ctx.fillText(text, left, y + height / 2 - (task.isLate ? 2 : 0));
      }
    }
  }
  icons(view, { task, x, y, width, height }) {
    const right = Math.min(x + width, view.width) - ICON - 3;
    if (right < x + EDGE || !(task.locked || task.running)) return;
    (task.running ? playing : lock)(this.ctx, right, y + height / 2 - ICON / 2, this.palette.ink);
  }

  now(view, plan) {
    const x = Math.round(view.x(plan.now));
    if (x < view.column) return;
    this.ctx.fillStyle = this.palette.now;
    this.ctx.fillRect(x - 1, view.head, 2, view.height - view.head);
  }

  units(view, first, last) {
    const { ctx, palette, heads } = this, room = view.column - 20;
    ctx.fillStyle = palette.ground;
    ctx.fillRect(0, view.head, view.column, view.height - view.head);
    ctx.font = `600 13px ${palette.font}`;
    for (let at = first; at <= last; at++) {
      const row = view.rows[at], y = view.y(at), middle = y + row.height / 2;
      ctx.fillStyle = palette.line;
      ctx.fillRect(0, y + row.height - 1, view.column, 1);
      ctx.fillStyle = row.unit.stop === null ? palette.ink : palette.bad;
      const stop = row.unit.stop === null ? "" : "⚠ ";
      ctx.fillText(stop + heads.fitted(ctx, row.unit.name, room - (stop ? 16 : 0)), 12, middle);
    }
    ctx.fillStyle = palette.edge;
    ctx.fillRect(view.column - 1, 0, 1, view.height);
  }

  ruler(view, plan) {
    const { ctx, palette } = this, { days, marks } = this.marks;
    ctx.fillStyle = palette.head;
    ctx.fillRect(0, 0, view.width, view.head);
    ctx.fillStyle = palette.faint;
    ctx.font = `500 11px ${palette.font}`;
    for (const { at, label } of marks) ctx.fillText(label, view.x(at) + 3, view.head - 11);
    ctx.fillStyle = palette.ink;
    ctx.font = `650 12px ${palette.font}`;
    days.forEach(({ at, label }, place) => {
      const next = days[place + 1]?.at ?? view.to, x = Math.max(view.x(at), view.column);
      const isDay = view.x(next) - x > 40 || view.x(next) - view.x(at) < 80;
      if (isDay) ctx.fillText(label, x + 4, marks.length ? 13 : RULER_MID);
    });
    ctx.fillStyle = palette.edge;
    for (const { at, label } of days) if (label) ctx.fillRect(Math.round(view.x(at)), 4, 1, view.head - 4);
    for (const { at } of marks) ctx.fillRect(Math.round(view.x(at)), view.head - 5, 1, 5);
    const x = view.x(plan.now);
    if (x >= view.column) { ctx.fillStyle = palette.now; ctx.beginPath(); ctx.moveTo(x - 6, view.head - 8); ctx.lineTo(x + 6, view.head - 8); ctx.lineTo(x, view.head); ctx.fill(); }
    ctx.fillStyle = palette.head;
    ctx.fillRect(0, 0, view.column, view.head);
    ctx.fillStyle = palette.edge;
    ctx.fillRect(0, view.head - 1, view.width, 1);
    ctx.fillRect(view.column - 1, 0, 1, view.head);
    ctx.fillStyle = palette.faint;
    ctx.font = `600 12px ${palette.font}`;
    ctx.fillText(this.heads.fitted(ctx, view.corner ?? "", view.column - 20), 12, RULER_MID);
  }
}

const saw = (ratio, color) => {
  const strip = new OffscreenCanvas(SAW_STRIP * ratio, SAW * ratio), pen = strip.getContext("2d");
  pen.scale(ratio, ratio);
  pen.fillStyle = color;
  pen.beginPath();
  pen.moveTo(0, SAW);
  for (let at = 0; at < SAW_STRIP; at += SAW) { pen.lineTo(at + SAW / 2, 0); pen.lineTo(at + SAW, SAW); }
  pen.fill();
  return strip;
};
const lock = (ctx, x, y, color) => {
  ctx.fillStyle = ctx.strokeStyle = color;
  ctx.lineWidth = 1.6;
  ctx.beginPath();
  ctx.arc(x + 6, y + 5, 3, Math.PI, 0);
  ctx.stroke();
  ctx.fillRect(x + 1.5, y + 5, 9, 6.5);
};
const playing = (ctx, x, y, color) => {
  ctx.fillStyle = color;
  ctx.beginPath();
  ctx.moveTo(x + 2, y + 1);
  ctx.lineTo(x + 11, y + 6);
  ctx.lineTo(x + 2, y + 11);
  ctx.fill();
};

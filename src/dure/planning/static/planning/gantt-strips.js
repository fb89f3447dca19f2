// What lies behind the tasks of a row: closed time and the lines of the ruler. Units of the same calendar share one strip,
// drawn once as long as the same hours are seen; a row is then one copy of it.

const HATCH_FROM = 9;

// Lines from corner to corner of a tile that repeats without a seam.
const hatched = (ctx, ratio, color) => {
  const size = Math.round(8 * ratio), tile = new OffscreenCanvas(size, size), pen = tile.getContext("2d");
  pen.strokeStyle = color;
  pen.lineWidth = Math.max(1, ratio);
  pen.beginPath();
  for (const shift of [-size, 0, size]) { pen.moveTo(shift - 1, size + 1); pen.lineTo(shift + size + 1, -1); }
  pen.stroke();
  return ctx.createPattern(tile, "repeat");
};

export class Strips {
  constructor() { this.forget(); }
  forget() {
    this.kept = new Map();
    this.hatch = this.shown = null;
  }

  // What the next rows are drawn with.
  prepare(view, marks, palette, ratio) {
    const width = view.width - view.column, height = Math.max(0, ...view.rows.map((row) => row.height));
    const shown = [view.time(view.column), view.scale, width, height, ratio].join(" ");
    if (shown === this.shown) return;
    if (this.width !== width || this.height !== height || this.ratio !== ratio) this.forget();
    Object.assign(this, { shown, width, height, ratio, marks, palette });
    for (const strip of this.kept.values()) strip.isFresh = false;
  }

  draw(ctx, view, row, y) {
    if (this.width < 1) return;
    let strip = this.kept.get(row.calendar);
    if (!strip) {
      const canvas = new OffscreenCanvas(Math.ceil(this.width * this.ratio), Math.ceil(this.height * this.ratio));
      strip = { canvas, pen: canvas.getContext("2d", { alpha: false }), isFresh: false };
      this.kept.set(row.calendar, strip);
    }
    if (!strip.isFresh) this.fill(strip, view, row);
    const { canvas } = strip;
    ctx.drawImage(canvas, 0, 0, canvas.width, row.height * this.ratio, view.column, y, canvas.width / this.ratio, row.height);
  }

  fill(strip, view, row) {
    const { pen } = strip, { palette, ratio, marks } = this, { width, height } = strip.canvas;
    const dot = (ms) => Math.round((view.x(ms) - view.column) * ratio), thin = Math.max(1, Math.round(ratio));
    strip.isFresh = true;
    this.hatch ??= hatched(pen, ratio, palette.hatch);
    pen.fillStyle = palette.ground;
    pen.fillRect(0, 0, width, height);
    const spans = row.closed.map(([begin, end]) => [Math.max(dot(begin), 0), Math.min(dot(end), width)]).filter(([begin, end]) => end > begin);
    pen.fillStyle = palette.closed;
    for (const [begin, end] of spans) pen.fillRect(begin, 0, end - begin, height);
    pen.fillStyle = this.hatch;
    for (const [begin, end] of spans) if (end - begin >= HATCH_FROM * ratio) pen.fillRect(begin, 0, end - begin, height);
    pen.fillStyle = palette.line;
    for (const { at } of marks.marks) pen.fillRect(dot(at), 0, thin, height);
    pen.fillStyle = palette.edge;
    for (const { at } of marks.days) pen.fillRect(dot(at), 0, thin, height);
  }
}

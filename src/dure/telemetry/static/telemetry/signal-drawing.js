// Draws a series of a signal as SVG: a band from smallest to largest with the mean in it, texts as a ribbon,
// missing data as a hatched gap. Only attributes and classes, so that a strict content-security policy holds.
"use strict";
(() => {
  const NS = "http://www.w3.org/2000/svg", LEFT = 64, RIGHT = 12, TOP = 14, BOTTOM = 30, RIBBON = 34, MISSING = 3;
  const AT = 0, LOW = 1, HIGH = 2, MEAN = 3, TEXT = 5, TEXTS = 6, QUALITY = 8;
  const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400,
    172800, 604800, 1209600, 2592000, 5184000].map((s) => s * 1000);

  const add = (parent, name, attributes, text) => {
    const made = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    parent.append(made);
    return made;
  };
  const isNumber = (row) => row[MEAN] !== null;

  class Drawing {
    constructor(svg, words) { this.svg = svg; this.words = words; }

    resize() {
      this.width = Math.max(this.svg.clientWidth, 280);
      this.height = Math.max(this.svg.clientHeight, 100);
      this.svg.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
    }

    x(ms) { return LEFT + (ms - this.from) / (this.to - this.from) * (this.width - LEFT - RIGHT); }
    time(x) { return this.from + (x - LEFT) / (this.width - LEFT - RIGHT) * (this.to - this.from); }
    y(value) { return this.bottom - (value - this.low) / (this.high - this.low) * (this.bottom - TOP); }

    draw(series, from, to) {
      [this.series, this.from, this.to] = [series, from, to];
      this.svg.replaceChildren();
      const rows = series.before ? [series.before, ...series.rows] : series.rows;
      const numbers = rows.filter(isNumber), texts = rows.filter((row) => row[TEXT] !== null);
      this.svg.classList.toggle("only-texts", texts.length > 0 && numbers.length === 0);
      this.resize();
      this.bottom = this.height - BOTTOM - (texts.length ? RIBBON + 8 : 0);
      this.timeAxis();
      if (numbers.length) this.numbers(rows);
      this.gaps(rows);
      this.legend = texts.length ? this.ribbon(rows) : [];
      this.cursor = add(this.svg, "line", { class: "cursor", y1: TOP, y2: this.height - BOTTOM, x1: -9, x2: -9 });
    }

    timeAxis() {
      const wanted = (this.to - this.from) / Math.max(3, Math.floor(this.width / 110));
      const step = STEPS.find((one) => one >= wanted) || STEPS[STEPS.length - 1];
      const shift = new Date(this.from).getTimezoneOffset() * 60000;
      for (let at = Math.ceil((this.from - shift) / step) * step + shift; at < this.to; at += step) {
        const x = this.x(at);
        if (x < LEFT) continue;
        add(this.svg, "line", { class: "grid", x1: x, x2: x, y1: TOP, y2: this.height - BOTTOM });
        add(this.svg, "text", { class: "tick", x, y: this.height - 10, "text-anchor": "middle" }, this.label(at, step));
      }
    }

    label(at, step) {
      const date = new Date(at), two = (n) => String(n).padStart(2, "0");
      if (step >= 86400000) return `${date.getMonth() + 1}/${date.getDate()}`;
      const clock = `${two(date.getHours())}:${two(date.getMinutes())}`;
      if (date.getHours() + date.getMinutes() + date.getSeconds() === 0) return `${date.getMonth() + 1}/${date.getDate()}`;
      return step < 60000 ? `${clock}:${two(date.getSeconds())}` : clock;
    }

    numbers(rows) {
      const seen = rows.filter(isNumber);
      let low = Math.min(...seen.map((row) => row[LOW])), high = Math.max(...seen.map((row) => row[HIGH]));
      if (low === high) { low -= Math.abs(low) * 0.05 || 1; high += Math.abs(high) * 0.05 || 1; }
      const room = (high - low) * 0.06;
      this.low = low - room; this.high = high + room;
      this.valueAxis();
      for (const run of this.runs(rows)) this.run(run);
    }

    valueAxis() {
      const rough = (this.high - this.low) / 5, power = 10 ** Math.floor(Math.log10(rough));
      const step = [1, 2, 5, 10].map((n) => n * power).find((one) => one >= rough);
      for (let at = Math.ceil(this.low / step) * step; at <= this.high; at += step) {
        const y = this.y(at);
        add(this.svg, "line", { class: "grid", x1: LEFT, x2: this.width - RIGHT, y1: y, y2: y });
        const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        add(this.svg, "text", { class: "tick", x: LEFT - 8, y: y + 4, "text-anchor": "end" },
          at.toLocaleString(undefined, { minimumFractionDigits: digits, maximumFractionDigits: digits }));
      }
    }

    // Runs of rows without a gap in them: a row whose last reading is missing ends the line after it.
    runs(rows) {
      const found = [];
      let run = [];
      for (const row of rows) {
        if (isNumber(row)) run.push(row);
        if (row[QUALITY] === MISSING && run.length) { found.push({ rows: run, end: row[AT] }); run = []; }
      }
      if (run.length) found.push({ rows: run, end: null });
      return found;
    }

    run({ rows, end }) {
      const single = this.series.width_ms === 0, half = this.series.width_ms / 2;
      const x = (row) => this.clip(this.x(row[AT] + half)), points = (key) => rows.map((row) => `${x(row).toFixed(1)},${this.y(row[key]).toFixed(1)}`);
      if (!single) add(this.svg, "path", { class: "band", d: `M${points(HIGH).join("L")}L${points(LOW).reverse().join("L")}Z` });
      let line = `M${points(MEAN)[0]}`;
      for (let i = 1; i < rows.length; i++) {
        line += single ? `H${x(rows[i]).toFixed(1)}V${this.y(rows[i][MEAN]).toFixed(1)}` : `L${x(rows[i]).toFixed(1)},${this.y(rows[i][MEAN]).toFixed(1)}`;
      }
      // A value holds until the next reading says otherwise, or until it was lost.
      if (single && end !== null) line += `H${this.clip(this.x(end)).toFixed(1)}`;
      add(this.svg, "path", { class: "line", d: line });
      if (rows.length === 1) add(this.svg, "circle", { class: "dot", cx: x(rows[0]), cy: this.y(rows[0][MEAN]), r: 3 });
    }

    gaps(rows) {
      rows.forEach((row, i) => {
        if (row[QUALITY] !== MISSING) return;
        const start = this.clip(this.x(row[AT])), end = this.clip(this.x(rows[i + 1] ? rows[i + 1][AT] : this.to));
        if (end - start < 1) return;
        add(this.svg, "rect", { class: "gap", x: start, width: end - start, y: TOP, height: this.height - BOTTOM - TOP });
        if (end - start > 70) add(this.svg, "text", { class: "gap-text", x: (start + end) / 2, y: TOP + 18, "text-anchor": "middle" }, this.words.noData);
      });
    }

    ribbon(rows) {
      const y = this.height - BOTTOM - RIBBON, names = [...new Set(rows.map((row) => row[TEXT]).filter((t) => t !== null))].sort();
      const shown = rows.filter((row) => row[TEXT] !== null || row[QUALITY] === MISSING);
      shown.forEach((row, i) => {
        if (row[TEXT] === null) return;
        const start = this.clip(this.x(row[AT])), end = this.clip(this.x(shown[i + 1] ? shown[i + 1][AT] : Math.min(this.to, row[AT] + (this.series.width_ms || this.to))));
        if (end <= start) return;
        const kind = row[TEXTS] > 1 ? "mixed" : `t${names.indexOf(row[TEXT]) % 8}`;
        add(this.svg, "rect", { class: `ribbon ${kind}`, x: start, width: Math.max(end - start, 0.6), y, height: RIBBON });
        if (end - start > 14 * row[TEXT].length + 10) add(this.svg, "text", { class: "ribbon-text", x: (start + end) / 2, y: y + 22, "text-anchor": "middle" }, row[TEXT]);
      });
      const legend = names.slice(0, 24).map((name, i) => [`t${i % 8}`, name]);
      return shown.some((row) => row[TEXTS] > 1) ? [...legend, ["mixed", this.words.mixed]] : legend;
    }

    clip(x) { return Math.min(Math.max(x, LEFT), this.width - RIGHT); }

    // The row that holds at a moment, and the cursor on it.
    point(ms) {
      const rows = this.series ? this.series.rows : [];
      let low = 0, high = rows.length;
      while (low < high) { const middle = (low + high) >> 1; if (rows[middle][AT] <= ms) low = middle + 1; else high = middle; }
      const row = rows[low - 1] || (this.series && this.series.before);
      if (this.cursor) { const x = ms === null ? -9 : this.clip(this.x(ms)); this.cursor.setAttribute("x1", x); this.cursor.setAttribute("x2", x); }
      return row || null;
    }
  }
  window.DureSignalDrawing = Drawing;
})();

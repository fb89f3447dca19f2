// The Gantt on A4 across: the hours that are seen, all rows, in as many pages as they need, at 300 dots an inch.

import { Drawing, paletteOf } from "./gantt-drawing.js";

const WIDTH = 1032, HEIGHT = 640, DOTS = 300 / 96, HEAD = 46, COLUMN = 172;

// Which rows a page takes.
const shares = (rows) => {
  const found = [[]];
  let used = HEAD;
  for (const row of rows) {
    if (used + row.height > HEIGHT && found.at(-1).length) { found.push([]); used = HEAD; }
    found.at(-1).push(row);
    used += row.height;
  }
  return found;
};

// What a drawing asks of a view, for a page that nobody scrolls.
const pageView = (view, rows, height) => {
  const from = view.time(view.column), scale = (WIDTH - COLUMN) / (view.time(view.width) - from), tops = [0];
  for (const row of rows) tops.push(tops.at(-1) + row.height);
  return {
    rows, scale, from: view.from, to: Math.min(view.to, view.time(view.width)), width: WIDTH, height, head: HEAD, column: COLUMN, corner: view.corner,
    x: (ms) => COLUMN + (ms - from) * scale,
    time: (x) => from + (x - COLUMN) / scale,
    y: (at) => HEAD + tops[at],
    seenRows: () => [0, rows.length - 1],
  };
};

export const pages = ({ view, plan, clock, by, root }) => {
  const paper = root.querySelector(".gantt-paper"), palette = paletteOf(paper);
  return shares(view.rows).map((rows) => {
    const height = HEAD + rows.reduce((sum, row) => sum + row.height, 0), canvas = document.createElement("canvas");
    const drawing = new Drawing(canvas, clock);
    drawing.setPalette(palette);
    drawing.size(WIDTH, height, DOTS);
    drawing.draw(pageView(view, rows, height), plan, by);
    return canvas;
  });
};

// The signal page: which range is shown, how one moves in it, and its data from the server.
"use strict";
(() => {
  const page = document.getElementById("signal-page");
  if (!page) return;
  const svg = document.getElementById("signal-chart"), words = page.dataset, HOUR = 3600000;
  const drawing = new window.DureSignalDrawing(svg, { noData: words.noData, mixed: words.mixed });
  const skew = Number(words.now) - Date.now(), now = () => Date.now() + skew;
  const SHORTEST = 2000, LONGEST = 20 * 8784 * HOUR;
  let from = now() - 8 * HOUR, to = now(), waiting = null, asked = 0, loaded = null;

  const two = (n) => String(n).padStart(2, "0");
  const full = (ms) => { const d = new Date(ms); return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`; };
  const shown = (value) => value === null ? "" : value.toLocaleString(undefined, { maximumFractionDigits: 3 });
  const span = (ms) => ms < 60000 ? `${ms / 1000} s` : ms < HOUR ? `${ms / 60000} min` : ms < 24 * HOUR ? `${ms / HOUR} h` : `${ms / 24 / HOUR} d`;

  const show = (start, end) => {
    const length = Math.min(Math.max(end - start, SHORTEST), LONGEST), middle = (start + end) / 2;
    from = Math.max(0, Math.round(middle - length / 2)); to = Math.round(middle + length / 2);
    history.replaceState(null, "", `#${from}-${to}`);
    document.getElementById("signal-span").textContent = `${full(from)} – ${full(to)}`;
    page.querySelectorAll("[data-hours]").forEach((button) => button.setAttribute("aria-pressed", String(Math.abs(to - from - button.dataset.hours * HOUR) < 1000)));
    document.querySelectorAll("[data-format]").forEach((link) => { link.href = `${words.file}?format=${link.dataset.format}&from=${from}&to=${to}`; });
    if (loaded) drawing.draw(loaded, from, to);
    clearTimeout(waiting);
    waiting = setTimeout(load, 120);
  };

  const load = async () => {
    const mine = ++asked, problem = document.getElementById("signal-problem");
    const points = Math.min(1500, Math.max(200, Math.round(svg.clientWidth)));
    try {
      const answer = await fetch(`${words.series}?from=${from}&to=${to}&points=${points}`, { headers: { Accept: "application/json" } });
      const series = await answer.json();
      if (mine !== asked) return;
      if (!answer.ok) throw new Error(series.error);
      loaded = series;
      problem.hidden = true;
      drawing.draw(series, from, to);
      describe(series);
    } catch (error) {
      if (mine !== asked) return;
      problem.textContent = words.failed;
      problem.hidden = false;
    }
    svg.dataset.loaded = String(mine);
  };

  const describe = (series) => {
    const readings = series.rows.reduce((sum, row) => sum + row[7], 0);
    const grain = series.width_ms ? `${words.per} ${span(series.width_ms)}` : words.each;
    document.getElementById("signal-grain").textContent = readings ? `${readings.toLocaleString()} ${words.readings} · ${grain}` : words.nothing;
    const legend = document.getElementById("signal-legend");
    legend.hidden = !drawing.legend.length;
    legend.replaceChildren(...drawing.legend.map(([kind, name]) => { const li = document.createElement("li"), i = document.createElement("i"); i.className = `swatch ${kind}`; li.append(i, ` ${name}`); return li; }));
    fillTable(series);
  };

  const table = document.getElementById("signal-table");
  const fillTable = (series) => {
    if (!table.open) return;
    const cells = (row) => [full(row[0]), shown(row[1]), shown(row[3]), shown(row[2]), shown(row[4]), row[8] === 3 ? words.noData : row[5] || "", row[7].toLocaleString()];
    table.querySelector("tbody").replaceChildren(...series.rows.map((row) => {
      const tr = document.createElement("tr");
      cells(row).forEach((text, i) => { const td = document.createElement("td"); td.textContent = text; if (![0, 5].includes(i)) td.className = "num"; tr.append(td); });
      return tr;
    }));
  };
  table.addEventListener("toggle", () => loaded && fillTable(loaded));

  const move = (part) => show(from + (to - from) * part, to + (to - from) * part);
  const zoom = (factor, at = (from + to) / 2) => show(at - (at - from) * factor, at + (to - at) * factor);
  const latest = () => { const length = to - from; show(now() - length, now()); };
  const read = (ms) => {
    const row = drawing.point(ms), out = document.getElementById("signal-readout");
    if (!row || ms === null) { out.textContent = ""; return; }
    const value = row[8] === 3 ? words.noData : row[5] !== null ? row[5] : loaded.width_ms ? `${shown(row[3])} (${shown(row[1])} … ${shown(row[2])}) ${words.unit}` : `${shown(row[4])} ${words.unit}`;
    out.textContent = `${full(row[0])}   ${value}`;
  };

  page.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const data = button.dataset;
    if (data.hours) { const end = Math.min(to, now()); show(end - data.hours * HOUR, end); }
    else if (data.move) move(Number(data.move));
    else if (data.zoom) zoom(Number(data.zoom));
    else if ("latest" in data) latest();
  });

  const KEYS = { ArrowLeft: () => move(-0.25), ArrowRight: () => move(0.25), "+": () => zoom(0.5), "=": () => zoom(0.5), "-": () => zoom(2), Home: latest };
  svg.addEventListener("keydown", (event) => { const act = KEYS[event.key]; if (act) { event.preventDefault(); act(); } });
  svg.addEventListener("wheel", (event) => { event.preventDefault(); zoom(event.deltaY < 0 ? 0.8 : 1.25, drawing.time(event.offsetX * drawing.width / svg.clientWidth)); }, { passive: false });

  const fingers = new Map();
  const timeAt = (x) => drawing.time((x - svg.getBoundingClientRect().left) * drawing.width / svg.clientWidth);
  svg.addEventListener("pointerdown", (event) => { fingers.set(event.pointerId, event.clientX); svg.setPointerCapture(event.pointerId); });
  svg.addEventListener("pointermove", (event) => {
    if (!fingers.size) { read(timeAt(event.clientX)); return; }
    const before = fingers.get(event.pointerId);
    if (before === undefined) return;
    if (fingers.size === 1) { const by = timeAt(before) - timeAt(event.clientX); show(from + by, to + by); }
    else { const other = [...fingers].find(([id]) => id !== event.pointerId)[1]; const factor = Math.abs(before - other) / Math.max(Math.abs(event.clientX - other), 1); zoom(Math.min(Math.max(factor, 0.5), 2), timeAt(other)); }
    fingers.set(event.pointerId, event.clientX);
  });
  ["pointerup", "pointercancel"].forEach((name) => svg.addEventListener(name, (event) => fingers.delete(event.pointerId)));
  svg.addEventListener("pointerleave", () => { if (!fingers.size) read(null); });
  new ResizeObserver(() => loaded && drawing.draw(loaded, from, to)).observe(svg);

  const given = /^#(\d{1,15})-(\d{1,15})$/.exec(location.hash);
  drawing.resize();
  if (given && Number(given[1]) < Number(given[2])) show(Number(given[1]), Number(given[2])); else show(from, to);
})();

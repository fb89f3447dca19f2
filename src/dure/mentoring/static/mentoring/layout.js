// Moving stations on the drawing by hand or keys, and choosing points for what is to be added.
(() => {
  "use strict";
  // A tally that was sent and led here has arrived.
  const tally = document.getElementById("floor-layout")?.dataset.tally;
  try {
    if (tally && localStorage.getItem(`${tally}-sent`)) for (const key of [tally, `${tally}-sent`]) localStorage.removeItem(key);
  } catch { /* private mode: nothing is kept */ }
  const wrap = document.querySelector("[data-edits]");
  const svg = wrap?.querySelector("svg.floor-chart");
  const form = document.getElementById("station-move");
  const tools = document.getElementById("layout-tools");
  if (!svg || !form || !tools) return;
  const unit = Number(svg.dataset.scale);
  const box = svg.viewBox.baseVal;
  const round = (value) => Math.round(value * 100) / 100;
  const within = (value, most) => Math.min(Math.max(value, 0), most / unit);
  const metres = (event) => {
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return { x: within(place.x / unit, box.width), y: within(place.y / unit, box.height) };
  };
  const put = (station, x, y) => {
    station.dataset.x = x;
    station.dataset.y = y;
    station.setAttribute("transform", `translate(${x * unit} ${y * unit})`);
  };
  const save = (station) => {
    form.action = form.dataset.action.replace("/0/", `/${station.dataset.station}/`);
    form.elements.to.value = `${round(Number(station.dataset.x))},${round(Number(station.dataset.y))}`;
    form.submit();
  };

  let dragged = null, tool = null, points = [];
  svg.addEventListener("pointerdown", (event) => {
    const station = event.target.closest(".station");
    if (!station || tool) return;
    dragged = { station, moved: false, x: event.clientX, y: event.clientY };
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    if (Math.hypot(event.clientX - dragged.x, event.clientY - dragged.y) > 4) dragged.moved = true;
    if (!dragged.moved) return;
    const to = metres(event);
    put(dragged.station, to.x, to.y);
  });
  const drop = () => {
    const was = dragged;
    dragged = null;
    if (was?.moved) save(was.station);
  };
  svg.addEventListener("pointerup", drop);
  svg.addEventListener("pointercancel", () => { if (dragged?.moved) location.reload(); dragged = null; });
  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  svg.addEventListener("keydown", (event) => {
    const station = event.target.closest(".station");
    if (!station) return;
    if (steps[event.key]) {
      const far = event.shiftKey ? 1 : 0.1;
      const [x, y] = steps[event.key];
      put(station, within(Number(station.dataset.x) + x * far, box.width), within(Number(station.dataset.y) + y * far, box.height));
      station.dataset.moved = "1";
      event.preventDefault();
    } else if (event.key === "Enter" && station.dataset.moved) save(station);
  });

  const told = tools.querySelector("[data-told]"), ready = tools.querySelector("[data-ready]"), byForm = tools.querySelector("[data-by-form]");
  const drawn = document.createElementNS(svg.namespaceURI, "g");
  svg.append(drawn);
  const go = () => location.assign(`${tool.dataset.href}?points=${encodeURIComponent(points.map(({ x, y }) => `${round(x)},${round(y)}`).join(";"))}`);
  const draw = () => {
    drawn.replaceChildren();
    const line = document.createElementNS(svg.namespaceURI, "polyline");
    line.setAttribute("class", "pick-line");
    line.setAttribute("points", points.map(({ x, y }) => `${x * unit},${y * unit}`).join(" "));
    drawn.append(line, ...points.map(({ x, y }) => {
      const dot = document.createElementNS(svg.namespaceURI, "circle");
      dot.setAttribute("class", "pick");
      for (const [key, value] of [["cx", x * unit], ["cy", y * unit], ["r", 6]]) dot.setAttribute(key, value);
      return dot;
    }));
    const wanted = tool ? Number(tool.dataset.points) : 0;
    told.textContent = tool ? `${tools.dataset.pick} ${tool.textContent.trim()} ${points.length}${wanted ? ` / ${wanted}` : ""}` : "";
    ready.hidden = !tool || wanted > 0 || points.length < 3;
    byForm.hidden = !tool;
    if (tool) byForm.href = tool.dataset.href;
    wrap.classList.toggle("is-picking", Boolean(tool));
  };
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("[data-tool]");
    if (event.target.closest("[data-ready]")) go();
    if (!button) return;
    tool = tool === button ? null : button;
    for (const one of tools.querySelectorAll("[data-tool]")) one.setAttribute("aria-pressed", one === tool);
    points = [];
    draw();
  });
  svg.addEventListener("click", (event) => {
    if (!tool) return;
    points.push(metres(event));
    draw();
    if (points.length === Number(tool.dataset.points)) go();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && tool) { tool = null; points = []; draw(); }
  });
})();

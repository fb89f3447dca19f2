// Shows of the form of a rule only what belongs to what it looks at and to when it rings.
"use strict";
(() => {
  const form = document.querySelector("form[data-rule]");
  if (!form) return;
  const abouts = {
    signal: { fields: ["signal"], kinds: ["above", "below", "rises", "falls", "silent"] },
    state: { fields: ["work_unit", "states"], kinds: ["state"] },
    count: { fields: ["work_unit"], kinds: ["silent"] },
    kpi: { fields: ["kpi", "scope"], kinds: ["above", "below"] },
  };
  const { subject, kind } = form.elements;
  const show = (name, isShown) => {
    const found = form.querySelector(`[name="${name}"]`);
    const box = found && found.closest(".field");
    if (box) box.hidden = !isShown;
  };
  // The unit beside the name of the limit, and a share in percent.
  const { minutes, rate, ratios } = form.dataset;
  const unit = document.createElement("small");
  form.elements.limit.closest(".field").querySelector("label").append(" ", unit);
  const label = () => {
    const about = subject.value;
    const isShare = about === "kpi" && ratios.split(" ").includes(form.elements.kpi.value);
    const of = about === "signal" ? /\[(.+)\]$/.exec(form.elements.signal.selectedOptions[0]?.text)?.[1] ?? "" : "";
    const limit = form.elements.limit.valueAsNumber;
    if (kind.value === "silent") unit.textContent = `(${minutes})`;
    else if (isShare) unit.textContent = Number.isFinite(limit) ? `= ${Number((limit * 100).toPrecision(6))} %` : "";
    else unit.textContent = of && `(${of}${["rises", "falls"].includes(kind.value) ? ` ${rate}` : ""})`;
  };
  const adapt = () => {
    const about = abouts[subject.value];
    for (const name of ["signal", "work_unit", "states", "kpi", "scope"]) show(name, about?.fields.includes(name));
    for (const option of kind.options) {
      option.hidden = option.disabled = Boolean(option.value) && !about?.kinds.includes(option.value);
    }
    if (!kind.value || kind.selectedOptions[0]?.disabled) kind.value = about?.kinds.length === 1 ? about.kinds[0] : "";
    show("limit", kind.value !== "state");
    show("dead_band", !["state", "silent"].includes(kind.value));
    label();
    show("window_s", subject.value === "kpi" || ["rises", "falls"].includes(kind.value));
  };
  form.addEventListener("change", adapt);
  form.elements.limit.addEventListener("input", label);
  adapt();
})();

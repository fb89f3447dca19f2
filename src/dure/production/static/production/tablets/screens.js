// From data to what is seen. Words and shapes stand in the page's <template> elements; this fills them.

export const shape = (name) => document.getElementById(`shape-${name}`).content.firstElementChild.cloneNode(true);

// data-text, data-hidden, data-class … name a value; a dot goes into it.
const value = (from, path) => path.split(".").reduce((part, name) => part?.[name], from);

export const fill = (element, data) => {
  for (const part of [element, ...element.querySelectorAll("[data-text], [data-if], [data-unless], [data-set]")]) {
    const { text, if: shown, unless, set } = part.dataset;
    if (text) part.textContent = value(data, text) ?? "";
    if (shown) part.hidden = !value(data, shown);
    if (unless) part.hidden = Boolean(value(data, unless));
    for (const pair of set?.split(" ") ?? []) {
      const [name, path] = pair.split("=");
      const given = value(data, path);
      if (given === undefined || given === null) part.removeAttribute(name);
      else part.setAttribute(name, given);
    }
  }
  return element;
};

export const put = (place, ...parts) => document.querySelector(`[data-place="${place}"]`).replaceChildren(...parts);

const plain = new Intl.NumberFormat("ko-KR", { maximumFractionDigits: 4 });
export const number = (amount) => (amount === null || amount === undefined ? "–" : plain.format(amount));
export const time = (iso) => (iso ? new Date(iso).toLocaleTimeString("ko-KR", { hour: "2-digit", minute: "2-digit", hour12: false }) : "");

// With its day, where that isn't today.
const soon = (iso) => {
  if (!iso) return "";
  const at = new Date(iso);
  return at.toDateString() === new Date().toDateString() ? time(iso) : `${at.getMonth() + 1}/${at.getDate()} ${time(iso)}`;
};

export const word = (name) => document.getElementById("words").getAttribute(`data-${name}`) ?? name;

export const unitTile = (unit) => {
  const runs = unit.operations.find((operation) => operation.status === "running");
  return fill(shape("unit"), { ...unit, runs, open: `unit:${unit.code}`, progress: runs ? `${number(runs.good)} / ${number(runs.quantity)}` : "" });
};

export const operationData = (operation) => ({
  ...operation,
  statusWord: word(`status-${operation.status}`),
  made: number(operation.good),
  planned: number(operation.quantity),
  lost: number(operation.rejected + operation.rework),
  hasLost: operation.rejected + operation.rework > 0,
  machine: operation.counted === null ? null : number(operation.counted),
  hasMachine: operation.counted !== null,
  ready: operation.available === null ? null : number(operation.available),
  hasReady: operation.available !== null,
  beginsAt: soon(operation.begins),
  share: Math.min(operation.quantity ? operation.good / operation.quantity : 0, 1),
  open: `operation:${operation.id}`,
});

export const operationCard = (operation, chosen) => {
  const card = fill(shape("operation"), operationData(operation));
  card.toggleAttribute("aria-current", operation.id === chosen);
  return card;
};

export const job = (operation, unit) => {
  const card = fill(shape("job"), { ...operationData(operation), unit });
  card.querySelector("[data-checks]").replaceChildren(...operation.checks.map((check) => fill(shape("check"), { text: check.text, kind: `note ${check.level === "block" ? "bad" : "warn"}` })));
  return card;
};

export const actButtons = (operation) =>
  [
    ...operation.acts.map((act, place) => fill(shape("act"), { act, name: word(`act-${act}`), kind: `button big ${place === 0 ? "primary" : ""}` })),
    ...(operation.acts.includes("pause") ? [shape("pause-why")] : []),
  ];

export const pauseButtons = (pauses) => pauses.map((one) => fill(shape("pause"), one));

export const callButtons = (calls) =>
  calls.map((call) => fill(shape("call"), { act: call.kind, name: call.name }));

export const openCall = (call, kinds) =>
  fill(shape("open-call"), { name: kinds.find((one) => one.kind === call.kind)?.name, at: time(call.at), undo: call.answered ? null : call.id });

// Full packs by a tap each: how many there are, and how many pieces are in one.
export const packButtons = (packs, counts) =>
  packs.map((pack) => fill(shape("pack"), { unit: pack.unit, pieces: number(pack.pieces), count: counts.has(pack.unit) ? number(counts.get(pack.unit)) : "" }));

export const reasonButtons = (reasons, losses, target) =>
  reasons.map((reason) => {
    const loss = losses.find((one) => one.reason === reason.id);
    return fill(shape("reason"), { ...reason, count: loss ? number(loss.quantity) : "", pressed: String(Boolean(loss) && loss === target) });
  });

export const lastLine = (act) =>
  fill(shape("last"), { name: word(`act-${act.kind}`), at: time(act.at), person: act.person, order: act.order, waits: act.waits, undo: act.id });

export const answerLine = (text, kind) => fill(shape("answer"), { text, kind: `note ${kind}` });

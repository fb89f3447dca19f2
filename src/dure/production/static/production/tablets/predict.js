// What the plant will look like once the acts that wait on this device have arrived. Pure: a picture and acts in,
// a picture out. The plant decides; this only keeps a device without network usable.

const NEXT = {
  change_over: { waiting: "setup", paused: "setup", done: "setup" },
  start: { waiting: "running", setup: "running", paused: "running", done: "running" },
  pause: { setup: "paused", running: "paused" },
  resume: { paused: "running", done: "running" },
  finish: { running: "done", paused: "done" },
};
const ACTS = {
  waiting: ["start", "change_over"],
  setup: ["start", "pause"],
  running: ["report", "finish", "pause"],
  paused: ["resume", "report", "finish", "change_over"],
  done: ["resume"],
  skipped: [],
};

const sum = (losses, kind) => losses.filter((loss) => loss.kind === kind).reduce((total, loss) => total + loss.quantity, 0);

const BEGINS = new Set(["start", "resume", "change_over"]);

// What begins at a machine puts aside what ran there.
const aside = (operation) =>
  operation.here && ["running", "setup"].includes(operation.status)
    ? { ...operation, status: "paused", here: false, acts: ACTS.paused }
    : operation;

const one = (operation, act) => {
  if (act.operation !== operation.id) return aside(operation);
  const losses = act.losses ?? [];
  const good = act.good ?? 0;
  const made = good + sum(losses, "rework") + sum(losses, "reject");
  const status = NEXT[act.kind]?.[operation.status] ?? operation.status;
  return {
    ...operation,
    status,
    here: BEGINS.has(act.kind) || (operation.here && !["pause", "finish"].includes(act.kind)),
    good: operation.good + good,
    rework: operation.rework + sum(losses, "rework"),
    rejected: operation.rejected + sum(losses, "reject"),
    available: operation.available === null ? null : operation.available - made,
    counted: act.good === undefined || operation.counted === null ? operation.counted : Math.max(operation.counted - made, 0),
    acts: ACTS[status],
    last: { id: act.id, kind: act.kind, at: act.at, person: act.name, waits: !act.sent },
  };
};

// An undo that waits cancels an act that waits: neither is sent in the end, but both stay in the queue until they are.
const undone = (acts) => new Set(acts.filter((act) => act.kind === "undo").map((act) => act.of));
const standing = (acts, gone) => acts.filter((act) => act.kind !== "undo" && !gone.has(act.id));

const touches = (act, operation, unit) =>
  act.operation === operation.id ? act.unit === unit.code || act.good !== undefined : act.unit === unit.code && BEGINS.has(act.kind);

export const predicted = (picture, acts) => {
  const gone = undone(acts);
  const left = standing(acts, gone);
  const kept = (last) => (last && !gone.has(last.id) ? last : null);
  const units = picture.units.map((unit) => ({
    ...unit,
    last: kept(unit.last),
    operations: unit.operations.map((operation) =>
      left.filter((act) => touches(act, operation, unit)).reduce(one, { ...operation, last: kept(operation.last) })),
    calls: [
      ...unit.calls.filter((call) => !gone.has(call.id)),
      ...left.filter((act) => act.kind === "call" && act.unit === unit.code).map((act) => ({ id: act.id, kind: act.call, at: act.at })),
    ],
  }));
  return { ...picture, units };
};

// The act that "take back" takes back at a work unit: the newest one there, also of work that is over.
export const lastAct = (unit) =>
  [unit.last, ...unit.operations.map((operation) => operation.last && { ...operation.last, order: operation.order })].filter(Boolean)
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))[0] ?? null;

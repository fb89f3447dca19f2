// Sentences of the page: words come from the server in the reader's language, with %(name)s for what is put in.

export const said = (text, values = {}) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name] ?? "");

export const duration = (words, minutes) => {
  const whole = Math.round(minutes), hours = Math.floor(whole / 60), rest = whole % 60;
  if (!hours) return said(words.minutes, { m: rest });
  return rest ? said(words.hoursMinutes, { h: hours, m: rest }) : said(words.hours, { h: hours });
};

// What speaks against a place, as sentences.
export const reasons = (words, clock, judged) => judged.against.map(([kind, values]) => {
  const at = values.at === undefined ? "" : clock.full(values.at);
  const sentence = kind === "pushes" && values.others ? words.pushesMore : words[kind];
  return said(sentence, { ...values, at, late: values.minutes === undefined ? "" : duration(words, values.minutes) });
});

export const marks = (words, plan, task) => {
  const found = [];
  if (task.running) found.push(["info", words.isRunning]);
  if (task.locked) found.push(["", words.isLocked]);
  if (task.isLate) found.push(["bad", said(words.isLate, { late: duration(words, plan.orders.get(task.order).late) })]);
  return found;
};

// A task in one sentence, for the tip and for those who listen.
export const spoken = (words, clock, plan, task) => {
  const unit = plan.rowOf(task)?.unit.name ?? "";
  const parts = [`${task.name}, ${task.item}, ${task.no}`, unit, clock.span(task.start, task.end)];
  return [...parts, ...marks(words, plan, task).map(([, text]) => text)].filter(Boolean).join(" · ");
};

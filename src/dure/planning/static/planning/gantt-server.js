// Talks with the server about one schedule.

const csrf = () => document.querySelector("meta[name=csrf-token]")?.content ?? "";

// message: said by the server, "" when it gave no answer that can be read.
export class Refused extends Error {}

const answerOf = async (response) => {
  const isOurs = (response.headers.get("content-type") ?? "").startsWith("application/json");
  const answer = isOurs ? await response.json() : {};
  if (!response.ok || !isOurs) throw new Refused(answer.message ?? "");
  return answer;
};
const ask = async (url, options) => {
  try {
    return await answerOf(await fetch(url, { ...options, headers: { Accept: "application/json", "X-CSRFToken": csrf(), ...options?.headers } }));
  } catch (error) {
    throw error instanceof Refused ? error : new Refused("");
  }
};

export const load = (url) => ask(url);
export const send = (url, fields) => ask(url, { method: "POST", body: new URLSearchParams(fields) });

const siblings = (node, side) => {
  const found = [];
  for (let next = node[side]; next; next = next[side]) found.push(next);
  return found;
};
const part = (gantt) => {
  let node = gantt;
  while (node.parentElement.localName !== "main") node = node.parentElement;
  return node;
};

// Everything in <main> around the Gantt, as it is at `url`: heading, figures, buttons, tables. What lies around moves the
// Gantt: nothing is put there before `quiet` says that no hand holds anything on it.
export const renew = async (url, gantt, quiet) => {
  const response = await fetch(url, { headers: { Accept: "text/html" } });
  if (!response.ok) throw new Refused("");
  const page = new DOMParser().parseFromString(await response.text(), "text/html"), newer = page.querySelector("main .gantt");
  if (!newer) throw new Refused("");
  await quiet();
  const kept = part(gantt), around = part(newer), before = siblings(around, "previousElementSibling").reverse(), after = siblings(around, "nextElementSibling");
  for (const node of [...siblings(kept, "previousElementSibling"), ...siblings(kept, "nextElementSibling")]) node.remove();
  kept.before(...before);
  kept.after(...after);
  document.title = page.title;
  for (const node of [...before, ...after]) window.htmx?.process(node);
};

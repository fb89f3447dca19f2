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

// The parts of the page around the Gantt that tell of the schedule ([data-follows], each with an id), as they are at `url`.
export const renew = async (url) => {
  const response = await fetch(url, { headers: { Accept: "text/html" } });
  if (!response.ok) throw new Refused("");
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const part of document.querySelectorAll("[data-follows][id]")) {
    const newer = page.getElementById(part.id);
    if (!newer) { part.replaceChildren(); continue; }
    part.replaceWith(newer);
    window.htmx?.process(newer);
  }
};

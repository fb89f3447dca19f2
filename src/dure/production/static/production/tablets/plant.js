// Talks with the plant. Whatever isn't an answer of Dure counts as "no network".

const LIMIT_MS = 8000;

export class Away extends Error {}
// The plant answers, but doesn't know this device (any more).
export class Stranger extends Away {}

const ask = async (address, options = {}) => {
  let answer;
  try {
    answer = await fetch(address, { ...options, signal: AbortSignal.timeout(LIMIT_MS), headers: { Accept: "application/json", ...options.headers } });
  } catch (error) {
    throw new Away(String(error));
  }
  const isOurs = answer.status === 304 || (answer.headers.get("content-type") ?? "").startsWith("application/json");
  if (answer.status === 401) throw new Stranger("401");
  if (answer.status >= 500 || !isOurs) throw new Away(String(answer.status));
  return answer;
};

const send = (address, body) => ask(address, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });

const urls = document.documentElement.dataset;

// The picture of the plant; null: it is still the one with this mark.
export const picture = async (mark) => {
  const answer = await ask(urls.picture, { headers: mark ? { "If-None-Match": mark } : {} });
  if (answer.status === 304) return null;
  if (!answer.ok) throw new Away(String(answer.status));
  return { ...(await answer.json()), mark: answer.headers.get("ETag") };
};

// An answer for each act, in their order: {id, state: "done" | "refused", text}. A plant with much to do answers the
// first ones only; the others are to be sent again.
export const acts = async (list) => {
  // With the clock of the device, so that the plant can tell how far it is wrong.
  const answer = await send(urls.acts, { acts: list, now: new Date().toISOString() });
  if (!answer.ok) throw new Away(String(answer.status));
  return (await answer.json()).answers;
};

// Who a badge with its PIN is: {id, name, token}, or {error}.
export const person = async (badge, pin) => (await send(urls.person, { badge, pin })).json();

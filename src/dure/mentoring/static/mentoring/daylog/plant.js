// Talks with the plant. Whatever isn't an answer of Dure counts as "no network".

const LIMIT_MS = 15000;

export class Away extends Error {}
// The plant answers, but doesn't let this person write: logged out, or the stay is over.
export class Stranger extends Away {}

const urls = document.documentElement.dataset;
let token = "";

const ask = async (address, options = {}) => {
  let answer;
  try {
    answer = await fetch(address, {
      ...options, signal: AbortSignal.timeout(LIMIT_MS),
      headers: { Accept: "application/json", "X-CSRFToken": token, ...options.headers },
    });
  } catch (error) {
    throw new Away(String(error));
  }
  if (answer.status === 401 || answer.status === 403) throw new Stranger(String(answer.status));
  const isOurs = (answer.headers.get("content-type") ?? "").startsWith("application/json");
  if (answer.status >= 500 || !isOurs) throw new Away(String(answer.status));
  return answer.json();
};

// For whom the person may write, and the days that the plant knows.
export const book = async () => {
  const found = await ask(urls.book);
  token = found.csrf;
  return found;
};

// An answer for each save, in their order: {key, state, text}.
export const saves = async (list) => {
  const body = JSON.stringify({ saves: list });
  const found = await ask(urls.saves, { method: "POST", body, headers: { "Content-Type": "application/json" } });
  if (!found.answers) throw new Away(found.error);
  return found.answers;
};

export const photo = async ({ blob, ...facts }) => {
  const form = new FormData();
  for (const name of ["key", "residency", "mentor", "day", "note"]) form.append(name, facts[name] ?? "");
  form.append("file", blob, "photo.jpg");
  return ask(urls.photos, { method: "POST", body: form });
};

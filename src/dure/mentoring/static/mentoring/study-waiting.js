// Studies that are done but not sent: kept in this browser, sent whenever the plant answers.
(() => {
  "use strict";
  const KEY = "dure-studies-waiting", AGAIN_MS = 60_000;
  const read = () => { try { return JSON.parse(localStorage.getItem(KEY)) || []; } catch { return []; } };
  const write = (list) => { try { localStorage.setItem(KEY, JSON.stringify(list)); return true; } catch { return false; } };
  const box = document.getElementById("waiting-studies");
  const word = (name) => box?.querySelector(`template[data-word="${name}"]`)?.innerHTML ?? "";

  // A page of the plant tells the token that its forms need; it is another one after a log-in.
  const freshToken = async (page) => {
    const answer = await fetch(page, { redirect: "manual" });
    if (!answer.ok) return "";
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    return found.getElementById("watch")?.dataset.token ?? "";
  };
  const post = (one, token) => fetch(one.send, {
    method: "POST", redirect: "manual", body: new URLSearchParams({ study: JSON.stringify(one.study) }),
    headers: { "X-CSRFToken": token },
  });

  // What came of sending one: {address}, {refused: text}, {logIn: true} or {away: true}.
  const send = async (one, token) => {
    try {
      let answer = await post(one, token || await freshToken(one.page));
      if (answer.status === 403) answer = await post(one, await freshToken(one.page));
      if (answer.ok && answer.headers.get("Content-Type")?.includes("json")) return await answer.json();
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return { logIn: true };
      if (answer.status >= 500) return { away: true };
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      return { refused: page.querySelector("main")?.textContent.replace(/\s+/g, " ").trim().slice(0, 200) || String(answer.status) };
    } catch {
      return { away: true };
    }
  };
  const keep = (one) => write([...read().filter((old) => old.study.token !== one.study.token), one]);
  const forget = (token) => write(read().filter((old) => old.study.token !== token));

  const show = (said = "") => {
    if (!box) return;
    const list = read();
    box.hidden = list.length === 0;
    box.querySelector("[data-count]").textContent = list.length;
    box.querySelector("[data-said]").textContent = said;
  };
  let busy = false;
  const sendAll = async () => {
    if (busy) return;
    busy = true;
    let said = "";
    for (const one of read()) {
      const came = await send(one, "");
      if (came.address) forget(one.study.token);
      else if (came.refused) said = came.refused;
      else { said = word(came.logIn ? "log-in" : "away"); break; }
    }
    busy = false;
    show(said);
  };
  window.dureStudies = { send, keep, forget, show };
  box?.querySelector("[data-send-again]").addEventListener("click", sendAll);
  window.addEventListener("online", sendAll);
  setInterval(() => { if (read().length) sendAll(); }, AGAIN_MS);
  show();
  if (read().length) sendAll();
})();

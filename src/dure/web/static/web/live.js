// Live pages. Elements say what they show with data-live="unit:12 area:*"; one stream for the page
// tells what changed, and htmx parts that listen for "dure:unit-12 from:body" fetch themselves again.
(() => {
  "use strict";
  const SILENT_MS = 10000;
  const RETRY_MS = 2000;
  const UNSEEN_MS = 60000;
  let source = null;
  let wanted = "";
  let lastBeat = Date.now();
  let fresh = false;

  const topics = () => {
    const found = new Set();
    for (const element of document.querySelectorAll("[data-live]")) {
      for (const topic of element.dataset.live.split(/\s+/)) if (topic) found.add(topic);
    }
    return [...found].sort();
  };
  const fire = (name) => document.body.dispatchEvent(new CustomEvent(name));
  const tell = (topic) => {
    const [kind, key] = topic.split(":");
    fire(`dure:${kind}`);
    if (key !== "*") fire(`dure:${kind}-${key}`);
  };
  const tellAll = () => { fire("dure:all"); topics().forEach(tell); };

  const show = (stale) => {
    const banner = document.getElementById("stale");
    if (banner) banner.hidden = !stale;
    document.documentElement.toggleAttribute("data-stale", stale);
  };
  const heard = (event) => {
    if (event.data !== "ok") return;
    lastBeat = Date.now();
    show(false);
    // What changed before the stream stood was not heard.
    if (fresh) { fresh = false; tellAll(); }
  };

  const close = () => {
    if (source) source.close();
    source = null;
  };
  const open = () => {
    close();
    const list = topics();
    wanted = list.join(",");
    if (!wanted) { show(false); return; }
    fresh = true;
    source = new EventSource(`${document.body.dataset.liveUrl}?topics=${encodeURIComponent(wanted)}`);
    source.addEventListener("open", () => { fresh = true; });
    source.addEventListener("beat", heard);
    source.addEventListener("tick", (event) => {
      for (const topic of event.data.split(" ")) topic === "*" ? tellAll() : tell(topic);
    });
    source.addEventListener("error", () => {
      // A refused stream is not tried again by the browser itself.
      if (source && source.readyState === EventSource.CLOSED) setTimeout(open, RETRY_MS);
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    open();
    document.body.addEventListener("htmx:afterSettle", () => { if (topics().join(",") !== wanted) open(); });
    // Fetches that a tick caused are not the person's doing: the server mustn't take them for activity.
    document.body.addEventListener("htmx:configRequest", (event) => {
      const cause = event.detail.triggeringEvent;
      if (cause && cause.type.startsWith("dure:")) event.detail.headers["Dure-Tick"] = "1";
    });
  });
  setInterval(() => { if (wanted) show(Date.now() - lastBeat > SILENT_MS); }, 1000);
  // A browser keeps six connections to a plant: pages that nobody looks at give theirs back.
  let unseen = 0;
  document.addEventListener("visibilitychange", () => {
    clearTimeout(unseen);
    if (document.hidden) unseen = setTimeout(close, UNSEEN_MS);
    else if (wanted && (!source || Date.now() - lastBeat > SILENT_MS)) open();
  });
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", (event) => { if (event.persisted) open(); });
})();

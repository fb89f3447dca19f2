// Keeps the work page on the device, so that it opens without network. Data is never kept here: see store.js.
const VERSION = "{{ version }}";
const FILES = {{ files|safe }};
const PAGE = "{{ page }}";

self.addEventListener("install", (event) => {
  // no-cache: asks the plant again, so that a new version isn't made of old files.
  const wanted = FILES.map((address) => new Request(address, { cache: "no-cache" }));
  event.waitUntil(caches.open(VERSION).then((cache) => cache.addAll(wanted)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  // Caches that begin with "dure-" belong to other pages.
  const old = caches.keys().then((names) => Promise.all(names.filter((name) => name !== VERSION && !name.startsWith("dure-")).map((name) => caches.delete(name))));
  event.waitUntil(old.then(() => self.clients.claim()));
});

const page = async (request) => {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(3000) });
  } catch {
    return await caches.match(PAGE);
  }
};

// Pictures are kept when they are first seen; their address changes with them.
const media = async (request) => {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) (await caches.open(VERSION)).put(request, answer.clone());
  return answer;
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (address.pathname.startsWith(`${PAGE}media/`)) {
    event.respondWith(media(request));
  } else if (request.mode === "navigate") {
    if (address.pathname === PAGE) event.respondWith(page(request));
  } else if (FILES.includes(address.pathname)) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});

// Keeps the page of the daily log on the device, so that it opens without network. Data is never kept here: see store.js.
const OWN = "dure-log-";
const VERSION = `${OWN}{{ version }}`;
const FILES = {{ files|safe }};
const PAGE = "{{ page }}";

self.addEventListener("install", (event) => {
  const wanted = FILES.map((address) => new Request(address, { cache: "no-cache" }));
  event.waitUntil(caches.open(VERSION).then((cache) => cache.addAll(wanted)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const isOld = (name) => name.startsWith(OWN) && name !== VERSION;
  const old = caches.keys().then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name))));
  event.waitUntil(old.then(() => self.clients.claim()));
});

const page = async (request) => {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(3000) });
  } catch {
    return await caches.match(PAGE);
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (address.pathname === PAGE) event.respondWith(page(request));
  } else if (FILES.includes(address.pathname) && address.pathname !== PAGE) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});

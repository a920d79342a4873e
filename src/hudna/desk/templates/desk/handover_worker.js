{% autoescape off %}/* Serves the page of the hand-over day without a network: this page and its files, and nothing else of the desk. */
"use strict";
const PAGE = "{{ page }}", FILES = {{ files }}, KEPT = "hand-over-{{ version }}", PATIENCE = 5000;

async function keepPage(cache) {
  const answer = await fetch(PAGE, { cache: "no-store", credentials: "same-origin" });
  if (answer.ok && !answer.redirected) await cache.put(PAGE, answer);
}
self.addEventListener("install", function (event) {
  event.waitUntil((async function () {
    const cache = await caches.open(KEPT);
    await cache.addAll(FILES);
    await keepPage(cache);
    await self.skipWaiting();
  })());
});
self.addEventListener("activate", function (event) {
  event.waitUntil((async function () {
    for (const name of await caches.keys()) if (name.startsWith("hand-over-") && name !== KEPT) await caches.delete(name);
    await self.clients.claim();
  })());
});

/* The page from the desk while it answers, else as it was kept: whoever is cut off goes on where they were. */
async function page(request) {
  const cache = await caches.open(KEPT), stop = new AbortController();
  const timer = setTimeout(function () { stop.abort(); }, PATIENCE);
  try {
    const answer = await fetch(request, { signal: stop.signal });
    if (answer.ok && !answer.redirected) await cache.put(PAGE, answer.clone());
    return answer.status >= 500 ? (await cache.match(PAGE)) || answer : answer;
  } catch (error) {
    return (await cache.match(PAGE)) || Response.error();
  } finally {
    clearTimeout(timer);
  }
}
async function file(request) { return (await caches.match(request, { ignoreSearch: true })) || fetch(request); }
self.addEventListener("fetch", function (event) {
  const asked = new URL(event.request.url);
  if (event.request.method !== "GET" || asked.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && asked.pathname === PAGE) event.respondWith(page(event.request));
  else if (FILES.includes(asked.pathname)) event.respondWith(file(event.request));
});
{% endautoescape %}

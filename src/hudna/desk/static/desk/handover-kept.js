/* What a phone keeps of hand-overs: lists of people to tick, and ticks with their numbers. A tick is kept before it is
   shown, and stays until the desk has said that it is on record. */
"use strict";
(function () {
  const NAME = "hudna-hand-over", HOURS_KEPT = 72;

  function asked(request) {
    return new Promise(function (good, bad) {
      request.onsuccess = function () { good(request.result); };
      request.onerror = function () { bad(request.error); };
    });
  }
  function done(deed) {
    return new Promise(function (good, bad) {
      deed.oncomplete = function () { good(); };
      deed.onerror = deed.onabort = function () { bad(deed.error); };
    });
  }
  let opened = null;
  function open() {
    opened = opened || new Promise(function (good, bad) {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = function () {
        request.result.createObjectStore("own", { keyPath: "name" });
        request.result.createObjectStore("lists", { keyPath: "key" });
        request.result.createObjectStore("ticks", { keyPath: "tick", autoIncrement: true });
      };
      request.onsuccess = function () {
        request.result.onversionchange = function () { request.result.close(); opened = null; };
        good(request.result);
      };
      request.onerror = function () { opened = null; bad(request.error); };
      request.onblocked = function () { bad(new Error("blocked")); };
    });
    return opened;
  }
  async function within(stores, mode, work) {
    const base = await open(), deed = base.transaction(stores, mode, { durability: "strict" }), ended = done(deed);
    const found = await work(deed);
    await ended;
    return found;
  }
  function drawn() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), function (n) { return n.toString(16).padStart(2, "0"); }).join("");
  }

  /* This device's own number, drawn once; a device that was cleared is another one. */
  function device() {
    return within(["own"], "readwrite", async function (deed) {
      const own = deed.objectStore("own"), found = await asked(own.get("device"));
      if (found) return found.value;
      const value = drawn();
      own.put({ name: "device", value: value });
      return value;
    });
  }
  function lists() { return within(["lists"], "readonly", function (deed) { return asked(deed.objectStore("lists").getAll()); }); }
  function put(list) { return within(["lists"], "readwrite", function (deed) { deed.objectStore("lists").put(list); }); }
  function ticks() { return within(["ticks"], "readonly", function (deed) { return asked(deed.objectStore("ticks").getAll()); }); }

  /* Keep a tick; gives its number. */
  function tick(made) { return within(["ticks"], "readwrite", function (deed) { return asked(deed.objectStore("ticks").add(made)); }); }
  function change(numbers, how) {
    return within(["ticks"], "readwrite", async function (deed) {
      const store = deed.objectStore("ticks");
      for (const number of numbers) {
        const one = await asked(store.get(number));
        if (one) { how(one); store.put(one); }
      }
    });
  }
  function takeBack(number, why) {
    return change([number], function (one) { one.back = one.back || { at: new Date().toISOString(), why: why, sent: false }; });
  }
  function isUnsent(one) { return !one.refused && (!one.sent || Boolean(one.back && !one.back.sent)); }

  /* Forget a list with its ticks, unless one of them was not sent. */
  async function drop(key) {
    return within(["lists", "ticks"], "readwrite", async function (deed) {
      const store = deed.objectStore("ticks"), of = (await asked(store.getAll())).filter(function (one) { return one.list === key; });
      if (of.some(isUnsent)) return false;
      of.forEach(function (one) { store.delete(one.tick); });
      deed.objectStore("lists").delete(key);
      return true;
    });
  }
  /* Lists that lie here for too long, or that another office took along, go as soon as nothing of them waits. */
  async function tidy(actor) {
    const late = Date.now() - HOURS_KEPT * 3600e3;
    for (const list of await lists()) {
      if ((actor && list.actor !== actor) || Date.parse(list.fetched) < late) await drop(list.key);
    }
  }
  /* Everything goes: the base, the kept pages, the worker that serves them. */
  async function wipe() {
    if (opened) { (await opened).close(); opened = null; }
    await asked(indexedDB.deleteDatabase(NAME));
    for (const name of await caches.keys()) if (name.startsWith("hand-over-")) await caches.delete(name);
    for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
  }
  window.hudnaKept = {
    change: change, device: device, drop: drop, isUnsent: isUnsent, lists: lists, put: put, takeBack: takeBack, tick: tick, ticks: ticks,
    tidy: tidy, wipe: wipe
  };
})();

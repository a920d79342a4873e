/* Keys: g and a letter goes to a page; / to the first search field. Nothing is sent anywhere but to this desk. */
"use strict";
(function () {
  let go = false;
  document.addEventListener("keydown", function (event) {
    const at = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) return;
    if (event.key === "/") {
      const field = document.querySelector("input[type=search]");
      if (field) { event.preventDefault(); field.focus(); }
    } else if (go) {
      const way = document.querySelector('.ways a[data-key="' + CSS.escape(event.key) + '"]');
      if (way) way.click();
    }
    go = event.key === "g";
  });
})();

/* Whoever signs out wipes what this device keeps of hand-overs; of ticks that were not sent yet they are told before. */
(function () {
  const form = document.querySelector("form[data-unsent]");
  if (!form || !window.indexedDB || !indexedDB.databases) return;
  async function unsent() {
    const there = await indexedDB.databases();
    if (!there.some(function (one) { return one.name === "hudna-hand-over"; })) return 0;
    return new Promise(function (good) {
      const request = indexedDB.open("hudna-hand-over");
      request.onerror = function () { good(0); };
      request.onsuccess = function () {
        const base = request.result;
        if (!base.objectStoreNames.contains("ticks")) { base.close(); good(0); return; }
        const all = base.transaction("ticks").objectStore("ticks").getAll();
        all.onsuccess = function () {
          base.close();
          good(all.result.filter(function (one) { return !one.refused && (!one.sent || (one.back && !one.back.sent)); }).length);
        };
        all.onerror = function () { base.close(); good(0); };
      };
    });
  }
  form.addEventListener("submit", async function (event) {
    if (form.dataset.asked) return;
    event.preventDefault();
    if ((await unsent()) > 0 && !window.confirm(form.dataset.unsent)) { location.assign("/hand-over/"); return; }
    form.dataset.asked = "1";
    form.submit();
  });
})();

/* What a page asks for by itself is no click: the lock does not wait for it. */
document.addEventListener("htmx:configRequest", function (event) {
  if (!event.detail.triggeringEvent) event.detail.headers["X-Hudna-Poll"] = "1";
});

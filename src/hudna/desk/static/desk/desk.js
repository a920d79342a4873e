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

/* What a page asks for by itself is no click: the lock does not wait for it. */
document.addEventListener("htmx:configRequest", function (event) {
  if (!event.detail.triggeringEvent) event.detail.headers["X-Hudna-Poll"] = "1";
});

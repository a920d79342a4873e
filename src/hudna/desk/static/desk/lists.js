/* Keys of the review: s same, d different, k skip, u undo. They press what the page shows, and nothing else. */
"use strict";
(function () {
  let pressed = false, after = "";
  document.addEventListener("keydown", function (event) {
    const at = event.target;
    const before = after;
    after = event.key;
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || pressed || before === "g") return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) return;
    const answer = document.querySelector('[data-answer="' + CSS.escape(event.key.toLowerCase()) + '"]');
    if (!answer) return;
    event.preventDefault();
    pressed = true;
    answer.click();
  });
})();

/* Sliders say their number; and a list, or half of a seed, is sealed in this browser: what is sealed does not leave it. */
"use strict";
(function () {
  document.querySelectorAll(".slide input").forEach(function (slider) {
    const told = slider.parentElement.querySelector("output");
    slider.addEventListener("input", function () { told.textContent = slider.value; });
  });

  function hex(bytes) { return Array.from(new Uint8Array(bytes), function (n) { return n.toString(16).padStart(2, "0"); }).join(""); }
  function joined(one, other) {
    const both = new Uint8Array(one.byteLength + other.byteLength);
    both.set(new Uint8Array(one));
    both.set(new Uint8Array(other), one.byteLength);
    return both;
  }
  const box = document.querySelector(".sealing");
  const field = box ? document.getElementById(box.dataset.into) : null;
  if (!field || !window.crypto || !crypto.subtle) return;
  box.hidden = false;
  box.querySelector("button").addEventListener("click", async function () {
    const chooser = box.querySelector("input[type=file]"), drawn = crypto.getRandomValues(new Uint8Array(32));
    let sealed = drawn;
    if (chooser) {
      if (!chooser.files[0]) { chooser.focus(); return; }
      sealed = joined(drawn.buffer, await crypto.subtle.digest("SHA-256", await chooser.files[0].arrayBuffer()));
    }
    field.value = hex(await crypto.subtle.digest("SHA-256", sealed));
    box.querySelector("code").textContent = hex(drawn.buffer);
    box.querySelector(".note").hidden = false;
    field.closest("details").open = true;
  });
})();

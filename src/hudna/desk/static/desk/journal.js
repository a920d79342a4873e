/* The slider over instants of recording. Without it the form above does the same. */
"use strict";
(function () {
  const box = document.querySelector(".slider");
  const field = document.querySelector('.asof input[name="known_at"]');
  if (!box || !field) return;
  const stops = box.dataset.stops.split(" "), slider = box.querySelector("input"), told = box.querySelector("output");
  box.hidden = false;
  function tell() {
    const text = stops[Number(slider.value)].replace("T", " ");
    told.textContent = text;
    slider.setAttribute("aria-valuetext", text);
  }
  tell();
  slider.addEventListener("input", tell);
  slider.addEventListener("change", function () {
    const last = Number(slider.value) === stops.length - 1;
    field.value = last ? "" : stops[Number(slider.value)];
    field.form.requestSubmit();
  });
})();

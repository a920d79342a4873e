/* A file that is too large is told of before a byte of it is sent. The server refuses it all the same. */
"use strict";
(function () {
  const field = document.querySelector("input[type=file][data-most]");
  const told = document.getElementById("file-large");
  if (!field || !told) return;
  function look() {
    const file = field.files[0];
    const large = Boolean(file) && file.size > Number(field.dataset.most);
    told.hidden = !large;
    field.setCustomValidity(large ? told.textContent : "");
  }
  field.addEventListener("change", look);
  look();
})();

/* A passkey that did not come through is told on the page; the words stand there already, hidden. */
"use strict";
document.addEventListener("allauth.error", function (event) {
  event.preventDefault();
  const told = document.getElementById("passkey-refused");
  if (told) { told.hidden = false; told.focus(); }
});

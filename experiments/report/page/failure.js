"use strict";

// A script that fails must be seen, not leave a page that looks whole.
window.addEventListener("error", (event) => {
  const box = document.createElement("p");
  box.className = "failure";
  box.textContent = `This page could not be drawn whole: ${event.message}`;
  document.body.prepend(box);
});

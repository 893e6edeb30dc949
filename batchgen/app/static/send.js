// The number must be typed before many videos are paid.
"use strict";

const send = document.getElementById("send");
const typed = send?.querySelector("[name=number]");
typed?.addEventListener("input", () => {
  send.querySelector("button.main").disabled = typed.value.replace(/[\s,.]/g, "") !== send.dataset.count;
});

// Wait for a look at every row, then show the page with it.
"use strict";

async function wait(address, only) {
  let found;
  for (;;) {
    found = await call(address, null, { method: "GET", quiet: true });
    if (found === null || found.ready || found.error) break;
    await new Promise(done => setTimeout(done, 700));
  }
  if (only && !found?.[only]) waiting.hidden = true; else location.reload();
}

const waiting = document.querySelector("[data-wait]");
if (waiting) wait(waiting.dataset.wait, waiting.dataset.if);
document.querySelectorAll("[data-again]").forEach(button => button.addEventListener("click", async () => {
  await call(`${button.dataset.again}?again=1`, null, { method: "GET" });
  location.reload();
}));

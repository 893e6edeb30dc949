// What all pages share: calls for JSON, words at the foot of the page, copying, buttons that post.
"use strict";

const said = () => document.getElementById("said");
let saying;

/** Say something at the foot of the page; a screen reader hears it. */
function say(words, seconds = 6) {
  said().textContent = words;
  clearTimeout(saying);
  saying = setTimeout(() => { said().textContent = ""; }, seconds * 1000);
}

let told = 0, telling;

/** Tell a screen reader what changes by itself: the latest words, at most every five seconds. */
function tell(words) {
  clearTimeout(telling);
  telling = setTimeout(() => {
    const place = document.getElementById("told");
    if (place.textContent === words) return;
    place.textContent = words;
    told = Date.now();
  }, Math.max(500, told + 5000 - Date.now()));
}

/** Call the app. Gives the answer, or null after saying what is wrong. */
async function call(address, given, { method = "POST", quiet = false } = {}) {
  const options = { method, headers: { "content-type": "application/json" } };
  if (method !== "GET") options.body = JSON.stringify(given ?? {});
  let answer;
  try {
    answer = await fetch(address, options);
  } catch {
    say("The app was closed. Start it again: batchgen app", 60);
    return null;
  }
  const found = await answer.json().catch(() => ({ error: "The app could not answer." }));
  if (answer.ok) return found;
  if (found.go) { location.assign(found.go); return null; }
  if (!quiet) say([found.error, found.hint].filter(Boolean).join(" "), 20);
  return quiet ? found : null;
}

/** Make an element: its texts are texts, never HTML, for cells are other people's words. */
function element(name, given = {}, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (key === "class") made.className = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== false && value != null) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...inside);
  return made;
}

/** Look every few seconds whether somebody saved a file of the campaign; an empty stamp of `shown` waits. */
async function watchFiles(shown, address, changed) {
  for (;;) {
    await new Promise(done => setTimeout(done, 3000));
    if (document.hidden || !shown.dataset.stamp) continue;
    const found = await call(address, null, { method: "GET", quiet: true });
    if (found?.stamp && shown.dataset.stamp && found.stamp !== shown.dataset.stamp) return changed(found.stamp);
  }
}

async function copy(text) {
  await navigator.clipboard.writeText(text);
  say("Copied.");
}

document.addEventListener("click", async event => {
  const button = event.target.closest("[data-copy],[data-post]");
  if (!button) return;
  if (button.dataset.copy !== undefined) return copy(button.dataset.copy);
  button.disabled = true;
  const found = await call(button.dataset.post, JSON.parse(button.dataset.given ?? "{}"));
  button.disabled = false;
  if (found?.said) say(found.said);
  if (found?.go) location.assign(found.go);
});

// A still that is not there any more leaves its place, and no mark of a broken picture.
document.addEventListener("error", event => { if (event.target.matches?.("img")) event.target.hidden = true; }, true);

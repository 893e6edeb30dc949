// Answers and cells of the check page: each is written, the rows are checked again, and the page keeps its place.
"use strict";

const check = document.getElementById("check");
const api = check?.dataset.api;
const KEPT = `place ${location.pathname}`;
let answered = null;
const fields = () => [...document.querySelectorAll("input.cell")];
const groups = () => [...document.querySelectorAll("[data-group]")];
const nameOf = field => `${field.dataset.column} ${field.dataset.row}`;

/** Show the page with the new check: where it stands, and what was typed and not yet written, stay. */
function show() {
  const typed = fields().filter(f => f.value !== f.dataset.old).map(f => [nameOf(f), f.dataset.old, f.value]);
  const here = document.activeElement, focus = here?.matches("input.cell") ? nameOf(here) : "";
  const group = groups().indexOf(here?.closest("[data-group]") ?? answered);
  sessionStorage.setItem(KEPT, JSON.stringify({ at: scrollY, typed, focus, group }));
  location.reload();
}

function restore() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) || "null");
  if (!kept || !check) return;
  sessionStorage.removeItem(KEPT);
  // Who works with keys goes on where the answered group was, with the one that stands there now.
  if (kept.group >= 0) (groups()[Math.min(kept.group, groups().length - 1)] ?? check).focus({ preventScroll: true });
  for (const field of fields()) {
    const typed = kept.typed.find(([name, old]) => name === nameOf(field) && old === field.dataset.old);
    if (typed) field.value = typed[2];
    if (kept.focus === nameOf(field)) field.focus({ preventScroll: true });
  }
  scrollTo(0, kept.at);
}

/** Wait for a look at every row as the files are now, then show it. */
async function again(words, how = "look", first = "") {
  say(`${words} Checking again …`, 600);
  for (let address = how + first; ; address = how) {
    const found = await call(`${api}${address}`, null, { method: "GET" });
    if (!found) return;
    if (found.ready) return show();
    await new Promise(done => setTimeout(done, 500));
  }
}

async function send(address, given, controls) {
  answered = controls[0].closest("[data-group]");
  controls.forEach(one => { one.disabled = true; });
  const found = await call(`${api}${address}`, given);
  if (found) check.dataset.stamp = "";
  if (found) await again(found.said);
  controls.forEach(one => { one.disabled = false; });
  return found;
}

document.addEventListener("click", event => {
  const button = event.target.closest("button[data-answer]");
  if (button) send("check/answer", { group: button.closest("[data-group]").dataset.group, slug: button.dataset.answer, argument: button.dataset.argument }, [button]);
  if (event.target.closest("[data-links]")) again("Checking every address once.", "look?links=1", "&again=1");
});
document.addEventListener("submit", event => {
  const form = event.target, group = form.closest("[data-group]");
  if (!group) return;
  event.preventDefault();
  const button = form.querySelector("button");
  if (form.dataset.answer) send("check/answer", { group: group.dataset.group, slug: form.dataset.answer, argument: form.dataset.argument, words: form.words.value }, [button]);
  else send("check/cells", { group: group.dataset.group, seen: group.dataset.seen, new: form.new.value }, [button]);
});
document.addEventListener("keydown", async event => {
  const field = event.target;
  if (event.key !== "Enter" || !field.matches("input.cell") || field.readOnly) return;
  event.preventDefault();
  if (field.value === field.dataset.old) return say("This cell already has that text.");
  const { row, column, old } = field.dataset, given = { row, column, old, new: field.value };
  field.readOnly = true;
  const found = await call(`${api}check/cells`, given);
  field.readOnly = false;
  field.ariaInvalid = String(!found);
  if (!found) return;
  check.dataset.stamp = "";
  field.dataset.old = given.new;
  again(found.said);
});

restore();
if (check) watchFiles(check, `${api}files`, () => again("A file was saved."));

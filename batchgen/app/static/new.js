// A sheet is sent as it is; what it is for is asked before anything is made.
"use strict";

const MOST = 100 * 1024 * 1024;
const part = id => document.getElementById(id);
let upload = "";

function wrong(words, ...ways) {
  const [text, row] = part("wrong").children;
  text.textContent = words;
  row.replaceChildren(...ways);
  row.hidden = !ways.length;
  part("wrong").hidden = !words;
  part("busy").textContent = "";
}

async function send(file) {
  if (!file) return;
  wrong("");
  if (file.size > MOST) return wrong("The file is larger than 100 MB.");
  part("busy").textContent = `Reading ${file.name} …`;
  let found;
  try {
    const answer = await fetch(`/api/upload?name=${encodeURIComponent(file.name)}`, { method: "PUT", body: file });
    found = answer.status === 413 ? { error: "The file is larger than 100 MB." } : await answer.json();
  } catch {
    found = { error: "The file could not be read, or the app was closed.", hint: "Drop it again, or start the app again: batchgen app" };
  }
  part("file").value = "";
  if (found.error) return wrong([found.error, found.hint].filter(Boolean).join(" "));
  if (found.failures) {
    const open = element("a", { class: "button", href: `/c/${found.failures.slug}/results` }, `Open ${found.failures.name}`);
    return wrong(`This is the list of failed rows of ${found.failures.name}. Open it there?`, open);
  }
  wrong("");
  shown(found);
}

function shown(found) {
  upload = found.id;
  const form = part("make");
  part("what").textContent = `${found.file}: ${found.people.toLocaleString("en")} ${found.people === 1 ? "person" : "people"}, ${found.columns} columns`;
  form.elements.name.value = found.name;
  const known = form.dataset.like ? [] : found.known;
  part("known").hidden = !known.length;
  part("known").lastElementChild.replaceChildren(...known.map(each =>
    element("button", { type: "button", class: "main", onclick: event => go(event.target, "/api/new/update", { id: upload, slug: each.slug }) }, `Update the sheet of ${each.name}`)));
  form.querySelector("button.main:not([type])").classList.toggle("main", !known.length);
  part("choose").hidden = true;
  form.hidden = false;
  form.elements.name.focus();
}

async function go(button, address, given) {
  button.disabled = true;
  const found = await call(address, given);
  button.disabled = false;
  if (found?.go) location.assign(found.go);
}

part("file").addEventListener("change", event => send(event.target.files[0]));
part("drop").addEventListener("dragover", event => { event.preventDefault(); part("drop").classList.add("over"); });
part("drop").addEventListener("dragleave", () => part("drop").classList.remove("over"));
part("drop").addEventListener("drop", event => { event.preventDefault(); part("drop").classList.remove("over"); send(event.dataTransfer.files[0]); });
for (const kind of ["dragover", "drop"]) document.addEventListener(kind, event => event.preventDefault());
part("other").addEventListener("click", () => { part("make").hidden = true; part("choose").hidden = false; part("file").focus(); });
part("make").addEventListener("submit", event => {
  event.preventDefault();
  go(event.submitter, "/api/new/make", { id: upload, name: event.target.elements.name.value, like: event.target.dataset.like });
});

// The editor: a plain text field over a coloured copy of it; what a person hears, as it is typed.
"use strict";

const editor = document.getElementById("editor");
const api = editor.dataset.api;
const by = id => document.getElementById(id);
const text = by("text"), rows = editor.dataset.rows.split(",").filter(Boolean).map(Number);
const TAG = /(\{\{[^}]*\}\}|\{%[^%]*%\}|\{#[^#]*#\})/;
let mark = editor.dataset.mark, saving, hearing, counting, asked = 0;

const clock = seconds => `${Math.floor(Math.round(seconds) / 60)}:${String(Math.round(seconds) % 60).padStart(2, "0")}`;
const money = (price, about) => price == null ? "no price" : `${about ? "about " : ""}${(editor.dataset.currency || "USD") === "USD" ? "$" : ""}${price.toFixed(2)}${(editor.dataset.currency || "USD") === "USD" ? "" : " " + editor.dataset.currency}`;

function colour() {
  by("colours").replaceChildren(...text.value.split(TAG).map(part =>
    part.startsWith("{{") ? element("span", { class: "cell" }, part) : /^\{[%#]/.test(part) ? element("span", { class: "flow" }, part) : part), "\n");
  by("colours").scrollTop = text.scrollTop;
}

function wrong(words) {
  by("wrong").hidden = !words;
  by("wrong").textContent = words || "";
}

async function hear() {
  const turn = ++asked;
  const found = await call(`${api}/preview`, { text: text.value, row: by("row").value }, { quiet: true });
  if (turn !== asked || !found) return;
  wrong(found.wrong ? `${found.wrong} ${found.hint || ""}` : found.error);
  if (!found.pieces) return;
  by("row").value = found.row;
  by("who").textContent = found.name || `row ${found.row}`;
  by("heard").replaceChildren(...(found.pieces.length ? found.pieces.map(([words, changes]) => changes ? element("mark", {}, words) : words) : [element("span", { class: "bad" }, "nothing")]));
  by("long").textContent = clock(found.seconds);
  by("count").textContent = found.words;
  by("cells").replaceChildren(...found.cells.flatMap(([name, cell]) => [element("dt", {}, name), element("dd", {}, cell || "empty")]));
  by("problems").replaceChildren(...found.problems.map(p => element("li", { class: p.severity === "error" ? "bad" : "look" }, `${p.words}. ${p.hint}`)));
}

async function count() {
  const found = await call(`${api}/totals`, { text: text.value }, { quiet: true });
  if (!found || found.rows === undefined) return;
  by("t-rows").textContent = found.rows.toLocaleString("en");
  by("t-minutes").textContent = `${found.about ? "about " : ""}${found.minutes.toFixed(1)}`;
  by("t-price").textContent = money(found.price, found.about);
  by("price").textContent = found.price == null || !found.minutes ? "–" : money(found.price / found.rows, true);
  for (const [id, [seconds, row]] of [["t-short", found.shortest], ["t-long", found.longest]]) {
    by(id).textContent = clock(seconds);
    by(id).dataset.row = row;
    by(id).parentElement.nextElementSibling.textContent = `${id === "t-short" ? "shortest" : "longest"}, row ${row}`;
  }
  by("t-wrong").textContent = found.wrong ? `${found.wrong} rows have a problem` : "No row has a problem";
}

async function save() {
  by("saved").textContent = "Saving …";
  const found = await call(`${api}/save`, { text: text.value, mark }, { quiet: true });
  if (found?.mark) { mark = found.mark; by("saved").textContent = "Saved"; by("theirs").hidden = true; return; }
  by("saved").textContent = "Not saved";
  wrong(found?.error || "The app was closed. Your text stays here. Start it again: batchgen app");
  by("theirs").hidden = !found?.error;
}

function changed() {
  colour();
  clearTimeout(saving); clearTimeout(hearing); clearTimeout(counting);
  hearing = setTimeout(hear, 120);
  counting = setTimeout(count, 700);
  saving = setTimeout(save, 500);
}

function insert(code) {
  text.focus();
  text.setRangeText(code, text.selectionStart, text.selectionEnd, "end");
  changed();
}

function step(by_how_many) {
  const at = rows.indexOf(Number(by("row").value));
  const next = rows[at + by_how_many];
  if (next) { by("row").value = next; hear(); }
}

text.addEventListener("input", changed);
text.addEventListener("scroll", () => { by("colours").scrollTop = text.scrollTop; });
by("row").addEventListener("change", hear);
by("before").addEventListener("click", () => step(-1));
by("after").addEventListener("click", () => step(1));
document.addEventListener("keydown", event => {
  if (event.ctrlKey && ["ArrowLeft", "ArrowRight"].includes(event.key) && event.target !== text) step(event.key === "ArrowLeft" ? -1 : 1);
});
document.querySelectorAll("[data-code]").forEach(chip => chip.addEventListener("click", () => insert(chip.dataset.code)));
by("only-if").addEventListener("click", () => {
  const chosen = text.value.slice(text.selectionStart, text.selectionEnd) || "…";
  const name = document.querySelector("[data-code]")?.dataset.code.match(/[\w]+/)?.[0] || "column";
  insert(`{% if ${name} %}${chosen}{% endif %}`);
});
for (const id of ["t-short", "t-long"]) by(id).addEventListener("click", () => { by("row").value = by(id).dataset.row; hear(); });
by("see-theirs").addEventListener("click", async () => {
  const found = await call(`${api}/theirs`, {});
  if (!found) return;
  text.value = found.text; mark = found.mark; by("theirs").hidden = true; wrong(""); by("saved").textContent = "Saved"; colour(); hear();
});
by("keep-mine").addEventListener("click", async () => {
  const found = await call(`${api}/theirs`, {});
  if (found) { mark = found.mark; save(); wrong(""); }
});
colour(); hear(); count();

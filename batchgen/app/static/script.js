// The editor: a plain text field over a coloured copy of it; what a person hears, as it is typed.
"use strict";

const editor = document.getElementById("editor");
const api = editor.dataset.api;
const by = id => document.getElementById(id);
const text = by("text"), rows = editor.dataset.rows.split(",").filter(Boolean).map(Number);
const TAG = /(\{\{[^}]*\}\}|\{%[^%]*%\}|\{#[^#]*#\})/;
let mark = editor.dataset.mark, mine = null, dirty = false, writing = Promise.resolve(), saving, hearing, counting, asked = 0, counted = 0, wrongTags = new Set();

const clock = seconds => `${Math.floor(Math.round(seconds) / 60)}:${String(Math.round(seconds) % 60).padStart(2, "0")}`;
const money = price => price == null ? "no price" : (editor.dataset.currency || "USD") === "USD" ? `$${price.toFixed(2)}` : `${price.toFixed(2)} ${editor.dataset.currency}`;

function colour() {
  by("colours").replaceChildren(...text.value.split(TAG).map(part =>
    wrongTags.has(part) ? element("span", { class: "broken" }, part) : part.startsWith("{{") ? element("span", { class: "cell" }, part) : /^\{[%#]/.test(part) ? element("span", { class: "flow" }, part) : part), "\n");
  by("colours").scrollTop = text.scrollTop;
}

/** Say what is wrong with the script, each with the button that puts it right. */
function wrong(words, fixes = []) {
  const change = fix => () => {
    text.value = fix.changes.reduce((so_far, [old, right]) => so_far.replaceAll(old, () => right), text.value);
    changed();
    text.focus();
  };
  by("wrong").replaceChildren(...(fixes.length ? fixes : words ? [{ words }] : []).map(fix =>
    element("p", {}, element("b", {}, fix.words), " ", fix.button ? element("button", { type: "button", class: "link", onclick: change(fix) }, fix.button) : "")));
  if (by("wrong").textContent) tell(by("wrong").textContent);
  wrongTags = new Set(fixes.flatMap(fix => fix.changes.map(([old]) => old)));
  colour();
}

async function hear() {
  const turn = ++asked;
  const found = await call(`${api}/preview`, { text: text.value, row: by("row").value }, { quiet: true });
  if (turn !== asked || !found) return;
  if (by("theirs").hidden) wrong([found.wrong, found.hint].filter(Boolean).join(" ") || found.error, found.fixes);
  if (!found.pieces) return;
  by("row").value = found.row;
  by("who").textContent = found.name || `row ${found.row}`;
  by("speaker").hidden = !found.face;
  if (found.face) by("speaker").src = `/portraits/${found.face}`;
  by("heard").replaceChildren(...(found.pieces.length ? found.pieces : [["", "nothing"]]).map(([words, how]) =>
    how === "nothing" ? element("i", { class: "bad" }, "nothing") : how ? element("mark", {}, words) : words));
  by("long").textContent = clock(found.seconds);
  by("count").textContent = found.words;
  by("price").textContent = found.price == null ? "–" : money(found.price);
  by("cells").replaceChildren(...found.cells.flatMap(([name, cell, column]) => [element("dt", {}, name),
    element("dd", {}, element("input", { value: cell, placeholder: "empty", "aria-label": name, onchange: correct(found.row, column, cell) }))]));
  by("problems").replaceChildren(...found.problems.map(p => element("li", { class: p.severity === "error" ? "bad" : "look" }, `${p.words}. ${p.hint}`)));
}

/** Write a cell of the row into the sheet; what is heard follows. */
const correct = (row, column, old) => async event => {
  const found = await call(`${api}/../check/cells`, { row: `${row}`, column, old, new: event.target.value });
  if (found) { say(found.said); hear(); }
};

/** Show what all rows come to: at once, of a long sheet about, and after a while as every row was counted. */
async function count() {
  const turn = ++counted;
  const found = await call(`${api}/totals`, { text: text.value }, { quiet: true });
  if (turn !== counted || !found || found.error) return;
  if (found.broken) { by("t-wrong").textContent = "Fix the script first: no row can be sent"; return; }
  for (const [id, [seconds, row]] of [["t-short", found.shortest], ["t-long", found.longest]]) {
    by(id).textContent = clock(seconds);
    by(id).dataset.row = row;
    by(id).parentElement.nextElementSibling.textContent = `${id === "t-short" ? "shortest" : "longest"}, row ${row}`;
  }
  show(found);
  for (let last = found; last.about; ) {
    await new Promise(done => setTimeout(done, 2000));
    if (turn !== counted || document.hidden) return;
    const exact = await call(`${api}/exact`, null, { method: "GET", quiet: true });
    if (turn === counted && exact?.minutes != null) show(last = { ...found, ...exact, about: false });
  }
}

function show({ rows: many, minutes, price, wrong: bad, about }) {
  const some = about ? "about " : "";
  by("t-rows").textContent = many.toLocaleString("en");
  by("t-minutes").textContent = `${some}${minutes.toFixed(1)}`;
  by("t-price").textContent = price == null ? "no price" : some + money(price);
  by("t-wrong").textContent = bad ? `${some}${bad.toLocaleString("en")} ${bad === 1 ? "row has" : "rows have"} a problem` : "No row has a problem";
}

/** Save what is typed, one save after the other: each needs the mark that the one before it left. */
function save() {
  return writing = writing.then(saveNow);
}

async function saveNow() {
  const sent = text.value;
  const found = await call(`${api}/save`, { text: sent, mark }, { quiet: true });
  by("theirs").hidden = !found?.error;
  if (found?.mark) {
    mark = found.mark;
    if (sent === text.value) { mine = null; dirty = false; by("saved").textContent = "Saved"; }
    return;
  }
  by("saved").textContent = "Not saved";
  wrong(found?.error || "The app was closed. Your text stays here. Start it again: batchgen app");
}

function changed() {
  dirty = true;
  by("saved").textContent = "Saving …";
  colour();
  clearTimeout(saving); clearTimeout(hearing); clearTimeout(counting);
  counted++;
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
  const next = rows[rows.indexOf(Number(by("row").value)) + by_how_many];
  if (next) { by("row").value = next; hear(); }
}

/** Put another text into the field, and show what it says. */
function put(words) {
  text.value = words;
  colour(); hear(); count();
}

text.addEventListener("input", changed);
text.addEventListener("scroll", () => { by("colours").scrollTop = text.scrollTop; });
by("row").addEventListener("change", hear);
by("before").addEventListener("click", () => step(-1));
by("after").addEventListener("click", () => step(1));
document.addEventListener("keydown", event => {
  if (event.ctrlKey && ["ArrowLeft", "ArrowRight"].includes(event.key) && event.target !== text) step(event.key === "ArrowLeft" ? -1 : 1);
});
for (const id of ["t-short", "t-long"]) by(id).addEventListener("click", () => { by("row").value = by(id).dataset.row; hear(); });
by("see-theirs").addEventListener("click", async () => {
  const back = mine !== null, found = back ? { text: mine } : await call(`${api}/theirs`, {});
  if (!found) return;
  clearTimeout(saving);
  mine = back ? null : text.value;
  by("see-theirs").textContent = back ? "See theirs" : "Back to mine";
  by("keep-mine").textContent = back ? "Keep mine" : "Use theirs";
  put(found.text);
});
by("keep-mine").addEventListener("click", async () => {
  const found = await call(`${api}/theirs`, {});
  if (!found) return;
  mark = found.mark;
  by("see-theirs").textContent = "See theirs"; by("keep-mine").textContent = "Keep mine";
  await save();
  hear();
});

/** Another program may save the script or the sheet while the page is open: show it, but for what is typed here. */
async function watch(stamp) {
  if (stamp) {
    const found = await call(`${api}/theirs`, {}, { quiet: true });
    if (found?.mark && found.mark !== mark && !dirty && by("theirs").hidden) {
      mark = found.mark;
      say("Somebody else changed the script. This is the new text.");
      put(found.text);
    } else if (by("theirs").hidden) { hear(); count(); }
    editor.dataset.stamp = stamp;
  }
  watchFiles(editor, editor.dataset.files, watch);
}
colour(); hear(); count(); watch();

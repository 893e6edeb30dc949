// Who presents and how it looks: each choice is saved at once, one after the other.
"use strict";

const look = document.getElementById("look"), api = look.dataset.api, by = id => document.getElementById(id);
const MOST = 60, rows = look.dataset.rows.split(",").filter(Boolean).map(Number);
let now = JSON.parse(look.dataset.state), known = [], saving = Promise.resolve(), asked = 0;
let moves = !matchMedia("(prefers-reduced-motion: reduce)").matches;
const KINDS = { yours: "yours", stock: "stock", rehearsal: "for rehearsals" };
const who = id => known.find(one => one.id === id || one.name.toLowerCase() === id.toLowerCase());

/** Save one choice after the one before it; a refusal is said and leaves the page as it is. */
function save(what, given) {
  saving = saving.then(async () => {
    const found = await call(`${api}/${what}`, given);
    if (!found) return;
    now = found;
    say("Saved.");
    if (what === "choose" && by("unsaved")) by("unsaved").hidden = true;
    show();
    behind();
  });
}

function show() {
  by("now").textContent = now.one ? (who(now.one)?.name ?? now.one) : "";
  by("who").replaceChildren(...now.who.map(note => element("li", {}, note)));
  by("notes").replaceChildren(...now.how.map(note => element("li", {}, note)));
  by("scripts").hidden = !now.recording;
  document.querySelector("input[name=background][value=own]")?.toggleAttribute("disabled", now.background !== "own");
  for (const tile of by("tiles").querySelectorAll("button")) tile.setAttribute("aria-pressed", tile.dataset.id === who(now.one)?.id);
}

const seen = new IntersectionObserver(entries => entries.forEach(({ target, isIntersecting }) => {
  if (isIntersecting && moves) target.play().catch(() => {}); else target.pause();
}));

function face(one) {
  if (one.kind === "rehearsal") return element("img", { src: `/portraits/${one.id}`, alt: "", loading: "lazy" });
  if (!one.film) return element("span", { class: "initial", "aria-hidden": "true" }, one.name.slice(0, 1));
  const film = element("video", { src: one.film, loop: true, playsinline: true, preload: moves ? "none" : "metadata", tabindex: -1, "aria-hidden": "true" });
  film.muted = true;
  film.onerror = () => { film.replaceWith(face({ ...one, film: "" })); by("still").hidden = !by("tiles").querySelector("video"); };
  seen.observe(film);
  return film;
}

function tile(one) {
  return element("li", { class: "film" },
    element("button", { type: "button", class: "face", "data-id": one.id, "aria-pressed": "false", disabled: !one.is_able, "aria-label": `${one.name}, ${KINDS[one.kind]}`, onclick: () => save("choose", { one: one.id }) }, face(one)),
    element("b", {}, one.name), element("small", {}, one.kind === "rehearsal" ? one.words : KINDS[one.kind]),
    ...(one.words && one.kind !== "rehearsal" ? [element("small", { class: "look words" }, one.words)] : []));
}

function tiles() {
  const words = by("find").value.trim().toLowerCase();
  const found = known.filter(one => `${one.name} ${one.id} ${KINDS[one.kind]}`.toLowerCase().includes(words));
  by("tiles").replaceChildren(...found.slice(0, MOST).map(tile));
  by("still").hidden = !by("tiles").querySelector("video");
  by("still").textContent = moves ? "Stop the films" : "Play the films";
  by("rest").textContent = found.length > MOST ? `and ${(found.length - MOST).toLocaleString("en")} more. Search to find them.` : known.length && !found.length ? "Nobody has this name." : "";
  show();
}

function choices(select) {
  const id = select.dataset.now, unknown = id && !who(id) ? [element("option", { value: id }, id)] : [];
  select.replaceChildren(element("option", { value: "" }, select.dataset.nobody), ...unknown, ...known.filter(one => one.is_able).map(one => element("option", { value: one.id }, one.name)));
  select.value = who(id)?.id ?? id;
}

async function ask(again) {
  by("trouble").hidden = true;
  by("about").textContent = "Looking up the presenters …";
  const slow = setTimeout(() => { by("about").textContent = "Tavus is slow to answer. You can go on; nothing changes meanwhile."; }, 6000);
  let found = await call(`${api}/presenters${again ? "?again=1" : ""}`, null, { method: "GET", quiet: true });
  while (found && !found.ready && !found.error) {
    await new Promise(done => setTimeout(done, 500));
    found = await call(`${api}/presenters`, null, { method: "GET", quiet: true });
  }
  clearTimeout(slow);
  known = found?.presenters ?? [];
  known.sort((a, b) => (b.id === now.one) - (a.id === now.one));
  const wrong = found?.wrong || found?.error || "";
  by("trouble").hidden = !wrong;
  by("key").hidden = !wrong.includes("key");
  by("find").hidden = !known.length;
  by("about").textContent = wrong ? `${wrong} The presenters stay as they are.` : found?.no_key ? "Add your Tavus key to see your own presenters. " : `${known.length.toLocaleString("en")} presenter${known.length === 1 ? "" : "s"}`;
  if (found?.no_key) by("about").append(element("a", { href: by("key").href }, "Add it"));
  tiles();
  document.querySelectorAll("[data-now]").forEach(choices);
}

async function behind() {
  const turn = ++asked;
  if (!document.querySelector("input[value=page]").checked) return;
  const found = await call(`${api}/row?row=${encodeURIComponent(by("row").value)}`, null, { method: "GET", quiet: true });
  if (!found || turn !== asked) return;
  by("name").textContent = found.name || `row ${by("row").value}`;
  by("page").replaceChildren(!found.words && /^https?:\/\//.test(found.page ?? "") ? element("a", { href: found.page, target: "_blank", rel: "noopener noreferrer" }, found.page) : found.page || "A plain background.");
  by("words").textContent = found.error ?? found.words;
  by("photo").hidden = !found.page || Boolean(found.words);
  by("picture").hidden = true;
}

function step(by_how_many) {
  const next = rows[rows.indexOf(Number(by("row").value)) + by_how_many];
  if (next) { by("row").value = next; behind(); }
}

by("photo").addEventListener("click", async () => {
  const turn = asked;
  by("photo").disabled = true;
  by("words").textContent = "";
  const found = await call(`${api}/picture`, { row: by("row").value }, { quiet: true });
  by("photo").disabled = false;
  if (turn !== asked) return;
  by("words").textContent = found?.error ? `${found.error} ${found.hint}` : "";
  by("picture").hidden = !found?.picture;
  if (found?.picture) { by("picture").src = found.picture; by("picture").alt = `The page behind ${by("name").textContent}`; }
});
by("find").addEventListener("input", tiles);
by("again").addEventListener("click", () => ask(true));
by("still").addEventListener("click", () => {
  moves = !moves;
  tiles();
});
by("by").addEventListener("change", () => location.assign(`${look.dataset.page}?by=${by("by").value}#by`));
by("values")?.addEventListener("change", () => save("choose", {
  column: by("values").dataset.column, otherwise: by("otherwise").value,
  values: Object.fromEntries([...document.querySelectorAll("[data-value]")].map(select => [select.dataset.value, select.value])),
}));
by("how").addEventListener("submit", event => event.preventDefault());
by("how").addEventListener("change", event => {
  if (event.target === by("row")) return behind();
  const given = Object.fromEntries(new FormData(by("how")));
  if (given.spoken !== "recording") given.recording = "";
  const waits = (given.background === "page" && !given.page) || (given.background === "film" && !given.film) || (given.spoken === "recording" && !given.recording) || (given.spoken === "script" && now.recording && !given.script);
  if (!waits) save("change", given);
});
by("before").addEventListener("click", () => step(-1));
by("after").addEventListener("click", () => step(1));
show(); ask(); behind();

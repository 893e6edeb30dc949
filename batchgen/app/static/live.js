// The page of a run: what the state file says, once a second, whoever runs it.
"use strict";

const live = document.getElementById("live");
const by = id => document.getElementById(id);
const cards = new Map();

function left(seconds) {
  if (seconds == null) return "";
  return seconds < 90 ? "About a minute left" : `About ${Math.round(seconds / 60)} minutes left`;
}

function title(now) {
  const rehearsal = live.dataset.kind === "rehearse";
  const all = now.ready + now.making + now.failed;
  const what = rehearsal ? "film" : "video";
  if (now.running && all) return `Making ${what} ${Math.min(now.ready + now.failed + 1, all)} of ${all}`;
  if (now.running) return rehearsal ? "Starting the rehearsal" : "Starting to send";
  if (!all) return rehearsal ? "Rehearse" : "Nothing is being sent";
  return `${now.ready} of ${all} ${what}${all === 1 ? "" : "s"} ${all === 1 ? "is" : "are"} ready`;
}

function lead(now) {
  if (now.running) return live.dataset.kind === "rehearse"
    ? "You can close this page. The rehearsal goes on, and this page finds it again."
    : "You can close this page. Sending goes on, and this page finds it again.";
  if (now.stopped) return now.stopped;
  return now.making ? "Nobody follows these now. Start again to go on; nothing is paid twice." : "";
}

function play(card) {
  const dialog = by("film"), video = dialog.querySelector("video");
  by("film-title").textContent = [card.name, card.company].filter(Boolean).join(", ");
  by("film-script").href = `${by("film-script").href.split("?")[0]}?row=${card.row}`;
  video.src = card.film;
  dialog.showModal();
  video.play().catch(() => {});
}

function show(card) {
  let shown = cards.get(card.id);
  const mark = JSON.stringify(card);
  if (shown?.mark === mark) return;
  const face = card.film
    ? element("button", { type: "button", class: "face", "aria-label": `Play the film of ${card.name}`, onclick: () => play(card) },
        element("img", { src: card.picture, alt: "", loading: "lazy" }), element("span", { class: "play", "aria-hidden": "true" }, "▶"))
    : element("div", { class: "face" }, card.percent ? `${card.word} ${card.percent}%` : card.word,
        ...(card.percent ? [element("progress", { max: 100, value: card.percent, "aria-label": `${card.percent}%` })] : []));
  const item = element("li", { class: `film ${card.stage}` }, face,
    element("b", {}, card.name), element("small", {}, [card.company, card.row ? `row ${card.row}` : ""].filter(Boolean).join(" · ")),
    ...(card.error ? [element("small", { class: "bad" }, card.error)] : []));
  if (shown) shown.item.replaceWith(item); else by("films").append(item);
  cards.set(card.id, { mark, item });
}

function update(now) {
  by("title").textContent = title(now);
  by("lead").textContent = lead(now);
  by("stop").hidden = !now.running;
  const all = now.ready + now.making + now.failed;
  by("bar").hidden = !all;
  by("progress").max = all || 1;
  by("progress").value = now.ready + now.failed;
  for (const name of ["ready", "making", "failed"]) by(name).textContent = now[name] ?? 0;
  by("left").textContent = now.running ? left(now.left) : "";
  by("wrong").hidden = !now.wrong;
  by("wrong").firstElementChild.textContent = now.wrong || "";
  by("films-title").hidden = !now.cards.length;
  now.cards.forEach(show);
  const start = by("start");
  if (start) start.hidden = now.running;
}

if (live) {
  const stream = new EventSource(live.dataset.stream);
  stream.onmessage = event => update(JSON.parse(event.data));
  stream.onerror = () => say("The app was closed. Start it again: batchgen app. Runs go on without it.", 60);
  by("stop").addEventListener("click", async () => {
    const found = await call(live.dataset.stop, { kind: live.dataset.kind });
    if (found) say(found.said);
  });
  by("film-close").addEventListener("click", () => by("film").close());
  by("film").addEventListener("close", () => by("film").querySelector("video").pause());
}

document.querySelectorAll("form[data-start]").forEach(form => form.addEventListener("submit", async event => {
  event.preventDefault();
  const button = form.querySelector("button.main");
  button.disabled = true;
  const found = await call(form.dataset.start, Object.fromEntries(new FormData(form)));
  button.disabled = false;
  if (found) { form.hidden = true; say("Started."); if (form.dataset.go) location.assign(found.go); }
}));

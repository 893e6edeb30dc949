// The page of a run: what the state file says, once a second, whoever runs it.
"use strict";

const live = document.getElementById("live");
const by = id => document.getElementById(id);
const cards = new Map();
const rehearsal = live?.dataset.kind === "rehearse";
const PARTS = ["ready", "making", "failed", "waiting"];
let before = live?.dataset.running ? { running: true } : null;

const many = (count, what) => `${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"}`;
const all = now => now.ready + now.making + now.failed + now.waiting;

function left(seconds) {
  if (seconds == null) return "";
  return seconds < 90 ? "About a minute left" : `About ${Math.round(seconds / 60)} minutes left`;
}

function title(now) {
  const what = rehearsal ? "film" : "video", whole = all(now);
  if (now.running && whole) return `Making ${what} ${Math.min(now.ready + now.failed + 1, whole)} of ${whole}`;
  if (now.running) return rehearsal ? "Starting the rehearsal" : "Starting to send";
  if (!whole) return rehearsal ? "Rehearse" : "Nothing is being sent";
  if (now.paused && now.waiting) return `Paused after ${whole - now.waiting} of ${whole}`;
  return `${now.ready} of ${many(whole, what)} ${whole === 1 ? "is" : "are"} ready`;
}

function lead(now) {
  const words = [now.elsewhere];
  if (now.running && !now.elsewhere) words.push(`You can close this page. ${rehearsal ? "The rehearsal goes on" : "The run goes on"}, and this page finds it again.`);
  if (!now.running) words.push(now.stopped, now.making ? `${many(now.making, rehearsal ? "film" : "video")} ${now.making === 1 ? "is" : "are"} still being made${rehearsal ? "" : " at Tavus"}.` : "");
  if (now.lost) words.push(`${many(now.lost, "video")}: no answer came. We look for them and do not send them twice.`);
  return words.filter(Boolean).join(" ");
}

function play(card) {
  const dialog = by("film"), video = dialog.querySelector("video");
  by("film-title").textContent = [card.name, card.company].filter(Boolean).join(", ");
  by("film-script").href = `${by("film-script").href.split("?")[0]}?row=${card.row}`;
  video.src = card.film;
  dialog.showModal();
  video.play().catch(() => {});
}

function face(card) {
  const picture = card.picture ? [element("img", { src: card.picture, alt: "", loading: "lazy" })] : [];
  if (card.film) return element("button", { type: "button", class: "face", "aria-label": `Play the film of ${card.name}`, onclick: () => play(card) },
    ...picture, element("span", { class: "play", "aria-hidden": "true" }, "▶"));
  if (picture.length) return element("div", { class: "face" }, ...picture);
  return element("div", { class: "face" }, card.percent ? `${card.word} ${card.percent}%` : card.word,
    ...(card.percent ? [element("progress", { max: 100, value: card.percent, "aria-label": `${card.percent}%` })] : []));
}

function show(card) {
  const shown = cards.get(card.id), mark = JSON.stringify(card);
  if (shown?.mark === mark) return;
  const item = element("li", { class: `film ${card.stage}` }, face(card),
    element("b", {}, card.name), element("small", {}, [card.company, card.row ? `row ${card.row}` : ""].filter(Boolean).join(" · ")));
  if (shown) shown.item.replaceWith(item); else by("films").append(item);
  cards.set(card.id, { mark, item });
}

function list(box, lines) {
  const texts = lines.map(line => element("li", {}, line)), shown = box.matches("ul") ? box : box.querySelector("ul");
  if (shown.textContent !== texts.map(each => each.textContent).join("")) shown.replaceChildren(...texts);
  box.hidden = !lines.length;
}

/** A run that has just ended: the page's other parts are of before. */
function ended(now) {
  if (globalThis.Notification?.permission === "granted" && document.hidden) new Notification(title(now));
  if (!rehearsal) location.reload();
}

function update(now) {
  document.title = `${now.running && all(now) ? `(${now.ready}/${all(now)}) ` : ""}${title(now)} - batchgen`;
  by("title").textContent = title(now);
  tell(title(now));
  by("lead").textContent = lead(now);
  by("stop").hidden = !now.running || Boolean(now.elsewhere);
  if (by("go")) by("go").hidden = now.running || !now.making;
  by("done").hidden = now.running || !now.ready;
  by("bar").hidden = !all(now);
  by("progress").setAttribute("aria-label", PARTS.map(name => `${now[name]} ${name === "making" ? "being made" : name}`).join(", "));
  for (const name of PARTS) {
    by(name).textContent = (now[name] ?? 0).toLocaleString("en");
    by("progress").querySelector(`.${name}`).style.flexGrow = now[name] ?? 0;
  }
  by("left").textContent = now.running ? left(now.left) : "";
  by("wrong").hidden = !now.wrong;
  by("wrong").firstElementChild.textContent = now.wrong || "";
  list(by("causes"), (now.causes ?? []).map(([count, reason]) => `${count} failed: ${reason}`));
  list(by("news"), (now.news ?? []).map(([at, text]) => `${at} ${text}`));
  by("films-title").hidden = !now.cards.length;
  now.cards.forEach(show);
  if (by("start")) by("start").hidden = now.running;
  if (before?.running && !now.running) ended(now);
  before = now;
}

if (live) {
  const stream = new EventSource(live.dataset.stream);
  stream.onmessage = event => update({ ready: 0, making: 0, failed: 0, waiting: 0, ...JSON.parse(event.data) });
  stream.onerror = () => say("The app was closed. Start it again: batchgen app. Runs go on without it.", 60);
  by("stop").addEventListener("click", async () => {
    const found = await call(live.dataset.stop, { kind: live.dataset.kind });
    if (found) { say(found.said); by("stop").textContent = "Stop now"; }
  });
  by("film-close").addEventListener("click", () => by("film").close());
  by("film").addEventListener("close", () => by("film").querySelector("video").pause());
}

document.querySelectorAll("form[data-start]").forEach(form => form.addEventListener("submit", async event => {
  event.preventDefault();
  const button = form.querySelector("button.main");
  button.disabled = true;
  if (live) globalThis.Notification?.requestPermission?.();
  const found = await call(form.dataset.start, Object.fromEntries(new FormData(form)));
  button.disabled = false;
  if (found) { form.hidden = true; say("Started."); if (form.dataset.go) location.assign(found.go); }
}));

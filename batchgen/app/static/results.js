// Films in place, the dialog for exports, and how far the download of films is.
"use strict";

const part = id => document.getElementById(id);
const exports = part("export");

/** Tick and name the columns as a mail tool wants them; "" is what the user chose. */
function preset(button) {
  const wanted = JSON.parse(exports.dataset.presets)[button.dataset.preset];
  for (const other of exports.querySelectorAll("[data-preset]")) other.setAttribute("aria-pressed", other === button);
  for (const tick of wanted ? exports.querySelectorAll("[data-name]") : []) {
    tick.checked = tick.dataset.owner === "sheet" || tick.dataset.name in wanted;
    tick.closest("tr").querySelector("[name=header]").value = wanted[tick.dataset.name] ?? tick.dataset.name;
  }
}

async function films(button) {
  if (!await call(button.dataset.films)) return;
  button.disabled = true;
  for (let now = { running: true }; now?.running;) {
    now = await call(button.dataset.films, null, { method: "GET" });
    if (!now) break;
    part("films-now").textContent = now.running ? `Downloading ${now.done} of ${now.total} …`
      : `${now.done - now.failed} of ${now.total} films are in the folder ${now.folder}, beside the sheet.${now.failed ? ` ${now.failed} could not be had: try once more later.` : ""}`;
    tell(part("films-now").textContent);
    await new Promise(done => setTimeout(done, 700));
  }
  button.disabled = false;
}

document.addEventListener("click", async event => {
  const find = selector => event.target.closest(selector);
  const film = find("[data-film]");
  if (film) {
    const video = part("film").querySelector("video");
    part("film-title").textContent = film.dataset.title;
    part("film-script").href = `${part("film-script").href.split("?")[0]}?row=${film.dataset.row}`;
    video.src = film.dataset.film;
    part("film").showModal();
    video.play().catch(() => {});
  }
  if (find("[data-preset]")) preset(find("[data-preset]"));
  if (find("[data-films]")) films(find("[data-films]"));
  if (find("[data-close]")) find("dialog").close();
  if (find("[data-open]")) {
    exports.showModal();
    const found = await call(exports.dataset.leftOut, null, { method: "GET" });
    if (found) part("left-out").textContent = found.words;
  }
});
part("film")?.addEventListener("close", event => event.target.querySelector("video").pause());

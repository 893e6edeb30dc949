// Films in place, the dialog for exports, and how far the download of films is.
"use strict";

const part = id => document.getElementById(id);
const exports = part("export");

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
  if (find("[data-films]")) films(find("[data-films]"));
  if (find("[data-close]")) find("dialog").close();
  if (find("[data-open]")) {
    exports.showModal();
    const found = await call(exports.dataset.leftOut, null, { method: "GET" });
    if (found) part("left-out").textContent = found.words;
  }
});
part("film")?.addEventListener("close", event => event.target.querySelector("video").pause());

// Films in place, and the dialog for exports.
"use strict";

document.addEventListener("click", event => {
  const film = event.target.closest("[data-film]");
  if (film) {
    const dialog = document.getElementById("film"), video = dialog.querySelector("video");
    document.getElementById("film-title").textContent = film.dataset.title;
    video.src = film.dataset.film;
    dialog.showModal();
    video.play().catch(() => {});
  }
  const opener = event.target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open).showModal();
  if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
});
document.getElementById("film")?.addEventListener("close", event => event.target.querySelector("video").pause());

// Pages of batchgen: a large button over the film until it plays. Without this the film has its own controls.
"use strict";
for (const film of document.querySelectorAll("video[data-play]")) {
  const play = document.createElement("button");
  play.type = "button";
  play.className = "play";
  play.setAttribute("aria-label", film.dataset.play);
  film.controls = false;
  film.parentElement.append(play);
  const begun = () => {
    const focused = document.activeElement === play;
    film.controls = true;
    play.remove();
    if (focused) film.focus();
  };
  film.addEventListener("play", begun, { once: true });
  film.addEventListener("error", begun, { once: true });
  play.addEventListener("click", () => film.play().catch(begun));
}

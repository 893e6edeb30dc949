"""Workers that die, break or are stopped at their work."""

import os
import signal
from pathlib import Path

import pytest
import sandboxkit

from batchgen.sandbox import render
from batchgen.sandbox.studio import crew

SHORT = "Hello."
LONG = "Good morning to all of you. " * 200


def order(folder: Path, script: str) -> render.FilmOrder:
    from batchgen.sandbox.studio import stock

    actor = stock.find("rlocal0voice")
    assert actor is not None
    folder.mkdir(parents=True, exist_ok=True)
    request = {"replica_id": actor.id, "script": script, "fast": True}
    return render.FilmOrder("a1", request, actor.order(), folder, render.RenderOptions(height=360))


def test_a_film_is_made_again_when_its_worker_dies_once(tmp_path: Path) -> None:
    team = crew.Crew(1)
    seen: list[int] = []

    def kill_the_first(percent: int) -> None:
        if not seen:
            os.kill(team.processes()[0], getattr(signal, "SIGKILL", signal.SIGTERM))
        seen.append(percent)

    task = crew.Task("film", order(tmp_path / "film", SHORT), kill_the_first)
    team.give(task)
    film = task.result.result(60)
    team.stop()

    assert isinstance(film, render.Film)
    assert (tmp_path / "film" / film.files["mp4"]).exists()


def test_an_order_that_no_worker_survives_ends_in_an_error(tmp_path: Path) -> None:
    team = crew.Crew(1)
    task = crew.Task(
        "film",
        order(tmp_path / "film", LONG),
        lambda _: os.kill(team.processes()[0], getattr(signal, "SIGKILL", signal.SIGTERM)),
    )
    team.give(task)

    with pytest.raises(crew.WorkerError):
        task.result.result(60)
    team.stop()


def test_an_order_that_breaks_the_renderer_is_an_error_and_the_worker_goes_on(tmp_path: Path) -> None:
    team = crew.Crew(1)
    broken = crew.Task("film", "no order", lambda _: None)
    sound = crew.Task("film", order(tmp_path / "film", SHORT), lambda _: None)
    for task in (broken, sound):
        team.give(task)

    with pytest.raises(crew.WorkerError, match="Traceback"):
        broken.result.result(60)
    assert isinstance(sound.result.result(60), render.Film)
    team.stop()


def test_a_crew_that_is_stopped_at_work_is_gone_at_once(tmp_path: Path) -> None:
    team = crew.Crew(2)
    tasks = [crew.Task("film", order(tmp_path / str(n), LONG), lambda _: None) for n in range(3)]
    for task in tasks:
        team.give(task)
    sandboxkit.eventually(lambda: len(team.processes()) == 2)
    team.stop()

    assert team.processes() == []

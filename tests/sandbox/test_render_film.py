"""A film from an order: real H.264 and AAC, as long as its words, every file in place."""

import multiprocessing
from pathlib import Path

import filmkit
import numpy as np
import pytest

from batchgen.sandbox import render

SCRIPT = "Hi Ana, good morning. This is a short film for Acme & Sons!"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, render.Film, list[int]]:
    folder = tmp_path_factory.mktemp("film")
    told: list[int] = []
    film = render.make_film(filmkit.order(folder, SCRIPT), told.append)
    return folder, film, told


def test_a_film_is_h264_and_aac_with_tagged_colours(made) -> None:
    folder, film, _ = made
    seen = filmkit.look(folder / film.files["mp4"])

    assert (seen.video_codec, seen.audio_codec) == ("h264", "aac")
    assert seen.size == (320, 180)
    assert seen.rate == 25
    assert seen.tags == (1, 1, 1, 1)


def test_a_film_is_as_long_as_its_words_and_they_can_be_heard(made) -> None:
    folder, film, _ = made
    seen = filmkit.look(folder / film.files["mp4"])
    loud = np.sqrt(np.mean(seen.sound**2))

    assert 3 < film.duration < 9
    assert len(seen.pictures) / seen.rate == pytest.approx(film.duration, abs=0.05)
    assert len(seen.sound) / seen.sound_rate == pytest.approx(film.duration, abs=0.1)
    assert loud > 0.02


def test_pictures_of_joined_sentences_follow_each_other_without_a_gap(made) -> None:
    folder, film, _ = made
    steps = np.diff(filmkit.look(folder / film.files["mp4"]).times)

    assert np.allclose(steps, 1 / 25, atol=1e-3)


def test_the_index_stands_before_the_pictures(made) -> None:
    folder, film, _ = made
    data = (folder / film.files["mp4"]).read_bytes()

    assert 0 < data.find(b"moov") < data.find(b"mdat")


def test_a_film_has_thumbnails_and_captions(made) -> None:
    folder, film, _ = made
    captions = (folder / film.files["vtt"]).read_text("utf-8")

    assert (folder / film.files["jpg"]).read_bytes()[:2] == b"\xff\xd8"
    assert (folder / film.files["gif"]).read_bytes()[:6] == b"GIF89a"
    assert captions.startswith("WEBVTT\n")
    assert "Hi Ana, good morning." in captions
    assert "Acme &amp; Sons!" in captions


def test_progress_rises_to_a_hundred(made) -> None:
    _, _, told = made

    assert told == sorted(told)
    assert told[-1] == 100


def test_only_finished_files_stay(made) -> None:
    folder, film, _ = made

    assert {path.name for path in folder.iterdir()} == {
        *(name.partition("/")[0] for name in film.files.values()),
        ".cache",
    }


def test_a_script_without_words_is_an_error_in_words(tmp_path: Path) -> None:
    with pytest.raises(render.FilmError, match="nothing to say"):
        render.make_film(filmkit.order(tmp_path, "… !"), lambda _: None)


def test_the_same_order_gives_the_same_film(tmp_path: Path) -> None:
    films = []
    for name in ("a", "b"):
        film = render.make_film(filmkit.order(tmp_path / name, replica="rlocal0kenji"), lambda _: None)
        films.append((tmp_path / name / film.files["mp4"]).read_bytes())

    assert films[0] == films[1]


def test_workers_that_share_sentences_do_not_spoil_each_others_films(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Pool(2) as pool:
        paths = pool.starmap(filmkit.one_of_many, [(str(tmp_path), n) for n in range(8)], chunksize=1)
    lengths = {len(filmkit.look(Path(path)).pictures) for path in paths}

    assert len(lengths) <= 3
    assert not list((tmp_path / "cache").glob(".*"))

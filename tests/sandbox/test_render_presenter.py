"""The drawn presenters: sprites, mouths in step with the voice, pictures without seams."""

import io
import itertools
import os
import time
from pathlib import Path

import numpy as np
import pytest
import resvg_py
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from batchgen.sandbox.render import cache, film_orders, planes
from batchgen.sandbox.render.drawing import clothes, figure, hair, looks, rooms
from batchgen.sandbox.render.presenter import puppet, sprites, stages
from batchgen.sandbox.render.voice import narration, speech, visemes
from batchgen.sandbox.studio import stock

UNIT = st.floats(0, 1)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> cache.Shelf:
    return cache.Shelf(tmp_path_factory.mktemp("shelf"))


@pytest.fixture(scope="module")
def reading(shelf: cache.Shelf) -> narration.Reading:
    speaker = speech.Speaker(stock.STOCK[0].order(), shelf, film_orders.RenderOptions())
    return speaker.read("Maybe Pamela bought five big maps for a blue boat.")[0]


@given(UNIT, st.floats(-1, 1), UNIT, UNIT, UNIT)
def test_every_mouth_is_one_of_a_small_palette(o: float, w: float, t: float, g: float, p: float) -> None:
    assert visemes.snapped(o, w, t, g, p) in visemes.palette()
    assert len(visemes.palette()) < 100


@pytest.mark.parametrize(
    ("ipa", "expected"),
    [
        ("m", ["pp"]),
        ("a\u026a", ["aa", "i"]),
        ("tʃ", ["ch"]),
        ("\u02c8oʊ", ["o", "u"]),
        ("", ["rest"]),
        ("☃", ["ax"]),
    ],
)
def test_a_phoneme_has_its_mouth_shapes(ipa: str, expected: list[str]) -> None:
    assert visemes.shapes(ipa) == expected


def test_lips_meet_for_p_b_and_m_and_rest_at_both_ends(reading: narration.Reading) -> None:
    count = int(reading.seconds * 25) + 1
    track = visemes.track(reading, count, 25)
    closed = [int((start + 0.03) * 25) for start, ipa in reading.phonemes if visemes.shapes(ipa) == ["pp"]]

    assert len(closed) > 5
    assert all(track[index].open == 0 for index in closed)
    assert track[0].open == track[-1].open == 0
    assert max(mouth.open for mouth in track) > 0.5


def test_a_mouth_follows_the_loudness_of_a_sound_without_words(reading: narration.Reading) -> None:
    quiet = np.zeros(reading.rate, np.int16)
    sound = narration.Reading("", reading.rate, np.concatenate([quiet, reading.pcm, quiet]))
    track = visemes.track(sound, int(sound.seconds * 25), 25)
    spoken = track[25 : 25 + int(reading.seconds * 25)]

    assert {mouth.open for mouth in track[:22]} == {0.0}
    assert sum(mouth.open > 0.1 for mouth in spoken) > len(spoken) / 2


def test_sprites_are_drawn_once_and_a_damaged_file_is_drawn_anew(tmp_path: Path) -> None:
    shelf = cache.Shelf(tmp_path)
    first = sprites.load("kenji", 120, shelf)
    (file,) = tmp_path.iterdir()
    written = file.stat().st_mtime_ns
    second = sprites.load("kenji", 120, shelf)
    kept = file.stat().st_mtime_ns
    file.write_bytes(file.read_bytes()[:1000])
    third = sprites.load("kenji", 120, shelf)

    assert kept == written
    assert np.array_equal(first.mouths[0], second.mouths[0])
    assert np.array_equal(first.heads[0], third.heads[0])


def drawn_whole(look: looks.Look, height: int, place: int, mouth: figure.Mouth) -> tuple:
    """The picture as one drawing, head turned by SVG itself."""
    moved, side = sprites.pose(abs(place)), -1 if place < 0 else 1
    turn = (
        f"translate({side * moved.dx} {moved.dy}) "
        f"rotate({side * moved.roll} {figure.PIVOT[0]} {figure.PIVOT[1]})"
    )
    content = (
        f'{rooms.room(look.room)}<g transform="{turn}">{hair.behind(look)}</g>{clothes.body(look)}'
        f'<g transform="{turn}">{figure.head(look, figure.Face(mouth))}</g>'
    )
    text = figure.document(look, (0, 0, 1280, 720), height / 720, content)
    data = resvg_py.svg_to_bytes(svg_string=text, skip_system_fonts=True)
    return planes.from_image(Image.open(io.BytesIO(bytes(data))))


def unlike(one: np.ndarray, other: np.ndarray, size: int) -> float:
    """How much the most different block differs."""
    off = np.abs(one.astype(int) - other)
    return float(off.reshape(len(off) // size, size, -1, size).mean((1, 3)).max())


@pytest.mark.parametrize("name", ["omar", "amara"])
def test_a_picture_put_together_from_sprites_is_the_picture_drawn_whole(
    name: str, shelf: cache.Shelf
) -> None:
    height = 360
    pack = sprites.load(name, height, shelf)
    doll = puppet.Puppet(pack)
    canvas = planes.Canvas(doll.width, height)
    worst = []
    for place, mouth in ((0, 0), (21, 40), (-21, 66), (9, 20)):
        shape = visemes.palette()[mouth]
        canvas.fill(pack.still)
        doll._face(canvas.planes, place, shape, 0.0, 0.0)
        whole = drawn_whole(looks.LOOKS[name], height, place, shape)
        worst.append(
            [unlike(a, b, 8 // step) for a, b, step in zip(canvas.planes, whole, (1, 2, 2), strict=True)]
        )

    assert np.max(worst, axis=0)[0] < 18
    assert np.max(worst, axis=0)[1:].max() < 9


def test_eyes_close_and_open_and_brows_rise(shelf: cache.Shelf, reading: narration.Reading) -> None:
    pack = sprites.load("maya", 120, shelf)
    dice = np.random.default_rng(1)
    closed = visemes.blinks(500, 25, dice)
    stage = stages.Presenter(pack, wave=False, version="x")
    frames = [c.planes[0].copy() for c in stage.frames(reading, 60, 25, first=False)]

    assert 3 <= sum(a == 0 < b for a, b in itertools.pairwise(closed)) <= 10
    assert closed[:8] == [0] * 8
    assert closed[-4:] == [0] * 4
    assert len({frame.tobytes() for frame in frames}) > 20


def test_a_sentence_ends_as_it_began_so_that_sentences_can_be_joined(
    shelf: cache.Shelf, reading: narration.Reading
) -> None:
    stage = stages.Presenter(sprites.load("maya", 120, shelf), wave=True, version="x")
    count = int(reading.seconds * 25) + 1
    first, *_, last = (c.buffer.copy() for c in stage.frames(reading, count, 25, first=False))
    waved = [c.buffer.copy() for c in stage.frames(reading, count, 25, first=True)]

    assert np.abs(first.astype(int) - last).mean() < 0.5
    assert np.abs(waved[12].astype(int) - first).mean() > 1.0
    assert np.abs(waved[-1].astype(int) - first).mean() < 0.5


def test_a_second_worker_that_writes_first_wins_and_no_part_is_left(tmp_path: Path) -> None:
    shelf = cache.Shelf(tmp_path)
    shelf.keep("a", b"one", first_wins=True)
    shelf.keep("a", b"two", first_wins=True)
    shelf.keep("b", b"one")
    shelf.keep("b", b"two")

    assert (shelf.read("a"), shelf.read("b")) == (b"one", b"two")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]
    assert cache.unique(tmp_path / "x") != cache.unique(tmp_path / "x")


def test_sentences_not_used_for_long_make_room(tmp_path: Path) -> None:
    shelf = cache.Shelf(tmp_path, most=2000)
    for age, name in enumerate(("seg-new", "seg-used", "seg-old", "say-older", "look-x")):
        shelf.keep(name, bytes(900))
        os.utime(tmp_path / name, (time.time() - age * 1000,) * 2)
    there = shelf.touch("seg-used"), shelf.touch("seg-none")
    shelf.tidy()

    assert there == (True, False)
    assert {path.name for path in tmp_path.iterdir()} == {"seg-new", "seg-used", "look-x"}

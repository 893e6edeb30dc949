"""Scripts cut into sentences and read aloud."""

import itertools
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from batchgen.sandbox.render import cache, film_orders
from batchgen.sandbox.render.voice import captions, language, speech
from batchgen.sandbox.studio import stock

MAYA = stock.STOCK[0].order()


def speaker(folder: Path, **options: str) -> speech.Speaker:
    return speech.Speaker(MAYA, cache.Shelf(folder), film_orders.RenderOptions(**options))


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("Hi Ana. How are you? Fine!", ["Hi Ana.", "How are you?", "Fine!"]),
        ("Dear Dr. Ruiz, hello.", ["Dear Dr. Ruiz, hello."]),
        ("J. Smith called.\n\nThen what?", ["J. Smith called.", "Then what?"]),
        ("3.5 percent", ["3.5 percent"]),
        ("... !", []),
        ("你好。很好！", ["你好。", "很好！"]),
    ],
)
def test_a_script_is_cut_where_a_reader_breathes(script: str, expected: list[str]) -> None:
    assert speech.sentences(script) == expected


def test_a_reading_has_sound_words_and_phonemes_in_step(tmp_path: Path) -> None:
    (reading,) = speaker(tmp_path).read("Good morning Ana.")
    spoken = [reading.text[position : position + length] for _, position, length in reading.words]

    assert spoken == ["Good", "morning", "Ana"]
    assert 0.5 < reading.seconds < 3
    assert len(reading.phonemes) > 8
    assert max(start for start, _ in reading.phonemes) <= reading.seconds


def test_two_workers_use_the_reading_that_was_written_first(tmp_path: Path) -> None:
    first = speaker(tmp_path).read("One sentence. Another one.")
    second = speaker(tmp_path).read("Another one. One sentence.")

    assert [r.digest() for r in second] == [r.digest() for r in reversed(first)]


def test_a_script_of_unheard_letters_does_not_break_the_speech(tmp_path: Path) -> None:
    readings = speaker(tmp_path).read("Hi \ud83d \x00\x07 😀 <b>Ana</b>.")

    assert readings[0].seconds > 0.6
    assert captions.webvtt(captions.cues(readings[0])).encode()


def test_without_a_library_a_reading_is_silent_as_long_as_its_words_and_says_why(tmp_path: Path) -> None:
    mute = speaker(tmp_path, espeak=str(tmp_path / "none.so"))
    spoken = speaker(tmp_path).read("I recorded this short video for you and your team.")[0]
    silent = mute.read("I recorded this short video for you and your team.\U0001f600")[0]

    assert "The film has no voice" in mute.note
    assert "none.so" in mute.note
    assert not silent.pcm.any()
    assert silent.seconds == pytest.approx(spoken.seconds, rel=0.35)
    assert len(silent.words) == len(spoken.words)


def test_a_script_of_more_than_an_hour_is_refused(tmp_path: Path) -> None:
    with pytest.raises(film_orders.FilmError, match="60,000"):
        speaker(tmp_path).read("word " * 13_000)


@pytest.mark.skipif(os.name == "nt", reason="a long path of links")
def test_speech_works_below_a_path_longer_than_160_bytes(tmp_path: Path) -> None:
    import espeakng_loader

    deep = tmp_path / ("ö" * 60) / ("x" * 90)
    shutil.copytree(Path(espeakng_loader.__file__).parent, deep / "espeakng_loader")
    code = "import sys, batchgen.sandbox.render.voice.espeak as e; e.main()"
    job = '{"texts": ["Hello."], "voices": ["en"], "words_per_minute": 160, "pitch": 50}'
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=job.encode(),
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(deep)},
        check=True,
    )

    assert len(done.stdout) > 10_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi Ana, this is a video for you and your team.", "en"),
        ("Hola Ana, gracias por su tiempo, este es un vídeo para usted.", "es"),
        ("Bonjour, nous avons une idée pour vous et votre équipe.", "fr"),
        ("Guten Tag, ich habe eine Idee für Sie und Ihr Team.", "de"),
        ("Привет, как дела?", "ru"),
        ("こんにちは、元気ですか", "ja"),
        ("Ana", "en"),
    ],
)
def test_the_language_of_a_script_is_found(text: str, expected: str) -> None:
    assert language.of_text(text) == expected


@pytest.mark.parametrize(
    ("voice", "tag", "expected"),
    [
        ("en-us+f2", "en", "en-us+f2"),
        ("en-us+f2", "es", "es+f2"),
        ("en-us", "pt-BR", "pt-br"),
        ("en-us+f2", "fr_FR", "fr+f2"),
        ("en-gb+f5", "", "en+f5"),
    ],
)
def test_a_voice_keeps_its_variant_in_every_language(voice: str, tag: str, expected: str) -> None:
    assert language.voices(voice, tag)[0] == expected


def test_captions_break_at_pauses_and_before_they_grow_long(tmp_path: Path) -> None:
    text = (
        "I noticed that your team just opened a second warehouse in the old harbour, "
        "so I recorded this short video for you."
    )
    (reading,) = speaker(tmp_path).read(text)
    lines = captions.cues(reading, 2.0)

    assert " ".join(cue.text for cue in lines) == text
    assert all(len(cue.text) < 80 for cue in lines)
    assert lines[0].start >= 2.0
    assert all(a.end == b.start for a, b in itertools.pairwise(lines))

"""Text in pictures: it fits, with or without fonts on the machine."""

import numpy as np
import pytest
from PIL import Image

from batchgen.sandbox.render import lettering, overlays
from batchgen.sandbox.render.voice import captions


@pytest.fixture
def no_fonts(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lettering, "_FILES", ())
    lettering._installed.cache_clear()
    yield
    lettering._installed.cache_clear()


@pytest.mark.usefixtures("no_fonts")
def test_without_fonts_accents_are_dropped_and_words_stay() -> None:
    _, text = lettering.suited("Wrocław, Siobhán, Straße", 20)

    assert text == "Wroclaw, Siobhan, Strasse"


@pytest.mark.parametrize("text", ["Short.", "word " * 300, "x" * 3000, "日本語 " * 40, ""])
def test_text_of_any_length_stays_in_its_box(text: str) -> None:
    image = Image.new("L", (300, 200))
    lettering.write(image, text, (40, 40, 260, 160), 40, "white")
    rows, columns = np.nonzero(np.asarray(image))

    assert rows.size == 0 or (rows.min() >= 38 and rows.max() <= 162)
    assert columns.size == 0 or (columns.min() >= 38 and columns.max() <= 264)


def test_a_caption_lies_at_the_bottom_inside_the_picture() -> None:
    cue = captions.Cue(0, 1, "A fairly long line of captions that needs two lines at this size of picture")
    shown = overlays.caption(cue, 320, 180)
    width, height = shown.layer.size

    assert shown.x >= 0
    assert shown.x + width <= 320
    assert shown.y > 120
    assert shown.y + height <= 180
    assert (shown.x % 2, shown.y % 2) == (0, 0)

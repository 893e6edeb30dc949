"""Heard pieces: words of the row's own, what stays, and gaps; quick for a very long text."""

import time

import pytest

from batchgen import merge
from batchgen.editing import heard_pieces


@pytest.mark.parametrize(
    ("text", "others", "pieces"),
    [
        ("Hi Ana, you.", ["Hi Ben, you."], [("Hi ", ""), ("Ana", "changes"), (", you.", "")]),
        (
            "At Blue Harbor now.",
            ["At Kite Logistics now."],
            [("At ", ""), ("Blue Harbor", "changes"), (" now.", "")],
        ),
        ("Same.", ["Same."], [("Same.", "")]),
        ("Alone.", [], [("Alone.", "")]),
        (
            f"Hi {merge.GAP}, you.",
            ["Hi Ben, you."],
            [("Hi ", ""), (merge.GAP, "nothing"), (", you.", "")],
        ),
        ("", ["Hi."], []),
    ],
)
def test_pieces_say_what_is_the_rows_own(text, others, pieces):
    assert heard_pieces.of(text, others) == pieces


@pytest.mark.parametrize("text", ["a b c. " * 14_000, "a b c " * 16_000, "word" * 25_000])
def test_a_very_long_text_is_compared_in_time_that_grows_with_its_length(text):
    begun = time.process_time()

    pieces = heard_pieces.of(f"Ana {text}", [f"Ben {text}"] * 4)

    assert "".join(words for words, _ in pieces) == f"Ana {text}"
    assert time.process_time() - begun < 20

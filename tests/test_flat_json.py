"""Flat JSON: the same bytes as Python's own encoder, since hashes are made of them."""

import json

import hypothesis
from hypothesis import strategies

from batchgen import flat_json

TEXTS = strategies.text() | strategies.sampled_from(['"', "\\", "\x00", "\x7f", "\u2028", "\ud800", "é\t\n"])


@hypothesis.given(strategies.dictionaries(TEXTS, TEXTS | strategies.booleans()))
def test_it_is_what_pythons_encoder_writes(fields: dict[str, str | bool]) -> None:
    expected = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode(fields)

    assert flat_json.written(fields.items()) == expected


def test_a_text_of_a_column_is_written_as_a_text() -> None:
    class Cell(str):
        __slots__ = ()

    assert flat_json.written([("a", Cell("1,5"))]) == '{"a":"1,5"}'

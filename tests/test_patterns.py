"""Patterns that are compiled when they are first used, and found in many texts at once."""

import re

import pytest

from batchgen import patterns


def test_a_late_pattern_finds_what_the_pattern_finds() -> None:
    late = patterns.late(r"a(\d)", re.IGNORECASE)

    assert late.fullmatch("A1") is not None
    assert late.sub("b", "xa1") == "xb"
    assert [found[1] for found in late.finditer("a1 a2")] == ["1", "2"]
    assert late.pattern == r"a(\d)"


def test_a_late_pattern_is_compiled_at_its_first_use_alone() -> None:
    late = patterns.late("(")

    with pytest.raises(re.error):
        late.search("text")


def test_each_text_is_named_that_holds_a_word():
    block = patterns.Block(["one two", "", "two two", "three"])

    assert [*block.holding(patterns.of_word("two"))] == [0, 2]


def test_each_text_is_named_that_holds_a_pattern():
    block = patterns.Block(["a1", "b", "22 and 3", ""])

    assert [*block.holding(patterns.of_pattern(re.compile(r"\d")))] == [0, 2]


def test_what_begins_in_one_text_hides_nothing_in_the_next():
    block = patterns.Block(["wait ", " ... no", "."])

    assert {1, 2} <= {*block.holding(patterns.of_pattern(re.compile(r"\s*\.")))}


def test_no_text_holds_nothing():
    assert [*patterns.Block([]).holding(patterns.of_word("a"))] == []


def test_a_text_alone_is_looked_through_as_it_stands():
    text = "Hi Ana."

    assert patterns.Block([text]).joined is text

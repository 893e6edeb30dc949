"""Patterns that are compiled when they are first used."""

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

"""Words: each sentence is given the very values that its braces name, wherever it is said."""

import ast
import string
from pathlib import Path

import pytest

import batchgen
from batchgen.handover import words as handover_words
from batchgen.share import words as share_words

PACKAGE = Path(batchgen.__file__).parent


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def filled(path: Path, module: str) -> list[tuple[str, set[str]]]:
    """The sentences that a file fills in, by name, each with the names of the values."""
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    return [
        (call.func.value.attr, {str(given.arg) for given in call.keywords})
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == "format"
        and isinstance(call.func.value, ast.Attribute)
        and isinstance(call.func.value.value, ast.Name)
        and call.func.value.value.id == module
    ]


@pytest.mark.parametrize(
    ("room", "words", "module"),
    [
        ("share", share_words, "words"),
        ("handover", handover_words, "words"),
        ("cli/commands/sharing", share_words, "share_words"),
    ],
)
def test_each_sentence_gets_what_its_braces_name(room: str, words: object, module: str) -> None:
    found = [each for path in (PACKAGE / room).glob("*.py") for each in filled(path, module)]

    assert [(name, given) for name, given in found if fields(getattr(words, name)) != given] == []
    assert found

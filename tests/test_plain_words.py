"""Plain words: the sentences of every room are everyday English, after GOV.UK's style."""

import ast
import re
from pathlib import Path

import pytest

import batchgen

PACKAGE = Path(batchgen.__file__).parent
ROOMS = sorted(PACKAGE.rglob("words.py"))
FOREIGN = re.compile(
    r"\bmend|\banew\b|\bwill not do\b|\brows running\b|\btold\b|\bwhoever\b|\bshall\b|\bso many\b"
    r"|(?<!there )\bis no (?:[a-z]+ )?(?:workbook|number|sheet|key|file|link)\b"
    r"|\bfailed to\b|\bplease\b|\billegal\b|\bunable\b|\boops\b|[a-z]!(?:\s|$)",
    re.IGNORECASE,
)
"""Translated words, and words of machines."""


def texts(path: Path) -> list[str]:
    """Return the texts of a module; its docstrings are for engineers."""
    tree = ast.parse(path.read_text("utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in docs)
    return [node.value for node in found if isinstance(node.value, str)]


def test_there_are_words_of_many_rooms() -> None:
    assert len(ROOMS) > 20


@pytest.mark.parametrize("path", ROOMS, ids=lambda path: str(path.relative_to(PACKAGE).parent))
def test_the_sentences_of_a_room_are_plain(path: Path) -> None:
    assert [text for text in texts(path) if FOREIGN.search(text)] == []

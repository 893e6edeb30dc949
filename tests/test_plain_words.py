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
    r"|\bfailed to\b|\bplease\b|\billegal\b|\bunable\b|\boops\b|[a-z]!(?:\s|$)"
    r"|\bto be had\b|\bby the clock\b",
    re.IGNORECASE,
)
"""Translated words, and words of machines."""

TRANSLATED = re.compile(
    r"\banew\b|\bmended\b|\bwill not do\b|\brows running\b|\bas it stands\b|\bnames? no\b|\bmay stand\b"
    r"|\b(?:takes?|taken) away pages\b|\bgone on with\b|\blacks? a\b|\bsame command goes on\b|\bread back\b"
    r"|\bis asked for again\b|\bare the most\b|\bno more\.$",
    re.IGNORECASE | re.MULTILINE,
)
"""Words that only a translator would write; they are in no message, no help and no page of the docs."""
DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGES = [DOCS.parent / "README.md", *sorted(DOCS.glob("*.md"))]


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
    assert [text for text in texts(path) if FOREIGN.search(text) or TRANSLATED.search(text)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_docs_and_the_help_are_plain(page: Path) -> None:
    lines = page.read_text("utf-8").splitlines()
    assert [line for line in lines if TRANSLATED.search(line)] == []

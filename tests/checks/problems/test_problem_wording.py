"""The words of every kind of problem, and what one click can do about it."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import batchgen
from batchgen import models
from batchgen.checks import problem_wording

PACKAGE = Path(batchgen.__file__).parent
SLUG = re.compile(r"[a-z]+(-[a-z]+)*")
MAKERS = {"Problem", "rule"}


def kinds_of(path: Path) -> Iterator[str]:
    """Yield the kinds of problems that a module makes: literal ones, and its constants."""
    module = ".".join(("batchgen", *path.relative_to(PACKAGE).with_suffix("").parts))
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not (isinstance(node, ast.Call) and node.args):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        first = node.args[0]
        is_note = name == "add" and isinstance(node.func, ast.Attribute) and len(node.args) > 1
        if isinstance(first, ast.Constant) and (name in MAKERS or is_note):
            yield str(first.value)
        elif name == "Problem" and isinstance(first, ast.Name) and first.id.isupper():
            yield str(getattr(importlib.import_module(module), first.id))


def test_every_kind_of_problem_has_its_words_and_no_words_are_left_over() -> None:
    rooms = ("checks", "merge", "plan", "sheets", "tavus")
    files = [PACKAGE / "models.py", *(path for room in rooms for path in (PACKAGE / room).rglob("*.py"))]
    made = {kind for path in files for kind in kinds_of(path) if SLUG.fullmatch(kind)}

    assert made - set(problem_wording.KINDS) == set()
    # Kinds that come through a variable.
    assert set(problem_wording.KINDS) - made <= {"date-order", "garbled", "leftover-mark", "request-rule"}


@pytest.mark.parametrize("kind", sorted(problem_wording.KINDS))
def test_words_are_plain_and_short(kind: str) -> None:
    found = problem_wording.of(kind)

    assert found.title[0].isupper()
    assert not found.title.endswith(".")
    assert found.explanation.endswith(".")
    assert len(found.title) <= 40
    assert not re.search(
        r"\b(invalid|failed to|null pointer|parse|regex)\b|!", found.title + found.explanation
    )


def test_a_kind_of_tomorrow_has_a_title() -> None:
    assert problem_wording.of("new-thing") == problem_wording.Words("New thing", "")


@pytest.mark.parametrize(
    ("problem", "slugs"),
    [
        (models.Problem("blank", "", "error", 2, "company"), ["fallback", "leave-out"]),
        (models.Problem("junk-value", "", "warning", 2, "company", "N/A"), ["allow"]),
        (models.Problem("fault", "", "error", 2, "company", "#N/A"), ["fallback", "leave-out"]),
        (models.Problem("url", "", "warning", None, None, "x.com"), ["allow"]),
        (models.Problem("leftover-mark", "", "error", 2, None, "[NAME]"), ["leave-out"]),
        (models.Problem("duplicate-person", "", "error", 5), ["leave-out", "each"]),
        (models.Problem("missing-column", "", "error", None, "company"), []),
        (models.Problem("no-script", ""), []),
    ],
)
def test_fixes_are_those_that_would_settle_it(problem: models.Problem, slugs: list[str]) -> None:
    assert [fix.slug for fix in problem_wording.fixes(problem)] == slugs

"""The longest cell that Excel allows costs time with its length, whatever it holds."""

import contextlib
from collections.abc import Callable

import growth
import mergekit
import pytest

from batchgen import characters, checks
from batchgen.checks import script_linter
from batchgen.merge.speech import filters, pronunciation
from batchgen.merge.templates import script_template
from batchgen.report import figures
from batchgen.tavus import keys, request_rules, url_masks

LONGEST = 32_767
MARKS = "\u0301\u0316"
UNITS = [
    "a",
    "A",
    "9",
    " ",
    "\t",
    "\n",
    "@",
    ".",
    ",",
    "!",
    "-",
    "+",
    "*",
    "_",
    "`",
    "~",
    "#",
    "<",
    "{",
    "{{",
    "{%",
    "[",
    "(",
    "%",
    "'",
    '"',
    "“",
    "&",
    "/",
    ":",
    "é",
    "\xa0",
    "\u200b",
    "\u2192",
    MARKS,
    "ﷺ",
    "a ",
    "a@",
    "a.",
    "A.",
    ". ",
    ", ",
    " ,",
    "\n ",
    "\x0b\n",
    "a\n",
    "- a\n",
    "<a",
    "[a](",
    "${",
    "*|",
    "%%",
    "<<",
    "www.",
    "a.Ab",
    "9,",
    "1.",
    "%41",
    "…",
    " - ",
    "* a",
    "\r\n",
]
WORKS: dict[str, Callable[[str], object]] = {
    **{name: lambda text, spoken=spoken: spoken(text, "en_US") for name, spoken in filters.SPEECH.items()},
    "lint": script_linter.Linter(["NA Foods"]).lint,
    "tidy": lambda text: script_template.tidy_text(f"a{text}b\nc"),
    "suppression and lookup": characters.folded,
    "masks": lambda text: url_masks.shown(url_masks.FIELD, f"https://{text}"),
    "secrets": lambda text: url_masks.secrets(f"https://a.org/{text}?{text}"),
    "background": lambda text: request_rules.url_problems.__wrapped__("background_url", f"https://{text}"),
    "audio": lambda text: request_rules.url_problems.__wrapped__("audio_url", text),
    "report": lambda text: (figures._EMAIL.sub("", text), figures._VARYING.sub("", text)),
    "pronounce": pronunciation.Pronunciation({"a": "b", "A.": "c", "9": "nine", "*": "star"}).apply,
    "keys": keys.Keys(["tvs_3fA9c0dE-71b2.44"]).are_in,
    "row": lambda text: checks.Examiner(
        mergekit.given("Hi {{ first_name }}, {{ company }}."), mergekit.columns()
    ).examine(mergekit.row("Ana", text)),
}  # fmt: skip


def tolerant(work: Callable[[str], object]) -> Callable[[str], None]:
    def carried_out(text: str) -> None:
        with contextlib.suppress(ValueError, ArithmeticError):
            work(text)

    return carried_out


@pytest.mark.parametrize("name", WORKS)
def test_a_long_cell_costs_work_with_its_length(name: str) -> None:
    work = tolerant(WORKS[name])

    assert [unit for unit in UNITS if growth.is_square(work, unit, LONGEST)] == []


@pytest.mark.parametrize(
    ("script", "kind", "text"),
    [
        ("Write to ana.b+c@acme-x.co.uk now.", "email", "ana.b+c@acme-x.co.uk"),
        ("Hi {{ first name }} now.", "leftover-mark", "{{ first name }}"),
        ("Hi {% if x %} now.", "leftover-mark", "{% if x %}"),
        ("Hi {{ a | b('}') now.", "leftover-mark", "{{"),
        ("Well done , Ana.", "punctuation", "done ,"),
        ("Well  \t , Ana.", "punctuation", "Well  \t ,"),
        ("We met.Today we talk.", "punctuation", "met.Today"),
        ("Hello.\n  - one\n", "markdown", "-"),
        ("Hello.\n\n\n* one\n", "markdown", "*"),
    ],
)
def test_rules_find_what_they_always_found(script: str, kind: str, text: str) -> None:
    found = {p.kind: p.value for p in script_linter.Linter().lint(script)}

    assert found[kind].strip() == text


def test_what_one_rule_took_no_other_takes_again() -> None:
    kinds = [p.kind for p in script_linter.Linter().lint("See [Acme](https://acme.com) and a@b.org now.")]

    assert kinds == ["markdown", "email"]


def test_many_marks_on_one_letter_are_folded_in_pieces() -> None:
    marks = MARKS * 600

    assert characters.folded("É" + "x" * 2_000) == "é" + "x" * 2_000
    assert characters.folded(f"A{marks}") == characters.folded(f"a{marks}")
    assert characters.normalized("NFKC", "e\u0301" * 1_000) == "é" * 1_000

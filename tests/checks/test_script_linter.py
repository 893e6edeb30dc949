"""Lint of the spoken text."""

import dataclasses
import itertools
import string

import mergekit
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batchgen.checks import script_checks, script_linter


def kinds(script, allow=()):
    return [p.kind for p in script_linter.Linter(allow).lint(script)]


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        ("Hi {{ first_name }}, hello.", "leftover-mark"),
        ("Hi {{ first_name, hello.", "leftover-mark"),
        ("Hi {% if x %} hello.", "leftover-mark"),
        ("Hi {first_name}, hello.", "leftover-mark"),
        ("Hi ${name}, hello.", "leftover-mark"),
        ("Hi *|FNAME|*, hello.", "leftover-mark"),
        ("Hi %%name%%, hello.", "leftover-mark"),
        ("Hi [NAME], hello.", "leftover-mark"),
        ("Hi [FIRST NAME], hello.", "leftover-mark"),
        ("Hi <<First Name>>, hello.", "leftover-mark"),
        ("Hi <FIRST_NAME>, hello.", "leftover-mark"),
        ("Hello [smiles] there.", "brackets"),
        ("Hello <break time='1s'/> there.", "tag"),
        ("Hello <b>you</b> there.", "tag"),
        ("This is **very** good.", "markdown"),
        ("This is _very_ good.", "markdown"),
        ("This is `code` here.", "markdown"),
        ("# Title\nText.", "markdown"),
        ("Points:\n- one\n- two.", "markdown"),
        ("See [us](/home) now.", "markdown"),
        ("See https://acme.com now.", "url"),
        ("See www.acme.com now.", "url"),
        ("Write to ana@acme.com now.", "email"),
        ("Great \U0001f600 news.", "emoji"),
        ("Great \u2728 news.", "emoji"),
        ("This is HUGE news.", "all-caps"),
        ("Willkommen bei MÜLLER heute.", "all-caps"),
        ("Привет МОСКВА снова.", "all-caps"),  # noqa: RUF001 (Cyrillic is meant)
        ("Hi , how are you?", "punctuation"),
        ("Hi,, how are you?", "punctuation"),
        ("Hi. , how are you?", "punctuation"),
        ("How are you..", "punctuation"),
        ("Really!!!", "punctuation"),
        ("Hello () there.", "punctuation"),
        ("Hello there.Next one.", "punctuation"),
        ("Hello there", "punctuation"),
        ("Call 1234567 now.", "long-number"),
        ("Your zip is 02110.", "long-number"),
        ("Call 4.47901E+11 now.", "exponent"),
        ("Call 4,47901E+11 now.", "exponent"),
        ("Call 4E+11 now.", "exponent"),
        ("A bell \x07 rings.", "control"),
        ("Zero\u200bwidth here.", "control"),
        ("Broken Jos\ufffd here.", "garbled"),
        ("Broken M?ller here.", "garbled"),
    ],
)
def test_what_would_be_read_out_wrongly_is_found(script, kind):
    assert kinds(script) == [kind]


@pytest.mark.parametrize(
    "script",
    [
        "Hi Ana, how are you? I'm fine. See you at 9:30, or 10.30!",
        "The IBM and USA teams, the CEO, and NA Foods.",
        "Bonjour Ana, merci pour votre visite chez Moët & Chandon !",
        "See you in Washington, D.C.. With Acme Inc.. In Bogotá D.C., bye.",
        "Your home at 12 Page St., Apt 4B, and the shop at Lindenstr., by the lake.",
        "We met Smith Bros., and it was on Fifth Ave.. Bye.",
        "It costs $1,200.50, or 33,750 dollars... maybe.",
        "Wait… really?",
        'He said: "Come in."',
        "Über Zoë und José, naïve café — schön.",
        "今日は。",
        "It is 5 - 3, well-known, Jean-Luc (yes) & co.",
        "First line.\n\nSecond line.",
        "At 3.5 percent, v1.2 is fine.",
        "We rose 12,345,678 in all.",
        "Room 1E5, plan 3e, and seat 12E-4 are free.",
        "",
    ],
)
def test_good_speech_is_left_alone(script):
    assert kinds(script) == []


def test_a_leftover_mark_is_an_error_and_all_else_a_warning():
    problems = script_linter.Linter().lint("Hi {{ name }}, see www.acme.com and [laughs] NOW and HERE")

    assert {p.severity for p in problems if p.kind == "leftover-mark"} == {"error"}
    assert {p.severity for p in problems if p.kind != "leftover-mark"} == {"warning"}


def test_a_kind_is_told_once_a_script_with_its_count():
    problems = script_linter.Linter().lint("See www.acme.com, www.bcme.com and www.ccme.com.")

    assert [p.message for p in problems] == ["a web address would be read out: www.acme.com, and 2 more"]


@pytest.mark.parametrize("allow", [("HUGE",), ("huge",), ("all-caps",)])
def test_words_and_kinds_can_be_allowed(allow):
    assert kinds("This is HUGE news.", allow) == []


def test_an_error_cannot_be_allowed_by_its_kind():
    assert kinds("Hi {{ name }}.", ("leftover-mark",)) == ["leftover-mark"]


@pytest.mark.parametrize("cell", ["nan", "NaN", "None", "null", "NULL", "n/a", "N/A", "test", "Test", "asdf"])
def test_a_cell_that_stands_for_nothing_or_for_a_trial_is_a_warning(cell):
    found = mergekit.examined("Hi {{ first_name }}, how are you doing today, my dear?", cell)

    assert [(p.kind, p.severity, p.column, p.value) for p in found.problems if p.kind == "junk-value"] == [
        ("junk-value", "warning", "first_name", cell)
    ]
    assert not mergekit.has_error(found)


@pytest.mark.parametrize("cell", ["Nancy", "NA Foods", "Nullarbor", "Noneta", "Testa Rossa"])
def test_real_names_that_only_look_like_nothing_are_fine(cell):
    found = mergekit.examined("Hi {{ first_name }}, how are you doing today, my dear?", cell)

    assert found.problems == ()


def test_a_person_called_null_is_a_warning_that_can_be_silenced():
    template = "Hi {{ first_name }}, how are you doing today, my dear?"

    assert mergekit.kinds(mergekit.examined(template, "Null").problems) == ["junk-value"]
    assert mergekit.examined(template, "Null", allow=("Null",)).problems == ()


def test_a_cell_of_a_column_that_nothing_uses_is_not_looked_at():
    found = mergekit.examined("Hi there {{ first_name }}, how are you doing, my dear?", "Ana", "nan")

    assert found.problems == ()


def test_the_length_of_a_script_is_looked_at():
    long = mergekit.examined("word " * 800 + "end.")
    short = mergekit.examined("Hi you.")

    assert [(p.kind, p.severity) for p in long.problems] == [("too-long", "warning")]
    assert [(p.kind, p.severity) for p in short.problems] == [("too-short", "warning")]


@settings(max_examples=300, deadline=None)
def is_triggered(rule: script_checks.Rule, text: str) -> bool:
    return any(find(text, 0) >= 0 for find in rule.triggers)


PIECES = [*"aZ.,;:!? \n-+()[]{}<>*_`#~|^@\\/'\"0123456789éÉß今\u200b\u2728", "www.", "://", "NAME", "the "]
PIECES += ["...", "TBD", "{{", "Ã©", "&amp;", "\ufffd", "#N/A", "1e5"]


@settings(deadline=None)  # the first letter that was decoded twice loads a library
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), min_size=1, max_size=6))
def test_many_texts_are_linted_as_each_of_them_is(texts):
    linter = script_linter.Linter(["TBD", "no-end"])

    expected = [linter.lint(text) for text in texts]

    assert linter.lint_all(texts) == expected


@given(
    st.lists(
        st.sampled_from(
            [
                *"aZ.,;:!? \n-+()[]{}<>*_`#~|^@\\/'\"0123456789éÉß今\u200b\u2728",
                "www.",
                "://",
                "NAME",
                "the ",
                "...",
            ]
        ),
        max_size=40,
    ).map("".join)
)
def test_a_trigger_is_in_every_text_that_its_rule_objects_to(script):
    missed = [r.kind for r in script_linter.RULES if r.pattern.search(script) and not is_triggered(r, script)]

    assert missed == []


def test_plain_text_triggers_no_rule_but_the_cheap_looks():
    script = f'Plain {string.ascii_lowercase}, and more: 1234! Right? Yes; it\'s (so) "fine".'

    assert [rule.kind for rule in script_linter.RULES if is_triggered(rule, script)] == []


def test_a_rule_that_is_added_fires():
    added = script_checks.rule("cheap", r"\bcheap\b", "do not say {}")

    found = script_linter.Linter(rules=(*script_linter.RULES, added)).lint("This is cheap, and good.")

    assert [problem.message for problem in found] == ["do not say cheap"]


def test_signs_of_rules_hide_no_find():
    parts = (
        "{{",
        "$name",
        "[",
        "<b>",
        "@",
        "*x*",
        "\u200b",
        "\u200c",
        "\u202a",
        "\U0001f600",
        "ABCD",
        " .",
        "M?x",
    )
    by_trigger = script_linter.Linter(
        rules=[dataclasses.replace(rule, signs="") for rule in script_linter.RULES]
    )
    linter = script_linter.Linter()

    for text in map("".join, itertools.product(parts, repeat=2)):
        assert linter.lint(text) == by_trigger.lint(text), text

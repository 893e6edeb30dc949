"""Normal forms: what is compared, and what nobody sees."""

# ruff: noqa: RUF001 (letters of other scripts are meant)

import mergekit
import pytest

from batchgen import characters

ALONE = [
    "\u200b",
    "\ufeff",
    "\xad",
    "\xa0",
    "\u200e",
    "\u200f",
    "\u202b\u202c",
    "\u2060",
    "\u180e",
    "\u200c",
    "\u200d",
    "\u3164",
    "\u2800",
    "\ufe0f",
    " \u200b\xa0\ufeff ",
]


@pytest.mark.parametrize("cell", ALONE)
def test_a_cell_in_which_nothing_can_be_seen_is_empty(cell):
    script = "Hi {{ first_name or 'there' }}{% if first_name %} X{% endif %}, {{ company | default('you') }}!"

    assert characters.trimmed(cell) == ""
    assert mergekit.script_of(script, cell, cell) == "Hi there, you!"


@pytest.mark.parametrize(
    "cell", ["Ana", "Ana\u200bLee", "नि\u200dक", "👩\u200d🚀", "می\u200cخواهم", "a", "0", "."]
)
def test_a_cell_with_a_letter_is_not_empty(cell):
    assert characters.trimmed(f" {cell}\xa0") == cell


@pytest.mark.parametrize(
    "text",
    [
        "\u200bana@corp.test",
        "ana@corp.test\ufeff",
        "ana\xad@corp.test",
        "ANA@\xa0corp.test",
        "\u200eana@corp.test\u202c",
    ],
)
def test_addresses_are_compared_without_what_nobody_sees(text):
    assert characters.folded(text) == "ana@corp.test"


def test_words_keep_their_hard_blanks():
    assert characters.folded("Ana\xa0Lee\u200b") == "ana lee"


@pytest.mark.parametrize(
    "cell",
    [
        "https://gam.test/a\u200b",
        "\ufeffgam.test/a",
        "gam\xad.test/a",
        "\u200egam.test/a\u200e",
        "gam.test/\xa0a",
    ],
)
def test_an_address_is_sent_without_what_nobody_sees(cell):
    fields = {"background_url": "{{ website | url }}", "script": "Hi."}
    merged = mergekit.merged("", cell, headers=("Website",), fields=fields)

    assert merged.request.fields["background_url"] == "https://gam.test/a"


@pytest.mark.parametrize(
    "text",
    [
        "שלום\u200f, עולם.",
        "مرحبا\u200f بك.",
        "\u202bשלום\u202c לך.",
        "می\u200cخواهم ببینم.",
        "क्\u200dष और नि.",
        "Great 👩\u200d🚀 news.",
    ],
)
def test_marks_that_a_script_needs_are_no_warning(text):
    assert "control" not in [p.kind for p in mergekit.examined(text).problems]


@pytest.mark.parametrize(
    "text", ["Hi\u200f Ana.", "Hi \u200eAna.", "A\u200cna.", "An\u200da.", "Hi \u200bAna."]
)
def test_marks_that_a_script_does_not_need_are_a_warning(text):
    assert "control" in [p.kind for p in mergekit.examined(text).problems]

"""Corrections of a script: what is wrong in its text, and what one click puts there."""

import pytest

from batchgen import models
from batchgen.editing import script_corrections

COLUMNS = [
    models.Column(0, "A", "First Name", "first_name"),
    models.Column(1, "B", "Company", "company"),
    models.Column(2, "C", "Job Title", "job_title"),
]
KINDS: dict[int, models.Kind] = {0: "person", 1: "company", 2: "text"}
NAME = '{{ (first_name | first_name) or "there" }}'


def found_of(text: str, *missing: str) -> list[script_corrections.Correction]:
    problems = [models.Problem("missing-column", "", column=name) for name in missing]
    return script_corrections.corrections(text, COLUMNS, KINDS, problems)


def mended(text: str, correction: script_corrections.Correction) -> str:
    for old, new in correction.changes:
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize(
    ("text", "missing", "words", "button", "after"),
    [
        (
            "As {{ job_titel }} {% if job_titel %}x{% endif %}",
            "job_titel",
            "There is no column “job_titel”.",
            "Change it to “job_title”",
            "As {{ job_title }} {% if job_title %}x{% endif %}",
        ),
        (
            "Hi\n\n{{ First Name }}",
            "",
            "Line 3: write {{ first_name }}, not {{ First Name }}.",
            "Change it",
            "Hi\n\n{{ first_name }}",
        ),
        (
            "{{ first_name or “there” }}",
            "",
            "Line 1: replace the curly quotes “ ” with straight ones.",
            "Change it",
            '{{ first_name or "there" }}',
        ),
        (
            "Hi «First_Name» of %%Company%%",
            "",
            "The script has placeholders of another tool: «First_Name», %%Company%%.",
            "Change them",
            f"Hi {NAME} of {{{{ company | company }}}}",
        ),
        (
            "Hi *|FNAME|* {{ contact.firstname }}",
            "contact",
            "The script has placeholders of another tool: *|FNAME|*, {{ contact.firstname }}.",
            "Change them",
            f"Hi {NAME} {NAME}",
        ),
    ],
)
def test_one_click_puts_it_right(text, missing, words, button, after):
    (found,) = found_of(text, *filter(None, [missing]))

    assert (found.words, found.button) == (words, button)
    assert mended(text, found) == after


def test_a_name_like_no_column_has_no_button():
    assert found_of("{{ zzz }}", "zzz") == [script_corrections.Correction("There is no column “zzz”.")]


@pytest.mark.parametrize("text", ["", "Hi {{company}}{%endif%}", "Hi {{ company }}", "{# «First_Name» #}"])
def test_a_right_script_has_no_corrections(text):
    assert found_of(text) == []

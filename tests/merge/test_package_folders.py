"""The shipped scripts: good speech for every row of the sample sheet."""

import re
from pathlib import Path

import mergekit
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batchgen import checks, sheets
from batchgen.merge.speech import filters
from batchgen.merge.templates import package_folders

SCRIPTS = ("outreach", "event_invitation", "renewal_reminder")
SAMPLE = package_folders.find("sample_data") / "prospects.csv"


def examiner_of(name: str, sheet: sheets.Sheet) -> checks.Examiner:
    given_settings = mergekit.from_folder(package_folders.templates(), f"{name}.txt.j2")
    return checks.Examiner(given_settings, sheet.columns)


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_shipped_script_says_every_sample_row_well(name):
    sheet = sheets.open_sheet(SAMPLE)
    examiner = examiner_of(name, sheet)

    found = list(map(examiner.examine, sheet.rows()))

    assert examiner.problems == ()
    assert [checks.sentence(p) for x in found for p in x.problems] == []
    assert len({x.request.script for x in found}) == len(found) == 20
    assert all(0.4 < x.minutes < 1.2 for x in found)


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_shipped_script_stands_empty_optional_cells(name):
    sheet = sheets.open_sheet(SAMPLE)
    examiner = examiner_of(name, sheet)
    optional = {
        "city",
        "job_title",
        "industry",
        "website",
        "contact_owner",
        "seats",
        "annual_value",
        "company",
    }
    first = next(iter(sheet.rows()))
    cells = tuple(
        "" if c.name in optional else text for c, text in zip(sheet.columns, first.cells, strict=True)
    )

    found = examiner.examine(mergekit.row(*cells))

    assert found.problems == ()
    assert not re.search(r" [,.?!]|  ", found.request.script)


def test_the_scripts_share_one_file_of_macros():
    texts = [(package_folders.templates() / f"{name}.txt.j2").read_text() for name in SCRIPTS]

    assert all('from "macros.j2" import' in text for text in texts)


def test_shipped_folders_are_found():
    assert (package_folders.templates() / "macros.j2").is_file()
    assert isinstance(package_folders.find("templates"), Path)


FILTERED = "{{ a | %s }} {{ a | %s | default('x') }} {%% if a %%}{{ a }}{%% endif %%}"


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.text(max_size=20), st.from_regex(r"[-+$€]?[0-9.,/ -]{1,25}%?", fullmatch=True)),
    st.sampled_from(sorted(filters.SPEECH)),
    st.sampled_from(["en_US", "de_DE", "fr_FR", "ja_JP", "ar_EG"]),
)
def test_no_cell_breaks_a_filter(cell, name, locale):
    found = mergekit.merged(FILTERED % (name, name), cell, headers=("A",), locale=locale)

    assert "template" not in mergekit.kinds(found.problems), found.problems

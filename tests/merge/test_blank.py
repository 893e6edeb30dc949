"""Empty cells and missing columns (issue 4, Blanks)."""

import mergekit
import pytest

from batchgen import merge, models


def test_an_empty_cell_that_would_be_spoken_is_told_with_its_place(tmp_path):
    (tmp_path / "outreach.txt.j2").write_text("Hi {{ first_name }},\n\nhow is life\nat {{ company }}?\n")
    settings = mergekit.from_folder(tmp_path, "outreach.txt.j2")
    merger = merge.Merger(settings, mergekit.columns())

    found = merger.merge(mergekit.row("Ana", ""))

    assert [(p.row, p.column, p.kind, p.severity, p.message) for p in found.problems] == [
        (7, "company", "blank", "error", "empty, used in outreach.txt.j2 line 4")
    ]


def test_all_blanks_of_a_row_are_found_at_once():
    found = mergekit.merged("{{ first_name }} {{ company }} {{ city | upper }}.", "", "", "")

    assert [p.column for p in found.problems] == ["first_name", "company", "city"]


@pytest.mark.parametrize("blank", ["", "   ", "\u00a0\t"])
@pytest.mark.parametrize(
    "template",
    [
        'Hi {{ first_name or "there" }}.',
        'Hi {{ first_name | default("there") }}.',
        'Hi {{ first_name | d("there") }}.',
        'Hi {{ first_name | trim | title | default("there") }}.',
        'Hi {{ first_name.upper() or "there" }}.',
        'Hi {{ first_name | person | default("there") }}.',
        "Hi {% if first_name %}{{ first_name }}{% else %}there{% endif %}.",
        'Hi {% if first_name == "" %}there{% else %}{{ first_name }}{% endif %}.',
        "Hi {% if first_name is defined %}{{ first_name }}{% else %}there{% endif %}.",
        "Hi {% if first_name | length > 1 %}{{ first_name }}{% else %}there{% endif %}.",
    ],
)
def test_a_fallback_or_a_test_takes_care_of_a_blank(template, blank):
    found = mergekit.merged(template, blank)

    assert found.problems == ()
    assert found.request is not None
    assert found.request.script == "Hi there."


def test_a_blank_inside_a_macro_names_both_lines(tmp_path):
    (tmp_path / "m.j2").write_text("{% macro hi(name) %}\nHi {{ name }}{% endmacro %}")
    (tmp_path / "t.j2").write_text('{% from "m.j2" import hi %}\n\n{{ hi(first_name) }}')
    merger = merge.Merger(mergekit.from_folder(tmp_path, "t.j2"), mergekit.columns())

    found = merger.merge(mergekit.row(""))

    assert found.problems[0].message == "empty, used in m.j2 line 2, called from t.j2 line 3"


def test_a_cell_that_cannot_be_read_is_a_problem_only_where_it_is_spoken():
    row = models.Row(7, ("Ana", "#N/A"), faults={1: "holds the error #N/A"})
    spoken = merge.Merger(mergekit.given("Hi {{ company }}."), mergekit.columns()).merge(row)
    unspoken = merge.Merger(mergekit.given("Hi {{ first_name }}."), mergekit.columns()).merge(row)

    assert [p.message for p in spoken.problems] == [
        "holds the error #N/A, used in campaign.toml script line 1"
    ]
    assert unspoken.problems == ()


def test_a_missing_column_is_found_in_a_branch_that_no_row_takes():
    merger = merge.Merger(
        mergekit.given("Hi {% if first_name == 'x' %}{{ compny }}{% endif %}."), mergekit.columns()
    )

    assert [(p.kind, p.severity, p.row, p.column, p.hint) for p in merger.problems] == [
        ("missing-column", "error", None, "compny", 'Did you mean "company"?')
    ]
    assert "campaign.toml script line 1" in merger.problems[0].message


def test_a_default_does_not_hide_a_misspelt_column():
    merger = merge.Merger(mergekit.given('Hi {{ frist_name | default("there") }}.'), mergekit.columns())

    assert mergekit.kinds(merger.problems) == ["missing-column"]
    assert merger.problems[0].severity == "error"


def test_a_column_asked_for_with_is_defined_is_optional():
    merger = merge.Merger(
        mergekit.given("Hi{% if nickname is defined %} {{ nickname }}{% endif %}."), mergekit.columns()
    )

    assert [p.severity for p in merger.problems] == ["warning"]
    assert merger.merge(mergekit.row("Ana")).request.script == "Hi."


def test_two_headers_with_one_name_matter_only_where_the_name_is_used():
    headers = ("Name", "name ", "Company")
    used = merge.Merger(mergekit.given("Hi {{ name }}."), mergekit.columns(*headers))
    unused = merge.Merger(mergekit.given("Hi {{ company }}."), mergekit.columns(*headers))

    assert mergekit.kinds(used.problems) == ["doubled-column"]
    assert unused.problems == ()


def test_a_column_is_reached_by_its_header_too():
    assert mergekit.script_of('Hi {{ row["First Name"] }}.', "Ana") == "Hi Ana."


def test_a_header_that_is_not_there_is_told_with_the_nearest():
    merger = merge.Merger(mergekit.given('Hi {{ row["Frist Name"] }}.'), mergekit.columns())

    assert merger.problems[0].hint == 'Did you mean "First Name"?'


@pytest.mark.parametrize(
    ("template", "field", "right"),
    [
        ("{{ website | url }}", "background_url", "{% if website %}{{ website }}{% endif %}"),
        ("{{ website }}", "audio_url", "{% if website %}"),
        ("{{ first_name }}", "script", '{{ first_name or "there" }}'),
        ("{{ company }}", "script", '{{ company or "your company" }}'),
        ("{{ city }}", "script", "{% if city %} … {% endif %}"),
        ('{{ row["2nd name"] }}', "script", '{{ row["2nd_name"] or "there" }}'),
    ],
)
def test_the_advice_for_an_empty_cell_fits_its_field(template, field, right):
    headers = ("First Name", "Company", "City", "Website", "2nd name")
    merged = mergekit.merged("", *[""] * 5, headers=headers, fields={field: template})

    hint = next(p.hint for p in merged.problems if p.kind == "blank")

    assert right in hint
    assert ('"there"' in hint) == ("name" in right)

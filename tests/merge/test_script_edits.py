"""Script edits: a column gets a filter, or a fallback, wherever it is said, and nowhere else."""

import pytest

from batchgen import errors, models
from batchgen.merge.templates import script_edits

COMPANY = models.Column(3, "D", "Company", "company")
SECOND = models.Column(4, "E", "2nd name", "2nd_name")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Hi {{ company }}.", "Hi {{ company | company }}."),
        ("{{company}}", "{{company | company}}"),
        ("{{- company -}}", "{{- company | company -}}"),
        ("{{ company | trim }}", "{{ company | company | trim }}"),
        ('{{ company or "you" }}', '{{ (company | company) or "you" }}'),
        ('{{ (company) or "you" }}', '{{ (company | company) or "you" }}'),
        ("{{ company.upper() }}", "{{ (company | company).upper() }}"),
        ('{{ row["Company"] }}', '{{ row["Company"] | company }}'),
        (
            '{{ company if company else "you" }}',
            '{{ (company | company) if company else "you" }}',
        ),
        ("{% set firm = company %}{{ firm }}", "{% set firm = company | company %}{{ firm }}"),
        (
            '{% if company %}at {{ company }}{% endif %}, "company"',
            '{% if company %}at {{ company | company }}{% endif %}, "company"',
        ),
        ('{{ topic | replace("x", company) }}', '{{ topic | replace("x", (company | company)) }}'),
    ],
)
def test_a_filter_is_added_where_the_column_is_said(before, after):
    assert script_edits.with_filter(before, COMPANY, "company") == after
    assert script_edits.with_filter(after, COMPANY, "company") == after


@pytest.mark.parametrize(
    "text",
    [
        "company",
        "{# {{ company }} #}",
        "{% raw %}{{ company }}{% endraw %}",
        "{{ offer.company }}",
        '{{ "company" }}',
        "{{ name | company }}",
        "{% if company %}yes{% endif %}",
        "{{ companies }}",
        "{{ f(company=1) }}",
    ],
)
def test_what_does_not_say_the_column_stays(text):
    assert script_edits.with_filter(text, COMPANY, "company") == text
    assert script_edits.with_fallback(text, COMPANY, "you") == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Hi {{ company }}.", 'Hi {{ company or "your team" }}.'),
        ("{{ company | company }}", '{{ (company | company) or "your team" }}'),
        ("{{ company or name }}", '{{ company or name or "your team" }}'),
        ('{{ "at " ~ company | trim }}', '{{ "at " ~ ((company | trim) or "your team") }}'),
        ("{%- set firm = company -%}", '{%- set firm = company or "your team" -%}'),
    ],
)
def test_a_fallback_is_said_where_the_cell_is_empty(before, after):
    assert script_edits.with_fallback(before, COMPANY, "your team") == after


def test_a_header_that_is_no_name_is_found_by_its_header():
    assert script_edits.with_fallback('{{ row["2nd name"] }}', SECOND, "x") == '{{ row["2nd name"] or "x" }}'


@pytest.mark.parametrize(
    ("words", "code"),
    [('the "old" firm', "'the \"old\" firm'"), ('it\'s "all"', '"it\'s \\"all\\""'), ("a\\b", '"a\\\\b"')],
)
def test_words_with_quotes_are_written_as_code(words, code):
    assert script_edits.with_fallback("{{ company }}", COMPANY, words) == f"{{{{ company or {code} }}}}"


@pytest.mark.parametrize("words", ["", "  ", "a\nb", "{{ x }}", "100 %} off"])
def test_words_that_cannot_be_spoken_are_refused(words):
    with pytest.raises(errors.TemplateError):
        script_edits.with_fallback("{{ company }}", COMPANY, words)


def test_a_name_is_changed_in_every_tag_that_has_it():
    text = "{% if job_titel %}As {{ job_titel | lower }}{% endif %} {{ x.job_titel }} job_titel"

    assert list(script_edits.renamed(text, "job_titel", "job_title")) == [
        ("{% if job_titel %}", "{% if job_title %}"),
        ("{{ job_titel | lower }}", "{{ job_title | lower }}"),
    ]

"""Filters that reach only a part of what they are meant for."""

import mergekit
import pytest

from batchgen import merge

HEADERS = ("First Name", "Last Name", "Company", "Seats")


def problems(template: str) -> list[tuple[str, str]]:
    merger = merge.Merger(mergekit.given(template), mergekit.columns(*HEADERS))
    return [(problem.severity, problem.hint) for problem in merger.problems]


@pytest.mark.parametrize(
    ("template", "right"),
    [
        (
            '{% if first_name %}{{ first_name }}{% else %}{{ "there" | person }}{% endif %}.',
            '{{ (first_name | person) or "there" }}',
        ),
        (
            '{% if not first_name %}{{ "there" | person }}{% else %}{{ first_name }}{% endif %}.',
            '{{ (first_name | person) or "there" }}',
        ),
        ('{{ first_name ~ " " ~ last_name | person }}.', '{{ (first_name ~ " " ~ last_name) | person }}'),
        ("{{ first_name ~ last_name | person | trim }}.", ""),
        ('{{ first_name + " " + last_name | title }}.', '{{ (first_name ~ " " ~ last_name) | title }}'),
    ],
)
def test_a_filter_that_reaches_a_part_alone_is_an_error(template: str, right: str) -> None:
    assert problems(template) == ([("error", f"Write {right}.")] if right else [])


@pytest.mark.parametrize(
    ("template", "right"),
    [
        ('{{ "there" or first_name }}.', '{{ first_name or "there" }}'),
        ('{{ "there" | upper or first_name }}.', '{{ first_name or ("there" | upper) }}'),
        ('{{ "there" or (first_name | person) }}.', '{{ (first_name | person) or "there" }}'),
        ('{{ "there" | default(first_name) }}.', '{{ first_name or "there" }}'),
        ('{{ "there" if first_name else first_name }}.', '{{ first_name or "there" }}'),
        ('{{ "there" if first_name else first_name | person }}.', '{{ (first_name | person) or "there" }}'),
    ],
)
def test_a_fallback_that_is_always_said_is_an_error(template: str, right: str) -> None:
    assert problems(template) == [("error", f"Write {right}.")]


@pytest.mark.parametrize(
    ("test", "right"),
    [
        ('company == "Acme" or "Bora"', 'company in ["Acme", "Bora"]'),
        ('seats and (company == "Acme" or "Bora")', 'company in ["Acme", "Bora"]'),
        ('not (company or "Bora")', "company or …"),
    ],
)
def test_a_text_that_makes_a_condition_always_true_is_an_error(test: str, right: str) -> None:
    template = f"{{% if {test} %}}Hi{{% else %}}Hello{{% endif %}} {{{{ first_name }}}}."

    assert problems(template) == [("error", f"Write {right}.")]


@pytest.mark.parametrize(
    "template",
    [
        '{{ "" or first_name }}.',
        '{{ "a" or "b" }}.',
        '{{ "VIP" if seats == "5" else first_name }}.',
        '{% if (company or "Acme") == "Acme" %}Hi{% endif %} {{ first_name }}.',
        '{% if company or seats %}Hi{% endif %} {{ first_name or "there" }}.',
        '{{ first_name or "" or "there" }}.',
    ],
)
def test_a_text_that_is_meant_where_it_stands_is_right(template: str) -> None:
    assert problems(template) == []


@pytest.mark.parametrize(
    "template",
    [
        "{{ first_name or last_name | person }}.",
        "{% if first_name %}{{ first_name }}{% else %}{{ last_name | person }}{% endif %}.",
    ],
)
def test_a_filter_on_another_cell_alone_is_a_warning(template: str) -> None:
    hint = "If you want it for both, write {{ (first_name | person) or (last_name | person) }}."

    assert problems(template) == [("warning", hint)]


@pytest.mark.parametrize(
    "template",
    [
        "{{ first_name or company | company }}.",
        "{{ last_name or first_name | first_name }}.",
        '{{ first_name ~ " from " ~ company | company }}.',
        '{{ first_name ~ ", " ~ company | company }}.',
        "{{ first_name | person ~ ' ' ~ last_name | person }}.",
        '{{ seats ~ " seats" | upper }}.',
        '{% if seats == "5" %}{{ company }}{% else %}{{ "Your firm" | upper }}{% endif %}.',
        '{% if first_name %}{{ first_name | person }}{% else %}{{ "there" | person }}{% endif %}.',
        "{% if first_name %}{{ first_name }}{% else %}there{% endif %}.",
    ],
)
def test_a_filter_that_is_meant_for_a_part_is_right(template: str) -> None:
    assert problems(template) == []


@pytest.mark.parametrize(
    "template",
    [
        '{{ first_name, "there" }}',
        '{{ (first_name, "there") }}',
        '{{ first_name | person, "there" }}',
        "{{ [first_name, last_name] }}",
        "{{ {'a': first_name} }}",
        "{{ first_name.split(' ') }}",
        "{{ 'Hi ' ~ first_name.split(' ') }}",
    ],
)
def test_several_values_are_never_said_at_once(template: str) -> None:
    found = mergekit.merged(template, "Ana", "Ruiz", "Acme", "5", headers=HEADERS)

    (problem,) = found.problems
    assert found.request is None
    assert "it would say several values at once" in problem.message
    assert 'For a fallback write {{ first_name or "there" }}' in problem.hint


def test_default_takes_its_value_by_name() -> None:
    said = mergekit.script_of("{{ first_name | default(default_value='there') }}.", "", "", "", "")

    assert said == "there."

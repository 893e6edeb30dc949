"""A template that cannot be read: the file, the line and the right form, never Jinja's own words."""

import re

import mergekit
import pytest

from batchgen import checks, errors, merge
from batchgen.merge import row_conditions

JINJA = re.compile(
    r"expected|token|introspection|unexpected|jinja|statement|encountered|undefined|object|argument",
    re.IGNORECASE,
)

RIGHT_FORMS = [
    ("{{ first_name or \u201cthere\u201d }}", '{{ first_name or "there" }}'),
    ("{{ first_name or \u2018there\u2019 }}", "{{ first_name or 'there' }}"),
    ("{{ First Name }}", "{{ first_name }}"),
    ("{{ First Name | person }}", "{{ first_name | person }}"),
    ('{{ First Name or "there" }}', '{{ first_name or "there" }}'),
    ("{{ First Name or \u201cthere\u201d }}", '{{ first_name or "there" }}'),
    ("{{ 2nd name }}", '{{ row["2nd name"] }}'),
    ("{{first_name|there}}", '{{ first_name or "there" }}'),
    ('{{ company | default: "you" }}', '{{ company or "you" }}'),
    ('{{ company | "you" }}', '{{ company or "you" }}'),
    ('{{ First Name | default: "you" }}', '{{ first_name or "you" }}'),
    ('{{ company || "you" }}', '{{ company or "you" }}'),
    ('{{ company ?? "you" }}', '{{ company or "you" }}'),
    ("{{{ first_name }}}", "{{ first_name }}"),
    ("{{ first\u200b_name }}", "{{ first_name }}"),
    ("{{ [First Name] }}", "{{ first_name }}"),
    ("{{ company\u2019s }}", "{{ company }}'s"),
    ("{{#if city}}a{{/if}}", "{% if city %}"),
    ("{{#city}}a{{/city}}", "{% if city %}"),
    ("{{^city}}a{{/city}}", "{% if not city %}"),
    ("{{ if city }}", "{% if city %}"),
    ('{% if city = "Rome" %}a{% endif %}', '{% if city == "Rome" %}'),
    ("{% if city && company %}a{% endif %}", "{% if city and company %}"),
    ("{% if city %}a{% else if company %}b{% endif %}", "{% elif company %}"),
    ("{% if city %}a{% elseif company %}b{% endif %}", "{% elif … %}"),
    ("{% if city %}a{% end %}", "{% endif %}"),
    ("{% if city %}a", "{% endif %}"),
    ("{% for x in city %}a", "{% endfor %}"),
    ("{% for x in city %}a{% endif %}", "{% endfor %}"),
    ("a{% endif %}", "{% if … %}"),
    ("{% else %}", "{% if … %}"),
    ("{# a", "#}"),
    ("{% raw %} a", "{% endraw %}"),
    ("{% company %}", "{{ company }}"),
    ("{% if city is enterprise %}a{% endif %}", '{% if city == "enterprise" %}'),
    ("{% if city %}{{ company | persn }}{% endif %}", '"person"'),
    ("{{ first_name", "}}"),
    ("{% if city } a {% endif %}", "%}"),
    ("{{ }}", "{{ first_name }}"),
    ('{{ "there }}', "{{ first_name }}"),
    ("{{ (city }}", "{{ first_name }}"),
    ("{{ city | }}", "{{ city }}"),
    ("{{ first comment }}", "{{ first_comment }}"),
    ("{% macro %}", "{{ first_name }}"),
]


@pytest.mark.parametrize(("wrong", "right"), RIGHT_FORMS)
def test_the_right_form_is_shown_with_file_and_line(tmp_path, wrong, right):
    (tmp_path / "s.j2").write_text(f"Hi {{{{ city }}}}.\n\nSo {wrong} then.", encoding="utf-8")

    with pytest.raises(errors.TemplateError) as caught:
        merge.Merger(mergekit.from_folder(tmp_path, "s.j2"), mergekit.columns())

    assert caught.value.message.startswith("The template s.j2 line 3: ")
    assert right in caught.value.hint
    assert not JINJA.search(caught.value.message + caught.value.hint)


def test_an_include_is_named_with_its_own_line(tmp_path):
    (tmp_path / "s.j2").write_text('Hi.\n{% include "part.j2" %}', encoding="utf-8")
    (tmp_path / "part.j2").write_text("Hi {{ city }}.\n{{ city | nada }}\n", encoding="utf-8")

    with pytest.raises(errors.TemplateError) as caught:
        merge.Merger(mergekit.from_folder(tmp_path, "s.j2"), mergekit.columns())

    assert caught.value.message == 'The template part.j2 line 2: there is no filter "nada".'


def test_a_block_that_is_left_open_is_named_with_the_line_that_opens_it(tmp_path):
    text = "Hi.\n{% if city %}\na\n{% if company %}b{% endif %}\nc\n"
    (tmp_path / "s.j2").write_text(text, encoding="utf-8")

    with pytest.raises(errors.TemplateError) as caught:
        merge.Merger(mergekit.from_folder(tmp_path, "s.j2"), mergekit.columns())

    assert caught.value.message == "The template s.j2 line 2: {% if %} is opened but not closed."


def test_two_blocks_of_one_name_are_named(tmp_path):
    (tmp_path / "s.j2").write_text("{% block a %}{% endblock %}{% block a %}{% endblock %}", encoding="utf-8")

    with pytest.raises(errors.TemplateError) as caught:
        merge.Merger(mergekit.from_folder(tmp_path, "s.j2"), mergekit.columns())

    assert caught.value.message == "The template s.j2 line 1: there are two blocks called a."


@pytest.mark.parametrize(
    "text",
    [
        "{{ city.foo.bar }}",
        "{{ city() }}",
        "{{ city + 1 }}",
        "{{ city.__class__ }}",
        "{{ 1/0 }}",
        '{{ city | int("a", "b", "c") }}',
        "{{ namespace(a=1).b }}",
        "{{ caller() }}",
        "{{ self.x() }}",
        "{{ city | xmlattr }}",
        '{{ city | map("x") | list }}',
        "{{ dict(city) }}",
        "{{ city < 1 }}",
    ],
)
def test_a_template_that_fails_in_a_row_says_so_in_plain_words(text):
    merger = checks.Examiner(mergekit.given(f"Hi {text}."), mergekit.columns())

    problems = merger.examine(mergekit.row("Ana", "Acme", "Rome", "5")).problems

    words = " ".join(p.message + p.hint for p in problems if p.kind == "template")
    assert words
    assert not JINJA.search(words)


@pytest.mark.parametrize(
    ("where", "right"),
    [
        ('city = "Rome"', '--where \'city = "Rome"\': two values are compared with ==. Write city == "Rome"'),
        ("city == \u201cRome\u201d", 'it has curly quotes. Write city == "Rome"'),
        ('city == "a" && seats', 'Write city == "a" and seats'),
        ("city is nice", 'there is no test "nice"'),
        ("city | nada", 'there is no filter "nada"'),
        ("city ==", "batchgen cannot read this as a condition"),
        ("(city", "batchgen cannot read this as a condition"),
    ],
)
def test_a_condition_that_cannot_be_read_is_explained(where, right):
    with pytest.raises(errors.UsageError) as caught:
        row_conditions.Expression(where, mergekit.columns())

    assert right in caught.value.message
    assert not JINJA.search(caught.value.message)

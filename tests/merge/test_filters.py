"""Filters for speech: each example here stands in docs/templates.md."""

import datetime as dt

import mergekit
import pytest

from batchgen import merge, models


def said(value, filters, locale="en_US"):
    return mergekit.script_of(f"{{{{ first_name | {filters} }}}}", value, locale=locale)


@pytest.mark.parametrize(
    ("value", "filters", "expected"),
    [
        ("2026-12-01", "date", "December 1, 2026"),
        ("2026-12-01", 'date("EEEE, MMMM d")', "Tuesday, December 1"),
        ("2026-12-01", 'date("%A, %B %-d")', "Tuesday, December 1"),
        ("2026-12-01", 'date("full")', "Tuesday, December 1, 2026"),
        ("2026-12-01T09:30:00", "date", "December 1, 2026"),
        ("12/1/2026", "date", "December 1, 2026"),
        ("1 Dec 2026", "date", "December 1, 2026"),
        ("December 1, 2026", 'date("MMMM d")', "December 1"),
        ("1200", "number", "1,200"),
        ("1200.5", "number", "1,200.5"),
        ("1,200.456", "number(1)", "1,200.5"),
        ("-3", "number", "-3"),
        ("1200", "money", "$1,200"),
        ("1200.5", "money", "$1,200.50"),
        ("€1,200", "money", "€1,200"),
        ("1200", 'money("GBP")', "£1,200"),
        ("1200", "money(words=true)", "1,200 US dollars"),
        ("1", "money(words=true)", "1 US dollar"),
        ("0.12", "percent", "12%"),
        ("12", "percent", "12%"),
        ("12.5%", "percent", "12.5%"),
        ("3", "ordinal", "third"),
        ("21", "ordinal", "twenty-first"),
        ("AB12", "spell", "A B 1 2"),
        ("AB-12", 'spell(", ")', "A, B, 1, 2"),
        ("1200", "spoken_number", "one thousand, two hundred"),
        ("2.5", "spoken_number", "two point five"),
        ("JEAN-LUC o'brien", "person", "Jean-Luc O'Brien"),
        ("ludwig VAN BEETHOVEN", "person", "Ludwig van Beethoven"),
        ("MCDONALD", "person", "McDonald"),
        ("DeShawn", "person", "DeShawn"),
        ("J.P. morgan", "person", "J.P. Morgan"),
        ("Dr. Ana Maria Ruiz", "first_name", "Ana"),
        ("RUIZ, ANA", "first_name", "Ana"),
        ("Jean-Luc Picard", "first_name", "Jean-Luc"),
        ("Zoë van den Berg", "first_name", "Zoë"),
        ("Acme, Inc.", "company", "Acme"),
        ("Müller & Söhne GmbH", "company", "Müller & Söhne"),
        ("ACME HOLDINGS LLC", "company", "Acme Holdings"),
        ("IBM", "company", "IBM"),
        ("NA Foods", "company", "NA Foods"),
        ("Inc.", "company", "Inc."),
        ("https://www.acme.com/about", "domain", "acme.com"),
        ("ana@acme.com", "domain", "acme.com"),
        ("acme.com", "domain", "acme.com"),
        ("acme.com", "url", "https://acme.com"),
        ("http://acme.com", "url", "http://acme.com"),
        ("a, b; c", "join_and", "a, b, and c"),
        ("a, b", 'join_and("or")', "a or b"),
        ("Ana Ruíz, Acme", "slug", "ana-ruiz-acme"),
    ],
)
def test_a_filter_says_it_as_people_do(value, filters, expected):
    assert said(value, filters) == expected


@pytest.mark.parametrize(
    ("value", "filters", "expected"),
    [
        ("2026-12-01", "date", "1. Dezember 2026"),
        ("1.12.2026", "date", "1. Dezember 2026"),
        ("1234,5", "number", "1.234,5"),
        ("1.200", "number", "1.200"),
        ("1200", "money", "1.200\u00a0€"),
        ("0,12", "percent", "12\u00a0%"),
        ("3", "ordinal", "dritte"),
        ("42", "spoken_number", "zweiundvierzig"),
        ("a, b, c", "join_and", "a, b und c"),
    ],
)
def test_a_filter_follows_the_locale(value, filters, expected):
    assert said(value, filters, locale="de-DE") == expected


def test_a_locale_column_changes_the_locale_of_its_row():
    merger = merge.Merger(
        mergekit.given("{{ seats | number }} {{ 1 | ordinal }}"), mergekit.columns("Seats", "Locale")
    )

    texts = [merger.merge(mergekit.row("1234567", locale)).request.script for locale in ("de_DE", "", "fr")]

    assert texts == ["1.234.567 erste", "1,234,567 first", "1\u202f234\u202f567 premier"]


def test_a_locale_that_is_none_is_told_and_the_usual_one_taken():
    found = mergekit.merged("{{ seats | number }}", "1234", "xx_bogus", headers=("Seats", "Locale"))

    assert found.request.script == "1,234"
    assert [(p.kind, p.severity, p.column) for p in found.problems] == [("locale", "warning", "locale")]


def test_a_date_cell_gives_its_real_date_whatever_it_shows():
    merger = merge.Merger(mergekit.given("{{ seats | date }} {{ seats }}"), mergekit.columns("Seats"))
    rows = [models.Row(n, ("12/01",), dates={0: dt.date(year, 12, 1)}) for n, year in ((2, 2026), (3, 2027))]

    texts = [merger.merge(row).request.script for row in rows]

    assert texts == ["December 1, 2026 12/01", "December 1, 2027 12/01"]


def test_a_text_that_a_filter_cannot_read_is_spoken_as_it_stands_and_told():
    found = mergekit.merged("Hi {{ first_name | domain }}.", "soon enough")

    assert found.request.script == "Hi soon enough."
    assert [(p.kind, p.severity, p.column) for p in found.problems] == [("speech", "warning", "first_name")]
    assert "is not a web address" in found.problems[0].message
    assert "line 1" in found.problems[0].message


@pytest.mark.parametrize("name", ["number", "money", "percent", "ordinal", "spoken_number"])
def test_what_is_not_a_number_stops_its_row(name):
    found = mergekit.merged(f"Hi {{{{ first_name | {name} }}}}.", "soon enough")

    assert [(p.kind, p.severity, p.column) for p in found.problems] == [("number", "error", "first_name")]
    assert '"soon enough" is not a number, used in campaign.toml script line 1' in found.problems[0].message


@pytest.mark.parametrize("name", ["number", "spoken_number"])
def test_a_sign_that_a_filter_leaves_out_is_a_warning(name):
    found = mergekit.merged(f"Hi {{{{ first_name | {name} }}}}.", "$5")

    assert [(p.kind, p.severity) for p in found.problems] == [("speech", "warning")]
    assert "is said without its sign" in found.problems[0].message


def test_a_number_that_a_template_worked_out_has_a_decimal_point():
    assert mergekit.script_of("{{ (1234 / 1000) | number }}", "Ana", locale="de_DE") == "1,234"
    assert mergekit.script_of("{{ (1 / 8) | percent }}", "Ana") == "12.5%"


def test_a_language_without_number_words_is_told():
    found = mergekit.merged("{{ first_name | spoken_number }}", "3", locale="zu_ZA")

    assert found.request.script == "3"
    assert "in words in" in found.problems[0].message


@pytest.mark.parametrize("value", ["-1", "9" * 400])
def test_a_number_that_has_no_words_is_told(value):
    found = mergekit.merged("{{ first_name | ordinal }}", value)

    assert mergekit.kinds(found.problems) == ["number"]


def test_a_list_made_in_the_template_is_joined():
    assert mergekit.script_of('{{ ["Ana", first_name] | join_and }}', "Ben") == "Ana and Ben"


def test_yes_is_what_people_write_for_it():
    template = "{% if first_name is yes %}in{% else %}out{% endif %}"

    texts = [mergekit.script_of(template, word) for word in ("TRUE", "yes", "1", "no", "FALSE", "0", "")]

    assert texts == ["in", "in", "in", "out", "out", "out", "out"]


def test_cells_are_trimmed():
    assert mergekit.script_of("Hi {{ first_name }}, hello.", "  Ana ") == "Hi Ana, hello."


@pytest.mark.parametrize("name", ["number", "ordinal", "money"])
def test_a_text_too_long_for_a_number_stops_its_row(name):
    found = mergekit.merged(f"{{{{ company | {name} }}}} is it.", "Ana", "9" * 5_000)

    assert mergekit.kinds(found.problems) == ["number"]
    assert len(found.problems[0].message) < 250


@pytest.mark.parametrize("name", ["first_name", "company"])
def test_a_text_too_long_for_a_name_is_spoken_as_it_stands(name):
    found = mergekit.merged(f"{{{{ company | {name} }}}} is it.", "Ana", "9" * 5_000)

    assert found.request.script == "9" * 5_000 + " is it."
    assert mergekit.kinds(found.problems) == ["speech"]
    assert len(found.problems[0].message) < 250

"""The layout of a page: ours, or the campaign's own, with what comes from cells escaped in both."""

import dataclasses
import datetime as dt
from pathlib import Path

import pagekit
import pytest

from batchgen import errors, settings
from batchgen.share import page_layout

CELL = "<script>alert(1)</script>\"'&"
WORDS = page_layout.words_of("en")
PAGE = page_layout.Page(
    language="en",
    direction="ltr",
    address="https://a.org/0/",
    title=CELL,
    text=(CELL,),
    notice=page_layout.Said("Made with AI.", "en"),
    film="film.mp4",
    sender=CELL,
    words=WORDS,
)


def rendered(folder: Path, layout: str, page: page_layout.Page = PAGE) -> str:
    (folder / "page.html.j2").write_text(layout, encoding="utf-8")
    given = settings.Settings(campaign=folder / "campaign.toml")
    return page_layout.Layout(given).render(page).decode()


def test_a_layout_beside_the_campaign_replaces_ours(tmp_path: Path) -> None:
    assert rendered(tmp_path, "<p>{{ page.notice.text }}</p>") == "<p>Made with AI.</p>"


def test_a_layout_may_keep_ours_and_replace_a_part(tmp_path: Path) -> None:
    layout = (
        '{% extends "batchgen.html.j2" %}{% block below %}<p id="mine">{{ page.title }}</p>{% endblock %}'
    )

    page = pagekit.Elements(rendered(tmp_path, layout))

    assert page.one("p", id="mine")
    assert page.one("video")["src"] == "film.mp4"
    assert ("details", {}) not in page.found


@pytest.mark.parametrize(
    "layout",
    [
        "<p>{{ page.title }}</p>",
        '<p title="{{ page.title }}">{{ page.text[0] }}</p>',
        "<p>{{ '<b>%s</b>' | format(page.title) }}</p>",
        "{% set said %}{{ page.title }}{% endset %}<p>{{ said }}{{ said ~ page.title }}</p>",
        "<p>{{ page.text | join('<br>') }}</p>",
        "<p>{{ page.title | replace('x', 'y') | upper | lower }}</p>",
        "{% macro show(x) %}<p>{{ x }}</p>{% endmacro %}{{ show(page.title) }}",
        "<p>{{ page.title | tojson }}</p>",
    ],
)
def test_cells_are_escaped_in_every_layout(tmp_path: Path, layout: str) -> None:
    made = rendered(tmp_path, layout)

    assert "<script" not in made
    assert "alert(1)" in made


@pytest.mark.parametrize(
    ("layout", "words"),
    [
        ("<p>{{ page.title | safe }}</p>", "No filter named 'safe'"),
        (
            "\n{% autoescape false %}{{ page.title }}{% endautoescape %}",
            "line 2: autoescape cannot be turned off",
        ),
        ("{{ page.nothing }}", "nothing"),
        ("{{ nothing }}", "'nothing' is undefined"),
        ("\n\n{% if %}", "line 3"),
        ("{% include '../secret.txt' %}", "secret"),
        ("{% include 'campaign.toml' %}", "campaign.toml"),
        ("{{ page.__class__.__mro__ }}", "unsafe"),
        ("{{ 1 / 0 }}", "division by zero"),
    ],
)
def test_a_layout_that_cannot_be_used_is_refused_with_its_file(
    tmp_path: Path, layout: str, words: str
) -> None:
    (tmp_path / "campaign.toml").write_text("# secret")

    with pytest.raises(errors.TemplateError) as told:
        rendered(tmp_path, layout)

    assert str(tmp_path / "page.html.j2") in told.value.message
    assert words in told.value.message


def test_a_layout_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "page.html.j2").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(errors.TemplateError, match="cannot be read as UTF-8"):
        page_layout.Layout(settings.Settings(campaign=tmp_path / "campaign.toml"))


def test_ours_escapes_everything() -> None:
    page = dataclasses.replace(
        PAGE,
        button=CELL,
        button_url="https://a.org/?" + CELL,
        script=(CELL,),
        until=CELL,
        links=(page_layout.Said(CELL, url="https://a.org/" + CELL),),
        picture="https://a.org/" + CELL,
    )

    made = page_layout.Layout(settings.Settings()).render(page).decode()

    assert made.count("<script") == 1
    assert {tag for tag, _ in pagekit.Elements(made).found} >= {"main", "video", "footer"}
    assert pagekit.Elements(made).one("a", **{"class": "button"})["href"] == "https://a.org/?" + CELL


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("en_US", "This page stays here until March 31, 2027."),
        ("en_GB", "This page stays here until 31 March 2027."),
        ("de_CH", "Diese Seite bleibt bis 31. März 2027 hier."),
        ("fr_FR", "Cette page reste en ligne jusqu’au 31 mars 2027."),
        ("fi_FI", "This page stays here until March 31, 2027."),
    ],
)
def test_the_last_day_is_said_in_the_language(locale: str, expected: str) -> None:
    assert page_layout.until(locale, dt.date(2027, 3, 31)) == expected
    assert page_layout.until(locale, None) == ""


def test_every_language_has_all_words_and_the_film_comes_after_the_notice() -> None:
    for language in ("en", "de", "fr", "es", "it", "nl", "pt", "pl"):
        words = page_layout.words_of(language)
        assert words["language"] == language
        assert words.keys() == WORDS.keys()
        assert "{date}" in words["until"]


@pytest.mark.parametrize(
    ("colour", "ink"), [("#1d5fc4", "#ffffff"), ("#ffe45c", "#000000"), ("#000000", "#ffffff")]
)
def test_the_style_has_the_colour_of_the_brand_and_text_that_can_be_read_on_it(colour: str, ink: str) -> None:
    css = page_layout.static_files(colour)["page.css"].decode()

    assert f"--brand: {colour}; --ink: {ink};" in css


def test_a_page_may_have_a_title_and_a_film_alone() -> None:
    page = dataclasses.replace(
        PAGE, text=(), sender="", notice=page_layout.Said(""), title="Hello", film="https://cdn.example/a.mp4"
    )

    made = pagekit.Elements(page_layout.Layout(settings.Settings()).render(page).decode())

    assert made.one("title") == {}
    assert " ".join(made.text.split()) == "Hello Hello"
    assert {"header", "footer", "details", "a"}.isdisjoint({tag for tag, _ in made.found})
    assert made.meta("og:description") == ""

"""The texts of a page are checked as the script is, for every row, before anything is paid."""

import datetime as dt
from pathlib import Path

import mergekit
import pytest

from batchgen import checks, settings

GOOD = {"base_url": "https://a.org", "title": "Hi"}
REPS = {"reps": {"Tom": {"spoken": "Tom", "calendar": "https://cal.example.com/tom"}}}


def examined(
    page: dict[str, object], *cells: str, headers: tuple[str, ...] = ("First Name",), **options: object
) -> checks.Examined:
    given = mergekit.given("Hi.", page=settings.Page.model_validate({**GOOD, **page}), **options)
    return checks.Examiner(given, mergekit.columns(*headers)).examine(mergekit.row(*cells))


def said(found: checks.Examined) -> list[tuple[str, str, str | None]]:
    return [(p.kind, p.severity, p.column) for p in found.page.problems] if found.page else []


def test_without_pages_nothing_is_rendered() -> None:
    found = checks.Examiner(mergekit.given("Hi."), mergekit.columns("First Name")).examine(mergekit.row(""))

    assert found.page is None


def test_texts_are_rendered_as_the_script_is() -> None:
    found = examined(
        {
            "title": "{{ (first_name | first_name) or 'Hello' }},\n a  video",
            "text": "One.\n\n\n\nTwo.",
            "button": "Book",
            "button_url": '{{ rep | lookup("reps", "calendar") }}',
        },
        "ANA",
        "Tom",
        headers=("First Name", "Rep"),
        lookup=REPS,
    )

    assert said(found) == []
    assert found.page is not None
    assert found.page.texts == {
        "title": "Ana, a video",
        "text": "One.\n\nTwo.",
        "button": "Book",
        "button_url": "https://cal.example.com/tom",
        "picture_text": "",
        "privacy_url": "",
        "unsubscribe_url": "",
        "disclosure": "",
    }


def test_a_row_has_the_language_that_it_names() -> None:
    found = examined({"title": "{{ d | date }}"}, "2026-12-24", "de_DE", headers=("D", "Locale"))

    assert found.page is not None
    assert found.page.texts["title"] == "24. Dezember 2026"


@pytest.mark.parametrize(
    ("page", "cell", "problem"),
    [
        ({"title": "Hi {{ first_name }}"}, "", ("blank", "error", "first_name")),
        ({"title": "Hi {{ first_name }}"}, "{{name}}", ("leftover-mark", "error", "first_name")),
        ({"picture_text": "For {{ first_name }}"}, "#N/A", ("leftover-mark", "error", "first_name")),
        ({"text": "Hi XXXX"}, "Ana", ("leftover-mark", "error", "page.text")),
        ({"text": "Hi {{ first_name }}"}, "Jos\ufffd", ("garbled", "error", "first_name")),
        ({"title": "{{ first_name | lookup('reps', 'spoken') }}"}, "Ana", ("lookup", "error", "first_name")),
        ({"title": "{{ first_name or '' }}"}, "", ("page-text", "error", "page.title")),
        ({"title": "{{ first_name }}"}, "x" * 5_000, ("page-text", "error", "first_name")),
        ({"picture_text": "{{ first_name }}"}, "x" * 81, ("page-text", "error", "first_name")),
        ({"privacy_url": "{{ first_name }}"}, "javascript:alert(1)", ("page-link", "error", "first_name")),
        ({"privacy_url": "tel:+123456"}, "x", ("page-link", "error", "page.privacy_url")),
        ({"privacy_url": "http://a.org/p"}, "x", ("page-link", "error", "page.privacy_url")),
    ],
)
def test_what_is_wrong_with_a_text_is_told_with_its_place(
    page: dict[str, object], cell: str, problem: tuple[str, str, str]
) -> None:
    found = examined(page, cell, lookup=REPS)

    assert problem in said(found)
    assert mergekit.has_error(found)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " java\tscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "http://a.org/x",
        "a.org/x",
        "https://",
        "https://N/A",
        "//a.org",
        "/book",
        "#top",
        "mailto:",
        "mailto:ana",
        'mailto:ana@example.com"onclick',
        "tel:call me",
        "tel:",
        "ftp://a.org",
        "https://a.org/a b",
    ],
)
def test_a_button_that_leads_nowhere_good_stops_its_row(url: str) -> None:
    found = examined({"button": "Book", "button_url": "{{ first_name }}"}, url)

    assert {problem[:2] for problem in said(found)} == {("page-link", "error")}


@pytest.mark.parametrize(
    "url",
    [
        "https://cal.example.com/ana?x=1#y",
        "HTTPS://cal.example.com",
        "mailto:ana@example.com",
        "mailto:ana@example.com?subject=Hi",
        "tel:+49-30-1234",
        "https://münchen.example/é",
    ],
)
def test_a_button_may_lead_to_a_page_a_mailbox_or_a_telephone(url: str) -> None:
    assert said(examined({"button": "Book", "button_url": url}, "Ana")) == []


def test_a_row_may_have_no_button_but_not_half_of_one() -> None:
    page = {"button": "{% if first_name %}Book{% endif %}", "button_url": "{{ rep or '' }}"}

    none = examined(page, "", "", headers=("First Name", "Rep"))
    half = examined(page, "Ana", "", headers=("First Name", "Rep"))
    other = examined(page, "", "https://a.org", headers=("First Name", "Rep"))

    assert said(none) == []
    assert said(half) == [("page-text", "error", "page.button_url")]
    assert said(other) == [("page-text", "error", "page.button")]


def test_marks_of_direction_and_control_characters_never_reach_a_page() -> None:
    found = examined({"title": "{{ first_name }}"}, "A\u202ena\x00\u2067b")

    assert found.page is not None
    assert found.page.texts["title"] == "Anab"


def test_a_page_that_would_hold_the_key_is_not_made() -> None:
    given = mergekit.given("Hi.", page=settings.Page(base_url="https://a.org", title="{{ first_name }}"))
    examiner = checks.Examiner(given, mergekit.columns("First Name"), api_key="k3y-0123456789abcdef")

    found = examiner.examine(mergekit.row("k3y-0123456789abcdef"))

    assert (found.request, found.page) == (None, None)
    assert mergekit.kinds(found.problems) == ["api-key"]


def test_a_notice_of_ones_own_that_says_nothing_for_a_row_is_a_warning() -> None:
    page = {"disclosure": "{% if first_name %}Made with AI.{% endif %}"}

    assert said(examined(page, "")) == [("ai-notice", "warning", "page.disclosure")]
    assert said(examined(page, "Ana")) == []


@pytest.mark.parametrize(("year", "kinds"), [(2020, ["page-ended"]), (2999, [])])
def test_pages_whose_last_day_is_over_are_named_before_anything_is_paid(year: int, kinds: list[str]) -> None:
    page = settings.Page(base_url="https://a.org", title="Hi", expires=dt.date(year, 3, 31))
    examiner = checks.Examiner(mergekit.given("Hi.", page=page), mergekit.columns("First Name"))

    assert [(p.kind, p.severity) for p in examiner.problems] == [(kind, "error") for kind in kinds]


LOGOS = {
    "it has a script in it": '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
    "it is broken, empty or too large to draw": '<svg xmlns="http://www.w3.org/2000/svg"><rect',
}


@pytest.mark.parametrize("why", LOGOS)
def test_a_logo_that_no_page_could_show_is_named_before_anything_is_paid(tmp_path: Path, why: str) -> None:
    (tmp_path / "logo.svg").write_text(LOGOS[why], "utf-8")
    brand = settings.Brand(logo=tmp_path / "logo.svg")
    page = settings.Page(base_url="https://a.org", title="Hi")

    examiner = checks.Examiner(mergekit.given("Hi.", page=page, brand=brand), mergekit.columns("First Name"))

    assert [(p.kind, p.severity, p.message) for p in examiner.problems] == [
        ("page-logo", "error", f"batchgen cannot use the logo logo.svg: {why}")
    ]


@pytest.mark.parametrize(
    ("disclosure", "kinds"),
    [("", ["ai-notice"]), (" \n", ["ai-notice"]), (None, []), ("Made with AI.", [])],
)
def test_pages_without_a_word_on_ai_are_a_warning_in_every_plan(
    disclosure: str | None, kinds: list[str]
) -> None:
    page = settings.Page(base_url="https://a.org", title="Hi", disclosure=disclosure)
    examiner = checks.Examiner(mergekit.given("Hi.", page=page), mergekit.columns("First Name"))

    assert [p.kind for p in examiner.problems] == kinds
    assert {p.severity for p in examiner.problems} <= {"warning"}


def test_a_column_that_only_a_page_names_is_used_and_must_be_there() -> None:
    page = settings.Page(base_url="https://a.org", title="{{ city }} {{ town }}")
    examiner = checks.Examiner(mergekit.given("Hi.", page=page), mergekit.columns("City"))

    assert "city" in examiner.merger.used
    assert [(p.kind, p.column) for p in examiner.problems] == [("missing-column", "town")]

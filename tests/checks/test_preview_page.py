"""The preview page, also as a browser shows it."""

import re
from pathlib import Path

import chromium
import mergekit
import pytest

from batchgen import checks, errors
from batchgen.checks import preview_page

TEMPLATE = "Hi {{ first_name }}, I have good news for everybody at {{ company }} today."


def written(tmp_path: Path, *rows: tuple[str, ...], **options: object) -> Path:
    target = tmp_path / "preview.html"
    examiner = checks.Examiner(mergekit.given(TEMPLATE, **options), mergekit.columns())
    examined = (examiner.examine(mergekit.row(*cells, number=n)) for n, cells in enumerate(rows, 2))
    preview_page.write_page(
        target, examined, title="people.csv", problems=examiner.problems, notes=["3 rows hidden"]
    )
    return target


def test_every_row_is_on_the_page_with_its_problems(tmp_path):
    text = written(tmp_path, ("Ana", "Acme"), ("", "Bolt"), ("Cem", "CAPITALS")).read_text()

    assert re.findall(r'<article class="(\w+)" id="row-(\d+)"', text) == [
        ("good", "2"),
        ("error", "3"),
        ("warning", "4"),
    ]
    assert "empty, used in campaign.toml script line 1. Fill in the cell" in text
    assert "3 rows, about 0.2 minutes: 1 with errors, 1 with warnings, 1 without." in text
    assert "3 rows hidden" in text


def test_the_page_holds_everything_itself_and_escapes_the_sheet(tmp_path):
    text = written(tmp_path, ("<script>alert(1)</script>", 'Acme" onload="x'), ("A\x07b", "C")).read_text()

    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert not re.search(r"""(?:src|href)\s*=|url\(|@import""", text)
    assert "\x07" not in text


def test_the_problems_of_a_page_name_the_template_alone(tmp_path):
    text = written(tmp_path, ("", "Acme")).read_text()

    assert "called from" not in text


def test_a_page_that_cannot_be_written_is_one_clear_line(tmp_path):
    with pytest.raises(errors.SheetLockedError, match="does not exist"):
        preview_page.write_page(tmp_path / "no" / "x.html", [], title="x")


@pytest.mark.browser
def test_a_browser_shows_all_rows_and_finds_some(tmp_path):
    path = written(tmp_path, ("Ana", "Acme"), ("", "Bolt"), ("Cem", "Acme"), ("Dua", "{{ x }}"))

    def shown(fragment: str) -> tuple[list[str], str]:
        dom = chromium.run(tmp_path / "profile", f"{path.as_uri()}#{fragment}", "--dump-dom")
        seen = re.findall(r'<article class="\w+" id="row-(\d+)" data-row="\d+">', dom)
        said = re.search(r"<output[^>]*>([^<]*)<", dom)
        assert said is not None
        return seen, said[1]

    assert shown("") == (["2", "3", "4", "5"], "4 rows")
    assert shown("q=acme%20cem") == (["4"], "1 of 4 rows")
    assert shown("problems") == (["3", "5"], "2 of 4 rows")


@pytest.mark.browser
def test_a_browser_paints_the_page(tmp_path):
    path = written(tmp_path, ("Ana", "Acme"), ("", "Bolt"))
    picture = tmp_path / "page.png"

    chromium.run(tmp_path / "profile", path.as_uri(), f"--screenshot={picture}", "--window-size=900,900")

    from PIL import Image

    with Image.open(picture) as image:
        colours = image.convert("RGB").getcolors(maxcolors=1_000_000)
    assert colours is not None
    assert {colour for _, colour in colours} >= {(180, 35, 24), (26, 127, 75)}

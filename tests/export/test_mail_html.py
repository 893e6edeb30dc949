"""The linked picture for mails: what mail programs show, and what is left when pictures are blocked."""

import itertools
from pathlib import Path

import chromium
import mailhtml
import pytest
from PIL import Image

from batchgen import export
from batchgen.export import mail_html
from batchgen.share import picture_frame

RESULTS = {
    "hosted_url": "https://tavus.example/v1?a=1&b=2",
    "thumbnail_url": "https://tavus.example/v1.jpg",
    "gif_url": "https://tavus.example/v1.gif",
}
PAGE = {
    "page_url": "https://watch.example/abc/",
    "picture_url": "https://watch.example/abc/mail.jpg",
    "mail_gif_url": "https://watch.example/abc/mail.gif",
}


def test_every_mail_program_shows_all_of_it() -> None:
    assert mailhtml.unshown(export.embed_code(RESULTS, "Ana")) == []


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ('<a href="x" target="_blank">x</a>', "html-target"),
        ('<img style="display:block" src="x">', "css-display"),
        ('<img style="max-width:100%" src="x">', "css-max-width"),
        ('<table background="x"></table>', "html-background"),
        ('<table><tr><td style="background-image:url(x)"></td></tr></table>', "css-background-image"),
        ('<table style="border-radius:4px"></table>', "css-border-radius"),
        ("<v:rect></v:rect>", "html-v:rect"),
        ("<picture></picture>", "html-picture"),
    ],
)
def test_the_check_sees_what_a_mail_program_would_not_show(wrong: str, why: str) -> None:
    assert any(line.startswith(why) for line in mailhtml.unshown(wrong))


def test_the_picture_has_its_size_and_a_text_and_links_where_the_text_below_links() -> None:
    code = export.embed_code(RESULTS, 'Ana "<b>" Ruiz')

    assert 'width="480" height="270"' in code
    assert 'alt="Video for Ana &quot;&lt;b&gt;&quot; Ruiz"' in code
    assert code.count('<a href="https://tavus.example/v1?a=1&amp;b=2">') == 2
    assert '<img src="https://tavus.example/v1.gif"' in code
    assert ">Watch the video</a>" in code
    assert len(code.encode()) < 4_000


@pytest.mark.parametrize(
    ("missing", "shown"),
    [((), "v1.gif"), (("gif_url",), "v1.jpg"), (("gif_url", "thumbnail_url"), ""), (("hosted_url",), None)],
)
def test_the_still_picture_stands_in_for_the_gif_and_a_link_for_both(
    missing: tuple[str, ...], shown: str | None
) -> None:
    code = export.embed_code({k: v for k, v in RESULTS.items() if k not in missing}, "Ana")

    assert (code == "") is (shown is None)
    assert ("<img" in code) is bool(shown)
    assert (shown or "") in code
    assert mailhtml.unshown(code) == []


def test_the_published_page_and_its_pictures_come_before_tavus_s_own() -> None:
    links = mail_html.links_of(RESULTS | PAGE)

    assert links == mail_html.Links(PAGE["page_url"], PAGE["picture_url"], PAGE["mail_gif_url"], own=True)
    assert not mail_html.links_of(RESULTS | dict.fromkeys(PAGE, "")).own


def test_the_size_is_that_of_the_pictures() -> None:
    assert (mail_html.WIDTH, mail_html.HEIGHTS[True]) == picture_frame.GIF
    assert picture_frame.MAIL[0] * mail_html.HEIGHTS[True] == picture_frame.MAIL[1] * mail_html.WIDTH
    assert 'width="480" height="320"' in export.embed_code(PAGE, "Ana")
    assert 'width="480" height="270"' in export.embed_code(RESULTS, "Ana")


def lines_in(picture: Path) -> int:
    """Lines of text, or other things one below the other, in a picture on white."""
    with Image.open(picture) as drawn:
        grey = drawn.convert("L")
        dark = [grey.crop((0, y, grey.width, y + 1)).getextrema()[0] < 200 for y in range(grey.height)]
    return sum(1 for above, here in itertools.pairwise([False, *dark]) if here and not above)


def test_with_pictures_blocked_the_text_and_the_link_are_still_there(tmp_path: Path) -> None:
    page, drawn = tmp_path / "mail.html", tmp_path / "mail.png"
    code = export.embed_code(RESULTS, "Ana Ruiz")
    page.write_text(f'<!doctype html><body style="margin:8px">{code}', "utf-8")

    # No address answers: that is what a blocked picture looks like.
    blocked = ("--host-resolver-rules=MAP * ~NOTFOUND", "--blink-settings=imagesEnabled=false")
    shown = (f"--screenshot={drawn}", "--window-size=600,400")
    chromium.run(tmp_path / "profile", page.as_uri(), *blocked, *shown)

    # The text in place of the picture, and the link, each with the line below it.
    assert lines_in(drawn) >= 2

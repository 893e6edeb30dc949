"""batchgen pages: what is written, for whom, and what is taken away."""

import contextlib
import itertools
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import faketavus
import pagekit
import pytest

from batchgen import settings, state
from batchgen.campaign import library
from batchgen.share import page_maker, page_order, publish

CODE = re.compile(r"[0-9a-f]{32}")
OF_A_PERSON = {"index.html", "film.mp4", "poster.jpg", "picture.jpg", "mail.jpg"}


@pytest.fixture
def desk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[pagekit.Desk]:
    with pagekit.desk(tmp_path, capsys, monkeypatch) as made:
        yield made


def names(desk: pagekit.Desk, number: int = 0) -> set[str]:
    folder = desk.pages / desk.codes()[number]
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def test_a_wrong_text_of_a_page_stops_its_row_before_it_is_paid(desk: pagekit.Desk) -> None:
    wrong = pagekit.PAGE.replace("{{ first_name or 'Hello' }}", "{{ first_name }}")
    desk.people([*pagekit.PEOPLE, ("", "di@delta.test", "Delta", "")])
    desk.campaign(wrong)

    refused = desk.batchgen("run", "--yes")
    made_at_first = len(desk.account.videos)
    skipping = desk.batchgen("run", "--yes", "--skip-invalid")

    assert (refused, made_at_first) == (2, 0)
    assert len(desk.account.videos) == 3
    assert skipping == 1
    desk.campaign("")
    assert desk.batchgen("run", "--yes") == 0
    assert len(desk.account.videos) == 4


def test_every_person_has_a_folder_that_names_nobody(desk: pagekit.Desk) -> None:
    desk.ready()

    assert desk.batchgen("pages") == 0

    tops = {path.name for path in desk.pages.iterdir()}
    assert tops == {"page.css", "page.js", "robots.txt", *desk.codes()}
    assert len(desk.codes()) == 3
    assert all(CODE.fullmatch(code) for code in desk.codes())
    assert all(names(desk, number) >= OF_A_PERSON for number in range(3))
    assert "3 films (0.1 MB)" in desk.err
    assert "3 pages in" in desk.err


def test_again_nothing_is_written_and_the_addresses_stay(desk: pagekit.Desk) -> None:
    desk.ready()
    desk.batchgen("pages")
    codes, before = desk.codes(), desk.files()
    times = {path: path.stat().st_mtime_ns for path in desk.pages.rglob("*")}

    assert desk.batchgen("pages") == 0

    assert desk.codes() == codes
    assert desk.files() == before
    assert {path: path.stat().st_mtime_ns for path in desk.pages.rglob("*")} == times
    assert "(0 new or changed)" in desk.err


def test_a_page_shows_what_it_should(desk: pagekit.Desk) -> None:
    desk.ready()
    desk.batchgen("pages")

    page, address = desk.page(), f"https://watch.example.com/spring/{desk.codes()[0]}/"
    assert page.one("html") == {"lang": "en-US", "dir": "ltr"}
    assert page.meta("robots") == "noindex, nofollow, noarchive"
    assert page.meta("referrer") == "no-referrer"
    assert page.meta("og:image") == address + "picture.jpg"
    assert page.meta("og:url") == address
    film = page.one("video")
    assert (film["src"], film["poster"], film["preload"]) == ("film.mp4", "poster.jpg", "none")
    assert "controls" in film
    assert "autoplay" not in film
    assert page.one("a", **{"class": "button"})["href"] == "https://cal.example.com/tom"
    links = [attrs["href"] for tag, attrs in page.found if tag == "a"]
    assert links[1:] == ["https://example.com/privacy", "https://example.com/unsubscribe"]
    words = (
        "Ana, a short video for you",
        "This video was made with AI.",
        "Two minutes about Acme.",
        "Book 15 minutes",
        "Hi Ana.",
        "This is about Acme.",
        "Replyard",
        "This page stays here until March 31, 2099.",
    )
    assert all(text in page.text for text in words)


def test_a_page_loads_its_own_files_alone_and_holds_no_code(desk: pagekit.Desk) -> None:
    desk.ready()
    desk.batchgen("pages")

    page = desk.page()
    policy = dict(part.split(maxsplit=1) for part in page.meta("Content-Security-Policy").split("; "))
    assert policy == {
        "default-src": "'none'",
        "style-src": "'self'",
        "script-src": "'self'",
        "img-src": "'self'",
        "media-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    attributes = {name for _, attrs in page.found for name in attrs}
    assert not [name for name in attributes if name.startswith("on") or name == "style"]
    assert [attrs for tag, attrs in page.found if tag == "script"] == [{"src": "../page.js", "defer": ""}]
    assert "style" not in {tag for tag, _ in page.found}


STRANGE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "A\u202eb\u2067c\u200f",
    "王小明",
    "محمد",
    "สมชาย",
    "Zoë 🎉",
)


def test_strange_names_are_shown_as_text(desk: pagekit.Desk) -> None:
    desk.people([(name, f"p{number}@acme.test", "Acme", "") for number, name in enumerate(STRANGE)])
    desk.ready()

    assert desk.batchgen("pages") == 0

    shown = [desk.page(number) for number in range(len(STRANGE))]
    clean = [name.translate(dict.fromkeys((0x202E, 0x2067, 0x200F))) for name in STRANGE]
    assert [page.meta("og:title") for page in shown] == [f"{name}, a short video for you" for name in clean]
    assert all(page.text.count(name) >= 2 for page, name in zip(shown, clean, strict=True))
    assert {sum(tag in {"script", "img"} for tag, _ in page.found) for page in shown} == {1}


def test_a_video_without_stills_has_a_page_without_pictures(desk: pagekit.Desk) -> None:
    desk.ready(download=False)
    for path in [path for path in desk.account.files if not path.endswith(".mp4")]:
        del desk.account.files[path]
    assert desk.batchgen("download", "--kinds", "video") == 0

    assert desk.batchgen("pages") == 0

    assert names(desk) == {"index.html", "film.mp4"}
    film = desk.page().one("video")
    assert ("poster" in film, film["preload"]) == (False, "metadata")
    assert not [attrs for tag, attrs in desk.page().found if attrs.get("property") == "og:image"]
    assert "3 pages without a picture" in desk.err


@pytest.mark.parametrize(
    "logo", ["<svg><script>alert(1)</script></svg>", '<svg onload="alert(1)"/>', "<svg", "\x89PNG\r\n\x1a\n"]
)
def test_a_logo_that_is_not_drawn_is_said_before_anything_is_written(desk: pagekit.Desk, logo: str) -> None:
    desk.ready()
    (desk.folder / "logo.svg").write_bytes(logo.encode("latin-1"))
    desk.campaign(pagekit.PAGE.replace("[brand]", '[brand]\nlogo = "logo.svg"'))

    assert desk.batchgen("pages") == 2
    assert "logo.svg" in desk.err
    assert not desk.pages.exists()


def test_a_logo_is_drawn_and_shown_on_every_page(desk: pagekit.Desk) -> None:
    desk.ready()
    square = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path d="M0 0h40v20H0z"/></svg>'
    (desk.folder / "logo.svg").write_text(square)
    desk.campaign(pagekit.PAGE.replace("[brand]", '[brand]\nlogo = "logo.svg"'))

    assert desk.batchgen("pages") == 0
    assert desk.files()["logo.png"].startswith(b"\x89PNG")
    assert desk.page().one("img") == {"src": "../logo.png", "alt": "Replyard"}
    assert "svg" not in desk.html()


def test_search_engines_are_kept_out_and_previews_let_in(desk: pagekit.Desk) -> None:
    desk.ready()
    desk.batchgen("pages")

    text = (desk.pages / "robots.txt").read_text(encoding="utf-8")
    assert "User-agent: *\nDisallow: /\n" in text
    assert "User-agent: Slackbot\n" in text
    assert text.endswith("Allow: /\n")


def test_an_address_says_nothing_of_the_person(desk: pagekit.Desk) -> None:
    desk.ready()
    desk.batchgen("pages")

    with state.read_state(desk.folder / "list.batchgen.db") as store:
        known = [t for job in store.jobs() for t in (job.video_id, job.token, job.key_hash, job.cells_hash)]
    places = " ".join(desk.files())
    assert [text for text in (*known, "ana", "acme") if text in places] == []


SAID = {
    "en_GB": ("This video was made with AI.", "Privacy"),
    "de_AT": ("Dieses Video wurde mit KI erstellt.", "Datenschutz"),
    "fr_FR": ("Cette vidéo a été créée avec l’IA.", "Confidentialité"),
    "es_MX": ("Este vídeo se ha creado con IA.", "Privacidad"),
    "it_IT": ("Questo video è stato creato con l’IA.", "Privacy"),
    "nl_NL": ("Deze video is met AI gemaakt.", "Privacy"),
    "pt_BR": ("Este vídeo foi criado com IA.", "Privacidade"),
    "pl_PL": ("To wideo zostało stworzone za pomocą AI.", "Prywatność"),
}


def test_the_notice_is_above_the_film_in_the_language_of_the_row(desk: pagekit.Desk) -> None:
    desk.people([(locale, f"{locale}@acme.test", "Acme", locale) for locale in SAID])
    desk.ready()
    desk.batchgen("pages")

    for number, (locale, (notice, label)) in enumerate(SAID.items()):
        page, html = desk.page(number), desk.html(number)
        assert page.one("html")["lang"] == locale.replace("_", "-")
        assert page.one("p", **{"class": "notice"})["lang"] == locale[:2]
        assert html.index("</h1>") < html.index(notice) < html.index("<video")
        assert label in page.text


def test_a_language_without_a_notice_of_ours_gets_the_english_one_and_that_is_said(
    desk: pagekit.Desk,
) -> None:
    desk.people([("Ana", "ana@acme.test", "Acme", "ar_EG")])
    desk.ready()

    assert desk.batchgen("pages") == 0

    assert desk.page().one("html") == {"lang": "ar-EG", "dir": "rtl"}
    assert desk.page().one("p", **{"class": "notice"})["lang"] == "en"
    assert (
        "1 page with the AI notice in English, because batchgen has none in ar yet. Write your own"
        in desk.err
    )

    desk.campaign(pagekit.PAGE + 'disclosure = ""\n')
    desk.batchgen("pages")
    assert "AI notice" not in desk.err


def test_the_campaign_may_say_it_in_its_own_words_or_not_at_all(desk: pagekit.Desk) -> None:
    desk.campaign(pagekit.PAGE + "disclosure = \"{{ first_name or 'You' }}, this is AI.\"\n")
    desk.ready()
    desk.batchgen("pages")
    own = desk.html()
    desk.campaign(pagekit.PAGE + 'disclosure = ""\n')
    desk.batchgen("pages")

    assert "Ana, this is AI." in own
    assert "made with AI" not in own
    assert 'class="notice"' not in desk.html()


def test_names_are_read_as_they_are_written_and_not_as_they_are_said(desk: pagekit.Desk) -> None:
    desk.campaign('pronounce = { Acme = "Ack-mee" }\n' + pagekit.PAGE)
    desk.ready()
    desk.batchgen("pages")

    assert "This is about Acme." in desk.page().text
    assert "Ack-mee" not in desk.html()


def link_films(desk: pagekit.Desk, url: str = "https://cdn.tavus.example/{}.mp4?x=1") -> None:
    """Let the service have given links of the web, and not of this machine."""
    with sqlite3.connect(desk.folder / "list.batchgen.db") as db:
        for (number,) in db.execute("SELECT id FROM attempts").fetchall():
            db.execute("UPDATE attempts SET download_url = ? WHERE id = ?", (url.format(number), number))
    db.close()


def test_without_a_download_the_page_plays_tavus_link_and_says_that_it_may_end(desk: pagekit.Desk) -> None:
    desk.ready(download=False)
    link_films(desk)

    assert desk.batchgen("pages") == 0

    assert names(desk) == OF_A_PERSON - {"film.mp4"}
    assert not list((desk.folder / "list.videos").glob("*.mp4"))
    assert desk.page().one("video")["src"] == "https://cdn.tavus.example/1.mp4?x=1"
    assert "media-src 'self' https://cdn.tavus.example;" in desk.page().meta("Content-Security-Policy")
    assert "3 pages: the film plays from Tavus, and that link may stop working." in desk.err


def test_a_still_that_does_not_come_leaves_the_page_without_a_picture(desk: pagekit.Desk) -> None:
    desk.ready(download=False)
    link_films(desk)
    for path in [path for path in desk.account.files if path.endswith(".jpg")]:
        desk.account.files[path] = faketavus.Served(b"<html>log in</html>", kind="text/html")

    assert desk.batchgen("pages") == 0

    assert names(desk) == {"index.html"}
    assert (
        "The still picture or the GIF of 3 videos could not be downloaded. The file cannot be used"
        in desk.err
    )
    assert "3 pages without a picture. To get the stills: batchgen download" in desk.err


def test_pictures_without_text_are_counted_and_why(desk: pagekit.Desk) -> None:
    desk.people([("王小明", "wang@acme.test", "Acme", ""), *pagekit.PEOPLE[:2]])
    desk.ready()

    assert desk.batchgen("pages") == 0

    assert "1 page: no text in the pictures, because the font does not have all of its letters." in desk.err
    assert all("picture.jpg" in names(desk, number) for number in range(3))


def test_a_film_of_ones_own_takes_the_place_of_the_link_once_it_was_downloaded(desk: pagekit.Desk) -> None:
    desk.ready(download=False)
    link_films(desk)
    desk.batchgen("pages")
    link_films(desk, desk.account.url + "/{}.mp4")
    desk.ready()

    assert desk.batchgen("pages") == 0
    assert desk.page().one("video")["src"] == "film.mp4"
    assert desk.files()[f"{desk.codes()[0]}/film.mp4"] == desk.account.film


def test_tavus_film_may_be_asked_for_although_it_was_downloaded(desk: pagekit.Desk) -> None:
    desk.ready()
    desk.batchgen("pages")
    link_films(desk)
    desk.campaign(pagekit.PAGE + 'film = "tavus"\n')

    assert desk.batchgen("pages") == 0
    assert desk.page().one("video")["src"] == "https://cdn.tavus.example/1.mp4?x=1"
    assert "film.mp4" not in names(desk)


def test_a_link_that_a_page_may_not_hold_is_no_film(desk: pagekit.Desk) -> None:
    desk.ready(download=False)
    links = (
        "",
        "javascript:alert(1)",
        "http://cdn.example/a.mp4",
        "https://a.b;x/a.mp4",
        "https://a'b/x.mp4",
    )
    for link in links:
        link_films(desk, link)

        assert desk.batchgen("pages") == 1
        assert "3 rows without a page: no film here: to get it, run batchgen download (rows 2-4)." in desk.err
        assert not desk.pages.exists()


def test_a_film_that_ends_in_the_middle_is_not_published(desk: pagekit.Desk) -> None:
    desk.ready()
    link_films(desk)
    desk.campaign(pagekit.PAGE + 'film = "own"\n')
    cut = next((desk.folder / "list.videos").glob("Ana*.mp4"))
    cut.write_bytes(cut.read_bytes()[:9_000])

    assert desk.batchgen("pages") == 1
    assert "1 row without a page: no film here: to get it, run batchgen download (row 2)." in desk.err
    assert len(desk.codes()) == 2


def test_a_row_with_a_wrong_text_gets_no_page_and_the_others_do(desk: pagekit.Desk) -> None:
    desk.ready()
    page = pagekit.PAGE.replace(
        "https://cal.example.com/tom", "{{ 'javascript:' if company == 'Beta' else 'https:' }}//a.org"
    )
    desk.campaign(page)

    assert desk.batchgen("pages") == 1

    assert "row 3, column page.button_url" in desk.err
    assert "1 row without a page: a text on the page is wrong (row 3)." in desk.err
    assert len(desk.codes()) == 2


def test_chosen_rows_alone_are_written_and_the_others_stay(desk: pagekit.Desk) -> None:
    desk.ready()
    desk.batchgen("pages")
    desk.campaign(pagekit.PAGE.replace("a short video", "a new video"))

    assert desk.batchgen("pages", "--rows", "3") == 0

    titles = [desk.page(number).meta("og:title") for number in range(3)]
    assert titles == ["Ana, a short video for you", "Bo, a new video for you", "Cy, a short video for you"]
    assert "1 page in" in desk.err


def test_pages_of_people_without_a_video_are_taken_away(desk: pagekit.Desk) -> None:
    desk.ready()
    desk.batchgen("pages")
    codes = desk.codes()
    (desk.folder / "no.csv").write_text("Email\nbo@beta.test\n")
    desk.people(pagekit.PEOPLE[:2])

    assert desk.batchgen("pages", "--exclude", desk.folder / "no.csv") == 0

    assert {path.name for path in desk.pages.iterdir()} - {"page.css", "page.js", "robots.txt"} == {codes[0]}
    assert "2 pages removed" in desk.err
    assert "1 row without a page: excluded (row 3)." in desk.err
    desk.people(pagekit.PEOPLE)
    assert desk.batchgen("pages") == 0
    assert {path.name for path in desk.pages.iterdir()} >= set(codes)


def test_a_page_stays_as_it_was_while_its_row_or_its_text_is_being_worked_on(desk: pagekit.Desk) -> None:
    desk.ready()
    desk.batchgen("pages")
    before = desk.files()
    desk.people([("Anna", *pagekit.PEOPLE[0][1:]), ("", *pagekit.PEOPLE[1][1:]), pagekit.PEOPLE[2]])
    desk.campaign(pagekit.PAGE.replace("{{ first_name or 'Hello' }}", "{{ first_name }}"))
    assert desk.batchgen("wait") == 1

    assert desk.batchgen("pages") == 0

    assert {name: data for name, data in desk.files().items() if "index" in name} == {
        name: data for name, data in before.items() if "index" in name
    }
    assert "removed:" not in desk.err
    assert (
        "rows without a page: edited after its video was made; its earlier page stays (rows 2-3)" in desk.err
    )


def test_chosen_rows_alone_are_taken_away(desk: pagekit.Desk) -> None:
    desk.ready()
    desk.batchgen("pages")
    (desk.folder / "no.csv").write_text("Email\nbo@beta.test\n")
    desk.people(pagekit.PEOPLE[:2])

    assert desk.batchgen("pages", "--exclude", desk.folder / "no.csv", "--rows", "2") == 0
    assert len(list(desk.pages.glob("*/index.html"))) == 3
    assert desk.batchgen("pages", "--exclude", desk.folder / "no.csv", "--rows", "3") == 0
    assert len(list(desk.pages.glob("*/index.html"))) == 2


def test_a_deleted_video_has_no_page_any_more(desk: pagekit.Desk) -> None:
    desk.ready()
    desk.batchgen("pages")
    video = next(iter(desk.account.videos))
    assert desk.batchgen("wait") == 0
    with state.open_state(desk.folder / "list.batchgen.db", service="") as store:
        store.note_deleted(video)

    assert desk.batchgen("pages") == 0
    assert "1 page removed" in desk.err
    assert "1 row without a page: deleted (row 2)." in desk.err
    assert len([path for path in desk.pages.iterdir() if CODE.fullmatch(path.name)]) == 2


def test_a_folder_that_is_no_row_s_is_named_and_stays(desk: pagekit.Desk) -> None:
    desk.ready()
    desk.batchgen("pages")
    (desk.pages / ("0" * 32)).mkdir()
    (desk.pages / "mine").mkdir()

    desk.batchgen("pages")

    assert "1 folder here is not a page of this campaign, and stays: 0000" in desk.err
    assert (desk.pages / "mine").is_dir()


def test_a_folder_with_files_of_somebody_else_is_left_alone(desk: pagekit.Desk) -> None:
    desk.ready()
    for name in ("robots.txt", "page.css", "script.txt.j2", "letters"):
        other = desk.folder / f"www-{name}"
        other.mkdir()
        (other / name).write_text("# batchgen pages of another campaign")

        assert desk.batchgen("pages", "--to", other) == 2
        assert [path.name for path in other.iterdir()] == [name]
        assert f"{name} is not one of this campaign's pages, so nothing was written there." in desk.err


def test_a_file_is_no_folder_and_a_closed_folder_is_said(desk: pagekit.Desk) -> None:
    desk.ready()
    (desk.folder / "file").write_text("mine")

    assert desk.batchgen("pages", "--to", desk.folder / "file") == 2
    assert "is a file, not a folder" in desk.err
    assert desk.batchgen("pages", "--to", desk.folder / "file" / "below") == 2
    assert "Traceback" not in desk.err


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("", "This campaign has no pages: campaign.toml has no [page]."),
        (pagekit.PAGE.replace("2099", "2020"), "page.expires is 2020-03-31, and that day is over."),
        (pagekit.PAGE.replace("https://watch", "http://watch"), "with https"),
    ],
)
def test_what_is_missing_is_said_before_anything_is_written(
    desk: pagekit.Desk, page: str, words: str
) -> None:
    desk.ready()
    desk.campaign(page)

    assert desk.batchgen("pages") == 2
    assert words in desk.err
    assert not desk.pages.exists()


def test_without_a_ready_video_there_is_nothing_to_make(desk: pagekit.Desk) -> None:
    desk.ready()
    desk.people([("Di", "di@delta.test", "Delta", ""), pagekit.PEOPLE[0]])

    assert desk.batchgen("pages", "--rows", "2") == 2
    assert "No video of these rows is ready, so there is no page to make." in desk.err


def test_a_disk_that_has_too_little_room_is_said_first(
    desk: pagekit.Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.ready()
    usage = shutil.disk_usage(desk.folder)
    monkeypatch.setattr(page_maker.shutil, "disk_usage", lambda _: usage._replace(free=10))

    assert desk.batchgen("pages") == 2
    assert "The films need 0 MB" in desk.err
    assert not desk.pages.exists()


def test_two_at_once_do_not_write_over_each_other_and_a_run_goes_on(desk: pagekit.Desk) -> None:
    desk.ready()
    path = desk.folder / "list.batchgen.db"
    with publish.held(path):
        busy = desk.batchgen("pages"), desk.err
    held = state.RunLock(path)
    try:
        beside = desk.batchgen("pages")
    finally:
        held.release()

    assert busy[0] == 2
    assert "The pages of this campaign are being made, sent or deleted already" in busy[1]
    assert beside == 0
    assert len(desk.codes()) == 3


class Killed(BaseException):
    """The end of a program at this point."""


def test_killed_anywhere_and_run_again_there_are_whole_pages_only(
    desk: pagekit.Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.ready()
    assert desk.batchgen("pages", "--to", desk.folder / "whole") == 0
    whole = {
        p.relative_to(desk.folder / "whole"): p.read_bytes() for p in (desk.folder / "whole").rglob("*.*")
    }
    with library.opened(settings.load(desk.folder / "list.csv"), follow=False) as batch:
        order = page_order.read(batch)
        ends = itertools.count(1)
        for point in ends:
            target = desk.folder / f"killed{point}"
            if not _killed(batch, order, target, point, monkeypatch):
                break
            for index in target.glob("*/index.html"):
                shown = pagekit.Elements(index.read_text(encoding="utf-8"))
                for name in ("src", "poster"):
                    there = index.parent / shown.one("video")[name]
                    assert there.read_bytes() == whole[there.relative_to(target)]
            page_maker.Maker(batch, target).make(order)
            assert {p.relative_to(target): p.read_bytes() for p in target.rglob("*.*")} == whole

    assert point > 15


def _killed(
    batch: object, order: page_order.Order, target: Path, point: int, monkeypatch: pytest.MonkeyPatch
) -> bool:
    """Make the pages, and end at the so many-th file that would be put in its place."""
    count = 0
    replace = Path.replace

    def ends(self: Path, other: Path) -> Path:
        nonlocal count
        count += 1
        if count == point:
            raise Killed
        return replace(self, other)

    with monkeypatch.context() as patched, contextlib.suppress(Killed):
        patched.setattr(Path, "replace", ends)
        page_maker.Maker(batch, target).make(order)
    return count >= point


def test_without_what_draws_the_pictures_it_is_said_what_to_install(
    desk: pagekit.Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.ready()
    monkeypatch.setitem(sys.modules, "PIL", None)

    assert desk.batchgen("pages") == 2
    assert "Pages need packages that are not installed." in desk.err
    assert "pip install 'batchgen[share]'" in desk.err


def test_who_takes_pages_back_or_hands_over_needs_none_of_it() -> None:
    code = (
        "import sys; import batchgen.share.forget, batchgen.share.unpublish, batchgen.handover.import_file; "
        "print({'PIL', 'fsspec', 'resvg_py'} & set(sys.modules))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "set()\n"

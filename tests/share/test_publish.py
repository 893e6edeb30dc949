"""Publishing: what is sent, in which order and as what, and that every link leads to the very page."""

import collections
import datetime as dt
import hashlib
import re
import shutil
import sys
from pathlib import Path

import enginekit
import holding
import publishkit
import pytest
import webspace

from batchgen import errors, models, paths, settings, state
from batchgen.results import page_links
from batchgen.share import page_folder, publish, space, unpublish

SHARED = ["robots.txt", "page.css", "page.js"]
TO = "s3://bucket/spring"


@pytest.fixture
def office(desk: enginekit.Desk, s3: webspace.S3) -> publishkit.Office:
    """Four people; their pages are shown as the bucket's website."""
    desk.write(enginekit.people(4))
    return publishkit.office(desk, f"{s3.url}/bucket/spring")


def links(office: publishkit.Office) -> list[str]:
    with office.open() as batch:
        store = batch.store
        return [page_links.texts(job, store.page_of(job.id))["page_url"] for job in store.jobs()]


def said(events: list[models.Event]) -> str:
    return "\n".join(event.text for event in events if isinstance(event, models.Notice))


def test_the_page_goes_last_and_what_all_share_first(office: publishkit.Office, s3: webspace.S3) -> None:
    events = office.publish(TO)

    puts = [key.removeprefix("spring/") for key in s3.puts()]
    assert puts[:3] == SHARED
    for page in office.pages():
        own = [key.removeprefix(f"{page.code}/") for key in puts if key.startswith(page.code)]
        assert sorted(own) == sorted(page.made)
        assert own[-1] == "index.html"
        assert page.sent == page.made
    assert publishkit.finished(events) == publish.Published(
        pages=4, files=23, answered=4, faults={}, unsent=0
    )
    assert [link.startswith(office.base_url) for link in links(office)] == [True] * 4


@pytest.mark.parametrize(
    ("name", "kind", "cache"),
    [
        ("index.html", "text/html; charset=utf-8", "no-cache"),
        ("film.mp4", "video/mp4", "public, max-age=300"),
        ("picture.jpg", "image/jpeg", "public, max-age=300"),
        ("mail.gif", "image/gif", "public, max-age=300"),
        ("../robots.txt", "text/plain; charset=utf-8", "no-cache"),
        ("../page.css", "text/css; charset=utf-8", "public, max-age=300"),
        ("../page.js", "text/javascript; charset=utf-8", "public, max-age=300"),
    ],
)
def test_each_file_says_what_it_is_and_how_long_it_may_be_kept(
    office: publishkit.Office, s3: webspace.S3, name: str, kind: str, cache: str
) -> None:
    office.publish(TO, rows="2")

    key = f"spring/{name[3:]}" if name.startswith("../") else f"spring/{office.pages()[0].code}/{name}"
    assert (s3.objects[key].content_type, s3.objects[key].cache_control) == (kind, cache)


def test_only_what_changed_is_sent_again(office: publishkit.Office, s3: webspace.S3) -> None:
    office.publish(TO)
    s3.log.clear()
    again = publishkit.finished(office.publish())
    office.make(again="with another button")
    changed = publishkit.finished(office.publish())

    assert (again.files, again.answered) == (0, 4)
    assert (changed.files, changed.answered) == (4, 4)
    assert {Path(key).name for key in s3.puts()} == {"index.html"}


def test_a_picture_that_is_no_more_is_deleted_after_the_page(
    office: publishkit.Office, s3: webspace.S3
) -> None:
    office.publish(TO, rows="2")
    code = office.pages()[0].code
    (office.folder / code / page_folder.GIF).unlink()
    with office.open() as batch:
        made = dict(office.pages()[0].made)
        del made[page_folder.GIF]
        batch.store.page_made({office.pages()[0].job_id: made})
    s3.log.clear()
    office.publish(TO, rows="2")

    assert s3.log == [("DELETE", f"spring/{code}/mail.gif")]
    assert office.pages()[0].sent == office.pages()[0].made


def test_killed_at_every_step_no_link_leads_to_half_a_page(desk: enginekit.Desk, tmp_path: Path) -> None:
    """A step is before a file is sent, or when it is there and the state file has not heard of it."""
    desk.write(enginekit.people(2))
    web, kills, seen = tmp_path / "web", 0, dict[Path, int]()
    with webspace.Website(web) as site:
        office = publishkit.office(desk, site.url)
        with publishkit.Lives(office, str(web)) as lives:
            while lives.ended_at(2):
                kills += 1
                for page in office.pages():
                    assert not page.answered_at
                    _whole_or_not_shown(page, {f.name: f.read_bytes() for f in (web / page.code).glob("*.*")})
                there = {f: f.stat().st_ino for f in web.rglob("*.*") if f.suffix != ".part"}
                assert seen.items() <= there.items()
                seen = there

    assert kills >= 20
    assert all(links(office))


def test_killed_while_a_bucket_is_filled_nothing_is_sent_twice(
    office: publishkit.Office, s3: webspace.S3
) -> None:
    with publishkit.Lives(office, TO) as lives:
        for step in (1, 2, 3, 4, 5, 6, 7):
            assert lives.ended_at(step)
            for page in office.pages():
                there = {key.rpartition("/")[2]: o.body for key, o in s3.objects.items() if page.code in key}
                _whole_or_not_shown(page, there)
        assert not lives.ended_at(1000)

    assert set(collections.Counter(s3.puts()).values()) == {1}
    assert all(links(office))


def _whole_or_not_shown(page: state.PageCode, there: dict[str, bytes]) -> None:
    if page_folder.INDEX in there:
        assert {name: hashlib.sha256(body).hexdigest() for name, body in there.items()} == page.made


def test_a_folder_never_shows_half_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "film.mp4"
    source.write_bytes(b"film" * 1000)
    target = space.Space(str(tmp_path / "web"))
    target.send(source, "a/film.mp4")
    before = {path.name for path in (tmp_path / "web" / "a").iterdir()}

    def half(_: object, there: str) -> None:
        Path(there).write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(target._fs, "put_file", half)
    source.write_bytes(b"new")
    with pytest.raises(space.SpaceError, match=r"cannot be written: it is full \(.*No space left"):
        target.send(source, "a/film.mp4")

    assert before == {"film.mp4"}
    assert (tmp_path / "web" / "a" / "film.mp4").read_bytes() == b"film" * 1000


@pytest.mark.parametrize("kind", ["folder", "file://", "memory://"])
def test_folders_and_memory_are_spaces_too(desk: enginekit.Desk, tmp_path: Path, kind: str) -> None:
    desk.write(enginekit.people(2))
    with webspace.Website(tmp_path / "web") as site:
        if kind == "memory://":
            site.answer = _from_memory
        to = {
            "folder": str(tmp_path / "web"),
            "file://": (tmp_path / "web").as_uri(),
            "memory://": "memory://pub",
        }
        office = publishkit.office(desk, site.url)
        first = publishkit.finished(office.publish(to[kind]))
        second = publishkit.finished(office.publish(to[kind]))

    assert (first.files, first.answered, first.faults) == (13, 2, {})
    assert (second.files, second.answered) == (0, 2)


def _from_memory(path: str) -> webspace.Page:
    found = space.Space("memory://pub")
    name = path.strip("/") + ("/index.html" if path.endswith("/") else "")
    body = found.read(name)
    if body is None:
        return webspace.Page(404)
    return webspace.Page(200, body, space.content_type(name).partition(";")[0])


# the base URL


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            webspace.Page(200, b"<h1>Please log in</h1>"),
            "another page is shown, such as a login or an older one",
        ),
        (webspace.Page(302, location="/login"), "it leads to another page, such as a login"),
        (webspace.Page(503), "the server answers 503"),
        (webspace.Page(404), r"there is nothing \(404\)"),
    ],
)
def test_a_page_that_does_not_answer_as_it_was_made_gets_no_link(
    office: publishkit.Office, s3: webspace.S3, answer: webspace.Page, words: str
) -> None:
    third = office.pages()[2].code
    s3.answer = lambda path: (
        answer if f"/{third}/" in path else webspace.Page(200, b"log in") if path == "/login" else None
    )

    done = publishkit.finished(office.publish(TO))

    assert list(done.faults.values()) == [[4]]
    (fault,) = done.faults
    assert re.fullmatch(words, fault)
    assert done.answered == 3
    assert [bool(link) for link in links(office)] == [True, True, False, True]


def test_what_stopped_answering_loses_its_link_and_is_compared_before_it_is_sent(
    office: publishkit.Office, s3: webspace.S3
) -> None:
    office.publish(TO)
    page = office.pages()[0]
    s3.answer = lambda path: webspace.Page(404) if page.code in path else None
    office.publish()
    lost = links(office)[0]
    del s3.objects[f"spring/{page.code}/film.mp4"]
    s3.answer = lambda _: None
    s3.log.clear()
    office.publish()

    assert lost == ""
    assert s3.puts() == [f"spring/{page.code}/film.mp4"]
    assert all(links(office))


def test_a_space_that_changes_content_types_is_noticed(office: publishkit.Office, s3: webspace.S3) -> None:
    s3.retype = "application/octet-stream"

    done = publishkit.finished(office.publish(TO))

    assert done.faults == {"its content type is application/octet-stream, not text/html": [2, 3, 4, 5]}
    assert not any(links(office))


def test_a_film_that_is_shown_short_is_noticed(office: publishkit.Office, s3: webspace.S3) -> None:
    code = office.pages()[1].code
    s3.answer = lambda path: (
        webspace.Page(200, b"x" * 7, "video/mp4") if path.endswith(f"{code}/film.mp4") else None
    )

    done = publishkit.finished(office.publish(TO))

    assert done.faults == {"film.mp4: 7 bytes are shown, 2,976 were made": [3]}


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (webspace.Page(200, b"<h1>Log in</h1>"), "it shows something else, such as a login"),
        (webspace.Page(404), "there is nothing"),
        (
            webspace.Page(200, page_folder.robots("another", "https://a.org").encode()),
            "a robots.txt of another campaign",
        ),
    ],
)
def test_a_base_url_that_leads_elsewhere_stops_it_before_any_page(
    office: publishkit.Office, s3: webspace.S3, answer: webspace.Page, words: str
) -> None:
    s3.answer = lambda path: answer if path.endswith("/robots.txt") else None

    with pytest.raises(errors.UsageError, match=words):
        office.publish(TO)

    assert not [key for key in s3.puts() if key.endswith(".html")]


@pytest.mark.parametrize(("path", "to"), [("", "web"), ("/spring", "web/spring")])
def test_a_folder_that_nobody_shows_yet_gets_the_line_that_shows_it(
    desk: enginekit.Desk, tmp_path: Path, path: str, to: str
) -> None:
    desk.write(enginekit.people(1))
    office = publishkit.office(desk, f"http://127.0.0.1:9{path}")

    with pytest.raises(errors.UsageError) as caught:
        office.publish(str(tmp_path / to))

    assert caught.value.hint.endswith(f"http.server 9 --bind 127.0.0.1 --directory {tmp_path / 'web'}")


def test_another_campaigns_place_is_not_written_over(office: publishkit.Office, s3: webspace.S3) -> None:
    theirs = webspace.Stored(page_folder.robots("another", "https://a.org").encode(), "text/plain", "")
    for text in (theirs, webspace.Stored(b"User-agent: *\n", "text/plain", "")):
        s3.objects["spring/robots.txt"] = text
        with pytest.raises(
            errors.UsageError, match=r"has a robots.txt (of another campaign|that batchgen did not write)"
        ):
            office.publish(TO)

    assert s3.log == []


def test_a_sample_speaks_for_all(office: publishkit.Office, s3: webspace.S3) -> None:
    done = publishkit.finished(office.publish(TO, verify=2))
    asked = {path for path in s3.asked if path.endswith("/")}
    good = links(office)
    last = office.pages()[-1].code
    s3.answer = lambda path: webspace.Page(404) if last in path else None
    office.make(again="anew")
    office.publish(TO, verify=4)

    assert (done.answered, len(asked)) == (2, 2)
    assert all(good)
    assert [bool(link) for link in links(office)] == [True, True, True, False]


# uploaded by hand


def test_done_reads_back_what_somebody_uploaded(desk: enginekit.Desk, tmp_path: Path) -> None:
    desk.write(enginekit.people(3))
    with webspace.Website(tmp_path / "web") as site:
        office = publishkit.office(desk, f"{site.url}/spring")
        with pytest.raises(errors.UsageError, match=r"for robots.txt: there is nothing"):
            office.publish(done=True)
        shutil.copytree(office.folder, tmp_path / "web" / "spring")
        lost = office.pages()[0]
        (tmp_path / "web" / "spring" / lost.code / page_folder.FILM).unlink()
        done = publishkit.finished(office.publish(done=True))

    assert done.faults == {"film.mp4: there is nothing (404)": [2]}
    assert (done.answered, done.files) == (2, 0)
    assert [bool(link) for link in links(office)] == [False, True, True]


# a space that does not do what it should


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (
            "AccessDenied",
            r"s3://bucket/spring cannot be written: it does not allow that \(The space says AccessDenied\)",
        ),
        ("QuotaExceeded", r"s3://bucket/spring cannot be written: it is full \(.*QuotaExceeded"),
    ],
)
def test_a_space_that_takes_nothing_is_one_sentence_before_any_page(
    office: publishkit.Office, s3: webspace.S3, code: str, words: str
) -> None:
    s3.refuse = lambda method, _: code if method == "PUT" else ""

    with pytest.raises(space.SpaceError, match=words) as raised:
        office.publish(TO)

    assert raised.value.exit_code == 2
    assert s3.objects == {}


def test_a_space_that_gets_full_ends_it_with_a_count(desk: enginekit.Desk, s3: webspace.S3) -> None:
    desk.write(enginekit.people(12))
    office = publishkit.office(desk, f"{s3.url}/bucket/spring")
    s3.refuse = lambda method, _: "QuotaExceeded" if method == "PUT" and len(s3.objects) > 20 else ""
    done = publishkit.finished(office.publish(TO))
    shown = sum(key.endswith(".html") for key in s3.objects)
    s3.refuse = lambda *_: ""
    after = publishkit.finished(office.publish(TO))

    assert [list(rows) for rows in done.faults.values()] != []
    assert all("it is full" in fault for fault in done.faults)
    assert done.answered + sum(map(len, done.faults.values())) + done.unsent == 12
    assert done.answered == shown
    assert after.answered == 12
    assert set(collections.Counter(s3.puts()).values()) == {1}


def test_no_such_bucket(office: publishkit.Office) -> None:
    with pytest.raises(space.SpaceError, match="s3://other/spring cannot be"):
        office.publish("s3://other/spring")


# who and when


def test_two_at_once_are_refused_and_a_run_goes_on_beside(office: publishkit.Office, s3: webspace.S3) -> None:
    path = office.desk.sheet.with_name("list.batchgen.db")
    with holding.holding("state.RunLock(path)", path):
        beside = publishkit.finished(office.publish(TO))
    with (
        holding.holding("state.RunLock(path)", path.with_name(path.name + ".pages")),
        pytest.raises(errors.StateInUseError, match="sent or deleted already \\(process"),
    ):
        office.publish(TO)

    assert beside.answered == 4


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"page": None}, r"campaign.toml has no \[page\]"),
        ({"rows": "20"}, "No page can be published"),
        ({"to": ""}, "batchgen does not know where to send the pages"),
        ({"to": "ftp://host/x"}, "Pages cannot be sent to ftp://. You can use: s3://"),
        ({"to": "s3://key:secret@bucket/x"}, "has a password"),
        ({"to": "s3:///x"}, "does not name a bucket"),
    ],
)
def test_wrong_settings_are_one_sentence(
    office: publishkit.Office, s3: webspace.S3, given: dict[str, object], words: str
) -> None:
    with pytest.raises(errors.UsageError, match=words):
        office.publish(**{"to": TO, **given})  # type: ignore[arg-type]

    assert s3.log == []


def test_pages_that_have_ended_are_not_published(office: publishkit.Office) -> None:
    ended = settings.Page(base_url=office.base_url, title="x", expires=dt.date(2020, 1, 1))

    with pytest.raises(errors.UsageError, match=r"page\.expires is 2020-01-01, and that day is over\."):
        office.publish(TO, page=ended)


@pytest.mark.parametrize(
    ("scheme", "package"), [("gs", "gcsfs"), ("az", "adlfs"), ("sftp", "paramiko"), ("s3", "s3fs")]
)
def test_a_missing_package_is_named_with_its_command(
    monkeypatch: pytest.MonkeyPatch, scheme: str, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)

    with pytest.raises(errors.MissingExtraError) as raised:
        space.Space(f"{scheme}://our-videos/spring")

    assert str(raised.value) == (
        f"Sending to {scheme}:// needs the package {package}, which is not installed. pip install {package}"
    )


def test_people_who_opted_out_since_are_named_and_not_sent(
    office: publishkit.Office, s3: webspace.S3
) -> None:
    office.publish(TO)
    listed = office.desk.folder / "out.csv"
    listed.write_text("email\np1@example.com\n")
    s3.log.clear()
    office.make(again="anew")

    events = office.publish(TO, exclude=listed)

    assert said(events) == (
        "Row 2: the video is no longer in your results, but its page is still online. "
        "To delete the page: batchgen unpublish --gone."
    )
    assert len(s3.puts()) == 3


def test_a_file_that_is_not_as_it_was_made_is_not_sent(office: publishkit.Office, s3: webspace.S3) -> None:
    page = office.pages()[1]
    (office.folder / page.code / page_folder.FILM).write_bytes(b"half a film")

    done = publishkit.finished(office.publish(TO))

    assert done.faults == {"film.mp4 was changed after it was made. To make it again: batchgen pages": [3]}
    assert f"spring/{page.code}/index.html" not in s3.objects


def test_a_rehearsal_goes_to_a_folder_only(office: publishkit.Office, s3: webspace.S3) -> None:
    with office.open() as batch:
        rehearsed = batch.settings.model_copy(update={"sandbox": True})
        batch.settings = rehearsed
        shutil.copytree(office.folder, paths.beside(rehearsed, "pages"))
        publisher = publish.Publisher(batch, publish.Order(to=TO))
        with pytest.raises(errors.UsageError, match="The pages of a rehearsal are only for you"):
            list(publisher.events())

    assert s3.log == []


def test_pages_that_were_made_elsewhere_are_found(office: publishkit.Office, s3: webspace.S3) -> None:
    elsewhere = office.desk.folder / "elsewhere"
    office.folder.rename(elsewhere)
    with office.open(lock=True) as batch:
        page_folder.remember(batch.settings, batch.store, elsewhere)
    found = publishkit.finished(office.publish(TO))
    elsewhere.rename(office.folder)
    with office.open(lock=True) as batch:
        page_folder.remember(batch.settings, batch.store, office.folder)
    usual = publishkit.finished(office.publish(TO, again=True))

    assert (found.answered, usual.answered, usual.files) == (4, 4, 0)


def test_the_folder_of_the_pages_is_no_target(office: publishkit.Office) -> None:
    with pytest.raises(errors.UsageError, match=r"are already in "):
        office.publish(str(office.folder))


def test_a_large_film_goes_in_parts_and_says_what_it_is(s3: webspace.S3, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(bytes(range(256)) * (11 << 12))
    target = space.Space(TO)
    assert target._kind.headers is not None
    given = target._kind.headers(space.content_type("film.mp4"), space.cache_time("film.mp4"))
    target._fs.put_file(str(film), target._path("a/film.mp4"), chunksize=5 << 20, **given)

    stored = s3.objects["spring/a/film.mp4"]
    assert (stored.content_type, stored.cache_control) == ("video/mp4", "public, max-age=300")
    assert target.holds("a/film.mp4", hashlib.sha256(film.read_bytes()).hexdigest(), film.stat().st_size)
    assert not target.holds("a/film.mp4", hashlib.sha256(b"another").hexdigest(), film.stat().st_size)
    assert not target.holds("a/none.mp4", "", 1)


def test_stopped_it_goes_on_later(office: publishkit.Office, s3: webspace.S3) -> None:
    with office.open() as batch:

        def stop(step: str) -> None:
            if step.startswith("note"):
                publisher.stop()

        publisher = publish.Publisher(batch, publish.Order(to=TO), hook=stop)
        events = publisher.events()
        with pytest.raises(errors.InterruptedRunError, match="Stopped"):
            list(events)
    later = publishkit.finished(office.publish())

    assert later.answered == 4
    assert set(collections.Counter(s3.puts()).values()) == {1}


def test_pages_never_stay_unseen_at_an_earlier_place(office: publishkit.Office, s3: webspace.S3) -> None:
    office.publish(TO)
    s3.log.clear()

    with pytest.raises(
        errors.UsageError,
        match=r"4 pages of this campaign are already in s3://bucket/spring, and would stay there\.",
    ):
        office.publish("s3://bucket/autumn")
    assert [method for method, _ in s3.log if method not in {"GET", "HEAD"}] == []
    with office.open() as batch:
        unpublish.take_back(batch, unpublish.chosen(batch, everything=True))
    office.base_url = f"{s3.url}/bucket/autumn"
    office.make()
    moved = publishkit.finished(office.publish("s3://bucket/autumn", again=True))

    assert moved.answered == 4
    assert [key for key in s3.objects if key.startswith("spring/") and key.count("/") > 1] == []

"""Taking pages back: the page first, every file, and nothing answers there afterwards."""

import datetime as dt
import shutil
from pathlib import Path

import enginekit
import publishkit
import pytest
import webspace

from batchgen import errors, models, settings
from batchgen.share import page_folder, publish, unpublish

TO = "s3://bucket/spring"


@pytest.fixture
def office(desk: enginekit.Desk, s3: webspace.S3) -> publishkit.Office:
    desk.write(enginekit.people(3))
    made = publishkit.office(desk, f"{s3.url}/bucket/spring")
    made.publish(TO)
    return made


def take_back(
    office: publishkit.Office, *, expired: bool = False, everything: bool = False, **given: object
) -> unpublish.TakenBack:
    with office.open(**given) as batch:
        return unpublish.take_back(batch, unpublish.chosen(batch, expired=expired, everything=everything))


def test_one_page_is_deleted_itself_first_and_stays_away(office: publishkit.Office, s3: webspace.S3) -> None:
    page = office.pages()[1]
    s3.log.clear()

    done = take_back(office, rows="3")
    later = office.publish(TO)
    again = publishkit.finished(office.publish(TO, again=True))

    names = [key.removeprefix(f"spring/{page.code}/") for method, key in s3.log if method == "DELETE"]
    assert done == unpublish.TakenBack(gone=1, faults={})
    assert names[0] == "index.html"
    assert sorted(names) == sorted(page.made)
    assert (publishkit.finished(later).pages, publishkit.finished(later).files) == (2, 0)
    assert getattr(later[0], "text", "") == (
        "Row 3: you took the page offline. To publish it again: batchgen publish --again."
    )
    assert (again.files, again.answered) == (5, 3)
    assert office.pages()[1].code == page.code


def test_all_pages_go_and_only_what_all_share_stays(office: publishkit.Office, s3: webspace.S3) -> None:
    done = take_back(office, everything=True)
    twice = take_back(office, everything=True)

    assert (done.gone, done.faults) == (3, {})
    assert twice == unpublish.TakenBack(gone=0, faults={})
    assert sorted(s3.objects) == ["spring/page.css", "spring/page.js", "spring/robots.txt"]
    assert not any(page.answers or page.sent for page in office.pages())


def test_gone_are_the_pages_that_no_row_leads_to(office: publishkit.Office, s3: webspace.S3) -> None:
    codes = [page.code for page in office.pages()]
    listed = office.desk.folder / "out.csv"
    listed.write_text("email\np1@example.com\n")
    office.desk.write(enginekit.people(2))

    events = office.publish(TO, exclude=listed)
    with office.open(exclude=listed) as batch:
        done = unpublish.take_back(batch, unpublish.chosen(batch, gone=True))

    assert [event.text for event in events if isinstance(event, models.Notice)] == [
        (
            "Row 2: the video is no longer in your results, but its page is still online. To delete the "
            "page: batchgen unpublish --gone."
        ),
        "1 page on the web space has no row in the sheet any more. To delete it: batchgen unpublish --gone",
    ]
    assert done == unpublish.TakenBack(gone=2, faults={})
    assert [any(code in key for key in s3.objects) for code in codes] == [False, True, False]


@pytest.mark.parametrize(("days", "gone"), [(-1, 3), (0, 0), (1, 0)])
def test_expired_pages_go_the_day_after_their_last(office: publishkit.Office, days: int, gone: int) -> None:
    last = dt.datetime.now().astimezone().date() + dt.timedelta(days=days)
    page = settings.Page(base_url=office.base_url, title="x", expires=last)

    assert take_back(office, expired=True, page=page).gone == gone


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (None, r"This campaign has no pages: campaign\.toml has no \[page\]\."),
        ({}, r"\[page\] has no `expires`, so its pages do not end\."),
    ],
)
def test_pages_without_a_last_day_never_end(
    office: publishkit.Office, page: dict[str, object] | None, words: str
) -> None:
    given = page if page is None else settings.Page(base_url=office.base_url, title="x")
    with pytest.raises(errors.UsageError, match=words):
        take_back(office, expired=True, page=given)


def test_what_was_put_back_by_hand_is_asked_for_again(office: publishkit.Office, s3: webspace.S3) -> None:
    kept = dict(s3.objects)
    take_back(office, everything=True)
    s3.objects.update(kept)
    office.publish(done=True, again=True)
    s3.answer = lambda _: webspace.Page(200, b"from a cache")
    done = take_back(office, everything=True)
    s3.answer = lambda _: None

    assert (done.gone, take_back(office, everything=True).gone) == (0, 3)


def test_a_space_that_refuses_deletion_is_said_and_no_link_is_shown(
    office: publishkit.Office, s3: webspace.S3
) -> None:
    code = office.pages()[0].code
    s3.refuse = lambda method, key: "AccessDenied" if method in {"DELETE", "POST"} and code in key else ""

    done = take_back(office, everything=True)

    assert done.gone == 2
    assert done.faults == {
        "s3://bucket/spring cannot be deleted: it does not allow that (The space says AccessDenied)": [2]
    }
    assert [page.answers for page in office.pages()] == [False] * 3
    assert [bool(page.sent) for page in office.pages()] == [True, False, False]


def test_a_page_that_still_answers_is_not_gone(office: publishkit.Office, s3: webspace.S3) -> None:
    code = office.pages()[2].code
    s3.answer = lambda path: webspace.Page(200, b"from a cache") if code in path else None
    done = take_back(office, everything=True)
    with pytest.raises(errors.UsageError, match="you took the page offline"):
        office.publish(TO)
    s3.answer = lambda _: None
    later = take_back(office, everything=True)

    assert (done.gone, done.faults) == (2, {"it still answers": [4]})
    assert later == unpublish.TakenBack(gone=1, faults={})


@pytest.mark.parametrize("status", [403, 404, 410])
def test_these_answers_mean_gone(office: publishkit.Office, s3: webspace.S3, status: int) -> None:
    s3.answer = lambda _: webspace.Page(status)

    assert take_back(office, everything=True).gone == 3


def test_what_was_uploaded_by_hand_is_to_be_deleted_by_hand(desk: enginekit.Desk, tmp_path: Path) -> None:
    desk.write(enginekit.people(2))
    with webspace.Website(tmp_path / "web") as site:
        office = publishkit.office(desk, site.url)
        shutil.copytree(office.folder, tmp_path / "web")
        office.publish(done=True)
        first, second = office.pages()
        shutil.rmtree(tmp_path / "web" / second.code)
        done = take_back(office, everything=True)

    assert done.gone == 1
    assert done.faults == {
        f"it still answers; you uploaded it by hand, so delete the folder {first.code} there": [2]
    }


def test_a_folder_is_left_tidy(desk: enginekit.Desk, tmp_path: Path) -> None:
    desk.write(enginekit.people(2))
    with webspace.Website(tmp_path / "web") as site:
        office = publishkit.office(desk, site.url)
        office.publish(str(tmp_path / "web"))
        (tmp_path / "web" / office.pages()[0].code / "film.mp4.part").write_bytes(b"sent by a killed program")
        take_back(office, everything=True)

    assert sorted(path.name for path in (tmp_path / "web").rglob("*")) == [
        "page.css",
        "page.js",
        "robots.txt",
    ]


@pytest.mark.parametrize("which", [{}, {"expired": True, "everything": True}, {"expired": True, "rows": "2"}])
def test_it_must_be_said_which(office: publishkit.Office, which: dict[str, object]) -> None:
    with pytest.raises(
        errors.UsageError, match=r"Say which pages: --expired, --gone, --rows LIST or --all\."
    ):
        take_back(office, **which)  # type: ignore[arg-type]


def test_it_waits_for_nobody_who_publishes(office: publishkit.Office) -> None:
    path = office.desk.sheet.with_name("list.batchgen.db")

    with publish.held(path), pytest.raises(errors.StateInUseError, match="sent or deleted already"):
        take_back(office, everything=True)
    assert all(page.answers for page in office.pages())
    assert (office.folder / office.pages()[0].code / page_folder.INDEX).is_file()

"""The links to people's own pages in results and exports: only of pages that answered."""

import csv
import dataclasses

import enginekit
import pytest

from batchgen import export, result_columns, state
from batchgen.campaign import library
from batchgen.results import page_links
from batchgen.share import page_folder

BASE = "https://watch.example.com/spring"
SHA = "ab" * 32
FILES = dict.fromkeys((page_folder.INDEX, page_folder.MAIL, page_folder.GIF), SHA)


def publish(store: state.Store, jobs: list[int], files: dict[str, str] = FILES) -> dict[int, state.PageCode]:
    codes = store.make_page_codes(jobs)
    store.page_made(dict.fromkeys(jobs, files))
    for job in jobs:
        store.page_sent(job, files, space="s3://b", base_url=BASE)
    store.page_answered(jobs, base_url=BASE)
    return codes


def write(desk: enginekit.Desk) -> list[dict[str, str]]:
    """Write the results as every command does, and read them."""
    with library.opened(desk.settings(), api_key=enginekit.KEY, follow=False) as batch:
        batch.write()
    return desk.results()


def test_a_campaign_without_pages_has_the_columns_of_ever(desk: enginekit.Desk) -> None:
    desk.run()

    assert list(write(desk)[0])[-8:] == list(result_columns.NAMES)


def test_the_links_join_the_results_when_the_page_answered(desk: enginekit.Desk) -> None:
    desk.run()
    with desk.open() as batch:
        codes = publish(batch.store, [1, 2])
        batch.store.page_unanswered([2])
        publish(batch.store, [3], {page_folder.INDEX: SHA})
        publish(batch.store, [4])
        batch.store.page_unpublished([4])

    rows = write(desk)
    again = write(desk)

    place = f"{BASE}/{codes[1].code}/"
    shown = [tuple(row[name] for name in result_columns.PAGE_LINKS) for row in rows]
    assert shown[0] == (place, place + "mail.jpg", place + "mail.gif")
    assert shown[1] == ("", "", "")
    assert shown[2][0].startswith(BASE)
    assert shown[2][1:] == ("", "")
    assert set(shown[3:]) == {("", "", "")}
    assert list(rows[0])[-3:] == list(result_columns.PAGE_LINKS)
    assert again == rows


def test_a_column_of_the_users_own_keeps_its_cells(desk: enginekit.Desk) -> None:
    desk.write([row | {"page_url": "mine"} for row in enginekit.people(2)])
    desk.run()
    with desk.open() as batch:
        publish(batch.store, [1])

    rows = write(desk)

    assert [row["page_url"] for row in rows] == ["mine", "mine"]
    assert rows[0]["video_page_url"].startswith(BASE)
    assert [list(row) for row in write(desk)] == [list(row) for row in rows]


@pytest.mark.parametrize("spec", ["", "email,page_url,picture_url,mail_gif_url,embed_html"])
def test_an_export_has_them(desk: enginekit.Desk, spec: str) -> None:
    desk.run()
    target = desk.folder / "links.csv"
    with desk.open() as batch:
        codes = publish(batch.store, [1])
        list(export.write(batch, export.ExportOptions(columns=spec, target=target)))

    first, second, *_ = csv.DictReader(target.read_text(encoding="utf-8-sig").splitlines())
    place = f"{BASE}/{codes[1].code}/"
    assert [first[name] for name in result_columns.PAGE_LINKS] == [
        place,
        place + "mail.jpg",
        place + "mail.gif",
    ]
    assert [second[name] for name in result_columns.PAGE_LINKS] == ["", "", ""]
    if spec:
        assert place in first["embed_html"]
        assert BASE not in second["embed_html"]


@pytest.mark.parametrize("other", ["a", "z"])
def test_a_page_of_any_other_video_is_not_shown(desk: enginekit.Desk, other: str) -> None:
    desk.run()
    with desk.open() as batch:
        publish(batch.store, [1])
        job, page = batch.store.job(1), batch.store.page_of(1)

        # An id says nothing about which of two videos is the later one.
        texts = page_links.texts(job, dataclasses.replace(page, video_id=other))

    assert texts == dict.fromkeys(result_columns.PAGE_LINKS, "")


def test_the_page_of_an_earlier_video_is_not_shown(desk: enginekit.Desk) -> None:
    desk.run()
    with desk.open() as batch:
        publish(batch.store, [1])
        page = batch.store.page_of(1)
        job = batch.store.job(1)
        shown = page_links.texts(job, page)["page_url"]

    desk.run(redo="all", rows="2", max_videos=5)
    with desk.open() as batch:
        after = page_links.texts(batch.store.job(1), batch.store.page_of(1))

    assert shown
    assert after == dict.fromkeys(result_columns.PAGE_LINKS, "")


def test_the_files_are_those_of_the_folder() -> None:
    assert page_links._FILES == {
        "page_url": "",
        "picture_url": page_folder.MAIL,
        "mail_gif_url": page_folder.GIF,
    }
    assert page_folder.robots("c", "https://a.org").startswith(page_folder.mark("c"))

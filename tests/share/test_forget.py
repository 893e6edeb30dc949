"""Forgetting takes pages off the web space and this computer, with the video behind them."""

import contextlib
import subprocess
import sys
from pathlib import Path

import enginekit
import publishkit
import pytest
import webspace

from batchgen import errors, models, state, tavus
from batchgen.share import forget, page_folder, publish

TO = "s3://bucket/spring"


@pytest.fixture
def office(desk: enginekit.Desk, s3: webspace.S3) -> publishkit.Office:
    desk.write(enginekit.people(3))
    made = publishkit.office(desk, f"{s3.url}/bucket/spring")
    made.publish(TO)
    return made


def forgotten(office: publishkit.Office) -> forget.Receipt:
    desk = office.desk

    def client(_: state.Store) -> contextlib.AbstractContextManager[tavus.Client]:
        return tavus.Client(enginekit.KEY, desk.api.url)

    with forget.Case(desk.folder, ["p2@example.com"], writing=True) as case:
        return case.forget(clients=client, in_sheet=False)


def test_a_page_goes_from_the_space_and_from_this_computer(
    office: publishkit.Office, s3: webspace.S3
) -> None:
    code = office.pages()[1].code

    receipt = forgotten(office)

    assert [key for key in s3.objects if code in key] == []
    assert not (office.folder / code).exists()
    assert len(office.pages()) == 2
    assert (receipt.refused, len(list(office.folder.iterdir()))) == ([], 5)
    assert {"what": "page", "where": f"{office.base_url}/{code}/"} in receipt.deleted
    later = publishkit.finished(office.publish(TO))
    assert (later.pages, later.files) == (2, 0)


def test_a_page_that_the_space_keeps_is_taken_down_by_the_same_call_again(
    office: publishkit.Office, s3: webspace.S3
) -> None:
    code = office.pages()[1].code
    s3.refuse = lambda method, key: "AccessDenied" if method in {"DELETE", "POST"} and code in key else ""
    first = forgotten(office)
    made = office.publish(TO)
    s3.refuse = lambda _method, _key: ""

    second = forgotten(office)

    assert [line["what"] for line in first.refused] == ["page", "state file"]
    assert "Name2" not in (office.desk.folder / "list.results.csv").read_text("utf-8")
    assert publishkit.finished(made).pages == 2
    assert (second.refused, [key for key in s3.objects if code in key]) == ([], [])
    assert [job.stage for job in jobs(office)] == [models.Stage.READY] * 2


def test_a_website_that_is_gone_for_good_keeps_no_row(desk: enginekit.Desk, tmp_path: Path) -> None:
    desk.write(enginekit.people(3))
    with webspace.Website(tmp_path / "web") as site:
        office = publishkit.office(desk, site.url)
        office.publish(str(tmp_path / "web"))
    code = office.pages()[1].code

    receipt = forgotten(office)

    assert not (tmp_path / "web" / code).exists()
    assert receipt.refused == []
    assert receipt.unseen[0].startswith(f"Open {site.url}/{code}/ later. The web space deleted it, but")
    assert len(office.pages()) == 2


def jobs(office: publishkit.Office) -> list[state.Job]:
    with office.open() as batch:
        return list(batch.store.jobs())


ASKED = """
import fcntl, os, sys
for path, at in zip(sys.argv[1::2], sys.argv[2::2]):
    with open(path, "r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, int(at))
        except OSError:
            print("held")
        else:
            print("free")
"""
"""Whether another process can take the byte of a file at an offset."""

SHARED = 128
"""The byte of the -shm file that every connection has a lock on (SQLite, os_unix.c, unixOpenSharedMemory)."""


def test_looking_through_the_files_ends_no_lock_on_them(office: publishkit.Office) -> None:
    path = next(office.desk.folder.glob("*.batchgen.db"))
    files = [f"{path}.lock", "0", f"{path}.pages.lock", "0", f"{path}-shm", str(SHARED)]

    with forget.Case(office.desk.folder, ["p2@example.com"], writing=True):
        asked = subprocess.run(
            [sys.executable, "-c", ASKED, *files], capture_output=True, text=True, check=True
        )

    assert asked.stdout.split() == ["held"] * 3


def test_nothing_is_changed_while_pages_are_sent(office: publishkit.Office) -> None:
    path = next(office.desk.folder.glob("*.batchgen.db"))

    with publish.held(path), pytest.raises(errors.StateInUseError, match="sent or deleted already"):
        forgotten(office)

    assert not (office.desk.folder / ".batchgen").exists()
    assert len(office.pages()) == 3


def test_pages_that_were_made_elsewhere_go_too(office: publishkit.Office) -> None:
    code = office.pages()[1].code
    away = office.desk.folder.parent / f"{office.desk.folder.name}-pages"
    office.folder.rename(away)
    with office.open(lock=True) as batch:
        page_folder.remember(batch.settings, batch.store, away)

    forgotten(office)

    assert not (away / code).exists()
    assert len(list(away.iterdir())) == 5

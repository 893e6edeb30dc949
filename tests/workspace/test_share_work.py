"""Sharing: one thing at a time for a campaign, in the words of its commands."""

import threading
from pathlib import Path

import pytest

from batchgen import errors, workspace
from batchgen.workspace import share_work


@pytest.fixture
def place(tmp_path: Path) -> workspace.Place:
    (tmp_path / "campaign.toml").write_text('sheet = "none.csv"\n', encoding="utf-8")
    return workspace.Place("spring", tmp_path)


def ended(place: workspace.Place) -> share_work.Work:
    for thread in [t for t in threading.enumerate() if t.name == "sharing"]:
        thread.join()
    work = share_work.work(place)
    assert work is not None
    return work


def test_what_a_command_refuses_is_said_and_the_next_is_not_begun(place: workspace.Place) -> None:
    share_work.publish(place, "send", "/nowhere")

    work = ended(place)

    assert not work.running
    assert work.title == "This was not done"
    assert any("none.csv" in line for line in work.lines)
    assert len([line for line in work.lines if "none.csv" in line]) == 1


def test_a_person_nobody_knows_is_not_offered_for_deletion(place: workspace.Place, tmp_path: Path) -> None:
    share_work.forget(place, tmp_path, "ana@acme.test")

    assert ended(place).code == 2
    with pytest.raises(errors.UsageError, match="First look"):
        share_work.forget_now(place, tmp_path)


def test_a_second_thing_waits_for_the_first(place: workspace.Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(share_work._works, place.folder, share_work.Work("publish", "Making the pages."))

    with pytest.raises(errors.UsageError, match="Something else is still being done here"):
        share_work.publish(place, "make", "")

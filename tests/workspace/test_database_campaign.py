"""A campaign whose state is in a database is opened as one whose state is a file."""

import contextlib
import os
from pathlib import Path

import pgkit
import pytest
import statejobs

from batchgen import models, new_campaign, paths, state, workspace
from batchgen.tavus import video_request
from batchgen.workspace import campaign_cards, campaigns


@pytest.fixture
def place(tmp_path: Path) -> workspace.Place:
    folder = tmp_path / "autumn"
    new_campaign.write(folder, new_campaign.sample_files())
    file = folder / "campaign.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(f'state = "{pgkit.address()}"\n{text}', encoding="utf-8")
    return workspace.Place("autumn", folder)


def test_its_card_and_its_rows_come_from_the_database(place: workspace.Place) -> None:
    assert campaign_cards.card(place).total == 0
    address = paths.address(place.settings())
    with contextlib.closing(address.open(service="http://127.0.0.1:1")) as store:
        request = video_request.VideoRequest({"replica_id": "r1", "script": "Hi"})
        statejobs.add(store, [statejobs.NewJob(f"k{n}", n, request, cells_hash=f"c{n}") for n in (2, 3)])

        card = campaign_cards.card(place)
        with campaigns.Open(place).reading() as seen:
            counts = seen.counts() if seen is not None else {}

    assert (card.wrong, card.total, card.running) == ("", 2, True)
    assert counts == {models.Stage.NEW: 2}


def elsewhere(monkeypatch: pytest.MonkeyPatch, url: str, place: workspace.Place) -> list[campaign_cards.Card]:
    monkeypatch.setenv("BATCHGEN_STATE", url)
    return campaign_cards.elsewhere([place])


def test_a_run_on_another_computer_is_shown(place: workspace.Place) -> None:
    settings = place.settings()
    address = paths.address(settings)
    other = state.Address(place.folder / "other" / "x.batchgen.db", address.database, address.name)
    other.path.parent.mkdir()
    with contextlib.closing(other.open(service="http://127.0.0.1:1")):
        on_card, on_page = campaign_cards.card(place).running, campaigns.Open(place).holder(sandbox=False)
    afterwards = campaigns.Open(place).holder(sandbox=False)

    assert on_card
    assert on_page is not None
    assert on_page.pid == os.getpid()
    assert afterwards is None
    assert not campaign_cards.card(place).running


def test_campaigns_of_other_computers_have_cards_without_a_folder(
    place: workspace.Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = paths.address(place.settings())
    assert own.database is not None
    for name, service in (
        (own.name, "http://127.0.0.1:1"),
        ("winter", "http://127.0.0.1:1"),
        ("try", "sandbox"),
    ):
        address = state.Address(place.folder / f"{name}.x.batchgen.db", own.database, name)
        with contextlib.closing(address.open(service=service)) as store:
            request = video_request.VideoRequest({"replica_id": "r1", "script": "Hi"})
            statejobs.add(store, [statejobs.NewJob("k1", 2, request, cells_hash="c1")])

    [card] = elsewhere(monkeypatch, str(own.database), place)

    assert (card.slug, card.name, card.ready, card.total) == ("", "winter", 0, 1)
    assert card.folder.startswith("Planned, 0 workers, in postgresql://")
    assert card.folder.endswith("Its sheet is on another computer.")


def test_without_a_shared_database_there_are_no_more_cards(
    place: workspace.Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BATCHGEN_STATE", raising=False)

    assert campaign_cards.elsewhere([place]) == []


def test_a_shared_database_that_is_away_is_told(
    place: workspace.Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    [card] = elsewhere(monkeypatch, f"postgresql:///x?host={place.folder}", place)

    assert (card.slug, card.name) == ("", "The database")
    assert "cannot be used" in card.wrong


def test_a_database_that_is_away_is_told_on_its_card(place: workspace.Place) -> None:
    file = place.folder / "campaign.toml"
    text = file.read_text(encoding="utf-8").split("\n", 1)[1]
    file.write_text(f'state = "postgresql:///x?host={place.folder}"\n{text}', encoding="utf-8")

    assert "cannot be used" in campaign_cards.card(place).wrong

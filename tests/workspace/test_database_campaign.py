"""A campaign whose state is in a database is opened as one whose state is a file."""

import contextlib
from pathlib import Path

import pgkit
import pytest
import statejobs

from batchgen import models, new_campaign, paths, workspace
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


def test_a_database_that_is_away_is_told_on_its_card(place: workspace.Place) -> None:
    file = place.folder / "campaign.toml"
    text = file.read_text(encoding="utf-8").split("\n", 1)[1]
    file.write_text(f'state = "postgresql:///x?host={place.folder}"\n{text}', encoding="utf-8")

    assert "cannot be used" in campaign_cards.card(place).wrong

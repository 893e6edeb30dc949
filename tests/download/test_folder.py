"""Where the files of a campaign's videos lie: as downloaded, or as a rehearsal made them."""

from pathlib import Path

import afterkit
import pytest

from batchgen import download, settings, state


@pytest.fixture
def store(tmp_path: Path) -> state.StateFile:
    return state.open_state(tmp_path / "list.batchgen.db", service="sandbox")


def test_a_rehearsal_has_its_own_files_and_none_of_elsewhere(tmp_path: Path, store: state.StateFile) -> None:
    given = settings.Settings(sheet=tmp_path / "list.csv", sandbox=True)
    inside, outside = tmp_path / "list.sandbox" / "v1", tmp_path / "secret"
    for folder in (inside, outside):
        folder.mkdir(parents=True)
        (folder / "film.mp4").write_bytes(afterkit.mp4(2_000))
    ours = afterkit.job(download_url=(inside / "film.mp4").as_uri())
    theirs = afterkit.job(download_url=(outside / "film.mp4").as_uri())
    steps = afterkit.job(download_url=f"{inside.as_uri()}/../../secret/film.mp4")

    with store:
        find = download.file_of(given, store)
        real = download.file_of(given.model_copy(update={"sandbox": False}), store)
        found = [find(ours, "video"), find(theirs, "video"), find(steps, "video"), real(ours, "video")]

    assert found == [inside / "film.mp4", None, None, None]


def test_half_a_film_of_a_rehearsal_is_none(tmp_path: Path, store: state.StateFile) -> None:
    given = settings.Settings(sheet=tmp_path / "list.csv", sandbox=True)
    film = tmp_path / "list.sandbox" / "film.mp4"
    film.parent.mkdir()
    film.write_bytes(afterkit.mp4(9_000)[:5_000])

    with store:
        assert download.file_of(given, store)(afterkit.job(download_url=film.as_uri()), "video") is None

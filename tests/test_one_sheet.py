"""One sheet, one campaign: a file that is reached by several names has one state file and one lock."""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

import enginekit
import pytest

from batchgen import errors, paths, settings, state
from batchgen.settings import layers

Linked = Callable[[Path, Path], Path]


def symbolic(sheet: Path, folder: Path) -> Path:
    link = folder / "other.csv"
    link.symlink_to(sheet)
    return link


def relative(sheet: Path, folder: Path) -> Path:
    link = folder / "list.csv"
    link.symlink_to(os.path.relpath(sheet, folder))
    return link


def chained(sheet: Path, folder: Path) -> Path:
    link = folder / "last.csv"
    link.symlink_to(symbolic(sheet, folder))
    return link


def hard(sheet: Path, folder: Path) -> Path:
    link = folder / "other.csv"
    os.link(sheet, link)
    return link


def of_folder(sheet: Path, folder: Path) -> Path:
    (folder / "linked").symlink_to(sheet.parent, target_is_directory=True)
    return folder / "linked" / sheet.name


ALL = pytest.mark.parametrize("linked", [symbolic, relative, chained, hard, of_folder])


@pytest.fixture
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("elsewhere")


@ALL
def test_a_run_by_another_name_pays_nothing_again(
    desk: enginekit.Desk, elsewhere: Path, linked: Linked
) -> None:
    link = linked(desk.sheet, elsewhere)
    first = desk.run()

    again = desk.run(sheet=link, ignore_account=True)

    assert (first.code, again.code, desk.made) == (0, 0, 10)
    assert not list(elsewhere.glob("*.batchgen.db"))
    results = desk.results(paths.output(desk.settings(sheet=link), ".csv"))
    assert [row["status"] for row in results] == ["ready"] * 10


@ALL
def test_the_list_itself_pays_nothing_again_after_a_run_by_another_name(
    desk: enginekit.Desk, elsewhere: Path, linked: Linked
) -> None:
    link = linked(desk.sheet, elsewhere)
    desk.run(sheet=link)

    again = desk.run(ignore_account=True)

    assert (again.code, desk.made) == (0, 10)


@ALL
def test_two_runs_at_once_by_two_names_are_one(desk: enginekit.Desk, elsewhere: Path, linked: Linked) -> None:
    link = linked(desk.sheet, elsewhere)
    with desk.open(), pytest.raises(errors.StateInUseError, match="Another run is using"):
        desk.open(sheet=link)


@ALL
def test_reading_by_another_name_finds_the_state_file(
    desk: enginekit.Desk, elsewhere: Path, linked: Linked
) -> None:
    link = linked(desk.sheet, elsewhere)
    desk.run()

    with desk.open(lock=False, sheet=link) as batch:
        assert sum(batch.status().counts.values()) == 10


def test_a_sheet_saved_by_rename_is_still_that_sheet(desk: enginekit.Desk, elsewhere: Path) -> None:
    desk.run()
    new = desk.folder / "new.csv"
    new.write_bytes(desk.sheet.read_bytes())
    new.replace(desk.sheet)

    again = desk.run(sheet=hard(desk.sheet, elsewhere), ignore_account=True)

    assert (again.code, desk.made) == (0, 10)


def test_a_hard_link_stays_with_its_campaign_when_it_is_saved_by_rename(
    desk: enginekit.Desk, elsewhere: Path
) -> None:
    link = hard(desk.sheet, elsewhere)
    desk.run(sheet=link)
    desk.run()
    new = elsewhere / "new.csv"
    new.write_bytes(link.read_bytes())
    new.replace(link)

    again = desk.run(sheet=link, ignore_account=True)

    assert (again.code, desk.made) == (0, 10)


def test_another_file_at_a_noted_path_is_another_sheet(desk: enginekit.Desk, elsewhere: Path) -> None:
    desk.run()
    link = hard(desk.sheet, elsewhere)
    desk.sheet.unlink()
    desk.write(enginekit.people(2))

    assert paths.state(desk.settings(sheet=link)) == elsewhere / "other.batchgen.db"


def test_a_state_file_beside_a_link_is_still_found(desk: enginekit.Desk, elsewhere: Path) -> None:
    desk.run()
    beside = elsewhere / "other.batchgen.db"
    (desk.folder / "list.batchgen.db").rename(beside)
    link = symbolic(desk.sheet, elsewhere)

    again = desk.run(sheet=link, ignore_account=True)

    assert paths.state(desk.settings(sheet=link)) == beside
    assert (again.code, desk.made) == (0, 10)
    assert paths.state(desk.settings()) == beside


@pytest.mark.parametrize("linked", [symbolic, chained, hard])
def test_two_state_files_of_one_sheet_are_refused_with_both_names(
    desk: enginekit.Desk, elsewhere: Path, linked: Linked
) -> None:
    desk.run()
    link = linked(desk.sheet, elsewhere)
    other = link.with_name(f"{link.stem}.batchgen.db")
    other.write_bytes((desk.folder / "list.batchgen.db").read_bytes())

    with pytest.raises(errors.StateError, match="2 state files") as told:
        desk.run(sheet=link)

    assert str(other) in str(told.value)
    assert str(desk.folder / "list.batchgen.db") in str(told.value)
    assert "--state FILE" in told.value.hint
    with desk.open(sheet=link, state=other) as batch:
        assert batch.state_path == other


def test_a_hard_link_begins_no_second_campaign_beside_one_with_a_name(
    desk: enginekit.Desk, elsewhere: Path
) -> None:
    desk.run(name="q4")
    link = hard(desk.sheet, elsewhere)

    with pytest.raises(errors.StateError, match="is the same file as") as told:
        desk.open(sheet=link)

    assert str(desk.folder / "q4.batchgen.db") in str(told.value)
    with desk.open(sheet=link, name="q4") as batch:
        assert batch.state_path == desk.folder / "q4.batchgen.db"
    with desk.open(name="q5") as batch:
        assert batch.state_path == desk.folder / "q5.batchgen.db"


def test_a_link_has_the_campaign_file_of_its_sheet(desk: enginekit.Desk, elsewhere: Path) -> None:
    (desk.folder / "campaign.toml").write_text('name = "q4"\n', encoding="utf-8")
    link = symbolic(desk.sheet, elsewhere)

    found = settings.load(link, {})

    assert paths.state(found) == desk.folder / "q4.batchgen.db"
    (elsewhere / "campaign.toml").write_text('name = "own"\n', encoding="utf-8")
    assert paths.state(settings.load(link, {})) == elsewhere / "own.batchgen.db"


@pytest.mark.parametrize("home", ["a file", "gone", "a broken register"])
def test_a_run_needs_no_home_folder(
    desk: enginekit.Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str
) -> None:
    place = tmp_path / "home"
    if home == "a file":
        place.write_text("")
    if home == "a broken register":
        (place / "batchgen").mkdir(parents=True)
        (place / "batchgen" / "sheets.db").write_text("not a database" * 100)
    if home == "gone":
        place = Path("/proc/none")
    for name in ("HOME", "XDG_STATE_HOME", "LOCALAPPDATA", "USERPROFILE"):
        monkeypatch.setenv(name, str(place))

    assert desk.run().code == 0


def test_a_mere_look_notes_nothing(desk: enginekit.Desk, home_of_its_own: Path) -> None:
    desk.plan()

    assert list(home_of_its_own.iterdir()) == []


def test_a_state_file_with_two_names_is_refused(desk: enginekit.Desk, elsewhere: Path) -> None:
    desk.run()
    own = desk.folder / "list.batchgen.db"
    other = elsewhere / "copy.db"
    os.link(own, other)

    for path in (own, other):
        with pytest.raises(errors.StateError, match="has 2 names") as told:
            desk.run(state=path)
        assert "cp " in told.value.hint
    other.unlink()
    assert desk.run().code == 0


def test_a_lock_is_seen_through_a_linked_folder_in_one_process(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with contextlib.ExitStack() as stack:
        stack.callback(state.RunLock(tmp_path / "real" / "x.db").release)

        with pytest.raises(errors.StateInUseError):
            state.RunLock(tmp_path / "link" / "x.db")


def test_up_from_a_linked_folder_is_where_the_link_leads(tmp_path: Path) -> None:
    (tmp_path / "real" / "deep").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "real" / "deep")

    assert layers.absolute("link/../list.csv", tmp_path) == tmp_path / "real" / "list.csv"
    assert layers.absolute("real/../list.csv", tmp_path) == tmp_path / "list.csv"

"""What people write into our files, or have where they go, is kept before it is written over."""

from pathlib import Path

import enginekit
import pytest

from batchgen import errors, sheets, state
from batchgen.results import backups, writeback


def copies(desk: enginekit.Desk, stem: str = "list.results") -> list[Path]:
    return sorted(desk.folder.glob(f"{stem}-*"))


def test_notes_in_the_results_are_kept(desk: enginekit.Desk) -> None:
    desk.run()
    noted = desk.output.read_text("utf-8").replace("Company 3", "Company 3, called on Tuesday")
    desk.output.write_text(noted, "utf-8")

    done = desk.run()

    (copy,) = copies(desk)
    assert copy.read_text("utf-8") == noted
    assert f"list.results.csv was changed since the last run. That version is now {copy.name}" in done.words
    assert "called" not in desk.output.read_text("utf-8")
    assert (done.code, desk.made) == (0, 10)


def test_notes_that_are_put_back_are_kept_again(desk: enginekit.Desk) -> None:
    desk.run()
    desk.output.write_text(desk.output.read_text("utf-8").replace("Company 3", "called on Tuesday"), "utf-8")
    desk.run()
    (copy,) = copies(desk)
    copy.replace(desk.output)

    desk.run()

    (again,) = copies(desk)
    assert "called on Tuesday" in again.read_text("utf-8")


def test_results_that_nobody_touched_are_written_over(desk: enginekit.Desk) -> None:
    desk.run(limit=4)
    desk.run(limit=4)

    done = desk.run()

    assert copies(desk) == []
    assert "That version is now" not in done.words


def test_a_whole_folder_may_move(desk: enginekit.Desk, tmp_path: Path) -> None:
    desk.run(limit=4)
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    for name in ("list.csv", "list.results.csv", "list.batchgen.db", "t.j2"):
        (desk.folder / name).rename(moved / name)
    desk.folder, desk.sheet = moved, moved / "list.csv"

    desk.run()

    assert copies(desk) == []


def test_a_file_that_was_there_before_is_kept(desk: enginekit.Desk) -> None:
    mine = desk.folder / "mine.csv"
    mine.write_text("my,own\n1,2\n", "utf-8")

    done = desk.run(output=mine)

    (copy,) = copies(desk, "mine")
    assert copy.read_text("utf-8") == "my,own\n1,2\n"
    assert "mine.csv was there before" in done.words


def test_two_copies_in_one_second_have_two_names(
    desk: enginekit.Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups.paths, "dated", lambda target, _: target.with_name("list.results-now.csv"))
    for note in ("one", "two", "three"):
        desk.run()
        desk.output.write_text(note, "utf-8")

    desk.run()

    assert [path.read_text("utf-8") for path in copies(desk)] == ["two", "three", "one"]


def test_cells_mended_in_a_failures_file_that_was_not_run_are_kept(desk: enginekit.Desk) -> None:
    failures = desk.folder / "again.csv"
    desk.api.fault_of = lambda post: "refuse:400:Bad words" if "Company 3 " in str(post.body) else ""
    desk.run(failures=failures)
    fixed = failures.read_text("utf-8").replace("Company 3", "Company Three")
    failures.write_text(fixed, "utf-8")

    done = desk.run(failures=failures)

    (copy,) = copies(desk, "again")
    assert copy.read_text("utf-8") == fixed
    assert f"now {copy.name}. If you fixed rows in it, run that copy." in done.words
    assert desk.run(failures=failures, sheet=copy).code == 0


def test_notes_in_the_dated_results_are_kept(desk: enginekit.Desk) -> None:
    lock = desk.folder / ".~lock.list.results.csv#"
    with desk.open() as batch:
        list(batch.run(batch.plan()))
        lock.write_text("someone", "utf-8")
        results = writeback.Writeback(batch.settings, batch.sheet, batch.store)
        results.write()
        (dated,) = copies(desk)
        noted = dated.read_text("utf-8").replace("Company 3", "Company 3, called on Tuesday")
        dated.write_text(noted, "utf-8")

        results.write()

    assert noted in [path.read_text("utf-8") for path in copies(desk) if path != dated]
    assert "called" not in dated.read_text("utf-8")


def test_results_that_are_the_sheet_themselves_are_only_updated(desk: enginekit.Desk) -> None:
    desk.run(limit=4)
    results = desk.output
    results.write_text(results.read_text("utf-8").replace("Company 9", "Company Nine"), "utf-8")
    desk.sheet = results

    desk.run()

    assert copies(desk) == []
    assert "Company Nine" in results.read_text("utf-8")
    assert [row["status"] for row in desk.rows(results)] == ["ready"] * 10


def test_who_is_killed_before_the_rename_finds_a_file_of_ours(tmp_path: Path) -> None:
    target, new = tmp_path / "list.results.csv", tmp_path / "new"
    with state.open_state(tmp_path / "s.db", service="http://127.0.0.1:1") as store:
        looks = backups.Backups(store)
        new.write_text("one", "utf-8")
        looks.look(target, new)
        new.replace(target)
        new.write_text("two", "utf-8")
        looks.look(target, new)  # and killed
        new.write_text("three", "utf-8")
        looks.look(target, new)  # and killed again
        new.write_text("four", "utf-8")

        looks.look(target, new)

        assert looks.take_notices() == []
        assert sorted(path.name for path in tmp_path.glob("*.csv")) == ["list.results.csv"]


def test_what_cannot_be_kept_is_not_written_over(
    desk: enginekit.Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.run()
    desk.output.write_text("my notes", "utf-8")

    def full(_: Path, copy: Path) -> None:
        raise errors.SheetLockedError(f"{copy.name} was not written: the disk is full.")

    monkeypatch.setattr(sheets, "keep_copy", full)

    done = desk.run()

    assert desk.output.read_text("utf-8") == "my notes"
    assert done.code == 1
    assert "the disk is full. The results are in" in done.words


def test_a_page_replaces_a_page_of_ours_and_keeps_any_other_file(tmp_path: Path) -> None:
    page = tmp_path / "list.report.html"
    mine = "<p>notes of my own</p>"
    words: list[str] = []

    for text in (mine, "<!doctype html>\n" + backups.PAGE_MARK.decode()):
        page.write_text(text)
        sheets.write_lines(page, ["new"], spare=backups.spare_pages(words.append))

    (copy,) = tmp_path.glob("list.report-*.html")
    assert copy.read_text() == mine
    assert words == [f"list.report.html was there before. That version is now {copy.name}."]

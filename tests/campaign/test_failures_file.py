"""Failures files: fixed and run under any name, they return to their list by the marks in their rows."""

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import enginekit
import faketavus
import openpyxl
import pytest
import xlsxwriter

from batchgen import errors, models
from batchgen.plan import known_files
from batchgen.plan.failures_file import failures_home

Cells = list[dict[str, str]]
OURS = ("original_row", "failure_reason", "batchgen_row")


def nameless(count: int) -> Cells:
    """People without any column that could be a key."""
    return [
        {"first_name": f"Name{n}", "company": f"Company {n}", "town": f"Town {n}"}
        for n in range(1, count + 1)
    ]


def refuse(desk: enginekit.Desk, *words: str) -> None:
    desk.api.fault_of = lambda post: (
        "refuse:400:Bad words" if any(word in str(post.body["script"]) for word in words) else ""
    )


@pytest.fixture
def cells(api: faketavus.FakeTavus, tmp_path: Path) -> enginekit.Desk:
    """Ten people without a key, two of whom are refused."""
    folder = tmp_path / "work"
    folder.mkdir()
    desk = enginekit.desk(folder, api, nameless(10))
    refuse(desk, "Company 3 ", "Company 7 ")
    return desk


def mend(desk: enginekit.Desk, path: Path, **cells: str) -> Cells:
    """Mend every row of a failures file and make it the sheet; return it as it was."""
    found = desk.rows(path)
    desk.write([row | {name: text.format(**row) for name, text in cells.items()} for row in found], path)
    desk.sheet = path
    return found


def refusals(done: enginekit.Done) -> list[tuple[int | None, str]]:
    assert done.plan is not None
    found = done.plan.problems.problems("warning")
    return [(problem.row, problem.message) for problem in found if problem.kind == "failures-row"]


def states(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*.batchgen.db"))


def spoken(desk: enginekit.Desk) -> dict[str, str]:
    """What each row of the results says, by the video that its link leads to."""
    said = {p.made: str(p.body["script"]) for p in desk.api.posts if p.made}
    results = desk.results(desk.folder / "list.results.csv")
    return {row["first_name"]: said.get(row["video_id"], "") for row in results}


# any name, any folder


@pytest.mark.parametrize(
    "name", ["again.csv", "list.failures.csv", "Mend me (2).csv", "list.results.csv.batchgen.csv"]
)
def test_a_failures_file_of_any_name_returns_to_its_list(cells: enginekit.Desk, name: str) -> None:
    path = cells.folder / name
    cells.run(failures=path)
    failed = mend(cells, path, company="Mended {first_name}")

    done = cells.run()

    results = cells.results(cells.folder / "list.results.csv")
    assert [(r["first_name"], r["original_row"]) for r in failed] == [("Name3", "4"), ("Name7", "8")]
    assert list(failed[0]) == ["first_name", "company", "town", *OURS]
    assert done.code == 0
    assert [row["status"] for row in results] == ["ready"] * 10
    assert "Mended Name3" in spoken(cells)["Name3"]
    assert "Mended Name7" in spoken(cells)["Name7"]
    assert (cells.made, states(cells.folder.parent)) == (10, ["list.batchgen.db"])


@pytest.mark.parametrize("name", ["sub/deeper/again.csv", "../elsewhere.csv"])
def test_in_another_folder_it_needs_the_state_file(cells: enginekit.Desk, name: str) -> None:
    path = Path(os.path.normpath(cells.folder / name))
    path.parent.mkdir(parents=True, exist_ok=True)
    cells.run(failures=path)
    mend(cells, path, company="Mended")

    with pytest.raises(errors.SheetError, match="was not found") as told:
        cells.run()
    done = cells.run(state=cells.folder / "list.batchgen.db")

    assert "--state FILE" in str(told.value.hint)
    assert done.code == 0
    assert [row["status"] for row in cells.results(cells.folder / "list.results.csv")] == ["ready"] * 10
    assert not list(cells.folder.parent.rglob("*.batchgen-state"))


def test_a_renamed_failures_file_is_known_by_its_marks(cells: enginekit.Desk) -> None:
    cells.run(failures=cells.folder / "again.csv")
    mend(cells, cells.folder / "again.csv", town="Mended")
    cells.sheet = (cells.folder / "again.csv").rename(cells.folder / "my own name.csv")
    cells.api.fault_of = lambda _: ""

    done = cells.run(redo="failed")

    assert done.code == 0
    assert {row["status"] for row in cells.results(cells.folder / "list.results.csv")} == {"ready"}
    assert (cells.made, states(cells.folder)) == (10, ["list.batchgen.db"])


def test_a_failures_file_saved_as_a_workbook_returns_to_its_csv(cells: enginekit.Desk) -> None:
    cells.run(failures=cells.folder / "again.csv")
    rows = cells.rows(cells.folder / "again.csv")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([*rows[0]])
    for row in rows:
        number = int(row["original_row"])
        sheet.append([row["first_name"], "Mended", row["town"], number, *list(row.values())[-2:]])
    (cells.folder / "again.csv").unlink()
    cells.sheet = cells.folder / "again.xlsx"
    book.save(cells.sheet)

    done = cells.run()

    assert done.code == 0
    assert {row["status"] for row in cells.results(cells.folder / "list.results.csv")} == {"ready"}
    assert not (cells.folder / "list.results.xlsx").exists()


def test_the_marks_alone_are_enough(cells: enginekit.Desk) -> None:
    cells.run(failures=cells.folder / "again.csv")
    rows = cells.rows(cells.folder / "again.csv")
    cells.sheet = cells.folder / "again.csv"
    cells.write([{"batchgen_row": f" {r['batchgen_row'].upper()} ", **r, "company": "Mended"} for r in rows])
    cells.write([{name: row[name] for name in (*list(row)[:3], OURS[2])} for row in cells.rows()])

    done = cells.run()

    assert done.code == 0
    assert "Mended" in spoken(cells)["Name3"]
    assert (cells.made, states(cells.folder)) == (10, ["list.batchgen.db"])


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_marks_survive_every_format_that_libreoffice_saves(cells: enginekit.Desk, tmp_path: Path) -> None:
    refuse(cells, *(f"Company {n} " for n in range(2, 6)))
    cells.options["force"] = True
    cells.run(failures=cells.folder / "again.csv")
    mend(cells, cells.folder / "again.csv", company="Mended {first_name}")
    office = ["soffice", f"-env:UserInstallation={tmp_path.as_uri()}/profile", "--headless", "--convert-to"]

    for count, form in enumerate(("xlsx", "ods", "xls", "csv"), 1):
        to = [*office, form, "--outdir", tmp_path / form, cells.folder / "again.csv"]
        subprocess.run(to, check=True, timeout=120, capture_output=True)
        cells.sheet = shutil.copy(tmp_path / form / f"again.{form}", cells.folder / f"saved.{form}")
        done = cells.run(limit=1)
        assert refusals(done) == []
        ready = [r["status"] for r in cells.results(cells.folder / "list.results.csv")].count("ready")
        assert ready == 6 + count

    assert "Mended Name5" in spoken(cells)["Name5"]


def test_a_moved_campaign_folder_takes_its_failures_file_along(cells: enginekit.Desk, tmp_path: Path) -> None:
    cells.run(failures=cells.folder / "again.csv")
    shutil.move(cells.folder, tmp_path / "moved")
    cells.folder = tmp_path / "moved"
    mend(cells, cells.folder / "again.csv", company="Mended")

    done = cells.run()

    assert done.code == 0
    assert [r["status"] for r in cells.results(cells.folder / "list.results.csv")] == ["ready"] * 10


def test_a_failures_file_finds_its_named_campaign(cells: enginekit.Desk) -> None:
    cells.run(name="q4", failures=cells.folder / "again.csv")
    mend(cells, cells.folder / "again.csv", company="Mended")

    done = cells.run()

    assert done.code == 0
    assert [r["status"] for r in cells.results(cells.folder / "list.q4.results.csv")] == ["ready"] * 10
    assert states(cells.folder) == ["q4.batchgen.db"]


def test_of_two_campaigns_of_a_list_it_returns_to_its_own(cells: enginekit.Desk) -> None:
    cells.run(name="one", failures=cells.folder / "again.csv")
    cells.run(name="two")
    mend(cells, cells.folder / "again.csv", company="Mended")

    done = cells.run()

    assert done.code == 0
    assert [r["status"] for r in cells.results(cells.folder / "list.one.results.csv")] == ["ready"] * 10


def test_beside_a_copy_of_the_state_file_it_must_be_told_which(cells: enginekit.Desk) -> None:
    cells.run(failures=cells.folder / "again.csv")
    shutil.copy(cells.folder / "list.batchgen.db", cells.folder / "copy.batchgen.db")
    mend(cells, cells.folder / "again.csv", company="Mended")

    with pytest.raises(errors.SheetError, match="several campaigns"):
        cells.run()

    assert cells.run(state=cells.folder / "list.batchgen.db").code == 0
    assert cells.made == 10


def test_a_lost_state_file_is_asked_for_and_nothing_is_begun(cells: enginekit.Desk) -> None:
    cells.run(failures=cells.folder / "list.failures.csv")
    (cells.folder / "list.batchgen.db").unlink()
    mend(cells, cells.folder / "list.failures.csv", company="Mended")

    with pytest.raises(errors.SheetError, match="was not found") as told:
        cells.run()

    assert "--state FILE" in str(told.value.hint)
    assert told.value.exit_code == 2
    assert states(cells.folder) == []


@pytest.mark.parametrize("rehearsed", [True, False])
def test_of_a_rehearsal_or_of_real_runs_it_says_so(cells: enginekit.Desk, *, rehearsed: bool) -> None:
    cells.run(failures=cells.folder / "again.csv")
    cells.sheet = cells.folder / "again.csv"
    if rehearsed:
        (cells.folder / "list.sandbox").mkdir()
        (cells.folder / "list.batchgen.db").rename(cells.folder / "list.sandbox/list.batchgen.db")

    with pytest.raises(errors.SheetError, match="was not found") as told:
        failures_home.at_home(cells.settings(sandbox=not rehearsed))

    assert ("with --sandbox" if rehearsed else "without --sandbox") in str(told.value.hint)


def test_a_list_that_is_called_like_a_failures_file_is_a_list(cells: enginekit.Desk) -> None:
    cells.sheet = cells.sheet.rename(cells.folder / "known.failures.csv")

    first, again = cells.run(), cells.run()

    assert (first.code, again.code) == (1, 1)
    assert len(cells.results(cells.folder / "known.results.csv")) == 10
    assert again.plan is not None
    assert not again.plan.partial


def test_results_go_where_the_run_of_the_list_put_them(cells: enginekit.Desk) -> None:
    cells.run(output=cells.folder / "links.csv", failures=cells.folder / "again.csv")
    mend(cells, cells.folder / "again.csv", company="Mended")

    cells.run()

    assert [r["status"] for r in cells.results(cells.folder / "links.csv")] == ["ready"] * 10
    assert not (cells.folder / "list.results.csv").exists()


def test_results_go_into_the_list_that_was_run_in_place(cells: enginekit.Desk) -> None:
    listed = cells.sheet
    cells.run(in_place=True, failures=cells.folder / "again.csv")
    mend(cells, cells.folder / "again.csv", company="Mended")

    cells.run()

    assert [row["status"] for row in cells.rows(listed)] == ["ready"] * 10
    assert [row["company"] for row in cells.rows(listed)][2] == "Company 3"


@pytest.mark.parametrize(("gone", "rows"), [(("list.csv",), 10), (("list.csv", "list.results.csv"), 2)])
def test_without_the_list_results_go_into_what_is_left(
    cells: enginekit.Desk, gone: tuple[str, ...], rows: int
) -> None:
    cells.run(failures=cells.folder / "again.csv")
    for name in gone:
        (cells.folder / name).unlink()
    mend(cells, cells.folder / "again.csv", company="Mended")

    done = cells.run()

    assert (done.code, cells.made) == (0, 10)
    assert [r["status"] for r in cells.results(cells.folder / "list.results.csv")] == ["ready"] * rows


def test_the_failures_file_never_replaces_the_list_or_its_results(cells: enginekit.Desk) -> None:
    before = cells.sheet.read_bytes()

    for target in (cells.sheet, cells.output):
        with pytest.raises(errors.UsageError, match="would overwrite"):
            cells.run(failures=target)

    assert cells.sheet.read_bytes() == before
    assert cells.made == 0


# which job is this row's


def test_rows_of_a_list_that_was_sorted_and_grew_meanwhile_are_found(cells: enginekit.Desk) -> None:
    rows = nameless(10)
    again = cells.folder / "again.csv"
    cells.run(failures=again)
    new = {"first_name": "New", "company": "New Co", "town": "Newton"}
    cells.write([new, *reversed(rows)])
    cells.run()
    mend(cells, again, company="Mended {first_name}")

    done = cells.run()

    results = cells.results(cells.folder / "list.results.csv")
    assert done.code == 0
    assert [row["first_name"] for row in results] == ["New", *(row["first_name"] for row in reversed(rows))]
    assert {row["status"] for row in results} == {"ready"}
    assert "Mended Name3" in spoken(cells)["Name3"]
    assert "Mended Name7" in spoken(cells)["Name7"]
    assert cells.made == 11


def test_results_stand_beside_the_list_as_it_is_now(cells: enginekit.Desk) -> None:
    rows = nameless(10)
    cells.run(failures=cells.folder / "again.csv")
    cells.write([*reversed(rows), {"first_name": "Late", "company": "Late Co", "town": "Lateville"}])
    mend(cells, cells.folder / "again.csv", company="Mended {first_name}")

    cells.run()

    results = cells.results(cells.folder / "list.results.csv")
    assert [row["first_name"] for row in results] == [*(r["first_name"] for r in reversed(rows)), "Late"]
    assert [row["status"] for row in results] == [*["ready"] * 10, ""]


def test_an_older_copy_is_matched_by_its_cells_where_numbers_moved(cells: enginekit.Desk) -> None:
    again = cells.folder / "again.csv"
    rows = nameless(10)
    cells.run(failures=again)
    old = again.read_text(encoding="utf-8")
    rows[2], rows[6] = rows[6], rows[2]
    cells.write(rows)
    cells.run(failures=again)
    again.write_text(old, encoding="utf-8")
    mend(cells, again, company="Mended {first_name}")

    done = cells.run()

    assert done.code == 0
    assert "Mended Name3" in spoken(cells)["Name3"]
    assert "Mended Name7" in spoken(cells)["Name7"]
    assert cells.made == 10


def test_a_mended_key_takes_the_place_of_the_failed_row(desk: enginekit.Desk) -> None:
    rows = [{**row, "id": f"k{n}"} for n, row in enumerate(enginekit.people(6))]
    desk.write(rows)
    refuse(desk, "Company 2 ")
    desk.run(failures=desk.folder / "again.csv")
    mend(desk, desk.folder / "again.csv", company="Mended", id="other")

    done = desk.run()

    assert done.code == 0
    assert "Mended" in spoken(desk)["Name2"]
    assert desk.made == 6


def test_a_row_with_the_key_of_another_is_an_error(desk: enginekit.Desk) -> None:
    refuse(desk, "Company 2 ")
    desk.run(failures=desk.folder / "again.csv")
    mend(desk, desk.folder / "again.csv", company="Mended", email="p5@example.com")

    plan = desk.plan()

    assert (plan.to_send, plan.invalid) == (0, 1)
    assert "row 6 of the list has the same key" in plan.problems.problems("error")[0].message


def test_an_empty_key_is_filled_in_the_failures_file(desk: enginekit.Desk) -> None:
    rows = enginekit.people(4)
    desk.run()
    rows.append({"first_name": "Zoe", "company": "Zed", "email": ""})
    desk.write(rows)
    main = desk.sheet
    desk.run(skip_invalid=True, failures=desk.folder / "again.csv", accept_new=20)
    made = desk.made
    mend(desk, desk.folder / "again.csv", email="zoe@example.com")

    done = desk.run()
    desk.sheet = main
    again = desk.run(skip_invalid=True)

    assert done.code == again.code == 0
    assert desk.results(desk.folder / "list.results.csv")[4]["status"] == "ready"
    assert desk.made == made + 1


def test_a_line_that_the_user_added_is_told_and_not_sent(cells: enginekit.Desk) -> None:
    again = cells.folder / "again.csv"
    cells.run(failures=again)
    rows = mend(cells, again, company="Mended")
    added = {"first_name": "Added", "company": "Z", "town": "T"}
    cells.write([*cells.rows(again), rows[0] | added | dict.fromkeys(OURS, "")])

    done = cells.run()
    told = cells.plan(retry=True).problems.problems("warning")

    assert refusals(done) == [
        (4, "Not sent: it has no batchgen_row, so batchgen cannot find its row in the list")
    ]
    assert [problem.row for problem in told if problem.kind == "failures-row"] == [4]
    assert (done.code, done.finished.counts) == (1, {"ready": 2, "invalid": 1})
    assert cells.made == 10
    assert [r["status"] for r in cells.results(cells.folder / "list.results.csv")] == ["ready"] * 10
    assert not (cells.folder / "list.unmatched.csv").exists()
    with cells.open(lock=False) as batch:
        assert len(list(batch.store.jobs())) == 10


def test_a_list_row_that_vanished_meanwhile_leaves_its_video_in_unmatched(cells: enginekit.Desk) -> None:
    rows = nameless(10)
    cells.run(failures=cells.folder / "again.csv")
    cells.write(rows[:2] + rows[3:])
    mend(cells, cells.folder / "again.csv", company="Mended")

    done = cells.run()

    unmatched = cells.rows(cells.folder / "list.unmatched.csv")
    assert "1 video has no row in your sheet" in done.words
    assert [(row["status"], bool(row["hosted_url"])) for row in unmatched] == [("ready", True)]
    assert len(cells.results(cells.folder / "list.results.csv")) == 9


def test_a_part_of_the_failures_file_is_about_these_rows_alone(cells: enginekit.Desk) -> None:
    again = cells.folder / "again.csv"
    refuse(cells, *(f"Company {n} " for n in range(1, 10)))
    cells.options["force"] = True
    cells.api.fault_of = lambda post: "" if "Company 10 " in str(post.body) else _own_words(post.body)
    cells.run(failures=again)
    kept = cells.rows(again)[:1]
    cells.api.fault_of = lambda _: ""
    cells.sheet = again
    cells.write([{**row, "company": "Mended"} for row in kept])

    done = cells.run()

    assert done.plan is not None
    assert (done.plan.gone, done.plan.refusal, done.plan.rows) == (0, "", 1)
    assert done.code == 0
    assert not (cells.folder / "list.unmatched.csv").exists()
    statuses = [r["status"] for r in cells.results(cells.folder / "list.results.csv")]
    assert statuses == ["ready", *["rejected"] * 8, "ready"]


def _own_words(body: object) -> str:
    return f"refuse:400:Bad words in {abs(hash(str(body)))}"


# again


def test_the_failures_file_twice_pays_once(cells: enginekit.Desk) -> None:
    cells.run(failures=cells.folder / "again.csv")
    mend(cells, cells.folder / "again.csv", company="Mended")

    first, again = cells.run(), cells.run()

    assert (first.code, again.code) == (0, 0)
    assert again.plan is not None
    assert (again.plan.done, again.plan.to_send) == (2, 0)
    assert cells.made == 10


def test_a_row_mended_twice_is_outdated_and_not_paid_again(cells: enginekit.Desk) -> None:
    cells.run(failures=cells.folder / "again.csv")
    mend(cells, cells.folder / "again.csv", company="Mended")
    cells.run()
    mend(cells, cells.folder / "again.csv", company="Mended again", town="Other")

    done = cells.run()

    assert done.plan is not None
    assert (done.plan.outdated, done.plan.to_send) == (2, 0)
    assert cells.made == 10
    assert cells.run(redo="changed").code == 0
    assert cells.made == 12


def test_a_copy_that_still_has_the_old_cells_counts_as_mended(cells: enginekit.Desk) -> None:
    again, copy = cells.folder / "again.csv", cells.folder / "copy.csv"
    cells.run(failures=again)
    copy.write_bytes(again.read_bytes())
    mend(cells, again, company="Mended")
    cells.run()
    before = cells.results(cells.folder / "list.results.csv")
    cells.sheet = copy

    done = cells.run()

    assert done.plan is not None
    assert (done.plan.done, done.plan.outdated, done.plan.to_send, done.code) == (2, 0, 0, 0)
    assert any("Rows 2, 3: already sent, with newer values" in note for note in done.plan.notes)
    assert cells.results(cells.folder / "list.results.csv") == before
    assert cells.run(redo="changed").code == 0
    assert cells.made == 10


def test_the_list_with_its_old_cells_counts_as_mended(cells: enginekit.Desk) -> None:
    main = cells.sheet
    cells.run(failures=cells.folder / "again.csv")
    mend(cells, cells.folder / "again.csv", company="Mended")
    cells.run()
    cells.sheet = main

    done = cells.run()

    assert done.plan is not None
    assert (done.plan.done, done.plan.outdated, done.plan.to_send) == (10, 0, 0)
    assert any("Rows 4, 8 use the values fixed in the failures file" in note for note in done.plan.notes)
    assert done.code == 0
    assert cells.made == 10
    assert all(row["hosted_url"] for row in cells.results())


def test_while_the_list_has_its_cells_the_fix_stands(cells: enginekit.Desk) -> None:
    main = cells.sheet
    cells.run(failures=cells.folder / "again.csv")
    mend(cells, cells.folder / "again.csv", company="Mended")
    cells.run()
    cells.sheet = main
    (cells.folder / "t.j2").write_text("Another text for {{ first_name }} of {{ company }}, as it is.")

    done = cells.run()

    results = cells.results()
    assert done.plan is not None
    assert (done.plan.done, done.plan.outdated, done.plan.to_send) == (2, 8, 0)
    assert [n for n, row in enumerate(results, 1) if row["status"] == "ready"] == [3, 7]
    assert cells.made == 10


def test_a_job_remembers_the_cells_that_its_fix_replaced(cells: enginekit.Desk) -> None:
    def remembered() -> dict[int, object]:
        with cells.open(lock=False) as batch:
            return {job: json.loads(fix.fixed_from) for job, fix in batch.store.fixes().items()}

    main, rows = cells.sheet, nameless(10)
    cells.run(failures=cells.folder / "again.csv")
    mend(cells, cells.folder / "again.csv", company="Mended {first_name}")
    cells.run()
    fixed = remembered()
    mend(cells, cells.folder / "again.csv", company="Once more")
    cells.run()
    twice = remembered()
    cells.sheet = main
    cells.write([*rows[:2], rows[2] | {"company": "Mended Name3"}, *rows[3:]])
    cells.run()

    assert fixed == twice == {3: rows[2], 7: rows[6]}
    assert remembered() == {7: rows[6]}


def test_the_list_is_mended_too(cells: enginekit.Desk) -> None:
    main, rows = cells.sheet, nameless(10)
    cells.run(failures=cells.folder / "again.csv")
    mend(cells, cells.folder / "again.csv", company="Mended")
    cells.run()
    cells.sheet = main
    rows[2]["company"], rows[6]["company"] = "Mended", "Mended"
    cells.write(rows)

    done = cells.run()

    assert done.plan is not None
    assert (done.plan.done, done.plan.to_send, done.plan.notes) == (10, 0, ())
    assert cells.made == 10
    assert cells.run().code == 0


def test_a_mended_row_of_the_list_is_edited_elsewhere(cells: enginekit.Desk) -> None:
    main, rows = cells.sheet, nameless(10)
    cells.run(failures=cells.folder / "again.csv")
    mend(cells, cells.folder / "again.csv", company="Mended")
    cells.run()
    cells.sheet = main
    rows[2]["town"] = "Another town"
    cells.write(rows)

    done = cells.run()

    assert done.code == 0
    assert cells.made == 10
    assert all(row["hosted_url"] for row in cells.results())


def test_the_list_says_something_new_about_a_mended_row(desk: enginekit.Desk) -> None:
    main, rows = desk.sheet, enginekit.people(10)
    refuse(desk, "Company 3 ")
    desk.run(failures=desk.folder / "again.csv")
    mend(desk, desk.folder / "again.csv", company="Mended")
    desk.run()
    desk.sheet = main
    rows[2]["company"] = "Something else"
    desk.write(rows)

    done = desk.run()

    assert done.plan is not None
    assert (done.plan.outdated, done.plan.to_send) == (1, 0)
    assert "Mended" in desk.results()[2]["error"]
    assert desk.made == 10


def test_what_was_mended_and_not_sent_goes_out_as_it_was_mended(cells: enginekit.Desk) -> None:
    main = cells.sheet
    cells.run(failures=cells.folder / "again.csv")
    mend(cells, cells.folder / "again.csv", company="Mended {first_name}")
    cells.run(limit=1)
    cells.sheet = main

    done = cells.run()

    assert done.code == 0
    assert cells.made == 10
    assert "Mended Name7" in spoken(cells)["Name7"]


def test_a_video_that_ended_in_error_is_sent_again_only_by_retry(cells: enginekit.Desk) -> None:
    cells.api.fault_of = lambda _: ""
    cells.api.status_of = lambda video: "error" if "Company 5 " in str(video.body) else ""
    cells.run(failures=cells.folder / "again.csv")
    mend(cells, cells.folder / "again.csv", company="Mended")

    plain = cells.run()
    retried = cells.run(retry=True)

    assert plain.plan is not None
    assert (plain.plan.failed, plain.plan.to_send, plain.code) == (1, 0, 1)
    assert any("batchgen retry" in note for note in plain.plan.notes)
    assert retried.code == 0
    assert cells.made == 11
    assert "Mended" in spoken(cells)["Name5"]


def test_a_failures_file_of_a_failures_file_has_the_rows_that_fail_still(cells: enginekit.Desk) -> None:
    again, second = cells.folder / "again.csv", cells.folder / "second.csv"
    cells.run(failures=again)
    mend(cells, again, company="Mended {first_name} ")
    refuse(cells, "Mended Name7 ")

    cells.run(failures=second)

    left = cells.rows(second)
    assert [(row["first_name"], row["original_row"]) for row in left] == [("Name7", "8")]
    assert list(left[0]) == ["first_name", "company", "town", *OURS]
    mend(cells, second, company="Good")
    assert cells.run().code == 0
    assert "Good" in spoken(cells)["Name7"]
    assert cells.made == 10


def test_over_itself_the_failures_file_keeps_what_is_not_ready(cells: enginekit.Desk) -> None:
    again = cells.folder / "again.csv"
    cells.run(failures=again)
    mend(cells, again, company="Mended {first_name}")

    cells.run(failures=again, limit=1)

    left = cells.rows(again)
    assert [(row["first_name"], row["company"]) for row in left] == [("Name7", "Mended Name7")]
    assert left[0]["failure_reason"] == "not sent yet"
    assert cells.run(failures=again).code == 0
    assert cells.made == 10


def test_a_failures_file_knows_what_an_invalid_row_lacks(cells: enginekit.Desk) -> None:
    rows = nameless(4)
    rows[1]["company"] = ""
    cells.write(rows)
    main = cells.sheet
    cells.run(skip_invalid=True, failures=cells.folder / "again.csv")
    failed = mend(cells, cells.folder / "again.csv", company="Found")

    done = cells.run()
    cells.sheet = main
    again = cells.run()

    assert failed[0]["original_row"] == "3"
    assert "company" in failed[0]["failure_reason"]
    assert done.finished.counts[models.Stage.READY] >= 1
    assert "Found" in spoken(cells)["Name2"]
    assert again.plan is not None
    assert again.plan.invalid == 0
    assert cells.results()[1]["status"] == "ready"


def test_redo_of_the_list_makes_what_was_mended(cells: enginekit.Desk) -> None:
    main = cells.sheet
    cells.run(failures=cells.folder / "again.csv")
    mend(cells, cells.folder / "again.csv", company="Mended {first_name}")
    cells.run()
    cells.sheet = main

    done = cells.run(redo="all", rows="4")

    assert done.code == 0
    assert cells.made == 11
    assert "Mended Name3" in str(cells.api.posts[-1].body["script"])
    assert "Mended Name3" in spoken(cells)["Name3"]


@pytest.mark.parametrize("duplicates", ["share", "each"])
def test_equal_rows_that_failed_come_back_alike(cells: enginekit.Desk, duplicates: str) -> None:
    rows = nameless(4)
    cells.write([*rows, rows[2], rows[3]])
    cells.run(failures=cells.folder / "again.csv", duplicates=duplicates)
    failed = mend(cells, cells.folder / "again.csv", company="Mended {first_name}")

    done = cells.run(duplicates=duplicates)

    results = cells.results(cells.folder / "list.results.csv")
    assert [row["original_row"] for row in failed] == ["4", "6"]
    assert done.code == 0
    assert [row["status"] for row in results] == ["ready"] * 6
    assert len({row["video_id"] for row in results}) == (4 if duplicates == "share" else 6)
    assert cells.run(duplicates=duplicates).plan is not None
    assert cells.made == (4 if duplicates == "share" else 6)


def test_one_of_two_equal_rows_is_mended_in_its_own_place(cells: enginekit.Desk) -> None:
    rows = nameless(4)
    cells.write([*rows, rows[2]])
    cells.run(failures=cells.folder / "again.csv", duplicates="each")
    second = cells.rows(cells.folder / "again.csv")[1:]
    cells.sheet = cells.folder / "again.csv"
    cells.write([{**row, "company": "Mended"} for row in second])

    done = cells.run(duplicates="each")

    assert done.code == 0
    statuses = [row["status"] for row in cells.results(cells.folder / "list.results.csv")]
    assert statuses == ["ready", "ready", "rejected", "ready", "ready"]


def test_a_failures_file_that_was_exported_beside_a_run_is_known_too(cells: enginekit.Desk) -> None:
    again = cells.folder / "again.csv"
    cells.run()
    with cells.open(lock=False, failures=again) as reading:
        reading.write()
    mend(cells, again, company="Mended {first_name}")

    done = cells.run()

    assert done.code == 0
    assert "Mended Name3" in spoken(cells)["Name3"]
    assert [row["status"] for row in cells.results(cells.folder / "list.results.csv")] == ["ready"] * 10


def test_a_row_that_the_list_has_mended_and_made_is_not_made_again(cells: enginekit.Desk) -> None:
    main, rows = cells.sheet, nameless(10)
    cells.run(failures=cells.folder / "again.csv")
    rows[2]["company"], rows[6]["company"] = "Mended", "Mended"
    cells.write(rows)
    cells.run()
    mend(cells, cells.folder / "again.csv", company="Mended")

    done = cells.run()

    assert done.plan is not None
    assert (done.plan.done, done.plan.to_send, done.code) == (2, 0, 0)
    assert cells.made == 10
    cells.sheet = main
    assert cells.run().code == 0
    assert cells.made == 10


def test_a_row_that_the_list_has_fixed_in_another_way_is_not_made_again(cells: enginekit.Desk) -> None:
    rows = nameless(10)
    cells.run(failures=cells.folder / "again.csv")
    rows[2]["company"], rows[6]["company"] = "Bolt Ltd", "Bolt Inc"
    cells.write(rows)
    cells.run()
    mend(cells, cells.folder / "again.csv", company="Bolt")

    done = cells.run()

    words = "Not sent: its row is no longer in the list, or was changed there"
    assert refusals(done) == [(2, words), (3, words)]
    assert (done.code, cells.made) == (1, 10)
    assert [row["status"] for row in cells.results(cells.folder / "list.results.csv")] == ["ready"] * 10


def test_a_key_that_the_list_has_mended_and_made_is_not_made_again(desk: enginekit.Desk) -> None:
    rows = enginekit.people(6)
    refuse(desk, "Company 2 ")
    desk.run(failures=desk.folder / "again.csv")
    rows[1] |= {"company": "Mended", "email": "other@example.com"}
    desk.write(rows)
    desk.run()
    mend(desk, desk.folder / "again.csv", company="Mended", email="other@example.com")

    done = desk.run()

    assert done.plan is not None
    assert (done.plan.done, done.plan.to_send, done.code) == (1, 0, 0)
    assert desk.made == 10


@pytest.mark.parametrize("empty", [True, False])
def test_old_cells_in_it_leave_a_video_alone_that_the_list_has_fixed(
    desk: enginekit.Desk, *, empty: bool
) -> None:
    main, rows = desk.sheet, enginekit.people(6)
    rows[1]["company"] = "" if empty else "Bad Bolt"
    desk.write(rows)
    refuse(desk, "Bad ")
    desk.run(skip_invalid=True, failures=desk.folder / "again.csv")
    rows[1]["company"] = "Bolt"
    desk.write(rows)
    desk.run()
    before = desk.results()
    desk.sheet = desk.folder / "again.csv"

    done = desk.run(skip_invalid=True)
    after = desk.results(desk.folder / "list.results.csv")
    desk.sheet = main
    again = desk.run()

    assert done.plan is not None
    assert (done.plan.done, done.plan.outdated, done.plan.to_send, done.code) == (1, 0, 0, 0)
    assert before == after == desk.results()
    assert again.code == 0
    assert desk.made == 6


def test_formulas_of_the_list_are_values_in_the_failures_file(
    api: faketavus.FakeTavus, tmp_path: Path
) -> None:
    def write(company: str) -> None:
        with xlsxwriter.Workbook(desk.sheet) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ["first_name", "company", "both"])
            for row, (name, place) in enumerate([("Ann", "Acme"), ("Bo", company), ("Cy", "Co")], 1):
                sheet.write_row(row, 0, [name, place])
                sheet.write_formula(row, 2, f'=A{row + 1}&"@"&B{row + 1}', None, f"{name}@{place}")

    desk = enginekit.desk(tmp_path, api, nameless(1))
    main = desk.sheet = tmp_path / "list.xlsx"
    refuse(desk, "Bad ")
    write("Bad Bolt")
    desk.run(failures=tmp_path / "again.csv")
    with desk.open(lock=False) as batch:
        formulas = batch.store.meta(known_files.FORMULAS)
    write("Bolt")
    desk.run()
    mend(desk, tmp_path / "again.csv", company="Bolt")

    first = desk.run()
    desk.sheet = main
    again = desk.run()

    assert formulas == '["both"]'
    assert (first.code, again.code) == (0, 0)
    assert desk.made == 3


# lines that were copied, files that are spelt otherwise


@pytest.mark.parametrize("above", [True, False])
def test_a_line_that_was_copied_for_another_person_takes_nobodys_place(
    cells: enginekit.Desk, *, above: bool
) -> None:
    path = cells.folder / "again.csv"
    cells.run(failures=path)
    name3, name7 = mend(cells, path)
    other = name3 | {"first_name": "Zoe", "company": "Zoe Ltd"}
    fixed = name3 | {"company": "Mended"}
    cells.write([other, fixed, name7 | {"company": "Good"}] if above else [fixed, other, name7], path)

    done = cells.run()

    same = "Not sent: row {} has the same batchgen_row"
    assert refusals(done) == [(2, same.format(3)), (3, same.format(2))]
    assert spoken(cells)["Name3"] == ""
    assert "Zoe" not in str([post.body for post in cells.api.posts])
    assert spoken(cells)["Name7"].startswith("Hi Name7" if above else "")


def test_a_mark_that_was_filled_down_is_none(cells: enginekit.Desk) -> None:
    path = cells.folder / "again.csv"
    cells.run(failures=path)
    rows = mend(cells, path, company="Mended")
    row, campaign, job, check = rows[1]["batchgen_row"].split(":")
    counted = [f"{int(row) + 1}:{campaign}:{job}:{check}", f"{row}:{campaign}:{int(job) + 1}:{check}"]
    cells.write([*cells.rows(path), *(rows[1] | {"batchgen_row": mark} for mark in counted)], path)

    done = cells.run()

    assert refusals(done) == [(n, "Not sent: its batchgen_row was changed") for n in (4, 5)]
    assert cells.made == 10


def test_rows_of_one_video_must_be_fixed_alike(cells: enginekit.Desk) -> None:
    rows = nameless(4)
    cells.write([*rows, rows[2]])
    cells.run(failures=cells.folder / "again.csv")
    first, second = mend(cells, cells.folder / "again.csv")
    cells.write([first | {"company": "One"}, second | {"company": "Two"}])

    parted = cells.run()
    cells.write([first | {"company": "One"}, second | {"company": "One"}])
    alike = cells.run()

    assert [row for row, _ in refusals(parted)] == [2, 3]
    assert alike.code == 0
    assert [r["status"] for r in cells.results(cells.folder / "list.results.csv")] == ["ready"] * 5


@pytest.mark.parametrize("way", ["dots", "link"])
def test_over_itself_by_another_spelling_it_keeps_what_is_not_ready(cells: enginekit.Desk, way: str) -> None:
    path = cells.folder / "again.csv"
    cells.run(failures=path)
    mend(cells, path, company="Mended {first_name}")
    (cells.folder / "sub").mkdir()
    other = cells.folder / "sub" / ".." / "again.csv" if way == "dots" else cells.folder / "link.csv"
    if way == "link":
        other.symlink_to(path)

    cells.run(failures=other, limit=1)

    assert [row["company"] for row in cells.rows(path)] == ["Mended Name7"]


def test_another_list_in_the_place_of_a_failures_file_is_a_list(cells: enginekit.Desk) -> None:
    cells.run(failures=cells.folder / "again.csv")
    others = [{"first_name": f"Zoe{n}", "company": f"Zed {n}", "town": f"Z{n}"} for n in range(4)]
    cells.sheet = cells.folder / "again.csv"
    cells.write(others)

    done = cells.run()
    # It stays one, though somebody of the first list comes to it.
    cells.write([*others, nameless(3)[2] | {"company": "Mended"}])
    again = cells.run()

    assert (done.code, again.code) == (0, 0)
    assert states(cells.folder) == ["again.batchgen.db", "list.batchgen.db"]
    assert [row["status"] for row in cells.results(cells.folder / "again.results.csv")] == ["ready"] * 5
    assert cells.made == 8 + 4 + 1


def test_a_list_that_speaks_of_a_failures_file_is_a_list(cells: enginekit.Desk) -> None:
    cells.write([row | {"town": "original_row, failure_reason, batchgen_row"} for row in nameless(3)])

    done = cells.run()

    assert done.plan is not None
    assert (done.plan.rows, done.plan.partial, states(cells.folder)) == (3, False, ["list.batchgen.db"])


def test_rows_of_another_campaign_are_told_and_not_sent(cells: enginekit.Desk, tmp_path: Path) -> None:
    cells.run(failures=cells.folder / "again.csv")
    (tmp_path / "other").mkdir()
    other = enginekit.desk(
        tmp_path / "other", cells.api, [{"first_name": "Zoe", "company": "Company 3 ", "town": "T"}]
    )
    other.run(failures=other.folder / "again.csv")
    path = cells.folder / "again.csv"
    mend(cells, path, company="Mended")
    cells.write([*cells.rows(path), *other.rows(other.folder / "again.csv")], path)

    done = cells.run()

    assert refusals(done) == [(4, "Not sent: its batchgen_row belongs to another campaign")]
    assert "Mended" in spoken(cells)["Name3"]
    assert cells.made == 10


def test_a_list_may_have_a_column_of_that_name(desk: enginekit.Desk) -> None:
    refuse(desk, "Company 2 ")
    rows = [row | {"batchgen_row": f"line {n}"} for n, row in enumerate(enginekit.people(4))]
    desk.write(rows)
    (desk.folder / "t.j2").write_text("Hi {{ first_name }} of {{ company }} on {{ batchgen_row }}.")

    desk.run(failures=desk.folder / "again.csv")
    header = (desk.folder / "again.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    text = (desk.folder / "again.csv").read_text(encoding="utf-8")
    (desk.folder / "again.csv").write_text(text.replace("Company 2", "Good"), encoding="utf-8")
    desk.sheet = desk.folder / "again.csv"
    done = desk.run()

    assert header == "first_name,company,email,batchgen_row,original_row,failure_reason,batchgen_row"
    assert done.code == 0
    assert "Good on line 1." in spoken(desk)["Name2"]


# campaigns of batchgen before 0.2


def aged(desk: enginekit.Desk, path: Path) -> None:
    """Make a failures file, and what its state file says of it, what an older version left."""
    rows = desk.rows(path)
    with contextlib.closing(sqlite3.connect(desk.folder / "list.batchgen.db")) as db, db:
        jobs = {row["original_row"]: int(row["batchgen_row"].split(":")[2]) for row in rows}
        columns = [name for name in rows[0] if name not in OURS]
        written = {"path": str(path), "near": path.name, "columns": columns, "rows": jobs, "formulas": []}
        db.execute("DELETE FROM meta WHERE name IN ('campaign_id', 'formulas')")
        db.execute("INSERT INTO meta VALUES ('failures', ?)", (json.dumps([written]),))
    desk.write([{name: text for name, text in row.items() if name != "batchgen_row"} for row in rows], path)


@pytest.mark.parametrize("name", ["again.csv", "renamed.csv"])
def test_an_older_failures_file_is_read_by_row_number(cells: enginekit.Desk, name: str) -> None:
    cells.run(failures=cells.folder / "again.csv")
    aged(cells, cells.folder / "again.csv")
    path = (cells.folder / "again.csv").rename(cells.folder / name)
    mend(cells, path, company="Mended {first_name}")
    cells.write(list(reversed(cells.rows(path))))

    done = cells.run()

    assert done.code == 0
    assert "Mended Name3" in spoken(cells)["Name3"]
    assert "Mended Name7" in spoken(cells)["Name7"]
    assert (cells.made, states(cells.folder)) == (10, ["list.batchgen.db"])


def test_an_older_failures_file_that_nobody_remembers_belongs_to_the_campaign_of_its_name(
    cells: enginekit.Desk,
) -> None:
    again = cells.folder / "list.failures.csv"
    cells.run(failures=again)
    aged(cells, again)
    home = cells.folder / "list.batchgen.db"
    with contextlib.closing(sqlite3.connect(home)) as db, db:
        db.execute("DELETE FROM meta WHERE name = 'failures'")
    for name in ("earlier", "some other"):
        shutil.copy(home, cells.folder / f"{name}.batchgen.db")
    cells.sheet = again

    assert failures_home.at_home(cells.settings()).state == home


def test_an_older_failures_file_is_read_by_key(desk: enginekit.Desk) -> None:
    refuse(desk, "Company 2 ", "Company 4 ")
    desk.run(failures=desk.folder / "again.csv")
    aged(desk, desk.folder / "again.csv")
    rows = mend(desk, desk.folder / "again.csv", company="Mended {first_name}")
    desk.write(
        [desk.rows()[0] | {"original_row": ""}, rows[1] | {"email": "x@example.com", "original_row": "99"}]
    )

    done = desk.run()

    assert "Mended Name2" in spoken(desk)["Name2"]
    words = "Not sent: its original_row does not show which row of the list it belongs to"
    assert refusals(done) == [(3, words)]


def test_a_state_file_gets_the_id_that_an_export_gave_it(cells: enginekit.Desk) -> None:
    again = cells.folder / "again.csv"
    cells.run(failures=again)
    aged(cells, again)
    before = (cells.folder / "list.batchgen.db").read_bytes()
    with cells.open(lock=False, failures=again) as reading:
        reading.write()
    assert (cells.folder / "list.batchgen.db").read_bytes() == before
    cells.run()
    mend(cells, again, company="Mended {first_name}")

    done = cells.run()

    assert done.code == 0
    assert "Mended Name3" in spoken(cells)["Name3"]
    assert cells.made == 10

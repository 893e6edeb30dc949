"""Lines of a text table with too many fields: never sent, never changed; paid ones keep their video."""

import contextlib
import csv
import hashlib
import sqlite3
import tempfile
from pathlib import Path

import enginekit
import faketavus
import hypothesis
import pytest
from hypothesis import strategies as st

from batchgen import result_columns

HEADERS = ["first_name", "company", "email"]
FALLBACK = 'Hello {{ first_name or "there" }}, thank you for reading this little message today.'
RESULT = ["v7", "ready", *["https://x.example/v7"] * 5, ""]

words = st.one_of(
    st.sampled_from(
        ["ready", "invalid", "v000000001", "200", " ", "https://a.example/b", "7,5", 'a "b"', "x\ny"]
    ),
    st.text("ab01 ,;|\t\"'\\\n-", min_size=1, max_size=5),
)


@st.composite
def lists(draw: st.DrawFn) -> list[list[str]]:
    """Rows of three cells; into some of them own + 1 to own + 20 fields come at random places."""
    # Enough whole rows that the delimiter is beyond doubt, whatever stands in the cells.
    rows = [[f"Name{n}", f"Company {n}", f"p{n}@example.com"] for n in range(10, 16)]
    for n in range(draw(st.integers(1, 4))):
        row = [f"Name{n}", f"Company {n}", f"p{n}@example.com"]
        for _ in range(draw(st.sampled_from([0, 0, 1, 2, 5, 7, 8, 9]) | st.integers(1, 20))):
            row.insert(draw(st.integers(0, len(row))), draw(words))
        rows.append(row)
    return rows


def write(path: Path, rows: list[list[str]], delimiter: str = ",", headers: list[str] = HEADERS) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL).writerows([headers, *rows])


def read(path: Path, delimiter: str = ",") -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def made(desk: enginekit.Desk) -> list[str]:
    return sorted(str(video.body["script"]) for video in desk.api.videos.values())


def raw_lines(path: Path) -> list[bytes]:
    return path.read_bytes().split(b"\r\n")


@hypothesis.settings(max_examples=30, deadline=None)
@hypothesis.given(rows=lists(), delimiter=st.sampled_from(",;\t|"))
def test_three_runs_in_place_lose_no_cell_and_no_id(rows: list[list[str]], delimiter: str) -> None:
    with faketavus.FakeTavus() as api, tempfile.TemporaryDirectory() as folder:
        desk = enginekit.desk(Path(folder), api, [], skip_invalid=True, in_place=True)
        write(desk.sheet, rows, delimiter)
        good = [row for row in rows if len(row) == len(HEADERS)]
        for _ in range(3):
            desk.run()

            now = read(desk.sheet, delimiter)[1:]
            assert [line[: len(row)] for line, row in zip(now, rows, strict=True)] == rows
            assert all(len(line) == len(row) for line, row in zip(now, rows, strict=True) if row not in good)
            assert desk.made == len(good)
            text = desk.sheet.read_text("utf-8")
            assert all(video_id in text for video_id in api.made_ids())


@pytest.mark.parametrize("as_input", ["in place", "results", "results, state lost"])
def test_a_line_that_fills_our_columns_stays_invalid(desk: enginekit.Desk, as_input: str) -> None:
    extra = ["200", "2", "300", "4", "500", "6", "700", "8"]
    rows = [[*person.values()] for person in enginekit.people(3)]
    rows[1] += extra
    write(desk.sheet, rows)
    options = {"skip_invalid": True, "in_place": as_input == "in place"}
    before = raw_lines(desk.sheet)[2]

    codes = [desk.run(**options).code]
    for _ in range(2):
        if as_input == "results, state lost":
            (desk.folder / "list.batchgen.db").unlink()
        if as_input != "in place":
            options["sheet"] = desk.output
        codes.append(desk.run(**options).code)

    after = raw_lines(desk.sheet if as_input == "in place" else desk.output)
    assert codes == [1, 1, 1]
    assert after[2] == before
    assert after[1].split(b",")[4] == after[3].split(b",")[4] == b"ready"
    assert desk.made == 2


def test_the_problem_names_the_line_and_how_many_fields(desk: enginekit.Desk) -> None:
    write(desk.sheet, [["A\nB", "x", "a@b"], ["Bo", "likes cats", " dogs", "b@c"]])

    first = desk.plan()
    desk.run(skip_invalid=True, in_place=True)
    second = desk.plan()

    for plan in (first, second):
        assert [(p.row, p.message) for p in plan.problems.problems("error")] == [
            (3, "Line 4 has 4 values, but the sheet has 3 columns")
        ]
        assert plan.problems.warnings == 0


@pytest.mark.parametrize("template", [FALLBACK, "Thank you all for reading this little message today."])
def test_no_script_gets_round_a_line_with_too_many_fields(desk: enginekit.Desk, template: str) -> None:
    (desk.folder / "t.j2").write_text(template, "utf-8")
    write(desk.sheet, [["Ana", "Acme", "a@b"], ["Bo", "likes cats", " dogs", "b@c"]])

    done = desk.run(skip_invalid=True)

    assert (done.code, desk.made) == (1, 1)
    assert done.finished.counts == {"ready": 1, "invalid": 1}


def test_a_short_line_keeps_its_good_cells_beside_a_fallback(desk: enginekit.Desk) -> None:
    template = (
        'Hello {{ first_name or "there" }} of {{ company or "your firm" }}, thank you for reading this.'
    )
    (desk.folder / "t.j2").write_text(template, "utf-8")
    desk.sheet.write_text("first_name,company,email\nBo\nCy,Cut,,,\n", "utf-8")

    codes = [desk.run(in_place=True).code for _ in range(3)]

    assert codes == [0, 0, 0]
    assert made(desk) == [
        "Hello Bo of your firm, thank you for reading this.",
        "Hello Cy of Cut, thank you for reading this.",
    ]
    assert [line[4] for line in read(desk.sheet)[1:]] == ["ready", "ready"]


@pytest.mark.parametrize("at", [0, 1, 2, 3])
@pytest.mark.parametrize("in_place", [True, False])
def test_a_paid_row_that_becomes_ragged_keeps_its_video_beside_the_list(
    desk: enginekit.Desk, at: int, in_place: bool
) -> None:
    write(desk.sheet, [[*person.values()] for person in enginekit.people(3)])
    desk.run(in_place=in_place)
    whole = read(desk.sheet)
    broken = [line.copy() for line in whole]
    broken[2].insert(at, "and more")
    write(desk.sheet, broken[1:], headers=broken[0])

    runs = [desk.run(in_place=in_place, skip_invalid=True) for _ in range(2)]
    kept = read(desk.sheet)
    unmatched = read(desk.folder / "list.unmatched.csv")
    write(desk.sheet, whole[1:], headers=whole[0])
    last = desk.run(in_place=in_place)

    video = next(v.video_id for v in desk.api.videos.values() if "Name2" in str(v.body["script"]))
    assert desk.made == 3
    assert [(run.code, "1 video has no row in your sheet" in run.words) for run in runs] == [(1, True)] * 2
    assert "row 3" in runs[0].words
    assert kept[2] == broken[2]
    assert [line[2:5] for line in unmatched[1:]] == [[video, "ready", f"https://tavus.example/{video}"]]
    assert last.code == 0
    assert [r["status"] for r in desk.results(desk.sheet if in_place else None)] == ["ready"] * 3
    assert len(read(desk.folder / "list.unmatched.csv")) == 1


def test_a_ragged_row_that_an_older_version_paid_keeps_its_video(desk: enginekit.Desk) -> None:
    write(desk.sheet, [[*person.values()] for person in enginekit.people(3)])
    desk.run()
    broken = read(desk.sheet)
    broken[2].append("and more")
    write(desk.sheet, broken[1:])
    # The older version took this very file in, and paid for the row.
    with contextlib.closing(sqlite3.connect(desk.folder / "list.batchgen.db")) as db, db:
        known = (hashlib.sha256(desk.sheet.read_bytes()).hexdigest(),)
        assert db.execute("UPDATE meta SET value = ? WHERE name = 'fingerprint'", known).rowcount == 1

    runs = [desk.run(skip_invalid=True) for _ in range(3)]

    video = next(v.video_id for v in desk.api.videos.values() if "Name2" in str(v.body["script"]))
    assert [(run.code, "1 video has no row" in run.words) for run in runs] == [(1, True)] * 3
    assert [line[2] for line in read(desk.folder / "list.unmatched.csv")[1:]] == [video]
    assert desk.made == 3
    assert desk.wait().finished.counts == {"ready": 3, "invalid": 1}


def test_a_fixed_line_leaves_no_invalid_row_behind(desk: enginekit.Desk) -> None:
    write(desk.sheet, [["Ana", "Acme", "a@b"], ["Bo", "likes cats", " dogs", "b@c"]])
    desk.run(skip_invalid=True)
    write(desk.sheet, [["Ana", "Acme", "a@b"], ["Bo", "likes cats, dogs", "b@c"]])

    done = desk.run()

    assert (done.code, done.finished.counts) == (0, {"ready": 2})
    assert desk.wait().finished.counts == {"ready": 2}


def test_a_ragged_line_never_takes_the_place_of_its_person(desk: enginekit.Desk) -> None:
    write(desk.sheet, [["Ana", "Acme", "a@b", "and more"], ["Ana", "Acme", "a@b"]])

    codes = [desk.run(in_place=True, skip_invalid=True).code for _ in range(2)]

    assert codes == [1, 1]
    assert [line[4:5] for line in read(desk.sheet)[1:]] == [[], ["ready"]]
    assert desk.made == 1


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a,b\n,,x\n,,y,z\n", id="all rows ragged, nothing in the columns"),
        pytest.param("a,b\nAna,x,y\nBo,x,y,z,1,2,3,4,5\n", id="all rows ragged"),
        pytest.param("# two,  quotes\n1997,Ford\n,,Venture,,4900\n", id="cells right of the headers only"),
    ],
)
@pytest.mark.parametrize("keeps_state", [True, False])
def test_results_of_ragged_rows_are_a_list_again(desk: enginekit.Desk, text: str, keeps_state: bool) -> None:
    (desk.folder / "t.j2").write_text("Thank you all for reading this little message today.", "utf-8")
    desk.sheet.write_text(text, "utf-8")
    first = desk.run(skip_invalid=True)
    made_first = desk.made
    if not keeps_state:
        (desk.folder / "list.batchgen.db").unlink()

    again = desk.run(skip_invalid=True, sheet=desk.output)

    assert again.plan is not None
    assert first.plan is not None
    assert again.plan.invalid == first.plan.invalid > 0
    assert again.plan.empty == first.plan.empty == 0
    assert again.finished.counts == first.finished.counts
    assert desk.made == made_first
    assert all(new.startswith(old) for new, old in zip(raw(desk.output), raw(desk.sheet), strict=True))


def raw(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


def test_a_workbook_with_the_results_never_makes_a_row_of_a_ragged_line(desk: enginekit.Desk) -> None:
    write(desk.sheet, [["Ana", "Acme", "a@b"], ["Bo", "likes cats", " dogs", "b@c"]])
    book, failures = desk.folder / "o.xlsx", desk.folder / "list.failures.xlsx"

    desk.run(skip_invalid=True, output=book, failures=failures)
    again = desk.run(skip_invalid=True, sheet=book, state=desk.folder / "list.batchgen.db", output=book)

    assert desk.made == 1
    assert again.finished.counts == {"ready": 1}
    for path in (book, failures):
        assert all(text in texts_of(path) for text in ("Bo", "likes cats", " dogs", "b@c"))


def texts_of(book: Path) -> set[object]:
    import openpyxl

    return {cell for row in openpyxl.load_workbook(book).active.values for cell in row}


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_failures_file_keeps_all_cells_of_a_ragged_line(desk: enginekit.Desk, suffix: str) -> None:
    write(desk.sheet, [["Ana", "Acme", "a@b"], ["Bo", "likes cats", " dogs", "b@c"]])
    failures = desk.folder / f"list.failures{suffix}"
    desk.run(skip_invalid=True, failures=failures)

    if suffix == ".csv":
        for _ in range(2):
            done = desk.run(skip_invalid=True, sheet=failures, failures=failures)
            assert (done.plan.invalid if done.plan else 0, desk.made) == (1, 1)
        assert [t for t in read(failures)[1] if t in {"Bo", "likes cats", " dogs", "b@c"}] == [
            "Bo", "likes cats", " dogs", "b@c"
        ]  # fmt: skip
    else:
        assert {"Bo", "likes cats", " dogs", "b@c"} <= texts_of(failures)


def test_recorded_columns_are_ours_whatever_stands_in_them(desk: enginekit.Desk) -> None:
    desk.run(in_place=True)
    lines = read(desk.sheet)
    lines[1][4] = "called her on Monday"
    write(desk.sheet, lines[1:], headers=lines[0])

    done = desk.run(in_place=True)

    assert (done.code, desk.made) == (0, 10)
    assert read(desk.sheet)[1][4] == "ready"


def test_a_note_where_a_status_would_come_is_not_written_over(desk: enginekit.Desk) -> None:
    desk.run(in_place=True, limit=1)
    lines = read(desk.sheet)
    lines[2][4] = "do not send"
    write(desk.sheet, lines[1:], headers=lines[0])

    done = desk.run(in_place=True, skip_invalid=True)

    assert read(desk.sheet)[2] == lines[2]
    assert (done.code, desk.made) == (1, 9)
    assert done.plan is not None
    assert done.plan.problems.problems("error")[0].message == (
        "Line 3 has 5 values, but the sheet has 3 columns, or somebody wrote "
        '"do not send" into the results column E ("status")'
    )


def test_columns_that_are_called_as_ours_and_hold_other_things_are_the_user_s(desk: enginekit.Desk) -> None:
    headers = [*HEADERS, *result_columns.NAMES]
    rows = [[*p.values(), "spring film", "vip", "a", "b", "c", "d", "e", "f"] for p in enginekit.people(2)]
    write(desk.sheet, rows, headers=headers)

    codes = [desk.run(in_place=True).code for _ in range(3)]

    now = read(desk.sheet)
    assert codes == [0, 0, 0]
    assert [line[:11] for line in now] == [headers, *rows]
    assert [line[12] for line in now] == ["video_status", "ready", "ready"]
    assert desk.made == 2


def test_a_results_file_whose_state_is_lost_is_recognised_and_pays_for_nothing(desk: enginekit.Desk) -> None:
    desk.run(in_place=True)
    lines = read(desk.sheet)
    for line in lines[1:4]:
        line[4:] = [""] * 7
    write(desk.sheet, lines[1:], headers=lines[0])
    (desk.folder / "list.batchgen.db").unlink()

    done = desk.run(in_place=True)

    assert (done.code, desk.made) == (0, 10)
    assert read(desk.sheet)[0] == [*HEADERS, *result_columns.NAMES]


@pytest.mark.parametrize(
    ("more", "ours"),
    [
        (RESULT, True),
        (RESULT[:4], True),
        (["", "invalid", *[""] * 5, "line 3 has 4 fields"], True),
        (["v7", "", *[""] * 6], True),
        (["v7", "sent by mail", *RESULT[2:]], True),
        ([""] * 8, True),
        ([" dogs", *RESULT], False),
        ([" dogs", *RESULT[:7]], False),
        (["dogs", "ready"], False),
        (["v7", "ready"], False),
        (["dogs", "ready", *[""] * 6], False),
        (["", "ready", *[""] * 6], False),
        ([*[""] * 7, "x"], False),
        ([" ", *[""] * 7], False),
        ([*RESULT[:2], "a", *RESULT[3:]], False),
        ([*RESULT, "remark"], False),
    ],
)
def test_each_line_is_asked_alone_whether_it_has_our_fields(
    desk: enginekit.Desk, more: list[str], ours: bool
) -> None:
    rows = [[*person.values()] for person in enginekit.people(2)]
    write(desk.sheet, [[*rows[0], *RESULT], [*rows[1], *more]], headers=[*HEADERS, *result_columns.NAMES])

    with desk.open(lock=False) as batch:
        found = [row.ragged is None for row in batch.sheet.rows()]

    assert found == [True, ours]


def test_quoted_newlines_in_a_ragged_line_stay_byte_for_byte(desk: enginekit.Desk) -> None:
    text = 'first_name;company;email\r\n"A\nB";x;a@b\r\nBo;"c\r\nd";"e;f"; g ;"h ""i"""\r\nCy;z;c@d'
    desk.sheet.write_bytes(text.encode())

    for _ in range(3):
        desk.run(in_place=True, skip_invalid=True)

    assert 'Bo;"c\r\nd";"e;f"; g ;"h ""i"""\r\nCy;z;c@d;' in desk.sheet.read_bytes().decode()
    assert desk.made == 2

"""Where files are written: whole or not at all, never over an edit, never into a locked place."""

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import openpyxl
import pytest
import richbook

from batchgen import atomic, errors, models, result_columns, sheets

CSV = b"Name,Mail\r\nAna,a@b\r\nBo,b@c\r\n"


def result(row: models.Row) -> dict[str, str]:
    return {"video_id": f"v{row.number}"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "list.csv"
    made.write_bytes(CSV)
    return made


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_the_first_original_is_kept_as_bak_and_only_the_first(path: Path) -> None:
    first = sheets.write_results(sheets.open_sheet(path), path, result)
    second = sheets.write_results(sheets.open_sheet(path), path, lambda _: {"video_id": "new"})

    backup = path.with_name("list.csv.bak")
    assert (first.backup, second.backup) == (backup, backup)
    assert backup.read_bytes() == CSV
    assert b"Ana,a@b,new" in path.read_bytes()


def test_the_input_is_untouched_when_results_go_elsewhere(path: Path, tmp_path: Path) -> None:
    report = sheets.write_results(sheets.open_sheet(path), tmp_path / "out.csv", result)

    assert report.backup is None
    assert path.read_bytes() == CSV
    assert names(tmp_path) == {"list.csv", "out.csv"}


@pytest.mark.parametrize("lock", ["~$out.csv", ".~lock.out.csv#"])
def test_a_lock_of_a_spreadsheet_program_is_respected(path: Path, tmp_path: Path, lock: str) -> None:
    (tmp_path / lock).touch()

    with pytest.raises(errors.SheetLockedError, match="open in another program") as caught:
        sheets.write_results(sheets.open_sheet(path), tmp_path / "out.csv", result)

    assert caught.value.exit_code == 1
    assert not (tmp_path / "out.csv").exists()


def test_a_place_that_cannot_be_written_is_told_before(tmp_path: Path) -> None:
    for target in (tmp_path, tmp_path / "no" / "such" / "out.csv"):
        with pytest.raises(errors.SheetLockedError):
            sheets.check_writable(target)

    sheets.check_writable(tmp_path / "out.csv")

    assert names(tmp_path) == set()


@pytest.mark.skipif(sys.platform == "win32", reason="no such files there")
def test_what_is_no_ordinary_file_is_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    with pytest.raises(errors.SheetLockedError, match="pipe is not an ordinary file"):
        sheets.write_table(pipe, ["a"], [])

    assert pipe.is_fifo()


@pytest.mark.skipif(sys.platform != "linux", reason="needs a user other than root, or setpriv, to be refused")
def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o555)
    code = (
        "import sys; from pathlib import Path; from batchgen import errors, sheets\n"
        "try: sheets.check_writable(Path(sys.argv[1]))\n"
        "except errors.SheetLockedError as error: print(error)\n"
    )
    drop = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"]
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("root may write everywhere, and setpriv is not here")
        drop = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--securebits=+noroot"]
    else:
        drop = []
    done = subprocess.run(
        [*drop, sys.executable, "-c", code, folder / "out.csv"], capture_output=True, text=True, check=False
    )

    assert "cannot be written" in done.stdout, done.stderr


class _FullDisk:
    """A stream whose disk is full after some bytes."""

    def __init__(self, stream: object) -> None:
        self._stream = stream

    def write(self, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    def writelines(self, lines: Iterator[bytes]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._stream.close()


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_full_disk_leaves_the_old_file_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    path = tmp_path / f"list{suffix}"
    if suffix == ".csv":
        path.write_bytes(CSV)
    else:
        richbook.make(path)
    before = path.read_bytes()
    sheet = sheets.open_sheet(path)
    real = os.fdopen
    monkeypatch.setattr(atomic.os, "fdopen", lambda *args: _FullDisk(real(*args)))

    with pytest.raises(errors.SheetLockedError, match="the disk is full"):
        sheets.write_results(sheet, path, result)

    assert path.read_bytes() == before
    assert names(tmp_path) <= {path.name}


def test_a_folder_that_vanishes_is_told(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    sheet = sheets.open_sheet(path)

    def values(row: models.Row) -> dict[str, str]:
        shutil.rmtree(folder, ignore_errors=True)
        return result(row)

    with pytest.raises(errors.SheetLockedError, match=r"folder .*gone does not exist any more"):
        sheets.write_results(sheet, folder / "out.csv", values)


def test_a_crash_while_writing_leaves_the_old_file_whole(path: Path, tmp_path: Path) -> None:
    def values(row: models.Row) -> dict[str, str]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sheets.write_results(sheets.open_sheet(path), path, values)

    assert path.read_bytes() == CSV
    assert names(tmp_path) == {"list.csv"}


def test_an_edit_since_the_sheet_was_opened_is_taken_in(path: Path) -> None:
    sheet = sheets.open_sheet(path)
    path.write_bytes(b"Mail,Name,City\r\nb@c,Bo,X\r\nc@d,Cy,Y\r\n")

    sheets.write_results(sheet, path, lambda row: {"video_id": row.cells[1]})

    assert path.read_bytes().splitlines()[1:] == [b"b@c,Bo,X,Bo,,,,,,,", b"c@d,Cy,Y,Cy,,,,,,,"]


def test_an_edit_while_results_are_written_in_place_is_not_lost(path: Path) -> None:
    edits = iter([b"Name,Mail\r\nAna,a@b\r\nBo,b@c\r\nCy,c@d\r\n"])

    def values(row: models.Row) -> dict[str, str]:
        for edit in edits:
            path.write_bytes(edit)
        return result(row)

    report = sheets.write_results(sheets.open_sheet(path), path, values)

    assert report.rows == 3
    assert path.read_bytes().splitlines()[3] == b"Cy,c@d,v4,,,,,,,"
    assert path.with_name("list.csv.bak").read_bytes().endswith(b"Cy,c@d\r\n")


def test_a_sheet_that_was_deleted_is_told(path: Path, tmp_path: Path) -> None:
    sheet = sheets.open_sheet(path)
    path.unlink()

    with pytest.raises(errors.SheetError, match="cannot be read"):
        sheets.write_results(sheet, tmp_path / "out.csv", result)


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX systems")
def test_the_mode_of_a_replaced_file_stays(path: Path) -> None:
    path.chmod(0o640)

    sheets.write_results(sheets.open_sheet(path), path, result)

    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(os.name != "posix", reason="symbolic links need rights on Windows")
def test_a_sheet_behind_a_link_is_updated_where_it_is(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.csv"
    link.symlink_to(path)

    sheets.write_results(sheets.open_sheet(link), link, result)

    assert link.is_symlink()
    assert b"v2" in path.read_bytes()


def test_failures_have_the_original_columns_and_ours(path: Path, tmp_path: Path) -> None:
    sheet = sheets.open_sheet(path)
    failed = [(row, (str(row.number), "=refused", "3:x:1:y")) for row in sheet.rows() if row.number == 3]

    sheets.write_rows(sheet, tmp_path / "out.csv", failed, extra_headers=sheets.FAILURE_HEADERS)

    again = sheets.open_sheet(tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes() == (
        b"Name,Mail,original_row,failure_reason,batchgen_row\r\nBo,b@c,3,'=refused,3:x:1:y\r\n"
    )
    assert [column.header for column in again.columns if not column.ours] == ["Name", "Mail"]


def test_failures_of_a_workbook_are_a_workbook_with_the_same_texts(tmp_path: Path) -> None:
    sheet = sheets.open_sheet(richbook.make(tmp_path / "a.xlsx"))
    failed = [(row, (str(row.number), "=refused", "3:x:1:y")) for row in sheet.rows()]

    sheets.write_rows(sheet, tmp_path / "f.xlsx", failed, extra_headers=sheets.FAILURE_HEADERS)

    again = sheets.open_sheet(tmp_path / "f.xlsx")
    assert [row.cells[:4] for row in again.rows()] == [row.cells for row in sheet.rows()]
    assert [row.dates for row in again.rows()] == [row.dates for row in sheet.rows()]
    assert next(again.rows()).cells[4:] == ("2", "=refused", "3:x:1:y")


def test_a_plain_table_is_guarded_and_read_by_excel(tmp_path: Path) -> None:
    sheets.write_table(tmp_path / "t.csv", ["Row", "Why"], [["2", "=1+1"], ["3", "é"]])

    assert (tmp_path / "t.csv").read_bytes() == "\ufeffRow,Why\r\n2,'=1+1\r\n3,é\r\n".encode()


def test_standard_input_is_read_and_results_go_to_standard_output() -> None:
    code = (
        "from batchgen import sheets\n"
        "sheet = sheets.open_sheet('-')\n"
        "sheets.write_results(sheet, '-', lambda row: {'video_id': f'v{row.number}'})\n"
    )
    done = subprocess.run([sys.executable, "-c", code], input=CSV, capture_output=True, check=True)

    assert done.stdout.splitlines()[1] == b"Ana,a@b,v2,,,,,,,"


@pytest.mark.parametrize(
    ("source", "target"), [("a.csv", "o.xlsx"), ("a.xlsx", "o.csv"), ("a.xlsx", "o.tsv")]
)
def test_the_target_s_suffix_may_name_another_format(tmp_path: Path, source: str, target: str) -> None:
    path = tmp_path / source
    if path.suffix == ".csv":
        path.write_bytes(CSV)
    else:
        richbook.make(path)
    sheet = sheets.open_sheet(path)

    report = sheets.write_results(sheet, tmp_path / target, result)

    again = sheets.open_sheet(tmp_path / target)
    width = len(sheet.columns)
    assert report.rows == len(list(sheet.rows()))
    assert [row.cells[: width + 1] for row in again.rows()] == [
        (*row.cells, f"v{row.number}") for row in sheet.rows()
    ]


def test_links_in_a_new_workbook_are_clickable(path: Path, tmp_path: Path) -> None:
    link = "https://tavus.video/a?b=1&c=2"

    sheets.write_results(sheets.open_sheet(path), tmp_path / "o.xlsx", lambda _: {"hosted_url": link})

    book = openpyxl.load_workbook(tmp_path / "o.xlsx")
    assert [cell.hyperlink.target for cell in book.active["E"][1:]] == [link, link]


def test_a_workbook_with_macros_keeps_its_suffix(tmp_path: Path) -> None:
    path = richbook.make(tmp_path / "a.xlsm", macro=True)

    report = sheets.write_results(sheets.open_sheet(path), tmp_path / "o.xlsx", result)

    assert report.path == tmp_path / "o.xlsm"
    assert report.notes == ("The workbook is XLSM, so the results are in o.xlsm.",)


def test_extra_columns_are_added_once_however_often_results_are_written(path: Path) -> None:
    sheet = sheets.open_sheet(path)

    for count in "012":
        found = {"video_id": "v1", "takes": count}
        sheets.write_results(sheet, path, lambda _, found=found: found, extra=["takes"])

    assert path.read_bytes().splitlines()[:2] == [
        b"Name,Mail," + ",".join(result_columns.NAMES).encode() + b",takes",
        b"Ana,a@b,v1,,,,,,,,2",
    ]

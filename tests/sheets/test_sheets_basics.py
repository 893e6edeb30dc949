"""The everyday way of a sheet: open, read, write back."""

from pathlib import Path

import pytest

from batchgen import errors, models, result_columns, sheets

CSV = 'First Name,E-mail,Zip\r\nAna,a@b.example,02110\r\n\r\n"Bo, Jr",+1415,NA\r\n'


def result(row: models.Row) -> dict[str, str]:
    return {"video_id": f"v{row.number}", "error": "=1+1"}


def test_a_csv_gives_texts_and_spreadsheet_row_numbers(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(CSV, encoding="utf-8", newline="")

    sheet = sheets.open_sheet(path)
    rows = list(sheet.rows())

    assert [column.name for column in sheet.columns] == ["first_name", "e_mail", "zip"]
    assert [(row.number, row.cells) for row in rows] == [
        (2, ("Ana", "a@b.example", "02110")),
        (4, ("Bo, Jr", "+1415", "NA")),
    ]
    assert sheet.empty_rows == 1


def test_results_are_appended_to_a_csv_that_is_else_unchanged(tmp_path: Path) -> None:
    path, target = tmp_path / "list.csv", tmp_path / "list.results.csv"
    path.write_text(CSV, encoding="utf-8", newline="")

    report = sheets.write_results(sheets.open_sheet(path), target, result)

    assert report.rows == 2
    assert target.read_bytes().decode() == (
        "First Name,E-mail,Zip," + ",".join(result_columns.NAMES) + "\r\n"
        "Ana,a@b.example,02110,v2,,,,,,,'=1+1\r\n"
        "\r\n"
        '"Bo, Jr",+1415,NA,v4,,,,,,,\'=1+1\r\n'
    )


def test_a_results_file_is_updated_where_its_columns_stand(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(CSV, encoding="utf-8", newline="")
    sheets.write_results(sheets.open_sheet(path), path, result)

    sheet = sheets.open_sheet(path)
    sheets.write_results(sheet, path, lambda row: {"video_id": "new"} if row.number == 2 else None)

    again = sheets.open_sheet(path)
    assert [column.header for column in again.columns if not column.ours] == ["First Name", "E-mail", "Zip"]
    assert [row.cells[3] for row in again.rows()] == ["new", "v4"]
    assert (tmp_path / "list.csv.bak").read_bytes().decode() == CSV


def test_a_missing_file_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(errors.SheetError, match="There is no file"):
        sheets.open_sheet(tmp_path / "none.csv")


def test_a_status_that_the_user_added_later_is_theirs(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Name,Status\nAna,won\n")

    sheet = sheets.open_sheet(path, recorded=result_columns.NAMES)
    sheets.write_results(sheet, path, lambda _: {"video_id": "v1", "status": "ready"})

    assert sheet.layout.headers["status"] == "video_status"
    assert path.read_text().splitlines()[1].startswith("Ana,won,v1,ready,")


def test_columns_of_ours_are_known_when_others_were_removed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Name,status,hosted_url\nAna,queued,\n")

    sheet = sheets.open_sheet(path, recorded=result_columns.NAMES)

    assert dict(sheet.layout.existing) == {"status": 1, "hosted_url": 2}

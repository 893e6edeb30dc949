"""Who asked to be forgotten is left out by every plan below the folder, and no address can be read there."""

import json
from pathlib import Path

import mergekit
import pytest

from batchgen import checks, errors, settings
from batchgen.checks.people import forgotten

COLUMNS = mergekit.columns("Name", "E-mail")


def below(folder: Path) -> settings.Settings:
    sheet = folder / "campaign" / "list.csv"
    sheet.parent.mkdir(exist_ok=True)
    sheet.write_text("Name,E-mail\n", encoding="utf-8")
    return settings.load(str(sheet), {})


def left_out(folder: Path, address: str) -> str:
    rows = [mergekit.row("Ana", address, number=2)]
    return checks.Selection(below(folder), COLUMNS, rows=lambda: rows).left_out(rows[0])


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("ana@corp.test", "forgotten"),
        (" ANA@Corp.TEST ", "forgotten"),
        ("\u200bana@corp.test", "forgotten"),
        ("Ana Ruiz <ana@corp.test>", "forgotten"),
        ("x@y.test; ana@corp.test", "forgotten"),
        ("ana+news@corp.test", ""),
        ("bo@corp.test", ""),
        ("", ""),
    ],
)
def test_addresses_are_compared_as_those_of_a_suppression_list(
    tmp_path: Path, cell: str, expected: str
) -> None:
    forgotten.note(tmp_path, ["ana@corp.test"])

    assert left_out(tmp_path, cell) == expected


def test_nobody_is_left_out_where_nobody_was_forgotten(tmp_path: Path) -> None:
    assert left_out(tmp_path, "ana@corp.test") == ""


def test_no_address_stands_in_the_file_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = forgotten.note(tmp_path, ["ana@corp.test"])
    key = json.loads(path.read_text("utf-8"))["key"]
    forgotten.note(tmp_path, ["bo@corp.test", "ana@corp.test"])

    found = json.loads(path.read_text("utf-8"))
    assert path == tmp_path / ".batchgen" / "forgotten.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert (found["key"], len(found["people"])) == (key, 2)
    assert "corp" not in path.read_text("utf-8")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"key": "zz", "people": []}', '{"key": "00"}'])
def test_a_damaged_file_stops_the_run(tmp_path: Path, text: str) -> None:
    forgotten.note(tmp_path, ["ana@corp.test"]).write_text(text, encoding="utf-8")

    with pytest.raises(errors.SettingsError, match="must not get a video"):
        left_out(tmp_path, "bo@corp.test")

"""The fingerprint of a sheet: what changes with its bytes, in as few reads as is safe."""

from pathlib import Path

import pytest

from batchgen import atomic, sheets
from batchgen.sheets import sheet as sheet_module


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text("name\nAna\n")
    return path


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    known: list[Path] = []
    digest = atomic.digest
    monkeypatch.setattr(atomic, "digest", lambda path: known.append(path) or digest(path))
    return known


def test_an_edit_that_leaves_the_size_is_seen_at_once(path: Path) -> None:
    sheet = sheets.open_sheet(path)
    before = sheet.fingerprint()

    path.write_text("name\nBea\n")

    assert sheet.fingerprint() != before
    assert sheet.changed()


def test_a_file_that_rests_is_read_once(
    path: Path, reads: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_module, "SETTLED_SECONDS", 0.0)
    sheet = sheets.open_sheet(path)

    assert {sheet.fingerprint() for _ in range(5)} == {atomic.digest(path)}
    assert len(reads) == 2  # at the opening, and the one of this test


def test_a_file_that_was_just_written_is_read_each_time(path: Path, reads: list[Path]) -> None:
    sheet = sheets.open_sheet(path)

    sheet.fingerprint()
    sheet.fingerprint()

    assert len(reads) == 3

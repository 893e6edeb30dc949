"""What each column of a sheet holds, as data."""

from pathlib import Path

from batchgen import column_overview, settings, sheets


def test_a_column_is_seen_with_its_kind_its_cells_and_what_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [
        "Contact,Company,Start",
        *(f"ANA RUIZ {n},Acme Inc.,{n:02}/12/2026" for n in range(20, 26)),
        "Total,6,",
        ",,",
    ]
    path.write_text("\n".join(rows) + "\n")

    seen = column_overview.of(sheets.open_sheet(path), settings.Settings())

    assert [(c.name, c.column, c.filled) for c in seen] == [
        ("contact", "A", 6),
        ("company", "B", 6),
        ("start", "C", 6),
    ]
    assert seen[1] == column_overview.SeenColumn(
        "company", "Company", "B", "company", {}, 6, ["Acme Inc."], ["Acme"]
    )
    assert seen[2].kind == "date"
    assert seen[2].words == "date, dmy"
    assert seen[2].said[0] == "December 20, 2026"
    assert len(seen[2].samples) == column_overview.SAMPLES

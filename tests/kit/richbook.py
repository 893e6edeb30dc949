"""Workbooks with every feature that a patch must leave alone, and an independent look at what changed."""

import datetime as dt
import io
import zipfile
import zlib
from pathlib import Path
from xml.etree import ElementTree as ET

import xlsxwriter

PEOPLE = [("Ána", "ana@acme.example", 2110), ("Bo & Co", "bo@acme.example", 42), ("Null", "x@y.example", 7)]


def png() -> io.BytesIO:
    """One red pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        packed = kind + data
        return len(data).to_bytes(4, "big") + packed + zlib.crc32(packed).to_bytes(4, "big")

    header = bytes([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0])
    data = zlib.compress(b"\x00\xff\x00\x00")
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + parts)


def make(path: Path, *, table: bool = False, macro: bool = False) -> Path:
    """Write a workbook with XlsxWriter: four input columns, three people in rows 2 to 4, and the works."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Prospects")
    bold = book.add_format({"bold": True, "bg_color": "#DDEEFF"})
    red = book.add_format({"font_color": "red"})
    zips, day = book.add_format({"num_format": "00000"}), book.add_format({"num_format": "d mmm yyyy"})
    names = ["Name", "E-mail", "Zip", "Since"]
    sheet.write_row(0, 0, names, bold)
    for i, (name, mail, code) in enumerate(PEOPLE, 1):
        if i == 1:
            sheet.write_rich_string(i, 0, "Á", red, "n", "a")
        else:
            sheet.write_string(i, 0, name)
        sheet.write_url(i, 1, f"mailto:{mail}", string=mail)
        sheet.write_number(i, 2, code, zips)
        sheet.write_datetime(i, 3, dt.date(2025, 3, i), day)
    sheet.set_row(2, 30, None, {"hidden": True})
    sheet.freeze_panes(1, 1)
    sheet.data_validation("C2:C9", {"validate": "integer", "criteria": ">", "value": 0})
    sheet.conditional_format("C2:C9", {"type": "data_bar", "data_bar_2010": True})
    sheet.write_comment("A2", "call first")
    sheet.add_sparkline("F12", {"range": "Prospects!C2:C4"})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Prospects!$C$2:$C$4"})
    sheet.insert_chart("H20", chart)
    sheet.insert_image("H40", "dot.png", {"image_data": png()})
    sheet.insert_textbox("H50", "a note")
    sheet.set_header("&CPage &P")
    sheet.print_area("A1:D4")
    sheet.set_column("A:A", 22)
    book.define_name("Codes", "=Prospects!$C$2:$C$4")
    if table:
        columns = [{"header": name} for name in names]
        sheet.add_table("A1:D4", {"columns": columns, "style": "Table Style Medium 9", "name": "People"})
    else:
        sheet.autofilter("A1:D4")
    other = book.add_worksheet("Notes")
    other.write("A1", "keep me")
    other.write_formula("A2", "=Codes", None, 2110)
    if macro:
        project = path.with_suffix(".bin")
        project.write_bytes(b"\xd0\xcf\x11\xe0 not really a project")
        book.add_vba_project(str(project))
    book.close()
    return path


def parts(path: Path) -> dict[str, bytes]:
    """Return every part of a zip file."""
    with zipfile.ZipFile(path) as zipped:
        assert zipped.testzip() is None
        return {info.filename: zipped.read(info) for info in zipped.infolist()}


def rebuilt(path: Path, changed: dict[str, bytes]) -> None:
    """Write a zip file anew with some parts changed or added."""
    old = parts(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in {**old, **changed}.items():
            zipped.writestr(name, data)


def _local(element: ET.Element) -> str:
    return element.tag.rsplit("}", 1)[-1]


def cells_of(sheet_xml: bytes) -> dict[str, tuple[dict[str, str], str]]:
    """Return every cell of a worksheet part by its reference: attributes, and its inside as XML."""
    found: dict[str, tuple[dict[str, str], str]] = {}
    number = 0
    for row in ET.fromstring(sheet_xml).iter():
        if _local(row) != "row":
            continue
        number = int(row.get("r", number + 1))
        at = 0
        for cell in row:
            if _local(cell) == "c":
                reference = cell.get("r") or f"{chr(65 + at)}{number}"
                inside = "".join(ET.tostring(child, encoding="unicode") for child in cell)
                assert reference not in found, f"{reference} stands twice"
                found[reference] = (dict(cell.attrib), inside)
                at += 1
    return found


def rest_of(sheet_xml: bytes) -> dict[str, str]:
    """Return everything around the cells, by element name, and the rows' own attributes."""
    found: dict[str, str] = {}
    for child in ET.fromstring(sheet_xml):
        name = _local(child)
        if name == "sheetData":
            for i, row in enumerate(child):
                kept = {k: v for k, v in row.attrib.items() if k != "spans"}
                found[f"row {i}"] = repr(sorted(kept.items()))
        else:
            key = name if name not in found else f"{name} {len(found)}"
            found[key] = ET.tostring(child, encoding="unicode")
    return found


def assert_nothing_lost(before: Path, after: Path, part: str, ours: set[str]) -> None:
    """Fail unless only cells in the columns `ours`, links, the dimension, tables and rels differ."""
    old, new = parts(before), parts(after)
    assert set(old) <= set(new)
    may_change = {name for name in old if name == part or "/tables/" in name or name.endswith(".rels")}
    for name, data in old.items():
        if name not in may_change:
            assert new[name] == data, name
    was, now = cells_of(old[part]), cells_of(new[part])
    for reference, cell in was.items():
        if reference.rstrip("0123456789") not in ours:
            assert now[reference] == cell, reference
    assert {r.rstrip("0123456789") for r in now.keys() - was.keys()} <= ours
    around, around_now = rest_of(old[part]), rest_of(new[part])
    loose = {"dimension", "hyperlinks"}
    assert {k: v for k, v in around.items() if k not in loose} == {
        k: v for k, v in around_now.items() if k not in loose
    }

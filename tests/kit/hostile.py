"""Files that are out to hurt, or are not what their name says."""

import io
import zipfile
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {c} "{f"&{p};" * 10}">' for p, c in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
EXTERNAL = '<!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/passwd">]>'


def row(number: int, *texts: str, first: str = "A") -> str:
    """Return a row of inline strings."""
    cells = "".join(
        f'<c r="{chr(ord(first) + i)}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
        for i, text in enumerate(texts)
    )
    return f'<row r="{number}">{cells}</row>'


def sheet(rows: str, *, prolog: str = "", tail: str = "") -> str:
    """Return a worksheet part."""
    return f'{prolog}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{tail}</worksheet>'


def parts(sheet_xml: str) -> dict[str, str]:
    """Return the parts of a workbook with one sheet."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet_xml,
    }


def book(path: Path, sheet_xml: str, **changed: str | bytes) -> Path:
    """Write a workbook; `changed` replaces parts, by file name without the folder and with `_` for `.`."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, text in parts(sheet_xml).items():
            key = name.rsplit("/", 1)[-1].replace(".", "_")
            zipped.writestr(name, changed.get(key, text))
    return path


def far_cell(path: Path) -> Path:
    """Write a workbook of 1.4 kB with a stray cell in the last corner."""
    last = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far</t></is></c></row>'
    return book(path, sheet(row(1, "Name", "Mail") + row(2, "Ann", "a@b.example") + last))


def bomb(path: Path, size: int) -> Path:
    """Write a workbook of a few MB whose worksheet unpacks to `size` bytes."""
    block = b"<row></row>" * 100_000
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as zipped:
        for name, text in parts("").items():
            if not name.endswith("sheet1.xml"):
                zipped.writestr(name, text)
        with zipped.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as stream:
            stream.write(f'<worksheet xmlns="{MAIN}"><sheetData>{row(1, "Name")}'.encode())
            for _ in range(size // len(block)):
                stream.write(block)
            stream.write(b"</sheetData></worksheet>")
    return path


def lying_bomb(path: Path) -> Path:
    """Write a workbook whose directory says that its 300 MB worksheet is small."""
    bomb(path, 300_000_000)
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(b"xl/worksheets/sheet1.xml"))
    data[at + 24 : at + 28] = (5_000_000).to_bytes(4, "little")
    path.write_bytes(data)
    return path


def ole(*, encrypted: bool) -> bytes:
    """Return the beginning of an OLE file: an old XLS, or a workbook behind a password."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
    return head + ("EncryptedPackage".encode("utf-16-le") if encrypted else b"Workbook") + bytes(4000)


def far_ods(path: Path) -> Path:
    """Write an ODS of 1 kB with a cell far down and far right, by repetition."""
    office = "urn:oasis:names:tc:opendocument:xmlns"
    cell = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    content = (
        f'<office:document-content xmlns:office="{office}:office:1.0" xmlns:table="{office}:table:1.0" '
        f'xmlns:text="{office}:text:1.0"><office:body><office:spreadsheet><table:table table:name="S">'
        f"<table:table-row>{cell}</table:table-row>"
        f'<table:table-row table:number-rows-repeated="1048570"><table:table-cell '
        f'table:number-columns-repeated="16000"/>{cell}</table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        zipped.writestr("content.xml", content)
        zipped.writestr("META-INF/manifest.xml", "<manifest/>")
    path.write_bytes(data.getvalue())
    return path

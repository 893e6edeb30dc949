"""The content types of a package: what kind of part each name is.

A part that is added needs one too, and a template that is written as a workbook needs that of a workbook.
"""

from __future__ import annotations

import re

from batchgen import patterns

PART = "[Content_Types].xml"
_KIND = "application/vnd.openxmlformats-package.relationships+xml"
_DEFAULT = patterns.late(r"""<(?:\w+:)?Default\s[^>]*?Extension\s*=\s*["']rels["']""", re.IGNORECASE)
_OPEN = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_MACROS = "application/vnd.ms-excel"
_WORKBOOK = {
    ".xlsx": f"{_OPEN}.sheet.main+xml",
    ".xlsm": f"{_MACROS}.sheet.macroEnabled.main+xml",
    ".xltx": f"{_OPEN}.template.main+xml",
    ".xltm": f"{_MACROS}.template.macroEnabled.main+xml",
}
_END = patterns.late(r"</((?:\w+:)?)Types\s*>")


def knows_relationships(text: str) -> bool:
    """Return whether every part that ends in `.rels` has its type; LibreOffice names each one by itself."""
    return _DEFAULT.search(text) is not None


def with_relationships(text: str, name: str) -> str:
    """Return the content types with one more part of relationships in them."""

    def added(match: re.Match[str]) -> str:
        return f'<{match[1]}Override PartName="/{name.lstrip("/")}" ContentType="{_KIND}"/>{match[0]}'

    return _END.sub(added, text, count=1)


def of_workbook(suffix: str) -> str:
    """Return the type of a workbook part in a file with this suffix; Excel opens no other one there."""
    return _WORKBOOK.get(suffix, _WORKBOOK[".xlsx"])


def fitting(text: str, suffix: str) -> str:
    """Return the content types of a workbook for a file with this suffix: a template, or none.

    Whether it has macros stays as it is.
    """
    is_template = suffix in {".xltx", ".xltm"}
    for book, template in ((".xlsx", ".xltx"), (".xlsm", ".xltm")):
        old, new = (book, template) if is_template else (template, book)
        text = text.replace(f'"{_WORKBOOK[old]}"', f'"{_WORKBOOK[new]}"')
        text = text.replace(f"'{_WORKBOOK[old]}'", f"'{_WORKBOOK[new]}'")
    return text

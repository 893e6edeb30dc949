"""The content types of a package: what kind of part each name is, which a part that is added needs too."""

from __future__ import annotations

import re

PART = "[Content_Types].xml"
_KIND = "application/vnd.openxmlformats-package.relationships+xml"
_DEFAULT = re.compile(r"""<(?:\w+:)?Default\s[^>]*?Extension\s*=\s*["']rels["']""", re.IGNORECASE)
_END = re.compile(r"</((?:\w+:)?)Types\s*>")


def knows_relationships(text: str) -> bool:
    """Say whether every part that ends in `.rels` has its type; LibreOffice names each one by itself."""
    return _DEFAULT.search(text) is not None


def with_relationships(text: str, name: str) -> str:
    """Return the content types with one more part of relationships in them."""

    def added(match: re.Match[str]) -> str:
        return f'<{match[1]}Override PartName="/{name.lstrip("/")}" ContentType="{_KIND}"/>{match[0]}'

    return _END.sub(added, text, count=1)

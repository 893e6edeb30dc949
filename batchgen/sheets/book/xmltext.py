"""XML as text: decoding a part piece by piece, escapes, and a plain form of an unusual part."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from xml.parsers import expat

from batchgen import patterns
from batchgen.sheets.book import package

_ENTITY = patterns.late(r"&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ESCAPED = patterns.late(r"_x([0-9A-Fa-f]{4})_")
_CDATA = patterns.late(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_LITERAL_ESCAPE = patterns.late(r"_(?=x[0-9A-Fa-f]{4}_)")
_ILLEGAL = patterns.late("[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_PLAIN_ELEMENTS = frozenset({"sheetData", "row", "c", "v", "f", "is", "t", "r", "rPh"})
LONGEST_CELL = 32_767
"""UTF-16 units of a cell's text (Excel's specifications and limits)."""

_SHORT = LONGEST_CELL // 2
"""Characters that are never too long, in UTF-16 neither: half, as each may count twice."""


def with_plain_newlines(text: str) -> str:
    """Return a text with the newlines that an XML parser makes of its own."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def unescape(text: str) -> str:
    """Return the characters that an XML text stands for, Excel's own `_x000D_` forms too."""
    text = with_plain_newlines(text)
    if "&" in text:
        text = _ENTITY.sub(_entity, text)
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
        if any("\ud800" <= c <= "\udfff" for c in text):
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def is_plain_row(body: str) -> bool:
    """Return whether `unescape` changes no text of a row, and none is too long."""
    return len(body) <= _SHORT and not ("&" in body or "_x" in body or "\r" in body)


def _entity(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED[match[3]]
    code = int(match[1], 16) if match[1] else int(match[2])
    return chr(code) if code < 0x110000 else "\ufffd"


def is_too_long(text: str) -> bool:
    """Return whether a text is longer than a cell may be; Excel counts in UTF-16."""
    length = len(text)
    return length > _SHORT and (
        length > LONGEST_CELL or length + sum(c > "\uffff" for c in text) > LONGEST_CELL
    )


def shortened(text: str) -> str:
    """Return a text cut to what a cell may hold."""
    if len(text) <= _SHORT:
        return text
    units = text.encode("utf-16-le", "surrogatepass")[: LONGEST_CELL * 2]
    return units.decode("utf-16-le", "ignore")


def escape(text: str) -> str:
    """Return a cell's text as XML: at most 32,767 characters, control characters in Excel's form."""
    return in_excels_form(text).translate(_MARKUP)


def in_excels_form(text: str) -> str:
    """Return a cell's text as Excel stores it: at most 32,767 characters, control characters as `_x000D_`.

    A text that looks like such a form itself gets its first sign in that form (ECMA-376, ST_Xstring).
    """
    text = shortened(text)
    if "_x" in text:
        text = _LITERAL_ESCAPE.sub("_x005F_", text)
    return _ILLEGAL.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def escaped(text: str) -> str:
    """Return a text as XML, with nothing of Excel's own forms."""
    return text.translate(_MARKUP)


def text_cell(reference: str, text: str, style: str = "", prefix: str = "") -> str:
    """Return a cell that holds a text, which is never a formula; `style` is an attribute with its space."""
    if _is_plain(text):
        body = f"<{prefix}is><{prefix}t>{text}</{prefix}t></{prefix}is>"
        return f'<{prefix}c r="{reference}"{style} t="inlineStr">{body}</{prefix}c>'
    space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    p = prefix
    body = f"<{p}is><{p}t{space}>{escape(text)}</{p}t></{p}is>"
    return f'<{p}c r="{reference}"{style} t="inlineStr">{body}</{p}c>'


def _is_plain(text: str) -> bool:
    """Return whether a text stands in XML as it is: most do, and need no closer look."""
    if len(text) > _SHORT or not text.isprintable() or text != text.strip():
        return False
    return not ("&" in text or "<" in text or ">" in text or "_x" in text)


def attribute(text: str) -> str:
    """Return a text as the value of an attribute in double quotes."""
    if _is_plain(text) and '"' not in text:
        return text
    return text.translate(_MARKUP).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def without_cdata(text: str) -> str:
    """Turn CDATA sections into escaped text."""
    return _CDATA.sub(lambda match: match[1].translate(_MARKUP), text)


def decoded(source: package.Package, part: str) -> Iterator[str]:
    """Read a part as text, piece by piece. A document type is refused wherever it stands."""
    decoder: codecs.IncrementalDecoder | None = None
    tail = ""
    try:
        for chunk in source.chunks(part):
            if decoder is None:
                decoder = codecs.getincrementaldecoder(package.encoding_of(chunk[:200]))()
            text = decoder.decode(chunk)
            if "<!" in text or "<!" in tail + text[:1]:
                source.refuse_dtd(tail + text, part)
            tail = text[-10:]
            yield text
    except (UnicodeError, LookupError) as error:
        raise source.damaged(f"{part}: {error}") from error


class _Plainer:
    """Write the cells of a worksheet part anew in the one form that the fast reader knows."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self._inside = self._leaf = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rsplit(" ", 1)[-1]
        if name == "sheetData":
            self._inside = True
        elif self._inside and name in _PLAIN_ELEMENTS:
            known = (k for k in ("r", "s", "t", "hidden", "si", "ref") if k in attributes)
            self.out.append(f"<{name}" + "".join(f' {k}="{attribute(attributes[k])}"' for k in known) + ">")
            self._leaf = name in {"v", "t", "f"}

    def end(self, name: str) -> None:
        name = name.rsplit(" ", 1)[-1]
        if name == "sheetData":
            self._inside = False
        elif self._inside and name in _PLAIN_ELEMENTS:
            self.out.append(f"</{name}>")
            self._leaf = False

    def text(self, text: str) -> None:
        if self._inside and self._leaf:
            self.out.append(text.translate(_MARKUP))


def plain_rows(source: package.Package, part: str) -> Iterator[str]:
    """Yield the inside of `sheetData` without prefixes, comments and CDATA, piece by piece."""
    plainer = _Plainer()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = plainer.start
    parser.EndElementHandler = plainer.end
    parser.CharacterDataHandler = plainer.text

    def refuse(*_: object) -> None:
        raise source.with_entities(part)

    parser.StartDoctypeDeclHandler = refuse
    try:
        for chunk in source.chunks(part):
            parser.Parse(chunk, False)  # noqa: FBT003 - the parser takes it by position
            yield "".join(plainer.out)
            plainer.out.clear()
        parser.Parse(b"", True)  # noqa: FBT003
    except expat.ExpatError as error:
        raise source.damaged(f"{part}: {error}") from error

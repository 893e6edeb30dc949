"""A worksheet part as text: what stands before and after its rows, and the rows one by one."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from batchgen import errors, patterns
from batchgen.sheets.book import package, words, xmltext

_OPEN = patterns.late(r"<((?:[\w.-]+:)?)sheetData(?:\s[^<>]*?)?(/?)>")
DEEPEST = 1_048_576
"""How many rows a worksheet may have."""

_LONGEST_ROW = 16 << 20
"""Characters of one row: 16,384 cells of a thousand each."""

_LONGEST_HEAD = 8 << 20
"""Characters before the rows: widths and views, a few kB in real books."""

_LONGEST_TAIL = 128 << 20
"""Characters after the rows: rules, and the places of 65,530 links."""

_UNUSUAL = patterns.late(r"<[!?]|</(?:[\w.-]+:)?(?:row|c|v)\s")
_MAYBE_UNUSUAL = (("!", "<!"), ("?", "<?"), ("\n", "\n>"), ("\r", "\r>"), ("\t", "\t>"), (" ", " >"))
"""One of these pairs is in every unusual text that does not end with white space; the first sign is found
at once."""


@dataclasses.dataclass(frozen=True, slots=True)
class Frame:
    """A worksheet part without its rows.

    `head` ends with the start tag of `sheetData`, `tail` begins with its end tag. `prefix` is the namespace
    prefix of the cells ("x:" or nothing); `unusual` says that the rows hold comments, CDATA or the like;
    `row_count` counts their elements; `empty` that `sheetData` has no end tag, since it holds nothing.
    """

    part: str
    encoding: str
    head: str
    tail: str
    prefix: str
    unusual: bool
    row_count: int
    empty: bool = False


def frame(source: package.Package, part: str) -> Frame:
    """Read a worksheet part once and quickly, and return what is around its rows."""
    texts = xmltext.decoded(source, part)
    head, after = _until_open(source, texts)
    opened = _OPEN.search(head)
    assert opened is not None
    if opened[2]:
        tail = after + "".join(texts)
        return Frame(
            part, source.encoding(part), head, tail, opened[1], unusual=False, row_count=0, empty=True
        )
    closing = f"</{opened[1]}sheetData"
    count, unusual, tail, last = 0, False, "", ""
    for text in _with(after, texts):
        if tail:
            tail += text
        else:
            window = last + text
            cut = window.find(closing)
            rows = window if cut < 0 else window[:cut]
            count += rows.count(f"<{opened[1]}row") - last.count(f"<{opened[1]}row")
            unusual = unusual or _is_unusual(rows)
            last = window[-40:]
            tail = window[cut:] if cut >= 0 else ""
        if count > DEEPEST:
            raise errors.SheetError(words.too_many_rows(source.title, DEEPEST))
        if len(tail) > _LONGEST_TAIL:
            raise errors.SheetError(words.long_tail(source.title, part, _LONGEST_TAIL >> 20))
    if not tail:
        raise source.damaged(words.ends_in_rows(part))
    return Frame(part, source.encoding(part), head, tail, opened[1], unusual, count)


def _is_unusual(rows: str) -> bool:
    """Return whether comments, CDATA, or end tags with white space stand among rows."""
    maybe = rows[-1:].isspace() or any(sign in rows and mark in rows for sign, mark in _MAYBE_UNUSUAL)
    return maybe and _UNUSUAL.search(rows) is not None


def _until_open(source: package.Package, texts: Iterator[str]) -> tuple[str, str]:
    seen = ""
    for text in texts:
        seen += text
        if match := _OPEN.search(seen):
            return seen[: match.end()], seen[match.end() :]
        if len(seen) > _LONGEST_HEAD:
            break
    raise source.damaged(words.NO_ROWS_ELEMENT)


def _with(first: str, rest: Iterable[str]) -> Iterator[str]:
    yield first
    yield from rest


def inside(source: package.Package, found: Frame) -> Iterator[str]:
    """Yield the text between the start and the end tag of `sheetData`, piece by piece."""
    if found.empty:
        return
    skip, closing = len(found.head), f"</{found.prefix}sheetData"
    held = ""
    for text in xmltext.decoded(source, found.part):
        if skip >= len(text):
            skip -= len(text)
            continue
        window, skip = held + text[skip:], 0
        cut = window.find(closing)
        if cut >= 0:
            yield window[:cut]
            return
        held = window[-40:]
        yield window[:-40]


class Piece(NamedTuple):
    """A row element as text: `lead` is what stands before it, `attributes` begin with their space."""

    lead: str
    attributes: str
    body: str
    number: int


class Pieces:
    """Cut the inside of `sheetData` into rows. `rest` is what follows the last row with an end tag."""

    def __init__(self, source: package.Package, texts: Iterable[str], *, prefix: str = "") -> None:
        self._source = source
        self._texts = texts
        self._closing = f"</{prefix}row>"
        self._usual = re.compile(rf'<{prefix}row( r="(\d{{1,9}})"(?:[^<>]*[^<>/])?)>')
        self._start = re.compile(rf"<{prefix}row((?:\s[^<>]*?)?)(/?)>")
        self.rest = ""

    def __iter__(self) -> Iterator[Piece]:
        last, rest, usual = 0, "", self._usual.match
        for text in self._texts:
            *whole, rest = (rest + text).split(self._closing)
            for row in whole:
                match = usual(row)
                if match is not None:
                    last = int(match[2])
                    yield Piece("", match[1], row[match.end() :], last)
                    continue
                piece = self._piece(row, last)
                last = piece.number
                yield piece
            if last > DEEPEST:
                raise self._source.damaged(words.beyond_last_row(last))
            if len(rest) > _LONGEST_ROW:
                raise self._source.damaged(words.row_without_end_in(last, _LONGEST_ROW >> 20))
        if any(not match[2] for match in self._start.finditer(rest)):
            raise self._source.damaged(words.row_without_end(last))
        self.rest = rest

    def _piece(self, text: str, last: int) -> Piece:
        at = 0
        while match := self._start.search(text, at):
            last = _number(match[1], last)
            if not match[2]:
                return Piece(text[: match.start()], match[1], text[match.end() :], last)
            at = match.end()
        raise self._source.damaged(words.row_without_start(last))


_ROW_NUMBER = patterns.late(r"""\sr\s*=\s*["']\s*(\d{1,9})\s*["']""")


def _number(attributes: str, last: int) -> int:
    found = _ROW_NUMBER.search(attributes)
    return int(found[1]) if found else last + 1

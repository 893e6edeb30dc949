"""Clickable links in a worksheet: the `hyperlinks` element and the relationships behind it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Mapping, Sequence
from xml.parsers import expat

from batchgen import patterns, result_columns
from batchgen.sheets.book import part, words, xmltext
from batchgen.sheets.book.write import rowpatch

MOST = 65_530
"""Excel's limit of links in a worksheet (its specifications and limits)."""

LONGEST = 2_079
"""Excel's limit of a link's length."""

_URL = patterns.late(r"(?:https?|file)://[^\s\"<>\\^`{|}\x00-\x20]+", re.IGNORECASE)
_LINK = patterns.late(r"<(?:\w+:)?hyperlink\s([^>]*?)(?:/>|>.*?</(?:\w+:)?hyperlink\s*>)", re.DOTALL)
_REF = patterns.late(r"""(?:^|\s)ref\s*=\s*["']([^"']*)["']""")
_KEY = patterns.late(r"""\s?[\w.-]+:id\s*=\s*["']([^"']*)["']""")
_RELATIONSHIP = patterns.late(r"""<(?:\w+:)?Relationship\s[^>]*?(?:/>|>\s*</(?:\w+:)?Relationship\s*>)""")
_ID = patterns.late(r"""\sId\s*=\s*["']([^"']*)["']""")
_TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_BEFORE = frozenset(
    {
        "sheetData",
        "sheetCalcPr",
        "sheetProtection",
        "protectedRanges",
        "scenarios",
        "autoFilter",
        "sortState",
        "dataConsolidate",
        "customSheetViews",
        "mergeCells",
        "phoneticPr",
        "conditionalFormatting",
        "dataValidations",
    }
)


def is_link(text: str) -> bool:
    """Return whether a text can be a link that Excel opens without repairing the file."""
    return len(text) <= LONGEST and text.isascii() and _URL.fullmatch(text) is not None


class Linker:
    """Collects the links of a sheet while its rows are written, the more useful ones first.

    `columns` are link fields with their column letters; `replacing` says that links stand there already.
    """

    def __init__(self, columns: Sequence[tuple[str, str]], *, replacing: bool = True) -> None:
        self._columns = columns
        self._replacing = replacing
        self._links: dict[str, list[tuple[str, str]]] = {field: [] for field, _ in columns}
        self.written: set[str] = set()
        self.left_out = 0

    def add(self, number: int, texts: Mapping[str, str]) -> None:
        """Take in one row's texts by result field; what was linked there before is not any more."""
        for field, letters in self._columns:
            text = texts.get(field, "")
            if self._replacing:
                self.written.add(f"{letters}{number}")
            if text and is_link(text):
                if len(self._links[field]) < MOST:
                    self._links[field].append((f"{letters}{number}", text))
                else:
                    self.left_out += 1

    def chosen(self, standing: int) -> list[tuple[str, str]]:
        """Return the links that fit beside those that stand already."""
        every = [link for field in result_columns.LINKS for link in self._links.get(field, ())]
        room = max(MOST - standing, 0)
        self.left_out += max(len(every) - room, 0)
        return every[:room]


def patch(frame: part.Frame, rels: str, linker: Linker) -> tuple[str, str]:
    """Return a worksheet's tail and its relationships with the links of our columns anew."""
    start, end, insert = _find(frame)
    standing = frame.tail[start:end]
    remaining, dropped = _remaining(standing, linker.written)
    chosen = linker.chosen(len(remaining))
    if not chosen and not dropped:
        return frame.tail, rels
    strict = "purl.oclc.org" in frame.head
    namespace = _STRICT if strict else _TRANSITIONAL
    keys = _new_keys(rels, len(chosen))
    p = frame.prefix
    made = [
        f'<{p}hyperlink xmlns:r="{namespace}" ref="{reference}" r:id="{key}"/>'
        for (reference, _), key in zip(chosen, keys, strict=True)
    ]
    if f'xmlns:r="{namespace}"' in frame.head:
        made = [text.replace(f' xmlns:r="{namespace}"', "", 1) for text in made]
    inner = "".join([*remaining, *made])
    element = f"<{p}hyperlinks>{inner}</{p}hyperlinks>" if inner else ""
    tail = frame.tail[:start] + element + frame.tail[end:]
    if start == end:
        tail = frame.tail[:insert] + element + frame.tail[insert:]
    targets = list(zip(keys, (url for _, url in chosen), strict=True))
    return tail, _relationships(rels, dropped - _used(remaining), targets, namespace)


def _find(frame: part.Frame) -> tuple[int, int, int]:
    """Return where `hyperlinks` stands in the tail (start, end), and where a new one may go."""
    root = re.search(r"<(?!\?|!)[^>]*>", frame.head)
    assert root is not None
    lead = f"{root[0]}<{frame.prefix}sheetData>".encode()
    text = frame.tail.encode()
    places: list[tuple[str, int]] = []
    depth = 0
    parser = expat.ParserCreate("utf-8")

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth == 2:
            places.append((name.rsplit(":", 1)[-1], parser.CurrentByteIndex - len(lead)))

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1
        if depth == 0:
            places.append(("", parser.CurrentByteIndex - len(lead)))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(lead + text, True)  # noqa: FBT003 - the parser takes it by position
    except expat.ExpatError as error:
        raise rowpatch.UnpatchableError(words.damaged_tail(error)) from error
    return _place(places, text)


def _place(places: list[tuple[str, int]], text: bytes) -> tuple[int, int, int]:
    def characters(offset: int) -> int:
        return len(text[:offset].decode())

    after = [(name, offset) for name, offset in places if name not in _BEFORE]
    for (name, offset), (_, following) in itertools.pairwise(places):
        if name == "hyperlinks":
            end = offset + len(text[offset:following].rstrip())
            return characters(offset), characters(end), 0
    place = characters(after[0][1])
    return place, place, place


def _remaining(standing: str, written: Collection[str]) -> tuple[list[str], set[str]]:
    """Return the links that stay, and the relationship ids of those that go."""
    remaining: list[str] = []
    dropped: set[str] = set()
    for match in _LINK.finditer(standing):
        reference, key = _REF.search(match[1]), _KEY.search(match[1])
        if reference and reference[1].replace("$", "") in written:
            dropped |= {key[1]} if key else set()
        else:
            remaining.append(match[0])
    return remaining, dropped


def _used(remaining: list[str]) -> set[str]:
    return {key[1] for text in remaining if (key := _KEY.search(text))}


def _new_keys(rels: str, count: int) -> list[str]:
    taken = set(_ID.findall(rels))
    keys: list[str] = []
    number = 0
    while len(keys) < count:
        number += 1
        key = f"rIdBg{number}"
        if key not in taken:
            keys.append(key)
    return keys


def _relationships(rels: str, dropped: set[str], targets: list[tuple[str, str]], namespace: str) -> str:
    """Return a `.rels` part without the dropped and with the new links."""
    if not rels:
        rels = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="{_PACKAGE}"/>'

    def stays(match: re.Match[str]) -> str:
        key = _ID.search(match[0])
        return "" if key and key[1] in dropped else match[0]

    rels = _RELATIONSHIP.sub(stays, rels) if dropped else rels
    root = re.search(r"<((?:\w+:)?)Relationships\b[^>]*?(/?)>", rels)
    assert root is not None
    p = root[1]
    made = "".join(
        f'<{p}Relationship Id="{key}" Type="{namespace}/hyperlink" Target="{xmltext.attribute(url)}" '
        'TargetMode="External"/>'
        for key, url in targets
    )
    if root[2]:
        opened = root[0][:-2].rstrip() + ">"
        return f"{rels[: root.start()]}{opened}{made}</{p}Relationships>{rels[root.end() :]}"
    cut = rels.rindex(f"</{p}Relationships")
    return rels[:cut] + made + rels[cut:]

"""What a workbook says about its sheets: names, order, hidden ones, styles, shared strings."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree as ET

from batchgen import did_you_mean, errors, patterns
from batchgen.sheets.book import package, words, xmltext
from batchgen.sheets.book.numbers import formats

_NOTES_KIND = "worksheet"
_PLAIN_STRING = patterns.late(r'\s*<si><t(?: xml:space="preserve")?>([^<]*)</t></si>|(.+)', re.DOTALL)
_PROLOG = patterns.late(r"^.*?<(?:\w+:)?sst\b[^>]*>", re.DOTALL)
_PHONETIC = patterns.late(r"<(?:\w+:)?rPh\b.*?</(?:\w+:)?rPh\s*>", re.DOTALL)
_TEXT = patterns.late(r"<(?:\w+:)?t(?:\s[^>]*)?(?:/>|>([^<]*)</)")
_ITEM_END = patterns.late(r"</(?:\w+:)?si\s*>|<(?:\w+:)?si\s*/>")


@dataclasses.dataclass(frozen=True, slots=True)
class SheetEntry:
    """A worksheet of a workbook: its name, part and whether it is hidden."""

    name: str
    part: str
    hidden: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Workbook:
    """The workbook part, read. `recalculates` says that cached values are not to be trusted when zero."""

    part: str
    entries: tuple[SheetEntry, ...]
    date1904: bool
    recalculates: bool
    strings_part: str
    styles_part: str


def local(element: ET.Element) -> str:
    """Return an element's name without its namespace."""
    return element.tag.rsplit("}", 1)[-1]


def children(element: ET.Element, *path: str) -> Iterator[ET.Element]:
    """Go down by local names, whatever the namespace (strict and transitional differ in it)."""
    first, *rest = path
    for child in element:
        if local(child) == first:
            if rest:
                yield from children(child, *rest)
            else:
                yield child


def load(source: package.Package) -> Workbook:
    """Read the workbook part. Raises errors.SheetError if the zip holds no workbook."""
    main = next((r for r in source.relationships("").values() if r.kind == "officeDocument"), None)
    if main is None or not source.info(main.target):
        raise errors.SheetError(
            words.zip_without_book(source.title),
            hint=words.EXPORT_AGAIN,
        )
    if main.target.lower().endswith(".bin"):
        raise errors.SheetError(words.xlsb(source.title), hint=words.RENAME_XLSB)
    root = source.xml(main.target)
    rels = source.relationships(main.target)
    parts = {r.kind: r.target for r in rels.values()}
    properties = next(children(root, "workbookPr"), None)
    calculation = next(children(root, "calcPr"), None)
    return Workbook(
        part=main.target,
        entries=tuple(_entries(root, rels)),
        date1904=properties is not None and properties.get("date1904") in {"1", "true"},
        recalculates=calculation is not None and calculation.get("fullCalcOnLoad") in {"1", "true"},
        strings_part=parts.get("sharedStrings", ""),
        styles_part=parts.get("styles", ""),
    )


def _entries(root: ET.Element, rels: dict[str, package.Relationship]) -> Iterator[SheetEntry]:
    for element in children(root, "sheets", "sheet"):
        key = next((v for k, v in element.attrib.items() if k.endswith("}id")), "")
        found = rels.get(key)
        if found is not None and found.kind == _NOTES_KIND:
            yield SheetEntry(
                element.get("name", ""), found.target, element.get("state", "visible") != "visible"
            )


def encrypted(title: str) -> errors.SheetError:
    """Return the error for an encrypted workbook.

    Excel encrypts old workbooks with a password of its own when only their structure or a sheet is protected
    ([MS-OFFCRYPTO] 2.3.7.4 names it, VelvetSweatshop), and opens them without a question.
    """
    return errors.SheetError(
        words.encrypted(title),
        hint=words.REMOVE_PROTECTION,
        kind="protected",
    )


def other_sheets(entries: Sequence[SheetEntry], chosen: str) -> Iterator[str]:
    """Yield which worksheets are not read."""
    hidden = [e.name for e in entries if e.hidden and e.name != chosen]
    others = [e.name for e in entries if not e.hidden and e.name != chosen]
    if hidden:
        yield words.hidden_sheets(len(hidden), ", ".join(hidden[:5]))
    if others:
        yield words.other_sheets(chosen, ", ".join(others[:5]))


def choose(entries: Sequence[SheetEntry], wanted: str, title: str) -> SheetEntry:
    """Return the worksheet of that name (or number), or the first that is not hidden.

    Raises errors.SheetError if there is none.
    """
    if not entries:
        raise errors.SheetError(words.no_worksheet(title))
    if not wanted:
        return next((e for e in entries if not e.hidden), entries[0])
    for same in (str, str.strip, lambda text: text.strip().casefold()):
        for entry in entries:
            if same(entry.name) == same(wanted):
                return entry
    if wanted.isdigit() and 0 < int(wanted) <= len(entries):
        return entries[int(wanted) - 1]
    names = [e.name for e in entries]
    hint = did_you_mean.hint(wanted, names) or words.it_has(", ".join(names[:20]))
    raise errors.SheetError(words.no_such_worksheet(title, wanted), hint=hint)


def shared_strings(source: package.Package, part: str) -> list[str]:
    """Read the shared strings as plain texts: runs joined, phonetic guides left out."""
    if not part or source.info(part) is None:
        return []
    found: list[str] = []
    rest = ""
    for text in xmltext.decoded(source, part):
        rest += text if found or rest else _PROLOG.sub("", text, count=1)
        rest = _strings_of(rest, found)
        if len(rest) > package.LARGEST_SMALL_PART:
            raise source.damaged(words.STRING_WITHOUT_END)
    return found


def _strings_of(text: str, found: list[str]) -> str:
    """Append the whole strings in a text to `found`, and return what is left over."""
    cut = text.rfind("</si>") + 5
    if cut < 5:
        cut = max((match.end() for match in _ITEM_END.finditer(text)), default=0)
    for plain, odd in _PLAIN_STRING.findall(xmltext.with_plain_newlines(text[:cut])):
        if odd:
            found += [_rich(item) for item in _ITEM_END.split(odd)[:-1]]
        else:
            found.append(xmltext.unescape(plain) if "&" in plain or "_x" in plain else plain)
    return text[cut:]


def _rich(item: str) -> str:
    if "<![CDATA[" in item:
        item = xmltext.without_cdata(item)
    return xmltext.unescape("".join(_TEXT.findall(_PHONETIC.sub("", item))))


def shows(source: package.Package, book: Workbook) -> Sequence[formats.Show]:
    """Return, by style index, how a number of that style is shown."""
    if not book.styles_part or source.info(book.styles_part) is None:
        return [formats.show("General", date1904=book.date1904)]
    root = source.xml(book.styles_part)
    codes = {
        e.get("numFmtId", ""): e.get("formatCode", "General") for e in children(root, "numFmts", "numFmt")
    }
    made: dict[str, formats.Show] = {}
    found = []
    for element in children(root, "cellXfs", "xf"):
        key = element.get("numFmtId", "0")
        if key not in made:
            code = codes.get(key) or formats.built_in(key)
            made[key] = formats.show(code, date1904=book.date1904)
        found.append(made[key])
    return found or [formats.show("General", date1904=book.date1904)]

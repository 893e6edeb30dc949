"""The form of a text table: encoding, delimiter, quoting and newline, found by looking."""

from __future__ import annotations

import codecs
import collections
import csv
import dataclasses
import io
import re
from pathlib import Path

from batchgen import encodings, errors
from batchgen.sheets import words
from batchgen.sheets.text import backslash

LONGEST_LINE = 8_000_000
"""Characters of a line; without a bound one quote that is never closed takes the whole file."""

_CHUNK = 1 << 20
"""Bytes read at a time."""

_SAMPLE = 1 << 16
"""Bytes from which the delimiter is told: hundreds of lines."""

_AGREED = 0.6
"""Share of lines that must agree on a delimiter's number before it is believed."""


@dataclasses.dataclass(frozen=True, slots=True)
class TextForm:
    """How a text table is written.

    `separator_line` is Excel's own first line (`sep=;`), kept as it came. With `escapes` a quote within
    quotes has a backslash before it; without, it is doubled.
    """

    encoding: str
    delimiter: str = ","
    quote: str = '"'
    newline: str = "\n"
    quote_all: bool = False
    separator_line: str = ""
    bom: bytes = b""
    escapes: bool = False

    @property
    def codec(self) -> str:
        """The encoding of what follows the mark, its byte order as it is."""
        if self.encoding in {"utf-16", "utf-32"}:
            return self.encoding + ("-le" if self.bom.startswith(b"\xff") else "-be")
        return self.encoding.removesuffix("-sig")


def plain(delimiter: str) -> TextForm:
    """Return the form of a text table of ours: UTF-8 with a mark, so that Excel reads its accents."""
    return TextForm("utf-8-sig", delimiter, newline="\r\n", bom=codecs.BOM_UTF8)


def find(
    path: Path, encoding: str, title: str, *, recall: encodings.Recall = encodings.no_memory
) -> TextForm:
    """Find the form of a text table. Raises errors.SheetError for what is no text, with line and column.

    `encoding` is a must; `recall` says how the table was read before, if it is not Unicode.
    """
    with path.open("rb") as stream:
        head = stream.read(_SAMPLE)
    found = encodings.find(path, title, given=encoding, recall=recall)
    has_backslash = _check_text(path, found, title)
    text = codecs.getincrementaldecoder(found)().decode(head)
    form = _form(text, found, encodings.bom_of(head), path.suffix.lower())
    escaping = dataclasses.replace(form, escapes=True)
    return escaping if has_backslash and backslash.fits_better(path, form, escaping) else form


def _check_text(path: Path, encoding: str, title: str) -> bool:
    """Read the file once, quickly: every byte decodes, no NUL, no endless line.

    Returns whether there is a backslash in it.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    line, tail, has_backslash = 1, 0, False
    with path.open("rb") as stream:
        for chunk in iter(lambda: stream.read(_CHUNK), b""):
            text = _decode(decoder, chunk, (line, tail, encoding, title))
            has_backslash = has_backslash or "\\" in text
            if "\0" in text:
                at = line + text[: text.index("\0")].count("\n")
                raise errors.SheetError(words.nul_byte(title, at))
            newlines = text.count("\n") or text.count("\r")
            line += newlines
            tail = (
                tail + len(text) if not newlines else len(text) - 1 - max(text.rfind("\n"), text.rfind("\r"))
            )
            if tail > LONGEST_LINE:
                raise errors.SheetError(words.long_line(title, line, LONGEST_LINE))
        _decode(decoder, b"", (line, tail, encoding, title))
    return has_backslash


def _decode(decoder: codecs.IncrementalDecoder, chunk: bytes, place: tuple[int, int, str, str]) -> str:
    line, tail, encoding, title = place
    try:
        return decoder.decode(chunk, final=not chunk)
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode(encoding.replace("-sig", ""), "replace")
        line += before.count("\n") or before.count("\r")
        cut = max(before.rfind("\n"), before.rfind("\r"))
        column = len(before) - cut if cut >= 0 else tail + len(before) + 1
        byte = error.object[error.start : error.start + 1].hex()
        raise errors.SheetError(
            words.bad_byte(title, line, column, byte, encoding),
            hint=words.SAVE_AS_UTF8,
        ) from error
    except UnicodeError as error:
        raise errors.SheetError(words.not_in_encoding(title, encoding, error)) from error


def _form(text: str, encoding: str, bom: bytes, suffix: str) -> TextForm:
    newline = next((n for n in ("\r\n", "\n", "\r") if n in text), "\r\n")
    separator_line = ""
    if match := re.match(r'"?sep=(.)"?(\r\n|\n|\r|$)', text, re.IGNORECASE):
        separator_line, text = match.group(), text[match.end() :]
        delimiter = match.group(1)
    else:
        delimiter = _delimiter(text, "\t" if suffix in {".tsv", ".tab"} else ",")
    quote = _quote(text, delimiter)
    first = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quotechar=quote), [])
    quoted = quote + (quote + delimiter + quote).join(c.replace(quote, quote * 2) for c in first) + quote
    quote_all = any(first) and text.startswith(quoted)
    return TextForm(encoding, delimiter, quote, newline, quote_all, separator_line, bom)


def _delimiter(text: str, default: str) -> str:
    scores = {
        candidate: _score(text, candidate) for candidate in dict.fromkeys((default, ",", ";", "\t", "|"))
    }
    best = max(scores, key=scores.__getitem__)
    if scores[best][0] > _AGREED:
        return best
    # Rows of many lengths prove little: a delimiter that the headers have is more than one in some cells.
    widths = {candidate: _first_width(text, candidate) for candidate in scores}
    return best if widths[best] > 1 else max(widths, key=widths.__getitem__)


def _first_width(text: str, delimiter: str) -> int:
    return len(next(csv.reader(io.StringIO(text.lstrip(), newline=""), delimiter=delimiter), []))


def _score(text: str, delimiter: str) -> tuple[float, int]:
    """Rate a delimiter by the share of records that have the commonest number of fields."""
    return max(_agreement(text, delimiter), _agreement(backslash.hidden(text, '"'), delimiter))


def _agreement(text: str, delimiter: str) -> tuple[float, int]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        widths = [len(record) for record in reader if record]
    except csv.Error:
        return 0.0, 0
    counted = collections.Counter(widths[:-1] if len(widths) > 2 and len(text) > _SAMPLE // 5 else widths)
    if not counted:
        return 0.0, 0
    width, times = counted.most_common(1)[0]
    return (times / counted.total(), width) if width > 1 else (0.0, 0)


def _quote(text: str, delimiter: str) -> str:
    """Find the quote character: a double one unless every quoted field of the sample has single ones."""
    mark = re.escape(delimiter)
    text = text.replace("\\'", "")
    single = len(re.findall(rf"(?:^|{mark})'[^'\r\n]*'(?=$|{mark})", text, re.MULTILINE))
    return "'" if single >= 2 and '"' not in text and single * 2 > text.count("'") * 0.8 else '"'

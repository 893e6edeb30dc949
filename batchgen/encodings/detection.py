"""Detection: the encoding of a text: Unicode if it is, cp1252 if that is certain, else people are asked."""

from __future__ import annotations

import codecs
import dataclasses
import itertools
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from batchgen import errors
from batchgen.encodings import candidates, western, words

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 20
"""Bytes read at a time."""

_ASKED_LINES = 200
"""Lines with signs beyond ASCII that are judged: more of them change no verdict."""

_KNOWN_TOKENS = 1000
"""Different words that are kept, so that a huge file takes no more memory."""

_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]+")
_TOKEN = re.compile(r"[^\s,;|\"'\\:{}\[\]]+")


@dataclasses.dataclass(frozen=True, slots=True)
class Memory:
    """How a text was read before, and a look whether any of some words was in it then."""

    encoding: str
    knows: Callable[[frozenset[str]], bool] = lambda _: True


Recall = Callable[[], "Memory | None"]
"""What is remembered of a text; asked only for one that is not Unicode."""


def no_memory() -> Memory | None:
    """Return that nothing is remembered."""
    return None


def settled(encoding: str) -> Recall:
    """Return a memory that holds whatever the text says; of nothing, if no encoding is named."""
    return lambda: Memory(encoding) if encoding else None


def tokens(text: str) -> frozenset[str]:
    """Return the words and signs beyond ASCII of a text, as a sheet's cells or their JSON have them."""
    return frozenset(token for token in _TOKEN.findall(text) if not token.isascii())


def bom_of(head: bytes) -> bytes:
    """Return the byte order mark that a text begins with, or nothing."""
    return next((mark for mark, _ in BOMS if head.startswith(mark)), b"")


def find(path: Path, title: str, *, given: str = "", recall: Recall = no_memory) -> str:
    """Return the encoding of a text, in this order: a BOM, UTF-16, UTF-8, as before, cp1252 if it is certain.

    `given` is a must, but for the byte order of a marked text. Raises errors.SheetError with likely readings
    if nothing is certain, errors.SettingsError for a name of no encoding.
    """
    with path.open("rb") as stream:
        head = stream.read(_CHUNK)
    return _forced(given, bom_of(head)) or _unicode(path, head) or _eight_bit(path, title, recall)


def _forced(encoding: str, bom: bytes) -> str:
    if not encoding:
        return ""
    try:
        name = codecs.lookup(encoding).name
        "".encode(name)
    except LookupError as error:
        raise errors.SettingsError(words.unknown(encoding), hint=words.TRY) from error
    if bom and name.startswith(("utf-8", "utf-16", "utf-32")):
        return next(known for mark, known in BOMS if mark == bom)
    return name


def _unicode(path: Path, head: bytes) -> str:
    for mark, name in BOMS:
        if head.startswith(mark):
            return name
    start = head[:4000]
    zeros, even, odd = start.count(0), start[::2].count(0), start[1::2].count(0)
    if zeros * 4 > len(start) and even != odd and min(even, odd) * 10 < max(even, odd):
        return "utf-16-be" if even > odd else "utf-16-le"
    return "utf-8" if _is_utf8(path) else ""


def _is_utf8(path: Path) -> bool:
    """Return whether a text is UTF-8, perhaps with a broken character among good ones."""
    good = bad = 0
    sample: list[bytes] = []
    with path.open("rb") as stream:
        for line in stream:
            if line.isascii() or (not bad and len(sample) == _ASKED_LINES and _decodes(line)):
                continue
            pairs = _MULTIBYTE.findall(line)
            good += len(pairs)
            bad += sum(map(len, _HIGH.findall(line))) - sum(map(len, pairs)) or int(not _decodes(line))
            if len(sample) < _ASKED_LINES:
                sample.append(line)
    return not bad or (good >= bad and candidates.is_plausible(b"".join(sample).decode("utf-8", "ignore")))


def _decodes(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _eight_bit(path: Path, title: str, recall: Recall) -> str:
    memory = recall()
    before = _forced(memory.encoding, b"") if memory is not None else ""
    if memory is not None and before != "cp1252" and _is_known(path, before, memory):
        return before
    if western.is_certain(_lines(path)):
        return "cp1252"
    if memory is not None and before == "cp1252" and _is_known(path, before, memory):
        return before
    raise _asking(path, title)


def _is_known(path: Path, encoding: str, memory: Memory) -> bool:
    """Return whether words that this encoding alone gives, or that cp1252 leaves open, were there before."""
    found: set[str] = set()
    for line in _lines(path):
        try:
            words = tokens(line.decode(encoding))
        except UnicodeDecodeError:
            return False
        found.update(word for word in words - found if _tells(word, encoding))
        if len(found) > _KNOWN_TOKENS:
            break
    return bool(found) and memory.knows(frozenset(found))


def _tells(word: str, encoding: str) -> bool:
    data = word.encode(encoding)
    return (
        not western.is_certain([data]) if encoding == "cp1252" else data.decode("cp1252", "replace") != word
    )


def _lines(path: Path) -> Iterator[bytes]:
    """Yield the lines that are not ASCII; a file of one endless line comes in pieces."""
    with path.open("rb") as stream:
        for line in iter(lambda: stream.readline(_CHUNK), b""):
            if not line.isascii():
                yield from line.splitlines()


def readings(path: Path) -> list[candidates.Reading]:
    """Return up to three readings of a text that is not Unicode, the likeliest first."""
    return candidates.likely([line + b"\n" for line in itertools.islice(_lines(path), _ASKED_LINES)])


def _asking(path: Path, title: str) -> errors.SheetError:
    found = readings(path)
    shown = [f"  --encoding {reading.encoding}: {', '.join(reading.cells)}" for reading in found]
    text = words.not_sure(title)
    return errors.SheetError(
        "\n".join([text, *shown]),
        hint=words.CHOOSE,
        kind="encoding",
    )

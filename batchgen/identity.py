"""Identity: which cells, or which key, a row is known by (design 4)."""

from __future__ import annotations

import hashlib
import json
import operator
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from batchgen import characters, errors, flat_json, models, words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

ADDRESSES = ("email", "email_address", "e_mail")
CANDIDATES = ("record_id", "id", "contact_id", "lead_id", *ADDRESSES)
"""Columns that may become the key by themselves: the first one that is filled and unique in the sheet."""

RAGGED = "ragged-"
"""What the cells hash of a ragged line begins with: no job of a row is ever its own."""

CELLS = ("none",)
"""The key that means: the row's cells."""


_EXAMPLES = 5
"""Rows that are named of those which keep a column from being the key."""
_QUOTED = "\x1e"
"""What stands before texts as JSON: no plain text begins with it."""
_APOSTROPHES = dict.fromkeys(map(ord, "'`\u2018\u2019\u02bc"))


class Mark(NamedTuple):
    """What one row is known by; a tuple, since one is made of every row of a large sheet.

    `key` is for people; `key_hash` is empty when a key cell is.
    """

    key: str
    key_hash: str
    cells_hash: str


def fold(header: str) -> str:
    """Return the name that a header is matched by: `First Name` and ` first-name ` are `first_name`."""
    text = characters.normalized("NFKC", header).casefold().translate(_APOSTROPHES)
    spaced = (c if unicodedata.category(c)[0] in "LNM" else " " for c in characters.normalized("NFKC", text))
    return "_".join("".join(spaced).split())


def normal(text: str) -> str:
    """Return a key cell as it is compared: NFKC, trimmed, without case."""
    if text.isascii():
        return text.strip().lower()
    return characters.normalized("NFKC", characters.folded(text))


def digest(text: str) -> str:
    """Return 32 hex characters that stand for a text."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def key_hash(texts: Sequence[str]) -> str:
    """Return the identity of key cells, empty when one of them is empty."""
    parts = [normal(text) for text in texts]
    if not all(parts):
        return ""
    return digest(_joined(parts))


def _joined(parts: Sequence[str], separator: str = "\x1f") -> str:
    """Return the parts as one text, or as JSON if one holds the separator: no two lists are the same."""
    text = separator.join(parts)
    return (
        text
        if text.count(separator) < max(len(parts), 1)
        else _QUOTED + json.dumps(parts, ensure_ascii=False)
    )


def _of_texts(texts: Mapping[str, str]) -> str:
    """Return what stands for texts by name, none of them empty."""
    return digest(_joined([f"{name}\x1e{text}" for name, text in texts.items()]))


class Identity:
    """Marks the rows of one sheet. `key` are folded headers, empty for identity by cells.

    Columns of `without` are not among these cells. Raises errors.UsageError when the sheet has no such
    column.
    """

    def __init__(
        self,
        columns: Sequence[models.Column],
        key: Sequence[str] = (),
        *,
        without: Collection[str] = (),
    ) -> None:
        self.key = tuple(key)
        found = ((index, name) for index, name in named(columns) if name not in without)
        self._named = sorted(found, key=lambda pair: pair[1])
        by_name = {name: index for index, name in named(columns)}
        missing = [name for name in self.key if name not in by_name]
        if missing:
            raise errors.UsageError(
                words.no_key_column(", ".join(self.key), ", ".join(missing)),
                hint=words.choose_key(", ".join(by_name)),
            )
        self._indices = tuple(by_name[name] for name in self.key)
        indexes = [index for index, _ in self._named]
        self._last = max(indexes, default=0)
        self._pick = operator.itemgetter(*indexes) if len(indexes) > 1 else None
        self._pattern = "\x1f".join(f"{name.replace('%', '%%')}\x1e%s" for _, name in self._named)

    def mark(self, row: models.Row) -> Mark:
        """Return what a row is known by; a ragged one has no key: another text may stand there."""
        if row.ragged is not None:
            return Mark("", "", _of_line(row.ragged))
        texts = [row.cells[i].strip() if i < len(row.cells) else "" for i in self._indices]
        hashed = key_hash(texts) if texts else ""
        return Mark(", ".join(texts), hashed, self.cells_hash(row))

    def cells_hash(self, row: models.Row) -> str:
        """Return what stands for a row's cells, without empty ones and formulas."""
        if row.ragged is not None:
            return _of_line(row.ragged)
        cells, count, formulas = row.cells, len(row.cells), row.formulas
        if self._pick is not None and count > self._last and not formulas:
            texts = self._pick(cells)
            plain = self._pattern % texts
            if all(map(str.strip, texts)) and plain.count("\x1f") < len(texts):  # as most rows are
                return digest(plain)  # the same text as below, in a third of the time
        return _of_texts(self._texts(row))

    def cells(self, row: models.Row) -> str:
        """Return the input cells by folded header as JSON, without empty ones and formulas."""
        if row.ragged is not None:
            return "{}"
        return flat_json.written(self._texts(row).items())

    def _texts(self, row: models.Row) -> dict[str, str]:
        cells, count, formulas = row.cells, len(row.cells), row.formulas
        return {
            name: cells[index]
            for index, name in self._named
            if index < count and cells[index].strip() and index not in formulas
        }


def _of_line(ragged: models.Ragged) -> str:
    """Return what stands for a ragged line: never what stands for a row, whose job it must not take."""
    fields = ragged.fields
    end = next((i for i in range(len(fields), 0, -1) if fields[i - 1]), 0)
    return RAGGED + digest(_joined(fields[:end], "\x1d"))


def named(columns: Iterable[models.Column]) -> tuple[tuple[int, str], ...]:
    """Return index and folded name of the input columns with a header; a second of one name gets "#2"."""
    seen: dict[str, int] = {}
    found: list[tuple[int, str]] = []
    for column in columns:
        if column.ours or not column.name:
            continue
        seen[column.name] = count = seen.get(column.name, 0) + 1
        found.append((column.index, column.name if count == 1 else f"{column.name}#{count}"))
    return tuple(found)


def stored_hash(cells: str) -> str:
    """Return the `cells_hash` of a row whose cells the state file kept, empty for none."""
    return _of_texts(json.loads(cells)) if cells else ""


def of_cells(cells: str, key: Sequence[str]) -> tuple[str, str]:
    """Return key and key hash of cells that the state file kept; both empty when a key cell is missing."""
    texts: Mapping[str, str] = json.loads(cells) if cells else {}
    found = [texts.get(name, "") for name in key]
    hashed = key_hash(found) if key else ""
    return (", ".join(text.strip() for text in found), hashed) if hashed else ("", "")


def asked(key: Sequence[str]) -> tuple[str, ...] | None:
    """Return the key that --key asks for: folded names, () for the cells, None when it is not given."""
    if not key:
        return None
    folded = tuple(fold(name) for name in key)
    return () if folded == CELLS else folded


class KeyChoice:
    """Watches the whole sheet for the first candidate column that is filled and unique."""

    def __init__(self, columns: Sequence[models.Column]) -> None:
        by_name = {name: index for index, name in named(columns)}
        self._candidates = [(name, by_name[name]) for name in CANDIDATES if name in by_name]
        self._seen: dict[str, dict[int, int]] = {name: {} for name, _ in self._candidates}
        self._obstacles: dict[str, list[str]] = {name: [] for name, _ in self._candidates}

    def watch(self, row: models.Row) -> None:
        """Look at a row; a candidate that is empty here, or was there before, is out."""
        cells = row.cells
        for name, index in self._candidates:
            text = normal(cells[index]) if index < len(cells) else ""
            first = self._seen[name].setdefault(hash(text), row.number) if text else 0
            if first != row.number:
                self._stop(name, words.repeats(row.number, first) if first else words.has_none(row.number))

    def _stop(self, name: str, why: str) -> None:
        """Take note of what stands in the way of a candidate; after a few it is not watched any more."""
        obstacles = self._obstacles[name]
        obstacles.append(why)
        if len(obstacles) > _EXAMPLES:
            self._candidates = [other for other in self._candidates if other[0] != name]
            self._seen[name] = {}

    def chosen(self) -> tuple[str, ...]:
        """Return the key as far as the sheet was watched, () for the cells."""
        return next(((name,) for name, _ in self._candidates if not self._obstacles[name]), ())

    def notes(self) -> Iterator[str]:
        """Yield why an address does not tell rows apart, where nothing else is the key."""
        for name in ADDRESSES if not self.chosen() else ():
            if obstacles := self._obstacles.get(name):
                more = words.AND_MORE_ROWS if len(obstacles) > _EXAMPLES else ""
                yield (words.not_a_key(name, ", ".join(obstacles[:_EXAMPLES]), more))

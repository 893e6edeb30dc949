"""Ownership: whether the texts in columns that look like ours can be ours, for all lines and for one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from batchgen import models, result_columns
from batchgen.sheets import headers

MOST_LINES = 5_000
"""Lines that are looked at to say whose columns are."""

_ID = re.compile(r"'?[A-Za-z0-9_.:-]{1,128}")
_LINK = re.compile(r"'?(?:https?://|file:)\S+", re.IGNORECASE)
_LETTER_AND_DIGIT = re.compile(r"(?=.*[A-Za-z]).*\d")
_SHORTEST_WORD_ID = 8
"""Characters of an id without a digit: shorter ones are words."""

_WITHOUT_ID = frozenset({"invalid", "rejected", "unknown", "excluded", "outdated", "error"})


class ResultCells:
    """The cells that a line has in our columns.

    `places` are the indices of our eight by field; `others` are those of more columns of ours, by folded
    header (`original_row` of a failures file, `video_file`).
    """

    def __init__(self, places: Mapping[str, int], others: Mapping[str, int] | None = None) -> None:
        self._others = {n: i for n, i in (others or {}).items() if n not in headers.FAILURE_HEADERS}
        self._row = (others or {}).get(headers.FAILURE_HEADERS[0])
        self._failure = [i for n, i in (others or {}).items() if n in headers.FAILURE_HEADERS]
        self._places = dict(places)
        self._indices = [*self._places.values(), *self._others.values(), *self._failure]

    def __bool__(self) -> bool:
        return bool(self._indices)

    def fit(self, fields: Sequence[str], *, whole: bool) -> bool:
        """Return whether what a line has in our columns can be ours, or is empty.

        A line that is not `whole`, as long as the headers, was not written by us: it must prove itself. A
        space is a text too. A doubt is settled for the user, whose cells would be written over.
        """
        count = len(fields)
        if not any(i < count and fields[i] for i in self._indices):
            return True
        texts = self._texts(fields)
        if not whole:
            return self._proven(texts)
        if self._row is not None and not _is_number(fields, self._row):
            return False
        if any(texts.values()):
            return _plausible(texts) and self._consistent(texts)
        return not any(i < count and fields[i] for i in self._others.values())

    def stranger(self, fields: Sequence[str]) -> int | None:
        """Return the index of the first filled cell of ours that cannot be ours, None if there is none."""
        texts = self._texts(fields)
        odd = (self._places[name] for name, text in texts.items() if text and not _can_be(name, text))
        return next(odd, next((i for i in self._indices if i < len(fields) and fields[i]), None))

    def mostly_ours(self, lines: Iterable[Sequence[str]]) -> bool:
        """Return whether most filled cells of some lines can be ours, or one line certainly is.

        Errors are left aside: they may be any text.
        """
        filled = fitting = 0
        for fields in lines:
            texts = self._texts(fields)
            if self._proven(texts):
                return True
            said = [_can_be(name, text) for name, text in texts.items() if text and name != "error"]
            filled += len(said)
            fitting += sum(said)
        return fitting * 2 > filled or not filled

    def _texts(self, fields: Sequence[str]) -> dict[str, str]:
        count = len(fields)
        return {name: fields[i] if i < count else "" for name, i in self._places.items()}

    def _proven(self, texts: Mapping[str, str]) -> bool:
        """Return whether a line has an id, a status word and a link, and nothing that is not ours."""
        has_all = _is_id(texts.get("video_id", "")) and _is_word(texts.get("status", ""))
        return has_all and any(texts.get(name) for name in result_columns.LINKS) and _plausible(texts)

    def _consistent(self, texts: Mapping[str, str]) -> bool:
        """Return whether texts that can each be ours can stand beside each other."""
        video_id, status = texts.get("video_id", ""), texts.get("status", "")
        links = any(texts.get(name) for name in result_columns.LINKS)
        if _is_word(status):
            explained = status.casefold() == "excluded" or bool(texts.get("error", "?"))
            nameless = status.casefold() in _WITHOUT_ID and not links and explained
            return bool(video_id) or nameless or "video_id" not in self._places
        if links:
            # Perhaps with a note that somebody wrote over the status.
            return bool(video_id) or ("video_id" not in self._places and not status)
        return not status and _LETTER_AND_DIGIT.match(video_id) is not None


def _plausible(texts: Mapping[str, str]) -> bool:
    """Return whether all links are links and the id is an id; beside them there may be any status."""
    video_id = texts.get("video_id", "")
    if video_id and not _is_id(video_id):
        return False
    return all(not (text := texts.get(name, "")) or _is_link(text) for name in result_columns.LINKS)


def _can_be(name: str, text: str) -> bool:
    """Return whether a text can be ours in a column, as far as that one cell shows."""
    if name == "video_id":
        return _ID.fullmatch(text) is not None
    if name == "status":
        return _is_word(text)
    return name == "error" or _is_link(text)


def _is_id(text: str) -> bool:
    """Return whether a text has the form of an id: words as people write them are none."""
    known = _ID.fullmatch(text) is not None
    return known and (any(map(str.isdigit, text)) or len(text) >= _SHORTEST_WORD_ID)


def _is_link(text: str) -> bool:
    return _LINK.fullmatch(text) is not None


def _is_word(text: str) -> bool:
    return text in models.STATUS_WORDS or text.casefold() in models.STATUS_WORDS


def _is_number(fields: Sequence[str], index: int) -> bool:
    text = fields[index] if index < len(fields) else ""
    return not text or text.isdecimal()

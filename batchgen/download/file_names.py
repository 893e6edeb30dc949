"""File names of downloads: from a template, told apart by the token, unable to leave the folder."""

from __future__ import annotations

import string
import unicodedata
from typing import TYPE_CHECKING

from batchgen import characters, errors
from batchgen.download import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from batchgen import state

DEFAULT = "{name} {code}"
FIELDS = ("name", "code", "key", "video_id", "row", "token")
LONGEST = 100
"""Bytes of a name without its ending: short of every file system's limit, and of Windows' for paths."""

_SEPARATORS = str.maketrans(dict.fromkeys('/\\:*?"<>|', " "))


class NameTemplate:
    """A template of file names.

    `{name}` is person and company, `{code}` four characters of the token; also `{key}`, `{video_id}`,
    `{row}`, `{token}`. Raises errors.UsageError for other fields, and when nothing tells two videos apart.
    """

    def __init__(self, text: str = DEFAULT) -> None:
        self._parts = _parsed(text)
        names = {name for _, name in self._parts if name}
        if unknown := sorted(names - set(FIELDS)):
            hint = words.fields(", ".join("{" + name + "}" for name in FIELDS))
            raise errors.UsageError(words.no_such_field(unknown[0]), hint=hint)
        if not names & {"code", "video_id", "token"}:
            hint = words.ADD_CODE
            raise errors.UsageError(words.not_unique(text), hint=hint)

    def stem(self, job: state.Job) -> str:
        """Return the name of a job's files, without ending; the same job and video give the same name."""
        values = fields_of(job)
        return safe("".join(plain + values.get(name, "") for plain, name in self._parts))


def fields_of(job: state.Job) -> Mapping[str, str]:
    """Return the values of a template's fields."""
    token = job.token.removeprefix("bg-") or job.video_id
    return {
        "name": job.label or job.key,
        "code": token[-4:],
        "key": job.key,
        "video_id": job.video_id,
        "row": str(job.row or ""),
        "token": job.token,
    }


def safe(text: str) -> str:
    """Return a text as a file name that every system takes and that is no path (OWASP file upload).

    Separators, control and bidirectional marks become blanks or go, dots at either end go, names that Windows
    keeps for itself get a tail, and it is cut to 100 bytes, before its last word if that is its code.
    """
    import pathvalidate

    shown = "".join(c for c in characters.normalized("NFC", text) if _may_stay(c))
    words = " ".join(shown.translate(_SEPARATORS).split()).strip(". ")
    name = str(pathvalidate.sanitize_filename(_cut(words), platform="universal", max_len=LONGEST))
    return name.strip(". ") or "video"


def _may_stay(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


def _cut(words: str) -> str:
    if len(words.encode()) <= LONGEST:
        return words
    first, _, last = words.rpartition(" ")
    tail = f" {last}" if first and len(last) <= 16 else ""
    body = (first if tail else words).encode()[: LONGEST - len(tail.encode())].decode("utf-8", "ignore")
    return body.strip() + tail


def _parsed(text: str) -> list[tuple[str, str]]:
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError as error:
        raise errors.UsageError(words.broken_template(text, error)) from None
    if any(spec or conversion for _, _, spec, conversion in parts):
        raise errors.UsageError(words.PLAIN_FIELDS)
    return [(plain, name or "") for plain, name, _, _ in parts]

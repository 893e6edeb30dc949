"""Sources: a file of which only parts are read."""

from __future__ import annotations

from typing import Protocol

from batchgen import errors


class UnreadableError(errors.BatchgenError):
    """A file whose length cannot be found; the text says why, after "its length is not known:"."""


class Source(Protocol):
    """A file that is read in parts. Both raise UnreadableError for what is too far in to be read."""

    def read(self, at: int, count: int) -> bytes:
        """Return so many bytes from a place on; fewer at the end."""

    @property
    def size(self) -> int:
        """The length of the whole file in bytes."""

    @property
    def has_ranges(self) -> bool:
        """Whether reading far in costs no more than reading at the beginning."""

"""Recordings: how long rows are, and those of them that are spoken by a sound file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from batchgen.plan.scratch import questions

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIRST = "n IN (SELECT n FROM rows WHERE decision = 'send' ORDER BY n LIMIT ?)"


class Recordings(questions.Questions):
    """What is asked and noted of minutes, and of rows with sound files."""

    def audio_rows(self, *, known: bool, limit: int | None) -> dict[str, list[int]]:
        """Return the sound files of rows to send, with these rows.

        With a `limit` only the first rows count; `known` has also those whose minutes are known, and rows
        that have errors.
        """
        chosen = "decision IN ('send', 'invalid')" if known else "decision = 'send' AND minutes = 0"
        first, values = ("1", ()) if limit is None else (f"(decision = 'invalid' OR {_FIRST})", (limit,))
        found: dict[str, list[int]] = {}
        sql = f"SELECT audio, row FROM rows WHERE audio <> '' AND {chosen} AND {first} ORDER BY n"
        for url, row in self._ask(sql, *values):
            found.setdefault(str(url), []).append(int(str(row)))
        return found

    def set_audio(self, url: str, minutes: float) -> None:
        """Give the rows of a sound file their minutes."""
        self._ask("CREATE INDEX IF NOT EXISTS rows_audio ON rows (audio) WHERE audio <> ''")
        self._ask("UPDATE rows SET minutes = ? WHERE audio = ? AND audio <> ''", minutes, url)

    def minutes_to_send(self) -> Iterator[float]:
        """Yield the estimated minutes of each row to send, in the order of the sheet."""
        for (minutes,) in self._stream("SELECT minutes FROM rows WHERE decision = 'send' ORDER BY n"):
            yield float(str(minutes))

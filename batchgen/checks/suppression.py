"""The suppression list: people who must not get a video."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from batchgen import encodings, errors, identity, models, normal_forms, sheets

EMAIL_LIKE = ("email", "email_address", "e_mail", "mail", "work_email", "e_mail_address", "contact_email")


class Suppression:
    """Values of some columns that are not to be written to."""

    def __init__(
        self, indexes: Sequence[int], values: Collection[tuple[str, ...]], on: Sequence[str]
    ) -> None:
        self._indexes = tuple(indexes)
        self._values = frozenset(values)
        self.on = tuple(on)

    def __len__(self) -> int:
        return len(self._values)

    def holds(self, row: models.Row) -> bool:
        """Return whether a row is on the list."""
        found = _cells(row, self._indexes)
        return any(found) and found in self._values


def read(
    path: Path,
    columns: Sequence[models.Column],
    *,
    on: str = "",
    key: Sequence[str] = (),
    encoding: str = "",
) -> Suppression:
    """Read a list (CSV, XLSX, …) and find the column that it shares with the sheet.

    `on` names it; else it is the e-mail-like column that both have, else the key. Raises UsageError when they
    share none, SheetError when the list cannot be read. `encoding` is that of a list that is not Unicode.
    """
    listed = sheets.open_sheet(path, recall=encodings.settled(encoding))
    mine, theirs = _indexes(columns), _indexes(listed.columns)
    names = _shared(mine, theirs, on, key, path)
    pairs = [(mine[name], theirs[name]) for name in names]
    values = {cells for row in listed.rows() if any(cells := _cells(row, [t for _, t in pairs]))}
    return Suppression([m for m, _ in pairs], values, names)


def _indexes(columns: Sequence[models.Column]) -> dict[str, int]:
    return {c.name: c.index for c in reversed(columns) if c.name and not c.ours}


def _shared(
    mine: dict[str, int], theirs: dict[str, int], on: str, key: Sequence[str], path: Path
) -> tuple[str, ...]:
    if on:
        name = identity.fold(on)
        for whose, known in (("the sheet", mine), (path.name, theirs)):
            if name not in known:
                raise errors.UsageError(
                    f"--exclude-on {on}: {whose} has no such column.", hint=f"It has: {', '.join(known)}."
                )
        return (name,)
    both = [name for name in EMAIL_LIKE if name in mine and name in theirs]
    if both:
        return (both[0],)
    if key and all(name in mine and name in theirs for name in key):
        return tuple(key)
    hint = (
        f"{path.name} has: {', '.join(theirs) or 'no header'}. Name one that both have with --exclude-on COL."
    )
    raise errors.UsageError(
        f"--exclude {path.name} shares no e-mail or key column with the sheet.", hint=hint
    )


def _cells(row: models.Row, indexes: Sequence[int]) -> tuple[str, ...]:
    return tuple(normal_forms.folded(row.cells[i]) if i < len(row.cells) else "" for i in indexes)

"""What people write for yes and no in a cell."""

from __future__ import annotations

YES = frozenset({"true", "yes", "1", "y", "t", "on", "x"})
NO = frozenset({"false", "no", "0", "n", "f", "off", ""})


def read_boolean(text: str) -> bool | None:
    """Return what a text says (true/false/yes/no/1/0, any case), or None if it says neither."""
    folded = text.strip().casefold()
    if folded in YES:
        return True
    return False if folded in NO else None


def is_yes(value: object) -> bool:
    """Return whether a cell says yes: the test `{% if vip is yes %}`."""
    return value is True or read_boolean(str(value) if isinstance(value, str | int) else "") is True

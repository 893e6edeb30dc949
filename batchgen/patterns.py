"""Patterns: regular expressions that are compiled when they are first used.

Long ones take milliseconds each, and most commands need few of them.
"""

from __future__ import annotations

import re
from typing import cast


class _Late:
    """Stands for a pattern; its methods are this object's own from their first use on."""

    def __init__(self, text: str, flags: re.RegexFlag) -> None:
        self.pattern, self._flags = text, flags

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        found: object = getattr(self._compiled(), name)
        setattr(self, name, found)
        return found

    def _compiled(self) -> re.Pattern[str]:
        if "_pattern" not in self.__dict__:
            self._pattern = re.compile(self.pattern, self._flags)
        return self._pattern


def late(text: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """Return a pattern that is compiled when it is first used."""
    return cast("re.Pattern[str]", _Late(text, flags))

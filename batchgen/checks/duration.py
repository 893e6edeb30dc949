"""How long a script takes to say, and what that costs: estimates, named so."""

from __future__ import annotations

import decimal
from collections.abc import Mapping

from batchgen import patterns
from batchgen import settings as settings_module

PAUSE_WORDS = 1.0
"""What a paragraph's end, a dash or an ellipsis costs, in words."""

_PAUSES = patterns.late(r"\n\s*\n|…|\.\.\.|—|\s[-–]\s")
_PAUSE_SIGNS = ("\n", "…", "...", "—", " -", " –")
_UNSPACED = patterns.late(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]")
UNSPACED_PER_WORD = 2.0
"""Characters of Chinese, Japanese or Thai that take as long as an English word."""
_ONLY_DIGITS = bytes(code if 48 <= code < 58 else 32 for code in range(256))


def spoken_words(script: str) -> float:
    """Return the length of a script in words: long numbers and pauses count as the words that they take.

    A number counts a word for each digit: 7 is one, 42 two, 2026 four.
    """
    words = float(len(script.split()))
    numbers = script.encode("utf-8", "surrogatepass").translate(_ONLY_DIGITS).split()
    if numbers:
        words += len(b"".join(numbers)) - len(numbers)
    if not script.isascii():
        words += len(_UNSPACED.findall(script)) / UNSPACED_PER_WORD
    for sign in _PAUSE_SIGNS:
        if sign in script:
            return words + PAUSE_WORDS * len(_PAUSES.findall(script))
    return words


class Clock:
    """Minutes of a script, by the words per minute of its locale and what finished videos really took.

    `measured` maps a replica to real minutes over estimated minutes.
    """

    def __init__(
        self, settings: settings_module.Settings, measured: Mapping[str, float] | None = None
    ) -> None:
        pace = settings.words_per_minute
        self._paces = pace if isinstance(pace, dict) else {"": pace}
        self._measured = measured or {}
        self._found: dict[str, float] = {}

    def pace(self, locale: str) -> float:
        """Return the words per minute of a locale: of "de_DE", of "de", of all."""
        for name in (locale, locale.partition("_")[0], "", "default"):
            if name in self._paces:
                return self._paces[name]
        return settings_module.WORDS_PER_MINUTE

    def minutes(self, script: str, locale: str, replica_id: str = "") -> float:
        """Return the estimated minutes of a script."""
        pace = self._found.get(locale)
        if pace is None:
            pace = self._found[locale] = self.pace(locale)
        return spoken_words(script) / pace * self.factor(replica_id)

    def factor(self, replica_id: str) -> float:
        """Return by how much the real videos of a replica differ from the estimate."""
        return self._measured.get(replica_id, 1.0)


def correction(finished: Mapping[str, tuple[float, float]]) -> dict[str, float]:
    """Return the factor of each replica from (estimated, real) minutes in all of its finished videos."""
    return {
        replica: real / estimated
        for replica, (estimated, real) in finished.items()
        if estimated > 0 and real > 0
    }


def price(minutes: float, settings: settings_module.Settings) -> float | None:
    """Return what the minutes cost, or None when the settings name no price.

    They count to the second, as they are shown, and half a cent is rounded up, so that a calculator comes to
    the same.
    """
    if settings.price_per_minute is None:
        return None
    exact = decimal.Decimal(round(minutes * 60)) * decimal.Decimal(str(settings.price_per_minute)) / 60
    return float(exact.quantize(decimal.Decimal("0.01"), decimal.ROUND_HALF_UP))

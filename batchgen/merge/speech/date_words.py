"""Date words: in every language that Babel has: names of months and days, and what stands between."""

from __future__ import annotations

import dataclasses
import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

import babel
from babel import core, localedata

from batchgen import characters, patterns

_TOKEN = patterns.late(r"\d+|[^\d\s]+")
TIME = patterns.late(
    r"(?<!\d)t?\d{1,2}[:h]\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*(?:[ap]\.?\s?m|vorm|nachm)\b\.?)?"
    r"(?:\s*(?:z\b|(?:utc|gmt)(?:\s?[+-]\d{1,2}(?::?\d{2})?(?!\d))?)|\s*[+-]\d{2}:?\d{2}\b"
    r"|\s*(?:[cew]est|oesz|mesz|a[cew][ds]t|nz[ds]t|ak[ds]t)\b)?"
    r"(?:\s*\(?[a-z ]{1,40} (?:standard|daylight|summer) time\b\)?)?|(?<=\d)t(?=\d)"
    r"|(?<![\d./-])\d{1,2}(?:\s?(?:[ap]\.?m\b\.?|uhr\b|h\b)|\.\d{2}\s?(?:uhr|uur)\b)"
    r"|\b(?:alle(?: ore)?|ore|kl\.?|klo|godz\.?)\s?\d{1,2}(?:[.:]\d{2})?(?![\d/-]|\.\d)",
    re.IGNORECASE,
)
"""A time of day with its zone, as forms and mail programs write it: "9:15:21 AM GMT+1", "09.15 Uhr"."""
_ASCII = patterns.late(r"\d+|[a-z]+")
_NAMED = ("wide", "abbreviated")
_LITERAL = patterns.late(r"'([^']+)'|([^\W\d_a-zA-Z]+)")
_OFFICIAL = {"official", "de_facto_official"}
_LONGEST_FILLER = 3
"""Letters of a word that may stand in any date: "of", "the", "de", "den", the "st" of "1st"."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TURNING = _set(
    "ab af bc bis by ca dal dai do end ex fin for if mi mid no non not nur od or po pre til tot van vor "
    "令和 平成 昭和 大正 民國 民国"
)
"""Short words that make another date of it, unless they name a weekday: "by Dec 1", and the names of eras."""
_PLAIN = _set("a am at d da de del den der des di du e el en er im in la le nd of on pm rd st th the um")
"""Short words that are the names of no months, so that other languages need not be asked."""
_MORE = {"de": {"mrz": 3, "janner": 1, "jan": 1, "feber": 2}}
"""Months as Excel and Austria write them, folded."""
_SHORTEST_PART = 3
_LONGEST_ENDING = 4
_MOST_TOKENS = 8


def tokens(text: str) -> list[str]:
    """Return the numbers and the words of a text, folded; a mark that a letter carries is left out."""
    plain = characters.normalized("NFKD", text).casefold()
    if plain.isascii():
        return _ASCII.findall(plain)
    bare = (c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in plain if not _is_mark(c))
    return _TOKEN.findall("".join(bare))


def _is_mark(character: str) -> bool:
    return unicodedata.combining(character) != 0 or unicodedata.category(character) == "Cf"


@dataclasses.dataclass(frozen=True, slots=True)
class Words:
    """The words of one language: months by name (its tokens, joined by blanks), days, words between."""

    months: Mapping[str, int]
    fillers: frozenset[str]

    def month(self, found: list[str]) -> tuple[int, int, int] | None:
        """Return which month a date names, and the tokens that do (from, to); None without just one."""
        for look in (self.months.get, self._alike):
            for length in range(min(_MOST_TOKENS, len(found)), 0, -1):
                spans = ((at, at + length) for at in range(len(found) - length + 1))
                named = [(m, a, b) for a, b in spans if (m := look(" ".join(found[a:b])))]
                if len(named) > 1:  # "mawrth" is March in Welsh, and Tuesday
                    named = [span for span in named if found[span[1]] not in self.fillers] or named
                if named:
                    return named[0] if len(named) == 1 else None
        return None

    def _alike(self, name: str) -> int:
        """Return the month that a part of its name means ("sept"), or a form ("decembers"); 0 for none."""
        if len(name) < _SHORTEST_PART or not name.replace(" ", "").isalpha() or name in self.fillers:
            return 0
        alike = {m for full, m in self.months.items() if full.startswith(name) or _is_form(name, full)}
        return alike.pop() if len(alike) == 1 else 0

    def may_stand(self, word: str) -> bool:
        """Return whether a word may stand in a date without a meaning of its own."""
        if word in self.fillers:
            return True
        if len(word) <= _LONGEST_FILLER:
            return word not in _TURNING and (word in _PLAIN or word not in by_month())
        # Written without blanks between: the day's sign and the weekday of a Chinese date; or "Tues" for Tue.
        cuts = range(1, min(4, len(word) - 2) if word.isascii() else 4)
        return any(word[cut:] in self.fillers or word[: len(word) - cut] in self.fillers for cut in cuts)


def _is_form(name: str, full: str) -> bool:
    if len(full) < _SHORTEST_PART or abs(len(name) - len(full)) > _LONGEST_ENDING:
        return False
    ending = name.removeprefix(full) if name.startswith(full) else ""
    # Hebrew puts the word "in" before a month as one letter.
    return (ending.isalpha() and len(full) > _LONGEST_ENDING) or name[1:] == full


@functools.lru_cache(maxsize=64)
def of_locale(locale: babel.Locale) -> Words:
    """Return the words of a locale."""
    months: dict[str, set[int]] = {}
    for name, number in _names(locale.months):
        key = " ".join(tokens(name))
        if not key.replace(" ", "").isdigit():
            months.setdefault(key, set()).add(number)
    days = {word for name, _ in _names(locale.days) for word in tokens(name)}
    known = {key: numbers.pop() for key, numbers in months.items() if len(numbers) == 1}
    return Words(
        {**_MORE.get(locale.language, {}), **known},
        frozenset({*days, *_between(locale)}),
    )


def _names(found: Mapping[str, Mapping[str, Mapping[int, str]]]) -> Iterator[tuple[str, int]]:
    for context in found.values():
        for width in _NAMED:
            for number, name in context.get(width, {}).items():
                yield name, number


def _between(locale: babel.Locale) -> Iterator[str]:
    """Yield the words that the locale's own patterns have between the parts of a date."""
    for pattern in locale.date_formats.values():
        for quoted, bare in _LITERAL.findall(str(pattern.pattern)):
            yield from tokens(quoted or bare)


@functools.cache
def by_month() -> Mapping[str, tuple[str, ...]]:
    """Return the languages that call a month so, by its name.

    The first call reads them all, which takes a third of a second.
    """
    found: dict[str, list[str]] = {}
    for name in languages():
        for month in of_locale.__wrapped__(babel.Locale.parse(name)).months:
            found.setdefault(month, []).append(name)
    return {month: tuple(names) for month, names in found.items()}


def languages() -> Iterable[str]:
    """Return the languages that are official in some country; one written in two scripts counts as two.

    Small ones call a month as a large one calls another: "Mai" is May to 27 languages and August to one.
    """
    by_territory: Mapping[str, Mapping[str, Mapping[str, object]]] = core.get_global("territory_languages")
    official = {
        name.split("_")[0]
        for spoken in by_territory.values()
        for name, facts in spoken.items()
        if facts["official_status"] in _OFFICIAL
    }
    parts = ((name, name.split("_")) for name in sorted(localedata.locale_identifiers()))
    return [
        name for name, p in parts if p[0] in official and (len(p) == 1 or (len(p) == 2 and len(p[1]) == 4))
    ]


def speaking(found: list[str]) -> list[babel.Locale]:
    """Return the languages in which some of the tokens name a month."""
    known = by_month()
    spans = (
        " ".join(found[at : at + length])
        for length in range(1, _MOST_TOKENS + 1)
        for at in range(len(found) - length + 1)
    )
    names = {name for span in spans for name in known.get(span, ())}
    return [babel.Locale.parse(name) for name in sorted(names)]

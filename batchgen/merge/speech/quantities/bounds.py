"""Bounds: "about", "over", "up to", "10 to 20", as cells write them and as each language says them."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from batchgen.merge.speech.quantities import quantity, words

_BEFORE: Mapping[quantity.Bound, str] = {
    "about": "~|ca.|ca|c.|circa|cca.|cca|approx.|approx|approximately|about|around|roughly|est.|etwa|rund|"
    "ungefähr|zirka|environ|env.|aprox.|aproximadamente|alrededor de|cerca de|ongeveer|ungefär|cirka|"
    "omkring|omtrent|około|ok.",
    "over": ">|over|more than|above|greater than|exceeding|über|mehr als|plus de|más de|mas de|oltre|più di|"
    "mais de|meer dan|över|mer än|mere end|mer enn|ponad|powyżej",
    "least": "≥|>=|=>|at least|minimum|min.|min|from|starting at|ab|mindestens|mind.|à partir de|au moins|"
    "al menos|desde|almeno|pelo menos|a partir de|minstens|vanaf|minst|mindst|fra|från|co najmniej",
    "under": "<|under|less than|below|fewer than|unter|weniger als|moins de|menos de|meno di|minder dan|"
    "onder|mindre än|mindre end|mindre enn|poniżej|mniej niż",
    "most": "≤|<=|=<|up to|at most|maximum|max.|max|bis zu|bis|höchstens|jusqu'à|hasta|fino a|até|tot|högst|"
    "upp till|op til|høyst|højst|do",
}
_AFTER: Mapping[quantity.Bound, str] = {
    "least": "+|or more|and more|and up|and above|or above|or over|oder mehr|et plus|ou plus|o más|y más",
    "most": "or less|or fewer|oder weniger|ou moins|o menos",
    "under": "and under|and below|or under|or below",
}
OPENERS = "from|between|von|zwischen|zw.|de|entre|da|tra|fra|tussen|van|från|mellan|mellem|mellom|od|von"
LINKS = "to|bis|à|a|al|até|hasta|tot|till|til|do|through|thru"
ANDS = "and|und|et|y|e|en|och|og|i"

_SAID: Mapping[str, Mapping[str, str]] = {
    "en": {"about": "about {}", "over": "over {}", "least": "at least {}", "under": "under {}",
           "most": "up to {}", "range": "{} to {}", "plus": "plus {}"},
    "de": {"about": "etwa {}", "over": "über {}", "least": "mindestens {}", "under": "unter {}",
           "most": "bis zu {}", "range": "{} bis {}", "plus": "plus {}"},
    "fr": {"about": "environ {}", "over": "plus de {}", "least": "au moins {}", "under": "moins de {}",
           "most": "jusqu’à {}", "range": "de {} à {}", "plus": "plus {}"},
    "es": {"about": "alrededor de {}", "over": "más de {}", "least": "al menos {}", "under": "menos de {}",
           "most": "hasta {}", "range": "de {} a {}", "plus": "más {}"},
    "it": {"about": "circa {}", "over": "oltre {}", "least": "almeno {}", "under": "meno di {}",
           "most": "fino a {}", "range": "da {} a {}", "plus": "più {}"},
    "pt": {"about": "cerca de {}", "over": "mais de {}", "least": "pelo menos {}", "under": "menos de {}",
           "most": "até {}", "range": "de {} a {}", "plus": "mais {}"},
    "nl": {"about": "ongeveer {}", "over": "meer dan {}", "least": "minstens {}", "under": "minder dan {}",
           "most": "maximaal {}", "range": "{} tot {}", "plus": "plus {}"},
    "sv": {"about": "ungefär {}", "over": "över {}", "least": "minst {}", "under": "under {}",
           "most": "högst {}", "range": "{} till {}", "plus": "plus {}"},
    "da": {"about": "omkring {}", "over": "over {}", "least": "mindst {}", "under": "under {}",
           "most": "højst {}", "range": "{} til {}", "plus": "plus {}"},
    "nb": {"about": "omtrent {}", "over": "over {}", "least": "minst {}", "under": "under {}",
           "most": "høyst {}", "range": "{} til {}", "plus": "pluss {}"},
    "pl": {"about": "około {}", "over": "ponad {}", "least": "co najmniej {}", "under": "poniżej {}",
           "most": "do {}", "range": "od {} do {}", "plus": "plus {}"},
}  # fmt: skip


_OF_PHRASE: Mapping[str, quantity.Bound] = {
    phrase: bound
    for table in (_BEFORE, _AFTER)
    for bound, phrases in table.items()
    for phrase in phrases.split("|")
}


_FIRST = frozenset(phrase[0] for phrases in _BEFORE.values() for phrase in phrases.split("|"))
_LAST = frozenset(phrase[-1] for phrases in _AFTER.values() for phrase in phrases.split("|"))
"""The letters and signs that a phrase can begin or end with: most numbers need no look for one."""


@functools.cache
def _leading() -> re.Pattern[str]:
    return re.compile(f"({_either(_BEFORE)}) ?", re.IGNORECASE)


@functools.cache
def _trailing() -> re.Pattern[str]:
    return re.compile(rf" ?({_either(_AFTER)})$|(?<=[\dkmb%€])(\+)(?= ?[^\W\d_])", re.IGNORECASE)


def _either(table: Mapping[quantity.Bound, str]) -> str:
    phrases = [phrase for listed in table.values() for phrase in listed.split("|")]
    return "|".join(_alone(phrase) for phrase in sorted(phrases, key=len, reverse=True))


def _alone(phrase: str) -> str:
    """Return the pattern of a phrase that is no part of a longer word."""
    first = r"(?<![^\W\d_])" if phrase[0].isalpha() else ""
    last = r"(?![^\W\d_]|\$)" if phrase[-1].isalpha() else ""  # CA$5 is not about $5
    return first + re.escape(phrase) + last


def split(text: str) -> tuple[quantity.Bound, str]:
    """Return the bound that a text begins or ends with, and the rest. Raises UnreadableError for two."""
    before = _leading().match(text) if text[:1].casefold() in _FIRST else None
    rest = text[before.end() :] if before else text
    after = _trailing().search(rest) if rest[-1:].casefold() in _LAST or "+" in rest else None
    if after is not None and after.start():
        if before:
            raise quantity.UnreadableError(words.TWO_BOUNDS)
        return _OF_PHRASE[(after[1] or after[2]).lower()], rest[: after.start()] + rest[after.end() :]
    return (_OF_PHRASE[before[1].lower()] if before else ""), rest


def say(bound: str, language: str, *texts: str) -> str:
    """Return texts with their bound in words. Raises UnreadableError for a language without these words."""
    language = {"no": "nb", "nn": "nb"}.get(language, language)
    said = _SAID.get(language)
    if said is None:
        raise quantity.UnreadableError(words.BOUND_NOT_SAID)
    return said[bound].format(*texts)

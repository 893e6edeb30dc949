"""Names of people, companies and sites as people say them."""

from __future__ import annotations

import functools
import re
import unicodedata

from batchgen import net, normal_forms

_PARTICLES = frozenset(
    [
        "van",
        "von",
        "der",
        "den",
        "de",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "du",
        "la",
        "le",
        "ten",
        "ter",
        "zu",
        "bin",
        "al",
        "y",
        "e",
    ]
)
LONGEST_NAME = 1_000
_INITIALS = re.compile(r"(?:[A-Z]\.)+$")


def person(text: str, _locale: str = "") -> str:
    """Write a name in its usual case: "JEAN-LUC o'brien" is "Jean-Luc O'Brien"; mixed case stays as it is."""
    words = text.split()
    return " ".join(_cased(word, first=index == 0) for index, word in enumerate(words))


def _cased(word: str, *, first: bool) -> str:
    if not (word.isupper() or word.islower()) or _INITIALS.match(word):
        return word
    lower = word.lower()
    if lower in _PARTICLES and not first:
        return lower
    parts = re.split(r"([-'’.])", lower)
    return "".join(_capital(part) for part in parts)


def _capital(part: str) -> str:
    if part.startswith("mc") and len(part) > 3:
        return "Mc" + part[2:].capitalize()
    return part[:1].upper() + part[1:]


def first_name(text: str, locale: str = "") -> str:
    """Return the first name of a full one, in its usual case: "Dr. Ana Ruiz" and "Ruiz, Ana" are "Ana"."""
    import nameparser

    _check_length(text)
    found = nameparser.HumanName(text).first or next(iter(text.split()), "")
    return person(found, locale)


def _check_length(text: str) -> None:
    """Raise ValueError for a text that is no name; the libraries take very long over it."""
    if len(text) > LONGEST_NAME:
        raise ValueError(f"has more than {LONGEST_NAME:,} characters, so it is not a name")


@functools.lru_cache(maxsize=50_000)
def company(text: str, _locale: str = "") -> str:
    """Drop the legal form and undo capitals: "ACME HOLDINGS, INC." is "Acme Holdings"; IBM stays."""
    import cleanco

    _check_length(text)
    short = cleanco.basename(text).strip() or text.strip()
    if not short.isupper() or (" " not in short and len(short) <= 4):
        return short
    return " ".join(
        word if len(word) <= 3 and not _VOWEL.search(word) else person(word.lower()) for word in short.split()
    )


_VOWEL = re.compile(r"[AEIOUY]")


def url(text: str, _locale: str = "") -> str:
    """Make a full address: "acme.com" is "https://acme.com"."""
    address = normal_forms.visible(text).strip()
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*://", address):
        return address
    return normal_forms.visible("https://" + address.removeprefix("//"))


def domain(text: str, _locale: str = "") -> str:
    """Return the host of an address or e-mail, without "www.": "https://www.acme.com/a" is "acme.com"."""
    bare = text.strip().rpartition("@")[2] if "://" not in text else text
    host = net.address(url(bare)).hostname or ""
    if "." not in host:
        raise ValueError("is not an address")
    return host.removeprefix("www.")


def slug(text: str, _locale: str = "") -> str:
    """Make a name for files and links: "Ana Ruíz, Acme" is "ana-ruiz-acme"."""
    plain = normal_forms.normalized("NFKD", text)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^\w]+|_+", "-", plain.casefold()).strip("-")

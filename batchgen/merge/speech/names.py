"""Names of people, companies and sites as people say them."""

from __future__ import annotations

import re
import unicodedata

from batchgen import characters, net
from batchgen.merge.speech import company_names, first_names, name_case, words

LONGEST_NAME = 1_000
"""Characters: no name comes near, and a longer text would only cost time."""


class NoNameError(ValueError):
    """A text that is no name of a person, or shows no first name."""


def first_name(text: str, locale: str = "") -> str:
    """Return the first name of a full one, in its usual case: "Dr. Ana Ruiz" and "Ruiz, Ana" are "Ana".

    Raises NoNameError where the text shows none, ValueError for one that is far too long.
    """
    _check_length(text)
    found = first_names.first_name(text, locale)
    if not found:
        raise NoNameError(words.NO_FIRST_NAME)
    return name_case.person(found, locale)


def _check_length(text: str) -> None:
    """Raise ValueError for a text that is no name; the libraries take very long over it."""
    if len(text) > LONGEST_NAME:
        raise ValueError(words.too_long_a_name(LONGEST_NAME))


def company(text: str, locale: str = "") -> str:
    """Return a company's name as people say it. Raises ValueError for a text that is far too long."""
    _check_length(text)
    return company_names.company(text, locale)


def url(text: str, _locale: str = "") -> str:
    """Make a full address: "acme.com" is "https://acme.com"."""
    address = characters.visible(text).strip()
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*://", address):
        return address
    return characters.visible("https://" + address.removeprefix("//"))


def domain(text: str, _locale: str = "") -> str:
    """Return the host of an address or e-mail, without "www.": "https://www.acme.com/a" is "acme.com"."""
    bare = text.strip().rpartition("@")[2] if "://" not in text else text
    host = net.address(url(bare)).hostname or ""
    if "." not in host:
        raise ValueError(words.NOT_AN_ADDRESS)
    return host.removeprefix("www.")


def slug(text: str, _locale: str = "") -> str:
    """Make a name for files and links: "Ana Ruíz, Acme" is "ana-ruiz-acme"."""
    plain = characters.normalized("NFKD", text)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^\w]+|_+", "-", plain.casefold()).strip("-")

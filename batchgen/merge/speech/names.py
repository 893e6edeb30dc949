"""Names of people, companies and sites as people say them."""

from __future__ import annotations

import functools
import re
import unicodedata

from batchgen import net, normal_forms
from batchgen.merge.speech import people

LONGEST_NAME = 1_000


class NoNameError(ValueError):
    """A text that is no name of a person, or shows no first name."""


def first_name(text: str, locale: str = "") -> str:
    """Return the first name of a full one, in its usual case: "Dr. Ana Ruiz" and "Ruiz, Ana" are "Ana".

    Raises NoNameError where the text shows none, ValueError for one that is far too long.
    """
    _check_length(text)
    found = people.first_name(text, locale)
    if not found:
        raise NoNameError("has no first name")
    return people.person(found, locale)


def _check_length(text: str) -> None:
    """Raise ValueError for a text that is no name; the libraries take very long over it."""
    if len(text) > LONGEST_NAME:
        raise ValueError(f"has more than {LONGEST_NAME:,} characters, so it is not a name")


_FORMER = re.compile(r"\s*[(\[（【][^()\[\]（）【】]*[)\]）】]\s*")
_OPEN = re.compile(r"\s*[(\[（【][^()\[\]（）【】]*$")
_SIGNS = re.compile(r"[!?]+")
_VOWEL = re.compile(r"[AEIOUY]")
_BARE_FORMS = frozenset(
    ["company", "co", "corporation", "corp", "group", "limited", "ltd", "and company", "& co"]
)
"""Legal forms that are also words of names: with nothing but an article before them they are the name."""


@functools.lru_cache(maxsize=50_000)
def company(text: str, _locale: str = "") -> str:
    """Drop the legal form, a leading "The", brackets, and capitals: "ACME HOLDINGS, INC." is "Acme Holdings".

    IBM stays, and so does whatever would leave nothing: "The Limited", "Company".
    """
    _check_length(text)
    whole = " ".join(normal_forms.visible(text).split())
    plain = _OPEN.sub("", _FORMER.sub(" ", whole)).strip(" ,") or whole
    short = _without_form(plain)
    bare = _without_article(short)
    if bare.casefold() in _BARE_FORMS | {"the", ""}:
        bare = plain
    if not bare.isupper() or (" " not in bare and len(bare) <= 4):
        return bare
    return " ".join(
        word if len(word) <= 3 and not _VOWEL.search(word) else people.person(word.lower())
        for word in bare.split()
    )


def _without_form(name: str) -> str:
    """Return a name without its legal form; "your company" and "AG" keep theirs."""
    import cleanco

    short = str(cleanco.basename(name)).strip(" ,") or name
    if not name.startswith(short):
        return short
    lost = name[len(short) :]
    # "Company" alone is as often a word of the name ("The Boeing Company", "your company") as a form.
    if lost.strip(" ,.").casefold() == "company":
        return name
    return short + (_SIGNS.match(lost) or [""])[0]  # Yahoo!


def _without_article(name: str) -> str:
    word, _, rest = name.partition(" ")
    return rest.strip() if word.casefold() == "the" and rest.strip() else name


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

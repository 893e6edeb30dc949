"""E-mail addresses of people: which columns hold them, and how those in a cell are compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from batchgen import characters, models, patterns
from batchgen.merge.kinds import kind_finder

LOOKED_AT = 5_000
"""Rows that show what a column holds."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORDS = _words(
    "email emails mail mails courriel mél correo correos emailadresse mailadresse eposta epost почта"
)
"""Words of headers of addresses, in many languages."""
_ELECTRONIC = ("e_mail", "e_mails", "e_post", "electronic_mail", "correo_electrónico", "posta_elettronica")
_DOMAINS = _words("domain domains domäne domänen domaine domaines dominio dominios domini")
_NOT_THE_PERSON = _words("owner sender besitzer propriétaire propietario proprietario cc bcc")
_OPTED = _words("opt opted unsubscribed status valid verified bounced sent count date type")
_ADDRESS = patterns.late(r"[^\s<>()\[\]\",;:*@]+@[^\s<>()\[\]\",;:?@]+\.[^\s<>()\[\]\",;:?@]+")
_PLAIN = patterns.late(r"[a-z0-9._+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_DOMAIN = patterns.late(r"(?:\*?@|\*\.|(?:https?://)?(?:www\.)?)((?:[\w-]+\.)+[^\W\d_][\w-]+)(?:/\S*)?")
_FOREIGN = patterns.late(r"xn--[a-z0-9-]+")
"""A part of a domain beyond ASCII, as the network writes it (RFC 3490)."""


def fold(text: str) -> str:
    """Return a text as addresses are compared: without case and characters that cannot be seen.

    Domains have their own letters: `müller.de`, not `xn--mller-kva.de`.
    """
    folded = characters.folded(text)
    return _FOREIGN.sub(_own_letters, folded) if "xn--" in folded else folded


def _own_letters(match: re.Match[str]) -> str:
    try:
        return match[0].encode("ascii").decode("idna")
    except UnicodeError:
        return match[0]


def of_cell(text: str) -> tuple[str, ...]:
    """Return the addresses in a cell as they are compared: several, with names, `mailto:` and brackets."""
    folded = fold(text)
    if "@" not in folded:
        return ()
    if _PLAIN.fullmatch(folded):
        return (folded,)
    return tuple(dict.fromkeys(found.strip("'`.") for found in _ADDRESS.findall(folded)))


def domains_of(text: str) -> tuple[str, ...]:
    """Return the domains that a cell of a list names whole: `@acme.com`, `acme.com`, a website."""
    folded = fold(text)
    if "." not in folded:  # as in most cells: there is no domain
        return ()
    parts = re.split(r"[\s,;]+", folded)
    return tuple(match[1] for part in parts if (match := _DOMAIN.fullmatch(part)))


def is_of_others(name: str) -> bool:
    """Return whether a folded header is that of addresses of others than the person: an owner, a sender."""
    return bool(frozenset(name.split("_")) & _NOT_THE_PERSON)


def is_header(name: str) -> bool:
    """Return whether a folded header is that of people's addresses."""
    words = frozenset(name.split("_"))
    if words & (_NOT_THE_PERSON | _OPTED):
        return False
    return bool(words & _WORDS) or any(part in name for part in _ELECTRONIC)


def columns_of(columns: Sequence[models.Column], rows: Iterable[models.Row]) -> tuple[models.Column, ...]:
    """Return the columns of people's addresses, found by their headers or by what most cells hold.

    `rows` are the first of the sheet. The address of an owner or a sender is not the person's.
    """
    texts: dict[int, list[str]] = {c.index: [] for c in columns if not c.ours}
    for row in rows:
        for index, found in texts.items():
            if len(found) < kind_finder.SAMPLE and index < len(row.cells) and row.cells[index].strip():
                found.append(row.cells[index])
    return tuple(c for c in columns if not c.ours and _holds_addresses(c, texts[c.index]))


def _holds_addresses(column: models.Column, texts: Sequence[str]) -> bool:
    if is_of_others(column.name):
        return False
    if not texts:
        return is_header(column.name)
    # Bare domains are websites, unless the header says otherwise.
    is_named = is_header(column.name) or bool(_DOMAINS & frozenset(column.name.split("_")))
    addressed = sum(1 for text in texts if of_cell(text) or (domains_of(text) and (is_named or "@" in text)))
    return addressed * 2 > len(texts) or (addressed > 0 and is_named)

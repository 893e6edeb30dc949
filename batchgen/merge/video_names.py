"""Names of videos: their human part: who it is for."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence

from batchgen import characters, models

MAX_LABEL = 44
"""Characters that are left of the 60 of a `video_name` after the token and a space (design 3)."""

PERSON = ("full_name", "name", "contact_name", "contact", "person", "recipient")
FIRST = ("first_name", "firstname", "given_name", "forename")
LAST = ("last_name", "lastname", "surname", "family_name")
COMPANY = ("company", "company_name", "organisation", "organization", "account", "account_name", "employer")
EMAIL = ("email", "email_address", "e_mail")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ANY_FIRST = (
    *FIRST,
    *_words(
        "first fname christian_name first_names given_names preferred_name nickname "
        "vorname rufname prénom prenom nombre nombres nome nome_próprio primeiro_nome voornaam "
        "fornavn förnamn tilltalsnamn etunimi imię imie jméno jmeno křestní_jméno meno "
        "keresztnév utónév prenume ime vardas vārds eesnimi ad\u0131 isim "
        "имя ім_я імя име όνομα שם_פרטי الاسم_الأول 名 名字"
    ),
)
"""Folded headers of a first name, as lists in many languages have them."""

ANY_LAST = (
    *LAST,
    *_words(
        "last lname last_names nachname familienname zuname "
        "nom nom_de_famille apellido apellidos primer_apellido cognome sobrenome apelido achternaam "
        "familienaam efternavn etternavn efternamn sukunimi nazwisko příjmení prijmeni priezvisko "
        "vezetéknév családnév nume nume_de_familie prezime priimek pavardė uzvārds "
        "perekonnanimi soyad soyad\u0131 soyisim "
        "фамилия прізвище фамилно_име επώνυμο שם_משפחה اسم_العائلة 姓 姓氏"
    ),
)
"""Folded headers of a last name, as lists in many languages have them."""

ANY_PERSON = (
    *PERSON,
    *_words(
        "fullname person_name recipient_name customer_name client_name lead_name display_name "
        "prospect_name customer client lead prospect attendee participant member employee "
        "vollständiger_name ansprechpartner kontakt kunde nombre_completo nombre_y_apellidos "
        "nom_complet nom_et_prénom nome_completo nome_e_cognome naam volledige_naam navn namn nimi "
        "imię_i_nazwisko jméno_a_příjmení név teljes_név ad_soyad ad\u0131_soyad\u0131 ime_i_prezime "
        "фио піб полное_имя ονοματεπώνυμο שם שם_מלא الاسم 姓名 氏名 名前"
    ),
)
"""Folded headers of a whole name, as lists in many languages have them."""


def name_of(cells: Mapping[str, str]) -> str:
    """Return the name of the person whose filled cells these are, by folded header; empty if there is none.

    It is the first and the last name if there is a first one, else the whole name, else the last one alone.
    """
    first, last = _filled(cells, ANY_FIRST), _filled(cells, ANY_LAST)
    if first:
        # "Vorname, Name": beside a first name the plain word means the last one.
        return f"{first} {last or _filled(cells, ('name',))}".strip()
    return _filled(cells, ANY_PERSON) or last


class Labels:
    """Makes "Ana Ruiz, Acme" of a row, from the usual columns of a sheet of people; `names` are those."""

    def __init__(self, columns: Sequence[models.Column]) -> None:
        index: dict[str, int] = {}
        for column in columns:
            if column.name and not column.ours:
                index.setdefault(column.name, column.index)
        both = [*_first(index, FIRST), *_first(index, LAST)]
        person = both if both[:1] and set(FIRST) & index.keys() else _first(index, PERSON) or both
        company, email = _first(index, COMPANY), _first(index, EMAIL)
        self.names = frozenset((*person, *company, *email))
        self._people = [index[name] for name in person]
        self._company = [index[name] for name in company]
        self._email = [index[name] for name in email]
        named = self._people + self._company
        self._last = max(named, default=-1)
        self._pick = operator.itemgetter(*named) if len(named) > 1 else None
        self._pattern = ", ".join(filter(None, (" ".join("%s" for _ in person), "%s" if company else "")))

    def label(self, row: models.Row) -> str:
        """Return the label of a row, or an empty string if it names nobody."""
        if self._pick is not None and not row.faults and len(row.cells) > self._last:
            texts = tuple(map(characters.trimmed, self._pick(row.cells)))
            if all(texts):
                return clean(self._pattern % texts)
        return clean(self._some(row))

    def _some(self, row: models.Row) -> str:
        label = " ".join(_texts(row, self._people))
        company = _texts(row, self._company)
        if company:
            label = f"{label}, {company[0]}" if label else company[0]
        return label or "".join(_texts(row, self._email))


def default_label(columns: Sequence[models.Column], row: models.Row) -> str:
    """Return the human part of a row's `video_name`: person, company; else the e-mail; else nothing."""
    return Labels(columns).label(row)


def clean(label: str) -> str:
    """Return a label in one line of printable characters, cut to MAX_LABEL."""
    if len(label) <= MAX_LABEL and label.isprintable() and "  " not in label:
        return label
    seen = label if label.isprintable() else characters.visible(label)
    printable = seen if seen.isprintable() else "".join(c if c.isprintable() else " " for c in seen)
    return " ".join(printable.split())[:MAX_LABEL].rstrip()


def _filled(cells: Mapping[str, str], names: Sequence[str]) -> str:
    return next((" ".join(cells[name].split()) for name in names if name in cells), "")


def _first(index: dict[str, int], names: Sequence[str]) -> list[str]:
    return [name for name in names if name in index][:1]


def _texts(row: models.Row, indexes: Sequence[int]) -> list[str]:
    found = []
    for index in indexes:
        text = (
            characters.trimmed(row.cells[index]) if index < len(row.cells) and index not in row.faults else ""
        )
        if text:
            found.append(text)
    return found

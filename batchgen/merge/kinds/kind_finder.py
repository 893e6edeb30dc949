"""The finder: which kind a column has, from its header and its cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from batchgen import characters, models, patterns
from batchgen.merge import video_names
from batchgen.merge.speech import date_reading, quantities, yes_no

SAMPLE = 300
"""Different texts of a column that are looked at for its kind; most columns show it at once."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_DIGIT = patterns.late(r"\d")
_NUMBER = patterns.late(r"\d+")
_QUESTION = patterns.late(r"[?？؟;]\s*$")
_ASKING = _words("is has was are does did can should wants ist hat war est a été es tiene è ha")
_PLACES = _words(
    "country land pays país pais paese nation state province region code iso lang language locale "
    "sprache langue idioma lingua"
)
"""Words of headers whose cells "NO" and "ON" are countries, provinces and languages."""
_NAMES = _words("initial initials middle letter grade class size")
_OF_PEOPLE = frozenset((*video_names.ANY_FIRST, *video_names.ANY_LAST, "name"))
"""Headers of names: "Si" and "No" are people there. A column "Customer" may well hold yes and no."""
_EMAIL = patterns.late(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]{2,}")
_ADDRESS = patterns.late(r"(?:https?://|www\.)\S+|(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
_COMPACT = patterns.late(r"\d+")
_MONEY = _words(
    "revenue amount price cost budget arr mrr salary spend deal value umsatz preis betrag gehalt budget "
    "montant prix chiffre importe precio ingresos valor preço receita "
    "importo prezzo fatturato omzet prijs"
)
_PERCENT = _words("percent percentage pct rate prozent prozentsatz pourcentage porcentaje percentuale")
_LABELS = _words(
    "zip postcode postal plz phone mobile tel telephone telefon fax id number nr no ref code sku iban ssn "
    "vat "
    "account extension key"
)
"""Words of headers whose digits are a label, and count nothing."""
_COMPANIES = _words(
    "firma unternehmen entreprise société societe empresa azienda società bedrijf "
    "organisatie företag yritys 会社 公司 компания организация"
) | set(video_names.COMPANY)


def find(name: str, header: str, texts: Sequence[str]) -> models.Kind:
    """Return the kind of a column by its folded name, its header and its different filled texts."""
    sample = [text.strip() for text in texts[:SAMPLE]]
    if not sample:
        return "text"
    words = frozenset(name.split("_"))
    if _is_yes_no(name, header, sample):
        return "yes/no"
    if _is_mostly(sample, _EMAIL.fullmatch):
        return "e-mail"
    if _is_date(words, sample):
        return "date"
    if _is_mostly(sample, _ADDRESS.fullmatch):
        return "web address"
    return _of_number(words, sample) or _of_name(name)


def _is_mostly(texts: Collection[str], fits: Callable[[str], object]) -> bool:
    return sum(1 for text in texts if fits(text)) * 2 > len(texts)


def _is_yes_no(name: str, header: str, texts: Sequence[str]) -> bool:
    words = frozenset(name.split("_"))
    folded = {yes_no.folded(text) for text in texts}
    if words & (_PLACES | _NAMES) or name in _OF_PEOPLE:
        return False
    if folded <= set(yes_no.DIGITS):
        return is_question(header)
    words_alone = folded - yes_no.DASHES
    if words_alone == {"x"}:
        return len(folded) > 1
    if words_alone == {"n"}:
        return True
    said = [text for text in words_alone if yes_no.read_flag(text) is not None]
    letters = [text for text in said if text in yes_no.LETTERS]
    if len(letters) == len(said) and len({yes_no.LETTERS[text] for text in letters}) < 2:  # x, y and z
        return False
    # Half of them, as "no" beside a yes in a language that is not known: then that one stops its row.
    return len(said) * 2 >= len(folded) and any(text not in yes_no.DIGITS and text != "x" for text in said)


def is_question(header: str) -> bool:
    """Return whether a header asks: "Customer?", "is_customer"."""
    plain = characters.folded(header)
    return bool(_QUESTION.search(plain)) or re.split(r"[\W_]+", plain, maxsplit=1)[0] in _ASKING


def _is_date(words: frozenset[str], texts: Sequence[str]) -> bool:
    """Return whether most of what has a digit is a date with its year; "TBD" and "soon" do not count."""
    numbered = [text for text in texts if _DIGIT.search(text)]
    dated = sum(1 for text in numbered if _says_day(text))
    return dated * 2 > len(numbered) and dated * 5 >= len(texts) and not words & _LABELS


def _says_day(text: str) -> bool:
    # A day and a year: what has less is not tried with the month names of all languages.
    if _COMPACT.fullmatch(text) or len(text) < 6 or len(_NUMBER.findall(text)) < 2:
        return False
    try:
        return any(day.year and day.day for day in date_reading.read(text, "en_US").ways.values())
    except date_reading.NoDateError:
        return False


def _of_number(words: frozenset[str], texts: Sequence[str]) -> models.Kind | None:
    sides = [side for text in texts if (side := _amount(text))]
    if len(sides) * 2 <= len(texts):
        return None
    if sum(1 for side in sides if side.is_percent) * 2 >= len(texts) or words & _PERCENT:
        return "percent"
    if any(side.currencies for side in sides):
        return "money"
    if words & _LABELS or any(len(text) > 1 and text[0] == "0" and text.isdigit() for text in texts):
        return None
    return "money" if words & _MONEY else "number"


def _amount(text: str) -> quantities.Side | None:
    """Return what a text that is one number and nothing else says."""
    try:
        found = quantities.parse(text)
    except quantities.UnreadableError:
        return None
    return found.sides[0] if len(found.sides) == 1 and not found.tail else None


def _of_name(name: str) -> models.Kind:
    if name in _COMPANIES:
        return "company"
    return (
        "person"
        if name in {*video_names.ANY_FIRST, *video_names.ANY_LAST, *video_names.ANY_PERSON}
        else "text"
    )

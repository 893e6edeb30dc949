"""Columns that say who does not want to be written to, found by their headers or by what they hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from batchgen import characters, models, patterns
from batchgen.checks.people import words

LOOKED_AT = 1_000
"""Rows that show what a column holds."""

_HEADER = patterns.late(
    r"un_?subscri|opted?_?out|has_opted_out|do_?not_?(?:contact|e_?mail|mail|call|disturb)"
    r"|\bdnc\b|dont_(?:contact|e_?mail)"
    r"|suppress|black_?list|bloc?k_?list|opt_?outs?|global_unsub|no_(?:contact|e_?mails?|mailings?)(?:_|$)"
    r"|abgemeldet|abmeldung|abbestell|ausgetragen|werbewiderspruch|widerspruch|widerruf|nicht_kontaktieren|kein_?(?:kontakt|werbung|mailing)|sperrvermerk|robinson"
    r"|désabonn|desabonn|désinscri|desinscri|opposition|ne_pas_contacter|refus_"
    r"|(?:^|_)(?:de_)?baja(?:_|$)|no_contactar|no_molestar|desuscri|cancel[oó]_(?:la_)?suscripci|descadastr|n[aã]o_contatar"
    r"|disiscri|disiscritt|cancellat[oi]_(?:dalla|newsletter)|non_contattare|non_disturbare|revoc"
    r"|afgemeld|uitgeschreven|niet_(?:benaderen|contacteren)|avregistrer|afmeld|avmeld"
)
_VALUE = patterns.late(
    r"un-?\s?subscribed?|opted?[ -]?out|do not (?:contact|e-?mail|call)|dnc|abgemeldet"
    r"|abbestellt|widersprochen"
    r"|nicht kontaktieren|désabonnée?|désinscrite?|ne pas contacter|opposé|baja|dado de baja|no contactar"
    r"|desuscrito|disiscritt[oa]|non contattare|afgemeld|uitgeschreven|descadastrado"
)


def notes(
    columns: Sequence[models.Column], rows: Iterable[models.Row], used: frozenset[str]
) -> Iterator[str]:
    """Yield a sentence for each column that seems to say who opted out, and that nothing uses.

    `rows` are the first of the sheet, `used` the folded names of the columns that are used.
    """
    for column, condition in conditions(columns, rows, used):
        yield words.opt_out(column.header, column.letter, condition)


def conditions(
    columns: Sequence[models.Column], rows: Iterable[models.Row], used: frozenset[str] = frozenset()
) -> Iterator[tuple[models.Column, str]]:
    """Yield each of these columns with the condition that holds for everybody else."""
    free = [column for column in columns if column.name and not column.ours and column.name not in used]
    said: dict[int, str] = {}
    for row in rows:
        for column in free:
            text = row.cells[column.index].strip() if column.index < len(row.cells) else ""
            if column.index not in said and _VALUE.fullmatch(characters.folded(text)):
                said[column.index] = text
    for column in free:
        if word := said.get(column.index):
            yield column, f'{_name(column)} != "{word}"'
        elif _HEADER.search(column.name):
            yield column, f"not {_name(column)}"


def _name(column: models.Column) -> str:
    return column.name if column.name.isidentifier() else f'row["{column.header}"]'

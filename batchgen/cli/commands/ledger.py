"""Ledger: what was spent, for whoever owns the budget."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from batchgen.cli import options
from batchgen.cli.commands import words
from batchgen.cli.console import text

if TYPE_CHECKING:
    from batchgen import spending


@click.command("ledger", cls=options.Command)
@click.argument("folder", metavar="[FOLDER]", required=False, type=str)
@options.everyday("--csv", "as_csv", flag=True, setting=False, help_text="Print it as CSV.")
@options.everyday(
    "--by", setting=False, metavar="COLUMN", help_text="Column of your sheets with the owner of each row."
)
def ledger_command(folder: str | None, *, as_csv: bool, by: str | None) -> int:
    """Show what this computer's runs spent: videos, minutes and price, by day, campaign and owner.

    With FOLDER, it shows only the campaigns in it and below it. Prices are estimates: Tavus may charge
    something else. If a run ended suddenly, what it had reserved is counted first.

    Examples: batchgen ledger
    batchgen ledger my-campaigns --by "Sales rep" --csv > spent.csv
    """
    from batchgen import spending

    found = spending.read(options.folder(folder) if folder is not None else None, by=by or "")
    if as_csv:
        text.out(found.csv_text().rstrip("\n"))
    else:
        _show(found)
    for note in found.notes:
        text.say(note)
    return 0


def _show(found: spending.Ledger) -> None:
    if not found.lines:
        text.data(words.NOTHING_YET)
        return
    headers = ["date", "campaign", "owner", "videos", "minutes", "real", "price", "confirmed by"]
    rows = []
    for line in found.lines:
        date, campaign, owner, videos, minutes, real, measured, price, currency, person = line.cells()
        if line.measured and line.measured < line.videos:
            real = f"{real} of {measured}"
        rows.append([date, campaign, owner, videos, minutes, real, f"{price} {currency}".strip(), person])
    used = [number for number in range(len(headers)) if any(row[number] for row in rows)]
    text.data(text.table([[row[number] for number in used] for row in [headers, *rows]]))
    text.data(_total(found))


def _total(found: spending.Ledger) -> str:
    whole = found.total()
    prices = [f"{price:,.2f} {currency}" for currency, price in whole.prices.items()]
    parts = [text.count(whole.videos, "video"), words.about_minutes(whole.minutes), *prices]
    return words.in_all(", ".join(parts))

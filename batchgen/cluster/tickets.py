"""Tickets: what workers are asked to do next. They hold no truth: any may run twice, late or never."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from batchgen.cluster import campaign_part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from batchgen.cluster import parts, rota
    from batchgen.state.postgres import campaign_list

Kind = Literal["send", "settle", "follow", "plan"]
KINDS: tuple[Kind, ...] = get_args(Kind)
MOST_OPEN = 8
"""Tickets of a campaign that wait to send rows, at most."""


class Ticket(NamedTuple):
    """Something to do for a campaign; to plan one, `campaign` is its sheet, and `number` its schedule.

    Of the tickets that are equal only one waits.
    """

    kind: Kind
    campaign: str
    service: str
    number: int = 0


def wanted(
    found: Iterable[campaign_list.AtWork], due_lists: Iterable[tuple[int, str]] = ()
) -> Iterator[Ticket]:
    """Yield the tickets that should be waiting, as the journal says: a lost one costs nothing."""
    for one in found:
        for number in range(min(-(-one.due // campaign_part.MOST), MOST_OPEN)):
            yield Ticket("send", one.name, one.service, number)
        if one.is_sending and not one.due:
            yield Ticket("settle", one.name, one.service)
        if one.is_open and not one.is_followed:
            yield Ticket("follow", one.name, one.service)
    for number, sheet in due_lists:
        yield Ticket("plan", sheet, "", number)


def send(mine: parts.Parts, ticket: Ticket) -> None:
    """Send about 100 rows of a campaign, or those of ten seconds, and settle what is to be settled now."""
    mine.turn(ticket.campaign, ticket.service)


def settle(mine: parts.Parts, ticket: Ticket) -> None:
    """Look for what got lost, prove what was never made, or note that nothing is left to do."""
    mine.turn(ticket.campaign, ticket.service)


def follow(mine: parts.Parts, ticket: Ticket) -> None:
    """Be the one that asks about a campaign's videos, unless another worker is by now."""
    mine.follow(ticket.campaign, ticket.service)


def plan(lists: rota.Rota, ticket: Ticket) -> None:
    """Run a list whose time has come, unless another worker does by now."""
    lists.start(ticket.number)

"""Tickets: what workers are asked to do next. They hold no truth: any may run twice, late or never."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from batchgen.cluster import campaign_part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from batchgen.cluster import parts
    from batchgen.state.postgres import campaign_list

Kind = Literal["send", "settle", "follow"]
KINDS: tuple[Kind, ...] = get_args(Kind)
MOST_OPEN = 8
"""Tickets of a campaign that wait to send rows, at most."""


class Ticket(NamedTuple):
    """Something to do for a campaign. Of the tickets that are equal only one waits."""

    kind: Kind
    campaign: str
    service: str
    number: int = 0


def wanted(found: Iterable[campaign_list.AtWork]) -> Iterator[Ticket]:
    """Yield the tickets that should be waiting, as the journal says: a lost one costs nothing."""
    for one in found:
        for number in range(min(-(-one.due // campaign_part.MOST), MOST_OPEN)):
            yield Ticket("send", one.name, one.service, number)
        if one.is_sending and not one.due:
            yield Ticket("settle", one.name, one.service)
        if one.is_open and not one.is_followed:
            yield Ticket("follow", one.name, one.service)


def send(mine: parts.Parts, campaign: str, service: str) -> None:
    """Send up to 100 rows of a campaign, and settle what is to be settled now."""
    mine.turn(campaign, service)


def settle(mine: parts.Parts, campaign: str, service: str) -> None:
    """Look for what got lost, prove what was never made, or note that nothing is left to do."""
    mine.turn(campaign, service)


def follow(mine: parts.Parts, campaign: str, service: str) -> None:
    """Be the one that asks about a campaign's videos, unless another worker is by now."""
    mine.follow(campaign, service)


WORK = {"send": send, "settle": settle, "follow": follow}
"""What is done on each kind of ticket."""

"""Deciding: what a run does about a row, from what it asks for and what its job came to. Pure."""

from __future__ import annotations

import dataclasses
import enum
from typing import TYPE_CHECKING

from batchgen import models
from batchgen.plan import scratch
from batchgen.tavus import failure_causes

if TYPE_CHECKING:
    from batchgen.settings import Settings

Stage = models.Stage


class Decision(enum.StrEnum):
    """What a run does about a row of the sheet."""

    SEND = "send"
    LATER = "later"
    """Would be sent, but is above `--limit`."""
    INVALID = "invalid"
    SHARED = "shared"
    """Has the video of an earlier, equal row."""
    DONE = "done"
    OUTDATED = "outdated"
    ACCEPT = "accept"
    """Keeps its video though its cells have changed."""
    FAILED = "failed"
    HOPELESS = "hopeless"
    """Failed, asked for again, and not sent because it must fail again."""
    UNKNOWN = "unknown"
    UNWANTED = "unwanted"
    """Not failed, so nothing for `retry`."""
    PAIR = "pair"
    """Seems to be the person of a paid job whose row is gone: it waits for the user's word."""
    EXCLUDED = "excluded"
    """On a suppression list."""
    FORGOTTEN = "forgotten"
    """Of a person who asked to be forgotten (`batchgen forget`)."""
    HIDDEN = "hidden"
    ROWS = "rows"
    ODD = "odd"
    """Not a person: a total, a report footer, a repeated header."""
    WHERE = "where"
    SAMPLE = "sample"


@dataclasses.dataclass(frozen=True, slots=True)
class Wishes:
    """What the user said about paying again: --redo, --force, --accept changed.

    `continuing` says that rows are marked by an earlier, unfinished --redo of the same kind; `only_redo` is
    `retry`, which sends nothing else.
    """

    redo: str = ""
    force: bool = False
    accept: bool = False
    continuing: bool = False
    only_redo: bool = False


def wishes(settings: Settings, *, redo: str, retry: bool, unfinished: int) -> Wishes:
    """Return what the settings say about paying again; `unfinished` rows are left of an earlier such redo."""
    return Wishes(
        redo=redo,
        force=settings.force,
        accept=settings.accept == "changed",
        continuing=unfinished > 0,
        only_redo=retry,
    )


def decide(case: scratch.Case, wishes: Wishes) -> Decision:
    """Return what becomes of a row, or why the selection left it out."""
    if case.left_out:
        return Decision(case.left_out)
    if case.has_earlier or Stage(case.stage or "new") in models.PAID_STAGES:
        return _paid(case, wishes)
    return _unpaid(case, wishes)


def _unpaid(case: scratch.Case, wishes: Wishes) -> Decision:
    refused = case.stage == Stage.REJECTED
    wanted = refused and _asked_for(case, wishes)
    if refused and case.same and not wanted:
        return Decision.FAILED
    if refused and case.same and _is_hopeless(case, wishes):
        return Decision.HOPELESS
    if wishes.only_redo and not wanted:
        return Decision.UNWANTED
    return Decision.INVALID if case.faults or not case.rendered else Decision.SEND


def _asked_for(case: scratch.Case, wishes: Wishes) -> bool:
    """Return whether this job is to be sent again: marked already, or to be marked now."""
    return case.redo == wishes.redo if wishes.continuing else _wanted(case, wishes)


def _again(case: scratch.Case, wishes: Wishes) -> bool:
    """Return whether the user wants this failed, or any, row again."""
    return wishes.redo == "all" or (wishes.redo == "failed" and case.stage in models.RETRIED_STAGES)


def _is_hopeless(case: scratch.Case, wishes: Wishes) -> bool:
    failed = case.stage in models.RETRIED_STAGES
    return failed and not wishes.force and failure_causes.hopeless(case.error) is not None


def _paid(case: scratch.Case, wishes: Wishes) -> Decision:
    wanted = _asked_for(case, wishes)
    if wanted and not (case.sent and _is_hopeless(case, wishes)):
        return Decision.SEND if case.rendered and not case.faults else Decision.INVALID
    if wanted:
        return Decision.HOPELESS
    return _as_it_is(case, wishes)


def _wanted(case: scratch.Case, wishes: Wishes) -> bool:
    stage = Stage(case.stage)
    if stage in models.DOUBTFUL_STAGES:
        # What may still turn up is paid for again only on the user's own word.
        return wishes.redo == "unknown" and stage is Stage.UNKNOWN
    if wishes.redo == "changed":
        return case.paired or case.reworded or not case.sent
    return _again(case, wishes)


def _as_it_is(case: scratch.Case, wishes: Wishes) -> Decision:
    stage = Stage(case.stage)
    if case.paired:
        settled = stage not in models.DOUBTFUL_STAGES
        return Decision.ACCEPT if wishes.accept and case.rendered and settled else Decision.PAIR
    if stage in models.DOUBTFUL_STAGES:
        return Decision.UNKNOWN
    if (case.reworded or not case.sent) and stage not in models.RETRIED_STAGES:
        if wishes.accept and case.rendered and not (case.reworded and case.faults):
            return Decision.ACCEPT
        if not case.reworded:
            return Decision.OUTDATED
    return Decision.FAILED if stage in models.FAILED_STAGES else Decision.DONE

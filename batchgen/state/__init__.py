"""The state file of a campaign: every job, every attempt and what came of it, on disk before it counts.

`open_state` gives a `StateFile`. The life of an attempt::

    attempt = state.begin(job_id, token=token, request_json=text)     # intent fsynced: now the POST may start
    state.finish_made(attempt.id, VideoFacts("v1", Stage.QUEUED, hosted_url="https://..."))
    state.finish_not_made(attempt.id, reason="cooldown", stage=Stage.NEW, words="Too many requests")
    state.finish_unknown(attempt.id, why="no answer within 120 s")    # settled later: made or not made

Every call returns when its rows are on disk; calls from many threads share one fsync.
"""

from batchgen.state.access import (
    BESIDE,
    MOST_FILES,
    files_below,
    is_older,
    is_state_file,
    open_state,
    open_wherever,
    read_state,
)
from batchgen.state.address import (
    Address,
    at_work,
    campaigns_of,
    check_database,
    forget_worker,
    has_campaign,
    home_of,
    join,
    move,
    move_on,
    upgrade_database,
    why_stopped,
    workers_of,
)
from batchgen.state.attempt_life import CROSSED, WORKER_LOST
from batchgen.state.fixes import Fix
from batchgen.state.page_codes import PageCode
from batchgen.state.plan_execution import Carried, Changes, Line, Orders
from batchgen.state.postgres.workers.doors import (
    attend,
    bring_up_tickets,
    callbacks_of,
    schedule,
    schedules_of,
    ticket_pool,
    unschedule,
)
from batchgen.state.reading.queries import CLEANED
from batchgen.state.records import (
    PAIRS,
    Attempt,
    Job,
    Known,
    Outline,
    PollUpdate,
    Sent,
    Video,
    VideoFacts,
    request_from,
    request_text,
)
from batchgen.state.register import Entry, enter, entries
from batchgen.state.runlock import Holder, RunLock, holder
from batchgen.state.sqlite.state_file import StateFile
from batchgen.state.store import Promise, Store

__all__ = [
    "BESIDE",
    "CLEANED",
    "CROSSED",
    "MOST_FILES",
    "PAIRS",
    "WORKER_LOST",
    "Address",
    "Attempt",
    "Carried",
    "Changes",
    "Entry",
    "Fix",
    "Holder",
    "Job",
    "Known",
    "Line",
    "Orders",
    "Outline",
    "PageCode",
    "PollUpdate",
    "Promise",
    "RunLock",
    "Sent",
    "StateFile",
    "Store",
    "Video",
    "VideoFacts",
    "at_work",
    "attend",
    "bring_up_tickets",
    "callbacks_of",
    "campaigns_of",
    "check_database",
    "enter",
    "entries",
    "files_below",
    "forget_worker",
    "has_campaign",
    "holder",
    "home_of",
    "is_older",
    "is_state_file",
    "join",
    "move",
    "move_on",
    "open_state",
    "open_wherever",
    "read_state",
    "request_from",
    "request_text",
    "schedule",
    "schedules_of",
    "ticket_pool",
    "unschedule",
    "upgrade_database",
    "why_stopped",
    "workers_of",
]

"""The pauses between rounds of following: longer for old videos and many pages. Pure."""

from __future__ import annotations

SHORTEST = 0.5
"""Seconds between two rounds, at least."""

FEW = 100
"""So many open videos fit on one list page: looking again costs next to nothing."""

LONGEST_FOR_FEW = 30.0
"""Seconds between two rounds while one list page shows all that is open."""

LONGEST = 45.0
"""Seconds between two rounds of a run of usual size."""

LONGEST_OF_ALL = 240.0
"""Seconds between two rounds of a very large run: news that is 4 minutes old is still news."""

FEW_REQUESTS = 3
"""Requests a round that count as few."""

ALLOWANCE = 24
"""Requests of a small run; a large one has a quarter of it, and what its finished videos are worth."""

WORTH = 20
"""Finished videos that are worth a request (0.1 requests a video at 1,000 rows)."""


def pause(
    *,
    open_count: int,
    finished: int,
    gain: int,
    used: int,
    cost: int,
    youngest: float,
    oldest: float,
    lasted: float,
) -> float:
    """Return the seconds between two rounds: longer for old videos and many pages, and within an allowance.

    The allowance of requests grows with the videos that were seen finished; past it, rounds are so far apart
    that they bring much. `used` counts the requests so far, `cost` those of the last round and `gain` what it
    saw finished; `youngest` and `oldest` are ages of open videos, and `lasted` is that of the first round, in
    seconds.
    """
    count = open_count + finished
    few = open_count < FEW and cost <= FEW_REQUESTS
    longest = (LONGEST_FOR_FEW if few else LONGEST) + youngest / 20
    # As long as none was ever finished, the oldest one says how long they take at least.
    patience = max(youngest / 4, oldest / (8 if finished else 4), SHORTEST)
    wait = min(patience * max(cost / 2, 1.0), longest)
    allowance = max(ALLOWANCE - count / 25, ALLOWANCE / 4) + finished / 25
    if used + cost <= allowance:
        return min(wait, LONGEST_OF_ALL)
    if few and finished:
        # As fast as they were finished so far, a request is to bring WORTH videos, or a tenth of a small run.
        worth = min(WORTH, count / 10) * cost
        wait = max(wait, min(worth * lasted / finished, longest))
    if gain < WORTH * cost:
        usual = oldest * (0.9 if finished else 1.5)
        wait = max(wait, min(usual, longest) if few else usual)
    return min(wait, LONGEST_OF_ALL)

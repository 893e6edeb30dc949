"""What a plan is made of, and what the rooms of one run share: state file, service, clock, where news go."""

from __future__ import annotations

import dataclasses
import threading
from typing import TYPE_CHECKING

from batchgen.plan import scratch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from batchgen import checks, models, sheets, state, stop_request, tavus
    from batchgen.plan import decisions
    from batchgen.plan.account_search import adoption
    from batchgen.settings import Settings
    from batchgen.tavus import contact


class Hints:
    """Ids of videos that are said to be finished, passed from whoever hears of it to the follower.

    Thread-safe; a flood of them takes no more room than `LARGEST`.
    """

    LARGEST = 10_000
    """Above it the follower's own pace is as quick, and whoever posts invented ids takes no memory."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._ids: dict[str, None] = {}

    def give(self, video_id: str) -> None:
        """Say that this video should be asked about soon."""
        with self._guard:
            if len(self._ids) < self.LARGEST:
                self._ids[video_id] = None

    @property
    def waiting(self) -> bool:
        """Whether there is something to ask about."""
        return bool(self._ids)

    def take(self) -> list[str]:
        """Return the ids that wait, oldest first, and forget them."""
        with self._guard:
            ids, self._ids = list(self._ids), {}
        return ids


@dataclasses.dataclass(frozen=True)
class Session:
    """One run on one state file.

    `make_client` is called once in each thread that speaks to the service; `emit` takes events from any
    thread; `clock` is monotonic seconds; `hook` is called at the named crash points of the tests, or None;
    `hints` are videos that a callback named, asked about at once.
    """

    store: state.Store
    make_client: Callable[[], tavus.Client]
    emit: Callable[[models.Event], None]
    stop: stop_request.Stop
    contact: contact.Contact
    clock: Callable[[], float]
    hook: Callable[[str], None] | None = None
    hints: Hints = dataclasses.field(default_factory=Hints)

    def reach(self, point: str) -> None:
        """Tell the tests that a crash point was reached."""
        if self.hook is not None:
            self.hook(point)


@dataclasses.dataclass(frozen=True)
class Materials:
    """What a plan is made of. `store` is None when there is no state file; `keep` holds what a run needs.

    `look` finds videos that the account has of rows to send (None: not asked); `ask_replicas` checks each
    distinct replica. `names` are replica names that are known (None: names are not looked up); `hear`
    finds how long the sound files of rows are and adds problems (None: not asked).
    """

    settings: Settings
    sheet: sheets.Sheet
    examiner: checks.Examiner
    store: state.Store | None
    keep: bool
    wishes: decisions.Wishes
    look: Callable[[scratch.Roster], adoption.Found] | None = None
    ask_replicas: Callable[[Mapping[str, list[int]]], checks.ReplicaCheck] | None = None
    names: Mapping[str, str] | None = None
    hear: Callable[[scratch.Roster, Callable[[models.Problem], None]], None] | None = None

"""Following: open videos are asked about, in few requests, until the service has finished them."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from batchgen.engine.session import Session


@dataclasses.dataclass(frozen=True, slots=True)
class Followed:
    """What following came to, in jobs; `requests` counts what it asked."""

    ready: int = 0
    failed: int = 0
    deleted: int = 0
    still_open: int = 0
    requests: int = 0


class Follower:
    """Follows every job that is queued or generating. `wait_max` is --wait-max in seconds."""

    def __init__(self, session: Session, *, wait_max: float | None = None) -> None:
        self._session = session
        self._wait_max = wait_max

    def run(self, more_to_come: Callable[[], bool]) -> Followed:
        """Ask until nothing is open and `more_to_come()` is False (submitting is over), or a stop.

        Blocks: call it in a thread of its own, beside submitting. `wait_max` counts from when nothing more
        comes.
        """
        raise NotImplementedError

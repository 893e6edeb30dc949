"""Team work: the processes beside a run that --workers asks for."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from batchgen import errors

if TYPE_CHECKING:
    from batchgen import settings as settings_module
    from batchgen.campaign import library

MOST = 64
"""More processes than any computer has use for."""

NEEDS_DATABASE = (
    "--workers shares the rows among processes, and a state file belongs to one of them at a time."
)
ADD_STATE = "Add --state local, or --state postgresql://USER@HOST/NAME."


class Team:
    """How many workers a run has, itself among them, and the sandbox that they share in a rehearsal.

    Raises errors.UsageError without a database that they could share.
    """

    def __init__(self, settings: settings_module.Settings, api_key: str, workers: object) -> None:
        count = workers if isinstance(workers, int) else 1
        if not 1 <= count <= MOST:
            raise errors.UsageError(f"--workers is a number from 1 to {MOST}, not {count}.")
        if count > 1 and settings.database is None:
            raise errors.UsageError(NEEDS_DATABASE, hint=ADD_STATE)
        self._settings = settings
        self._key = api_key
        self._others = count - 1
        self._sandbox: tuple[str, str] | None = None

    def meet(self, rehearsal: library.Rehearsal) -> None:
        """Note the sandbox of a rehearsal."""
        self._sandbox = (rehearsal.url, rehearsal.key)

    def at_work(self, campaign: str) -> contextlib.AbstractContextManager[object]:
        """Return a context in which the others work for a campaign."""
        if not self._others:
            return contextlib.nullcontext()
        from batchgen.cluster import parts, worker_team

        assert self._settings.database is not None
        return worker_team.WorkerTeam(
            self._settings.database,
            parts.Account(self._key, campaign=campaign, sandbox=self._sandbox),
            count=self._others,
            connections=self._settings.connections,
        )

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


class Team:
    """How many workers a run has, itself among them, and the sandbox that they share in a rehearsal.

    Raises errors.UsageError without a database that they could share.
    """

    def __init__(self, settings: settings_module.Settings, api_key: str, workers: object) -> None:
        from batchgen.cluster import words

        count = workers if isinstance(workers, int) else 1
        if not 1 <= count <= MOST:
            raise errors.UsageError(words.wrong_team(MOST, count))
        if count > 1 and settings.database is None:
            raise errors.UsageError(words.TEAM_NEEDS_DATABASE, hint=words.ADD_STATE)
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

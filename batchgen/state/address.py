"""Addresses: where the state of a campaign is, in a file or in a database, and how it is opened there."""

from __future__ import annotations

import contextlib
import dataclasses
import importlib.util
import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import errors
from batchgen.state import access, group_commits, runlock, words
from batchgen.state.sqlite import location, moved_mark

if TYPE_CHECKING:
    from batchgen.settings import database_url
    from batchgen.state import store
    from batchgen.state.postgres import campaign_list


@dataclasses.dataclass(frozen=True, slots=True)
class Address:
    """The state of a campaign: the file at `path` or, with `database`, the campaign `name` there.

    A campaign in a database has a place on each computer all the same, where its file would be: its lock
    stands there, its results lie beside it, and a mark says which database it is in.
    """

    path: Path
    database: database_url.DatabaseUrl | None = None
    name: str = ""

    def __str__(self) -> str:
        """Return where it is, in words."""
        return str(self.path) if self.database is None else words.campaign_in(self.name, self.database)

    @property
    def is_older(self) -> bool:
        """Whether the next run will bring a file up to date, after a copy of it."""
        return self.database is None and access.is_older(self.path)

    def exists(self, *, service: str = "") -> bool:
        """Return whether there is a state. Raises errors.StateError when a database cannot be asked."""
        if self.database is None:
            return self.path.exists() or self.path.is_symlink()
        need_drivers()
        self._check_mark()
        from batchgen.state.postgres import campaign_list

        return campaign_list.exists(self.database, self.name, service)

    def open(
        self,
        *,
        service: str,
        held: runlock.RunLock | None = None,
        probe: group_commits.Probe = group_commits.no_probe,
    ) -> store.Store:
        """Open it for a run, made if need be. What access.open_state raises comes out of here."""
        if self.database is None:
            return access.open_state(self.path, service=service, held=held, probe=probe)
        need_drivers()
        held = held or runlock.RunLock(self.path)
        try:
            self._check_mark()
            from batchgen.state.postgres import database_store

            opened = database_store.DatabaseStore(
                self.database, name=self.name, path=self.path, service=service, held=held, probe=probe
            )
        except BaseException:
            held.release()
            raise
        # Where nothing can be written, the command line has to name the database each time.
        with contextlib.suppress(errors.StateError, OSError):
            moved_mark.leave(self.path, self.database, self.name)
        return opened

    def read(self, *, service: str = "") -> store.Store:
        """Open it for reading only, even beside a run. Raises errors.StateError."""
        if self.database is None:
            return access.read_state(self.path, service=service)
        need_drivers()
        from batchgen.state.postgres import database_store

        return database_store.DatabaseStore(
            self.database, name=self.name, path=self.path, service=service, held=None, reading=True
        )

    def _check_mark(self) -> None:
        """Refuse to begin a campaign in a database beside one that is in a file, or in another database."""
        if not os.path.lexists(self.path) or not location.check(self.path):
            return
        mark = moved_mark.read(self.path)
        if mark is None:
            raise errors.StateError(
                words.in_a_file(self.path),
                hint=words.move_it(shlex.quote(str(self.path)), shlex.quote(str(self.database))),
            )
        if mark != (str(self.database), self.name):
            raise errors.StateError(
                words.in_another_place(mark[1], mark[0], self), hint=words.use_state(shlex.quote(mark[0]))
            )


def need_drivers() -> None:
    """Raise errors.StateError without what a database needs."""
    if importlib.util.find_spec("psycopg") is None:
        raise errors.StateError(words.NO_DRIVERS, hint=words.INSTALL_DRIVERS)


def move(path: Path, url: database_url.DatabaseUrl, name: str = "") -> tuple[str, int]:
    """Move a file's campaign into a database; return its name there and how many jobs it has."""
    if not location.check(path):
        raise errors.StateError(words.no_state_file(path), hint=words.NOT_RUN)
    need_drivers()
    from batchgen.state.postgres import moving

    return moving.move(path, url, name)


def join(url: database_url.DatabaseUrl, name: str, service: str) -> store.Store:
    """Open a campaign as one of its workers. Raises errors.StateError."""
    need_drivers()
    from batchgen.state.postgres import database_store

    # A worker keeps nothing on its computer.
    path = Path.cwd() / f"{name}.batchgen.db"
    return database_store.DatabaseStore(url, name=name, path=path, service=service, held=None, joins=True)


def home_of(url: database_url.DatabaseUrl) -> str:
    """Return the mark of a database, which the names of its videos carry; empty before the first run."""
    need_drivers()
    from batchgen.state.postgres import campaign_list

    return campaign_list.home(url)


def at_work(url: database_url.DatabaseUrl) -> list[campaign_list.AtWork]:
    """Return the campaigns of a database that workers have something to do for."""
    need_drivers()
    from batchgen.state.postgres import campaign_list

    return campaign_list.at_work(url)


def why_stopped(url: database_url.DatabaseUrl, key_mark: str, name: str = "") -> str:
    """Return why an account takes nothing more although rows are left, "" if it does."""
    need_drivers()
    from batchgen.state.postgres import campaign_list

    return campaign_list.why_stopped(url, key_mark, name)


def has_campaign(url: database_url.DatabaseUrl, name: str) -> bool:
    """Return whether a database has a campaign of a name."""
    need_drivers()
    from batchgen.state.postgres import campaign_list

    return campaign_list.has(url, name)


def move_on(url: database_url.DatabaseUrl, name: str, move: campaign_list.Move) -> str:
    """Pause, resume or stop a campaign for all its workers; return its state before, "" if there is none."""
    need_drivers()
    from batchgen.state.postgres import campaign_list

    return campaign_list.move_on(url, name, move)


def campaigns_of(url: database_url.DatabaseUrl) -> list[campaign_list.Summary]:
    """Return the campaigns of a database, by name."""
    need_drivers()
    from batchgen.state.postgres import campaign_list

    return campaign_list.all_of(url)


def workers_of(url: database_url.DatabaseUrl) -> list[campaign_list.Worker]:
    """Return the runs that use a database, or that nobody said were gone."""
    need_drivers()
    from batchgen.state.postgres import campaign_list

    return campaign_list.workers(url)


def forget_worker(url: database_url.DatabaseUrl, name: str) -> int:
    """Note that a run is gone for good; return how many of that name were."""
    need_drivers()
    from batchgen.state.postgres import campaign_list

    return campaign_list.forget_worker(url, name)


def check_database(url: database_url.DatabaseUrl) -> str:
    """Return in words what a database is; raise errors.StateError for what it lacks."""
    need_drivers()
    from batchgen.state.postgres import campaign_list

    return campaign_list.check(url)


def upgrade_database(url: database_url.DatabaseUrl) -> tuple[int, int]:
    """Make the tables or bring them up to date; return the version before and now."""
    need_drivers()
    from batchgen.state.postgres import campaign_list

    return campaign_list.upgrade(url)

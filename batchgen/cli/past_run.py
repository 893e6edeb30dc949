"""Past runs: what the commands on campaigns that were run share: the batch, its lock, the service."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from batchgen import errors
from batchgen import settings as settings_module
from batchgen.cli import invocation, words
from batchgen.cli.console import next_command, text

if TYPE_CHECKING:
    from batchgen import campaign, tavus


@contextlib.contextmanager
def opened(
    settings: settings_module.Settings, *, lock: bool = False, excluding: bool = False
) -> Iterator[campaign.Batch]:
    """Open the batch of a campaign that was run; with `lock` for writing too, unless a run holds it.

    A state file of an older batchgen is only read, as it is: the next run brings it up to date. Raises
    errors.StateError when there is no state file, or when it belongs to other rows.
    """
    from batchgen.campaign import library

    invocation.need_sheet(settings)
    with contextlib.ExitStack() as stack:
        batch = None
        if lock and not _is_older(settings):
            with contextlib.suppress(errors.StateInUseError):
                batch = stack.enter_context(library.opened(settings, follow=False, excluding=excluding))
        if batch is None:
            batch = stack.enter_context(
                library.opened(settings, lock=False, follow=False, excluding=excluding)
            )
        _check_belongs(batch)
        yield batch


def _is_older(settings: settings_module.Settings) -> bool:
    # The engine is imported here, so that help needs none of it.
    from batchgen import paths
    from batchgen.plan.failures_file import failures_home

    return paths.address(failures_home.at_home(settings)).is_older


def _check_belongs(batch: campaign.Batch) -> None:
    """Refuse a state file that knows none of the sheet's rows: it is another campaign's."""
    store = batch.store
    if next(store.jobs(), None) is None:
        return
    if any(job is not None for _, job in batch.joined()):
        return
    other = store.meta("sheet") or words.ANOTHER_SHEET
    if batch.sheet.title == other:
        raise errors.StateError(
            words.rows_changed(batch.address, batch.sheet.title),
            hint=words.PUT_BACK,
        )
    raise errors.StateError(
        words.other_campaign(batch.address, batch.sheet.title, other),
        hint=words.NAME_STATE,
    )


def check_rehearsal(batch: campaign.Batch, settings: settings_module.Settings, command: str) -> None:
    """Refuse links of a rehearsal as if they were real ones; with --sandbox say what they are."""
    if settings.sandbox:
        text.say(words.REHEARSAL)
        return
    links = (job.hosted_url for job in batch.store.jobs())
    if batch.store.service == "sandbox" or any(link.startswith("file:") for link in links):
        again = next_command.command(command, settings)
        raise errors.UsageError(
            words.rehearsal_links(batch.address),
            hint=words.for_rehearsal(again),
        )


def client_maker(
    settings: settings_module.Settings, batch: campaign.Batch
) -> Callable[[], tavus.Client] | None:
    """Return what makes clients of the campaign's service, None without a key or in a rehearsal.

    The key goes to the service that the settings name and to no other, whatever a state file says.
    """
    key = settings_module.read_key(settings)
    same = settings.api_url.rstrip("/") == batch.store.service.rstrip("/")
    if settings.sandbox or not key or not same:
        return None
    from batchgen import tavus

    return lambda: tavus.Client(key, settings.api_url)

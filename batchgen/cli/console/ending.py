"""Ending: what a run came to, in a few lines, and the next command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from batchgen import errors, models
from batchgen import settings as settings_module
from batchgen.cli.console import next_command, progress, text

if TYPE_CHECKING:
    from collections.abc import Iterator

_INTERRUPTED = errors.InterruptedRunError.exit_code
_WELL = {models.Stage.READY, models.Stage.NEW, models.Stage.EXCLUDED}


def say(settings: settings_module.Settings, watcher: progress.Watcher, *, hidden: int = 0) -> None:
    """Report how the run ended, where the results are and what to do next; if quiet, only after a bad end."""
    finished = watcher.finished
    if finished is None or (settings.quiet and finished.exit_code == 0):
        return
    if settings.json_output:
        if finished.stopped:
            text.say(finished.stopped)
        return
    counts = ", ".join(f"{number:,} {stage}" for stage, number in finished.counts.items() if number)
    text.say(f"{_word(finished.exit_code, finished.stopped)}: {counts or 'nothing to do'}.")
    if finished.stopped:
        text.say(finished.stopped)
    if hidden:
        text.say(f"{text.count(hidden, 'hidden row')} left out; --include-hidden uses them.")
    for path in dict.fromkeys(wrote.path for wrote in watcher.wrote if wrote.path != "-"):
        text.say(f"Results: {path}")
    for line in _next_steps(settings, finished):
        text.say(line)


def _word(code: int, stopped: str) -> str:
    if code == _INTERRUPTED:
        return "Interrupted"
    return "Stopped" if stopped else "Done"


def _next_steps(settings: settings_module.Settings, finished: models.Finished) -> list[str]:
    lines = _rehearsal(settings) if settings.sandbox else []
    code = finished.exit_code
    if code == _INTERRUPTED:
        return [*lines[:1], "Everything is kept: the same command goes on."]
    if code == 1:
        return [*_open_ends(settings, finished), *lines]
    if settings.no_wait:
        return [f"Follow it with: {next_command.command('wait', settings)}", *lines]
    return lines


def _open_ends(settings: settings_module.Settings, finished: models.Finished) -> Iterator[str]:
    stages = {stage for stage, count in finished.counts.items() if count}
    if stages & models.OPEN_STAGES:
        yield f"Follow what is open: {next_command.command('wait', settings)}"
    if stages - models.OPEN_STAGES - _WELL:
        yield f"See which rows have no video and why: {next_command.command('status', settings, '--failed')}"
    if stages & models.RETRIED_STAGES:
        again = next_command.command("retry", settings)
        yield f"Fix what is wrong in the sheet, then send them again: {again}"
    if finished.dated and not stages & models.OPEN_STAGES:
        yield f"Once the sheet is free, this writes it: {next_command.command('wait', settings)}"


def _rehearsal(settings: settings_module.Settings) -> list[str]:
    from batchgen.campaign import library

    # What was fixed in a failures file is real only when the list was really run.
    listed = settings.model_copy(update={"sheet": settings.failures_of or settings.sheet})
    one = next_command.command("run", listed, "--limit 1", real=True)
    lines = [
        "This was a rehearsal: no money was spent.",
        f"Open {library.rehearsal_folder(settings) / 'index.html'}",
    ]
    # `wait` was not told what is said, so it cannot repeat it.
    real = [f"Next, one real video (needs TAVUS_API_KEY): {one}"] if next_command.says_what_is_made() else []
    return lines + real

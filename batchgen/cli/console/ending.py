"""Ending: what a run came to, in a few lines, and the next command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from batchgen import errors, models
from batchgen import settings as settings_module
from batchgen.cli.console import next_command, progress, text, words

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
    text.say(words.ended(_word(finished.exit_code, finished.stopped), counts))
    if finished.stopped:
        text.say(finished.stopped)
    if hidden:
        text.say(words.hidden_rows(hidden))
    for path in dict.fromkeys(wrote.path for wrote in watcher.wrote if wrote.path != "-"):
        text.results(path)
    for line in _next_steps(settings, finished):
        text.say(line)


def _word(code: int, stopped: str) -> str:
    if code == _INTERRUPTED:
        return words.INTERRUPTED
    return words.STOPPED_RUN if stopped else words.DONE_RUN


def _next_steps(settings: settings_module.Settings, finished: models.Finished) -> list[str]:
    lines = _rehearsal(settings) if settings.sandbox else []
    code = finished.exit_code
    if code == _INTERRUPTED:
        return [*lines[:1], words.KEPT]
    if code == 1:
        return [*_open_ends(settings, finished), *lines]
    if settings.no_wait:
        return [words.follow(next_command.command("wait", settings)), *lines]
    return lines


def _open_ends(settings: settings_module.Settings, finished: models.Finished) -> Iterator[str]:
    stages = {stage for stage, count in finished.counts.items() if count}
    if stages & models.OPEN_STAGES:
        yield words.follow_open(next_command.command("wait", settings))
    if stages - models.OPEN_STAGES - _WELL:
        yield words.see_failed(next_command.command("status", settings, "--failed"))
    if stages & models.RETRIED_STAGES:
        again = next_command.command("retry", settings)
        yield words.send_again(again)
    if finished.dated and not stages & models.OPEN_STAGES:
        yield words.write_later(next_command.command("wait", settings))


def _rehearsal(settings: settings_module.Settings) -> list[str]:
    from batchgen.campaign import library

    # What was fixed in a failures file is real only when the list was really run.
    listed = settings.model_copy(update={"sheet": settings.failures_of or settings.sheet})
    one = next_command.command("run", listed, "--limit 1", real=True)
    lines = [
        words.REHEARSAL,
        f"Open {library.rehearsal_folder(settings) / 'index.html'}",
    ]
    # `wait` was not told what is said, so it cannot repeat it.
    real = [words.one_real(one)] if next_command.says_what_is_made() else []
    return lines + real

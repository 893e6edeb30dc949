"""Progress: events of a run, as bars on a terminal, as lines elsewhere, as JSON for programs."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NoReturn, Protocol

from batchgen import errors, models
from batchgen import settings as settings_module
from batchgen.cli.console import event_lines, text, words

if TYPE_CHECKING:
    import tqdm

SHOWN_FAILURES = 20
"""Lines about failed rows in a run; with more of them the cause is usually one."""

LINE_SECONDS = 5.0
"""Seconds between two lines of progress where no bars can be drawn (a log file)."""


class Display(Protocol):
    """Where progress and talk go."""

    def progress(self, at: models.Progress) -> None:
        """Show how far the run is."""

    def line(self, said: str) -> None:
        """Show one line of talk."""

    def close(self) -> None:
        """Leave the screen tidy."""


class Lines:
    """Progress as a line every few seconds, and one at the end."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._due = clock()
        self._last = ""
        self._shown = ""

    def progress(self, at: models.Progress) -> None:
        """Report how far the run is, if the last line is some seconds old."""
        self._last = sentence(at)
        if self._clock() >= self._due:
            self._say()

    def line(self, said: str) -> None:
        """Say one line."""
        text.say(said)

    def close(self) -> None:
        """Say the last state, unless it was said already."""
        self._say()

    def _say(self) -> None:
        if self._last != self._shown:
            text.say(self._last)
        self._shown = self._last
        self._due = self._clock() + LINE_SECONDS


class Bars:
    """Progress as two bars at the bottom of a terminal."""

    def __init__(self) -> None:
        self._bars: list[tqdm.tqdm[NoReturn]] = []

    def progress(self, at: models.Progress) -> None:
        """Move the bars; they appear with the first progress."""
        if not self._bars:
            self._bars = [self._bar(words.SENT, 0, at.total), self._bar("ready", 1, at.total)]
        for bar, done in zip(self._bars, (at.submitted, at.ready), strict=True):
            bar.total = at.total
            bar.n = done
        self._bars[1].set_postfix_str(_postfix(at), refresh=False)
        for bar in self._bars:
            bar.refresh()

    def _bar(self, name: str, position: int, total: int) -> tqdm.tqdm[NoReturn]:
        shape = "{desc:<9} |{bar}| {n_fmt}/{total_fmt}{postfix}"
        import tqdm

        return tqdm.tqdm(
            total=total,
            desc=name,
            position=position,
            bar_format=shape,
            file=_Screen(),
            leave=True,
            dynamic_ncols=True,
        )

    def line(self, said: str) -> None:
        """Write one line above the bars."""
        if self._bars:
            import tqdm

            tqdm.tqdm.write(text.clean_lines(said), file=_Screen())
        else:
            text.say(said)

    def close(self) -> None:
        """Leave the bars where they are and go below them."""
        for bar in self._bars:
            bar.close()
        self._bars = []


class _Screen:
    """stderr for bars; a terminal that is gone (hang-up) must not stop a run."""

    encoding = "utf-8"

    def write(self, said: str) -> None:
        with contextlib.suppress(OSError):
            sys.stderr.write(said)

    def flush(self) -> None:
        with contextlib.suppress(OSError):
            sys.stderr.flush()

    def fileno(self) -> int:
        return sys.stderr.fileno()

    def isatty(self) -> bool:
        return True


class Silent:
    """No progress; lines are dropped."""

    def progress(self, at: models.Progress) -> None:
        """Show nothing."""

    def line(self, said: str) -> None:
        """Show nothing."""

    def close(self) -> None:
        """Do nothing."""


def sentence(at: models.Progress) -> str:
    """Return progress as a line: "12 of 20 sent, 3 ready, 0 failed, about 40 s left"."""
    parts = [words.sent(at.submitted, at.total), words.ready(at.ready), words.failed(at.failed)]
    if at.unknown:
        parts.append(words.unknown(at.unknown))
    if at.seconds_left is not None:
        parts.append(words.about_left(duration(at.seconds_left)))
    return ", ".join(parts)


def _postfix(at: models.Progress) -> str:
    parts = [words.failed(at.failed)]
    if at.unknown:
        parts.append(words.unknown(at.unknown))
    if at.seconds_left is not None:
        parts.append(words.left(duration(at.seconds_left)))
    return ", ".join(parts)


def duration(seconds: float) -> str:
    """Return seconds in words: "40 s", "12 min", "3 h 20 min"."""
    whole = max(0, round(seconds))
    if whole < 90:
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


class Watcher:
    """Shows every event of a run and remembers what the summary needs."""

    def __init__(self, settings: settings_module.Settings) -> None:
        self.json = settings.json_output
        self.verbose = settings.verbose
        self.quiet = settings.quiet
        self.wrote: list[models.Wrote] = []
        self.finished: models.Finished | None = None
        self.failures = 0
        self._deaf = False
        self.display = self._display()

    def _display(self) -> Display:
        if self.json or self.quiet:
            return Silent()
        return Bars() if sys.stderr.isatty() else Lines()

    def watch(self, events: Iterator[models.Event]) -> int:
        """Show all events and return the exit code of the last one."""
        try:
            for event in events:
                self.show(event)
        finally:
            self.display.close()
        return self.finished.exit_code if self.finished else 0

    @contextlib.contextmanager
    def ended(self) -> Iterator[None]:
        """Give a run that is refused, or fails, before its own last event one all the same."""
        try:
            yield
        except errors.BatchgenError as error:
            if self.finished is None:
                for event in event_lines.refusal(error):
                    self.show(event)
            raise

    def hear(self, event: models.Event) -> None:
        """Take what happens before the plan: people hear notices, programs which phase it is."""
        if isinstance(event, models.Notice):
            text.say(event.text)
        elif isinstance(event, models.Phase):
            self.show(event)

    def show(self, event: models.Event) -> None:
        """Show one event."""
        if self.json:
            self._print(event)
        if isinstance(event, models.Progress):
            if event.total:
                self.display.progress(event)
        elif isinstance(event, models.Notice):
            self._notice(event)
        elif isinstance(event, models.JobChanged):
            self._job(event)
        elif isinstance(event, models.Wrote):
            self.wrote.append(event)
        elif isinstance(event, models.Finished):
            self.finished = event

    def _print(self, event: models.Event) -> None:
        """Print an event as JSON; a full disk under the output must not stop a run that pays."""
        if self._deaf:
            return
        try:
            event_lines.show(event.to_json())
        except errors.OutputError as error:
            self._deaf = True
            text.say(words.goes_on(error.message))

    def _notice(self, event: models.Notice) -> None:
        if event.level == "warning" and (self.json or self.quiet):
            text.say(event.text)
        self.display.line(event.text)

    def _job(self, event: models.JobChanged) -> None:
        failed = event.stage in models.FAILED_STAGES or event.stage is models.Stage.UNKNOWN
        self.failures += failed
        if self.verbose or (failed and self.failures <= SHOWN_FAILURES):
            self.display.line(_job_words(event))
        elif failed and self.failures == SHOWN_FAILURES + 1:
            self.display.line(words.MORE_FAILED)


def _job_words(event: models.JobChanged) -> str:
    what = words.STAGES.get(event.stage, str(event.stage))
    if event.stage in models.OPEN_STAGES and event.progress:
        what = f"{what} {event.progress}"
    more = event.hosted_url if event.stage is models.Stage.READY else event.error
    return words.of_row(event.row, event.key, f"{what}: {more}" if more else what)

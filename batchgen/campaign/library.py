"""Campaign: the library's face; it does what the command line does, without prints and without questions."""

from __future__ import annotations

import contextlib
import dataclasses
import secrets
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import campaign, checks, download, errors, models, paths, plan, sheets, state, tavus
from batchgen import settings as settings_module
from batchgen.campaign import frames, library_plan, notebook, stop_file, words
from batchgen.plan import context
from batchgen.plan.failures_file import failures_home
from batchgen.results import page_links
from batchgen.tavus import keys

if TYPE_CHECKING:
    import pandas as pd

_REHEARSAL = "rehearsal.batchgen"
"""What the sandbox of a rehearsal locks in its folder; no state file is named so."""

_SHOWN_PROBLEMS = 20
"""Problems in one exception's text: a notebook shows it whole."""


class Campaign:
    """A sheet, a template and settings: one video for every row.

    `Campaign(sheet="list.csv", template="t.j2", replica_id="r…").run(api_key="…")`. Every option of the
    command line and every request field may be given as a keyword; a `campaign.toml` beside the sheet is read
    as the command line reads it. A pandas DataFrame needs a `name`: it is kept as `<name>.frame.csv` in the
    current folder, beside its state file and results. Raises errors.SettingsError, and errors.SheetError for
    a DataFrame that cannot be a sheet.
    """

    def __init__(self, sheet: str | Path | pd.DataFrame | None = None, **given: object) -> None:
        self._frame: pd.DataFrame | None = None
        if not isinstance(sheet, str | Path | None):
            self._frame, sheet, given = _kept(sheet, given)
        self.settings = settings_module.load(sheet, given)
        # A failures file without its campaign: whatever needs that says so.
        with contextlib.suppress(errors.SheetError):
            self.settings = settled(self.settings, sheet, given)

    def __repr__(self) -> str:
        return f"Campaign({str(self.settings.sheet)!r})"

    def plan(self, api_key: str = "") -> library_plan.Plan:
        """Return what `run` would do; nothing is sent."""
        # As `check --json`: every problem is kept, not only the first of each kind.
        found = self.settings.model_copy(update={"json_output": True})
        with opened(found, api_key=self._key(api_key), lock=False) as batch:
            return library_plan.of(batch.plan(), self.settings.currency)

    @property
    def problems(self) -> tuple[models.Problem, ...]:
        """Every error and warning of the sheet; nothing is sent."""
        return self.plan().problems

    def run(
        self,
        api_key: str = "",
        *,
        on_event: Callable[[models.Event], None] | None = None,
        progress: bool | None = None,
    ) -> campaign.Results:
        """Send what is new, follow it and write the results; calling this is the yes to its price.

        `progress` shows bars; by default it does so in a notebook. Raises errors.PlanError if rows have
        errors (unless `skip_invalid`) or a limit is passed, and errors.SettingsError without a key. What the
        service refuses is in the results, not raised.
        """
        key = self._key(api_key)
        if not key:
            raise keys.no_key()
        with opened(self.settings, api_key=key) as batch, _heard(on_event, progress=progress) as hear:
            plan = batch.plan()
            _refuse(plan, self.settings)
            return self._collected(batch, batch.run(plan), hear)

    def to_frame(self) -> pd.DataFrame:
        """Return the sheet with what is known of each row's video by now; nothing is asked or sent.

        Of a DataFrame it is that frame, with its own index and types, and our columns beside it.
        """
        with opened(self.settings, lock=False, follow=False) as batch:
            rows: Iterable[tuple[models.Row, state.Job | None]]
            try:
                rows = batch.joined()
            except errors.StateError:  # nothing was sent yet
                rows = ((row, None) for row in batch.sheet.rows())
            return frames.of_jobs(batch.sheet, rows, self._frame)

    def wait(
        self,
        api_key: str = "",
        *,
        all_videos: bool = False,
        on_event: Callable[[models.Event], None] | None = None,
        progress: bool | None = None,
    ) -> campaign.Results:
        """Follow what is made and write it back; never create. `all_videos` looks for deleted ones first.

        `progress` is as in `run`.
        """
        found = self.settings.model_copy(update={"no_wait": False})
        with opened(found, api_key=self._key(api_key)) as batch, _heard(on_event, progress=progress) as hear:
            return self._collected(batch, batch.wait(all_videos=all_videos), hear)

    def _key(self, api_key: str) -> str:
        return "sandbox" if self.settings.sandbox else api_key or settings_module.read_key(self.settings)

    def _collected(
        self,
        batch: campaign.Batch,
        events: Generator[models.Event, None, None],
        on_event: Callable[[models.Event], None] | None,
    ) -> campaign.Results:
        endings: list[models.Event] = []
        # What leaves the events early, such as an error of `on_event`, ends the run in order: results first.
        with contextlib.closing(events):
            for event in events:
                try:
                    if on_event is not None:
                        on_event(event)
                except KeyboardInterrupt:
                    batch.stop()
                if isinstance(event, models.Notice | models.Wrote | models.Finished):
                    endings.append(event)
        results = campaign.of_events(endings, self.settings, batch.sheet.encoding)
        return dataclasses.replace(results, source=self._frame)


def _kept(sheet: object, given: Mapping[str, object]) -> tuple[pd.DataFrame, Path, dict[str, object]]:
    """Write a DataFrame down; return a copy of it, its sheet, and the settings that go with that."""
    import pandas as pd

    if not isinstance(sheet, pd.DataFrame):
        raise errors.SettingsError(words.not_a_sheet(type(sheet).__name__))
    name = given.get("name")
    if not isinstance(name, str) or not name:
        raise errors.SettingsError(words.FRAME_WITHOUT_NAME, hint=words.NAME_THE_FRAME)
    settings_module.load(None, {"name": name})  # a name that files cannot have is refused here
    path = Path.cwd() / f"{name}.frame.csv"
    frames.keep(sheet, path)
    rest = {key: value for key, value in given.items() if key != "name"}
    return sheet.copy(), path, {"header_row": 1, **rest}


@contextlib.contextmanager
def _heard(
    on_event: Callable[[models.Event], None] | None, *, progress: bool | None
) -> Iterator[Callable[[models.Event], None] | None]:
    """Give what hears the events: the caller's own, with bars if they are wanted."""
    if not (notebook.is_running() if progress is None else progress):
        yield on_event
        return
    with notebook.Bars() as bars:

        def hear(event: models.Event) -> None:
            bars.show(event)
            if on_event is not None:
                on_event(event)

        yield hear


def _refuse(plan: plan.Plan, settings: settings_module.Settings) -> None:
    if plan.refusal:
        raise errors.PlanError(plan.refusal, kind="plan-refused")
    if plan.problems.errors and not settings.skip_invalid:
        lines = [checks.sentence(problem) for problem in plan.problems.problems("error")[:_SHOWN_PROBLEMS]]
        msg = words.errors_found(plan.problems.errors) + "\n".join(lines)
        raise errors.PlanError(msg, hint=words.FIX_OR_SKIP, kind="row-errors")


@contextlib.contextmanager
def opened(
    settings: settings_module.Settings,
    *,
    api_key: str = "",
    lock: bool = True,
    follow: bool = True,
    hints: context.Hints | None = None,
    excluding: bool = False,
    on_sandbox: Callable[[Rehearsal], None] | None = None,
) -> Iterator[campaign.Batch]:
    """Open the batch of these settings; for a rehearsal the sandbox runs as a child meanwhile.

    `follow` False says that no service is needed (status, export). `hints` and `excluding` are as
    in Batch.open. `on_sandbox` hears of the sandbox that was started.
    """
    with contextlib.ExitStack() as stack:
        factory = None
        settings = failures_home.at_home(settings)
        held = None
        if settings.sandbox and follow:
            # Before the sandbox starts: that of another run has its own files open.
            held = _locked(settings, stack) if lock else None
            factory = stack.enter_context(rehearsing(rehearsal_folder(settings)))
            if on_sandbox is not None:
                on_sandbox(factory)
        if not follow:
            # Reading asks no service, so whichever one the state file belongs to is right.
            settings = settings.model_copy(update={"api_url": ""})
        batch = campaign.Batch.open(
            settings,
            api_key=api_key,
            lock=held or lock,
            client_factory=factory,
            hints=hints,
            excluding=excluding,
        )
        stack.enter_context(batch)
        if lock:
            stack.enter_context(stop_file.watched(batch.address.path, batch.stop))
        with contextlib.suppress(errors.StateError):
            columns = download.file_column(batch.settings, batch.store, batch.sheet.suffix)
            batch.add_columns({**columns, **page_links.columns(batch.store)})
        yield batch


def _locked(settings: settings_module.Settings, stack: contextlib.ExitStack) -> state.RunLock:
    """Hold the state file of a rehearsal from before its sandbox starts until after it ends."""
    _make(rehearsal_folder(settings))
    held = state.RunLock(paths.claim(settings))
    stack.callback(held.release)
    return held


def settled(
    settings: settings_module.Settings,
    sheet: str | Path | None,
    given: Mapping[str, object],
    *,
    lenient: bool = False,
) -> settings_module.Settings:
    """Return the settings that were loaded; a failures file has those of its campaign and its campaign file.

    Raises errors.SettingsError, and errors.SheetError if a failures file's campaign is not found, unless
    `lenient`.
    """
    own = failures_home.at_home(settings, lenient=lenient)
    if own.campaign == settings.campaign:
        return own
    return failures_home.at_home(
        settings_module.load(sheet, {**given, "campaign": own.campaign}), lenient=lenient
    )


def rehearsal_folder(settings: settings_module.Settings) -> Path:
    """Return the folder that holds everything of a rehearsal."""
    return paths.sandbox_folder(settings)


@dataclasses.dataclass(frozen=True, slots=True)
class Rehearsal:
    """The sandbox of a rehearsal: called, it makes a client."""

    url: str
    key: str

    def __call__(self) -> tavus.Client:
        """Return a client of the sandbox."""
        return tavus.Client(self.key, self.url)


@contextlib.contextmanager
def rehearsing(folder: Path) -> Iterator[Rehearsal]:
    """Run the sandbox of a rehearsal in its folder; give what makes clients, which alone know its key.

    Raises errors.StateInUseError while the folder's sandbox runs for another command: one of another state
    file, or a mere look.
    """
    from batchgen import sandbox

    _make(folder)
    with contextlib.ExitStack() as stack:
        stack.callback(state.RunLock(folder / _REHEARSAL).release)
        key = secrets.token_urlsafe()  # no other program on this computer is to meddle with a rehearsal
        child = sandbox.Child.start(folder, link_base=folder.as_uri(), key=key)
        stack.enter_context(child)
        yield Rehearsal(child.url, key)


def _make(folder: Path) -> None:
    """Make the folder of a rehearsal; what keeps that from being done, the lock in it reports."""
    sheets.followed(folder)  # a link that a stranger put there is refused
    with contextlib.suppress(OSError):
        folder.mkdir(0o700, parents=True, exist_ok=True)

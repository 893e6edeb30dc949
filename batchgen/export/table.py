"""Table: the lines of an export, which of them are in it, and the file that they go to."""

from __future__ import annotations

import collections
import dataclasses
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from batchgen import errors, models, result_columns, sheets
from batchgen.export import export_columns, fresh_thumbnails, words
from batchgen.results import backups, forgotten_rows, page_links, row_jobs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from batchgen import atomic, campaign, state, tavus
    from batchgen import settings as settings_module

Format = Literal["csv", "xlsx", "jsonl"]
FORMATS: tuple[Format, ...] = ("csv", "xlsx", "jsonl")
_OF_PAGES = {*result_columns.PAGE_LINKS, "embed_html"}
_SHOWN_ROWS = 10
"""Row numbers that one sentence names."""


@dataclasses.dataclass(frozen=True, slots=True)
class ExportOptions:
    """What an export shall be. `columns` is the text of --columns; `ready_only` leaves out all else.

    `target` is a file, or "-" for stdout; `form` empty: by the target's ending, else csv.
    """

    columns: str = ""
    ready_only: bool = False
    form: str = ""
    target: Path | Literal["-"] = "-"

    @property
    def format(self) -> Format:
        """The format: as wished, else by the file's ending."""
        ending = "" if self.target == "-" else self.target.suffix.lower().lstrip(".")
        form = self.form or {"xlsx": "xlsx", "jsonl": "jsonl", "ndjson": "jsonl"}.get(ending, "csv")
        if form not in FORMATS:
            raise errors.UsageError(words.no_format(form), hint=words.choices(", ".join(FORMATS)))
        if form == "xlsx" and self.target == "-":
            raise errors.UsageError(words.NO_STDOUT, hint=words.NAME_A_FILE)
        return form


def write(
    batch: campaign.Batch,
    options: ExportOptions,
    *,
    make_client: Callable[[], tavus.Client] | None = None,
    video_file: Callable[[state.Job], Path | None] = lambda _: None,
    seconds_of: Callable[[Path], float | None] = lambda _: None,
) -> Iterator[models.Event]:
    """Write an export and yield what there is to tell, models.Wrote last.

    `make_client` is asked for thumbnails that were not there yet; `video_file` says where a job's video lies.
    Raises errors.UsageError for columns that there are not, errors.StateError, errors.SheetError.
    """
    picked = export_columns.pick(options.columns, batch.sheet, more=page_links.names(batch.store))
    form = options.format
    news = _news(batch, picked, make_client)
    if news:
        yield models.Notice(words.late_thumbnails(len(news)))
    left_out: collections.Counter[str] = collections.Counter()
    numbers: collections.defaultdict[str, list[int]] = collections.defaultdict(list)
    gather = _Gatherer(batch, picked, news, video_file, seconds_of)
    # What is wrong with a list is said before a line is out.
    is_forgotten = forgotten_rows.of(batch.settings, batch.sheet)
    joined = ((row, job) for row, job in batch.joined() if not is_forgotten(row))
    lines = (line for line in gather.lines(joined) if _wanted(line, options, left_out, numbers))
    kept = backups.Backups(batch.store)
    rows = _put(options.target, form, picked, lines, spare=kept.look)
    yield from kept.take_notices()
    for why, count in left_out.most_common():
        some = ", ".join(str(n) for n in numbers[why])
        more = ", …" if count > len(numbers[why]) else ""
        yield models.Notice(words.left_out(count, why, f"{some}{more}"), level="warning")
    yield models.Wrote(str(options.target), rows, "export")


def left_out(
    settings: settings_module.Settings, sheet: sheets.Sheet, store: state.Store
) -> Mapping[str, Sequence[int]]:
    """Return the rows that an export of ready ones leaves out, by the word of their status."""
    found: collections.defaultdict[str, list[int]] = collections.defaultdict(list)
    for row, job in row_jobs.joined(settings, sheet, store, excluding=True):
        status = export_columns.results_of(job).get("status", "")
        if status != models.Stage.READY:
            found[status or words.NOT_SENT].append(row.number)
    return found


def _news(
    batch: campaign.Batch,
    picked: Sequence[export_columns.Picked],
    make_client: Callable[[], tavus.Client] | None,
) -> Mapping[int, state.VideoFacts]:
    if make_client is None or not any(each.source in export_columns.PICTURES for each in picked):
        return {}
    news = fresh_thumbnails.ask_again(batch.store.jobs(models.Stage.READY), make_client)
    fresh_thumbnails.record(news, batch.store)
    return news


@dataclasses.dataclass(frozen=True, slots=True)
class _Gatherer:
    """Brings together what the columns need of each row, and no more."""

    batch: campaign.Batch
    picked: Sequence[export_columns.Picked]
    news: Mapping[int, state.VideoFacts]
    video_file: Callable[[state.Job], Path | None]
    seconds_of: Callable[[Path], float | None]

    def lines(self, rows: Iterable[tuple[models.Row, state.Job | None]]) -> Iterator[export_columns.Line]:
        wanted = {each.source for each in self.picked}
        for row, known in rows:
            job = fresh_thumbnails.applied(known, self.news) if known is not None else None
            page = self.batch.store.page_of(job.id) if job is not None and wanted & _OF_PAGES else None
            line = export_columns.Line(row, job, export_columns.results_of(job, page))
            if job is not None and wanted & {"submitted_at", "video_file", "duration"}:
                line = self._more(line, job)
            yield line

    def _more(self, line: export_columns.Line, job: state.Job) -> export_columns.Line:
        path = self.video_file(job) if line.results["status"] != models.Stage.EXCLUDED else None
        return dataclasses.replace(
            line,
            submitted_at=_submitted_at(self.batch.store, job),
            video_file=str(path or ""),
            seconds=self.seconds_of(path) if path is not None and job.seconds is None else None,
        )


def _submitted_at(store: state.Store, job: state.Job) -> str:
    if job.attempt is None:
        return ""
    try:
        return store.attempt(job.attempt).started_at
    except LookupError:
        return ""


def _wanted(
    line: export_columns.Line,
    options: ExportOptions,
    left_out: collections.Counter[str],
    numbers: Mapping[str, list[int]],
) -> bool:
    status = line.results.get("status", "")
    if not options.ready_only or status == models.Stage.READY:
        return True
    why = status or words.NOT_SENT
    left_out[why] += 1
    if len(numbers[why]) < _SHOWN_ROWS:
        numbers[why].append(line.row.number)
    return False


def _put(
    target: Path | Literal["-"],
    form: Format,
    picked: Sequence[export_columns.Picked],
    lines: Iterable[export_columns.Line],
    *,
    spare: atomic.Spare,
) -> int:
    count = 0

    def texts() -> Iterator[list[str]]:
        nonlocal count
        for line in lines:
            count += 1
            yield [each.text(line) for each in picked]

    headers = [each.header for each in picked]
    if form == "jsonl":
        _put_jsonl(target, _distinct(headers), texts(), spare)
    elif target == "-":
        sheets.print_table(sys.stdout.buffer, headers, texts())
    else:
        place = target if form != "xlsx" else _as_workbook(target)
        sheets.write_export(place, headers, texts(), spare=spare)
    return count


def _as_workbook(target: Path) -> Path:
    if target.suffix.lower() != ".xlsx":
        raise errors.UsageError(words.not_a_workbook(target.name))
    return target


def _put_jsonl(
    target: Path | Literal["-"],
    headers: Sequence[str],
    rows: Iterable[Sequence[str]],
    spare: atomic.Spare,
) -> None:
    lines = (json.dumps(dict(zip(headers, row, strict=True)), ensure_ascii=True) + "\n" for row in rows)
    if target == "-":
        sys.stdout.writelines(lines)
    else:
        sheets.write_lines(target, lines, spare=spare)


def _distinct(headers: Sequence[str]) -> list[str]:
    """Return headers as the keys of an object: a second one of a name gets a number."""
    seen: collections.Counter[str] = collections.Counter()
    keys = []
    for header in headers:
        seen[header] += 1
        keys.append(header if seen[header] == 1 else f"{header} ({seen[header]})")
    return keys

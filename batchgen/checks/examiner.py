"""The examiner: a row's request, its problems, its hash and its minutes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from batchgen import characters, models
from batchgen import settings as settings_module
from batchgen.checks import columns_in_use, duration, fill_ins, odd_rows, placeholders, script_linter, words
from batchgen.checks.pages import page_checks
from batchgen.merge import Merged, Merger, columns_of, page_templates
from batchgen.merge import kinds as kinds_module
from batchgen.merge.speech import pronunciation
from batchgen.merge.templates import script_template
from batchgen.tavus import keys, request_rules, video_request

MAX_KNOWN = 10_000
"""Field values whose rules are remembered."""
_BLOCK = 64
"""Rows that are merged before they are checked: the same work in a row takes a processor less time."""
_SENT = (*request_rules.URL_FIELDS, "video_name")
"""Fields beside the script that a mark must not reach."""
HOLDS_KEY = models.Problem("api-key", words.KEY_IN_ROW, hint=words.FIND_KEY)


class Examined(NamedTuple):
    """What a row came to; a tuple, since one is made of every row of a large sheet.

    `request` is None if it cannot be made, and `request_hash` is empty then; `minutes` is an estimate,
    0 for audio of unknown length; `replaced` is what the pronunciation list changed, `branches` the arms of
    `if` taken, if counted, `template` the name of the script's; `unscripted` as in Merged. `page` is what the
    page of its video says, with the problems of these texts alone; None without pages.
    """

    row: models.Row
    request: video_request.VideoRequest | None
    request_hash: str
    minutes: float
    problems: tuple[models.Problem, ...]
    locale: str = ""
    replaced: pronunciation.Replaced = ()
    branches: tuple[str, ...] = ()
    template: str = ""
    unscripted: bool = False
    page: page_templates.PageTexts | None = None


class _MergedRow(NamedTuple):
    """A row that is merged and not checked; `use` are the columns that were in use then."""

    row: models.Row
    merged: Merged
    page: page_templates.PageTexts | None = None
    use: columns_in_use.Use = columns_in_use.Use()


class Examiner:
    """Merges and checks rows of one sheet. Raises what Merger raises.

    `known` maps a replica to the real minutes of its finished videos over their estimate. Branches are
    counted if the settings are verbose, unless `count_branches` says otherwise. A row whose request would
    hold an API key has no request: `api_key` is looked for, and every key that this machine knows.
    `stored_kinds` are the kinds of columns that the state file remembers; `study` decides the others.
    `audio_seconds` gives the length of a sound file, where it is known.
    """

    def __init__(
        self,
        settings: settings_module.Settings,
        columns: Sequence[models.Column],
        *,
        known: Mapping[str, float] | None = None,
        count_branches: bool | None = None,
        api_key: str = "",
        stored_kinds: str = "",
        audio_seconds: Callable[[str], float | None] = lambda _: None,
    ) -> None:
        self.settings = settings
        self.api_key = api_key
        self._keys = keys.Keys((api_key, *settings_module.known_keys(settings)))
        self.columns = tuple(columns)
        self.known = dict(known or {})
        self.count_branches = settings.verbose if count_branches is None else count_branches
        self.merger = Merger(settings, columns, count_branches=self.count_branches, stored_kinds=stored_kinds)
        self._audio_seconds = audio_seconds
        self._clock = duration.Clock(settings, self.known)
        own_marks = placeholders.of_headers(self.columns)
        self._linter = script_linter.Linter(settings.allow, (*own_marks, *script_linter.RULES))
        self._sent_linter = script_linter.Linter(
            settings.allow, (*own_marks, *placeholders.SENT, fill_ins.ERRORS_OF_SHEETS)
        )
        self._page_checks = page_checks.PageChecks(settings, own_marks, self._from_cell)
        given = {*settings.fields, *self.merger.column_fields}
        self._names_videos = "video_name" in given
        self._sent = tuple(name for name in _SENT if name in given or name == "video_name")
        self._sent_known: dict[str, list[models.Problem]] = {}
        self._in_use = columns_in_use.ColumnsInUse(self.merger, self.columns)
        self._use = columns_in_use.Use()  # while a row is checked: that of when it was merged
        self._spoken_headers: dict[str, tuple[models.Problem, ...]] = {}
        self._ruled = tuple(sorted(self.merger.varying - {"script", "video_name"}))
        self._rules_known: dict[object, list[models.Problem]] = {}

    @property
    def problems(self) -> tuple[models.Problem, ...]:
        """Problems of the whole sheet."""
        return (*self.merger.problems, *self._page_checks.problems)

    @property
    def kinds(self) -> kinds_module.Kinds:
        """The kinds of the columns, complete once `study` has looked at the rows."""
        return self.merger.kinds

    def study(self, rows: Iterable[models.Row]) -> Iterator[models.Row]:
        """Yield the rows of the sheet, after the first of them have decided the kinds of its columns.

        The rows that are not people say so in `odd`.
        """
        marked = odd_rows.OddRows(self.columns).marked(rows)
        return self.merger.study(marked, columns_of(self.settings.where, self.columns))

    def examine(self, row: models.Row) -> Examined:
        """Return a row's request with all its problems."""
        return next(self.examine_all((row,)))

    def examine_all(self, rows: Iterable[models.Row]) -> Iterator[Examined]:
        """Yield the request of each row with all its problems."""
        coming = iter(rows)
        while block := list(itertools.islice(coming, _BLOCK)):
            merged = [self._merged(row) for row in block]
            requests = [each.merged.request for each in merged]
            self._look_at_sent(requests)
            linted = self._linter.lint_all([request.script if request else "" for request in requests])
            yield from [self._checked(each, found) for each, found in zip(merged, linted, strict=True)]

    def _merged(self, row: models.Row) -> _MergedRow:
        if row.ragged is not None:  # whatever the script: no fallback stands in for its cells
            return _MergedRow(row, Merged(None, (models.ragged(row.ragged.why, row=row.number),), ""))
        merged = self.merger.merge(row)
        page = self.merger.page(row) if self.settings.page is not None else None
        return _MergedRow(row, merged, page, self._in_use.latest())

    def _look_at_sent(self, requests: Iterable[video_request.VideoRequest | None]) -> None:
        """Look through the texts beside the scripts that are not known yet."""
        if len(self._sent_known) > MAX_KNOWN:
            self._sent_known.clear()
        texts = [request.fields.get(name) for request in requests if request for name in self._sent]
        new = {text: None for text in texts if isinstance(text, str) and text not in self._sent_known}
        self._sent_known.update(zip(new, self._sent_linter.marks_of_all([*new]), strict=True))

    def _checked(self, merged_row: _MergedRow, linted: list[models.Problem]) -> Examined:
        row, merged, page, self._use = merged_row
        found = self._examined(row, merged, linted)
        if row.ragged is not None:
            return found
        if page is not None:
            page = self._page_checks.checked(row, page)
            found = found._replace(page=page, problems=(*found.problems, *page.problems))
        return self._without_key(found) if self._keys else found

    def _without_key(self, found: Examined) -> Examined:
        """Leave nothing of a row whose request, or a problem that quotes it, holds a key."""
        texts = (
            [text for text in found.request.fields.values() if isinstance(text, str)] if found.request else []
        )
        texts += found.page.texts.values() if found.page is not None else ()
        for problem in found.problems:
            texts += (problem.message, problem.value, problem.hint)
        if not self._keys.are_in("\n".join(texts)):
            return found
        problem = HOLDS_KEY._replace(row=found.row.number)
        return Examined(found.row, None, "", 0.0, (problem,), found.locale, template=found.template)

    def _examined(self, row: models.Row, merged: Merged, linted: list[models.Problem]) -> Examined:
        request = merged.request
        if request is None:
            return Examined(
                row, None, "", 0.0, merged.problems, merged.locale, (), merged.branches, merged.template
            )
        script = request.script
        minutes = self._minutes(request, merged.locale)
        found = self._broken(request, merged)
        if found:
            found = [self._of_address(row, problem) for problem in found]
        found += self._marks(row, request, script)
        if script:
            spoken = self._placed(row, linted, merged)
            found += (*spoken, *self._cells_heard(row, script, merged, (*found, *spoken)))
            found += self._length(minutes)
        problems = merged.problems
        if found:
            problems = (*problems, *(p if p.row else p._replace(row=row.number) for p in found))
        return Examined(
            row,
            request,
            request.hash(),
            minutes,
            problems,
            merged.locale,
            merged.replaced,
            merged.branches,
            merged.template,
            merged.unscripted,
        )

    def _cells_heard(
        self, row: models.Row, script: str, merged: Merged, others: Sequence[models.Problem]
    ) -> list[models.Problem]:
        """Return what is wrong with cells in the script that no other problem tells already."""
        found: list[models.Problem] = []
        if headers := self._headers(row, script, merged):
            told = " ".join(p.message for p in others if p.kind == placeholders.KIND)
            found += (problem for problem in headers if problem.value not in told)
        if not script_linter.JUNK.isdisjoint(row.cells):
            wrong = {problem.column for problem in others if problem.kind == request_rules.KIND}
            wrong |= {problem.column for problem in merged.problems if problem.severity == "error"}
            found += (problem for problem in self._junk(row) if problem.column not in wrong)
        return found

    def _minutes(self, request: video_request.VideoRequest, locale: str) -> float:
        if script := request.script:
            return self._clock.minutes(script, locale, request.replica_id)
        audio = request.audio_url
        return (self._audio_seconds(audio) or 0.0) / 60 if audio else 0.0

    def _broken(self, request: video_request.VideoRequest, merged: Merged) -> list[models.Problem]:
        """Return broken request rules, asked anew only where the fields they look at are new."""
        fields = request.fields
        looked_at = ("script" in fields, *[fields.get(name) for name in self._ruled])
        known = self._rules_known.get(looked_at)
        if known is None:
            if len(self._rules_known) >= MAX_KNOWN:
                self._rules_known.clear()
            known = self._rules_known[looked_at] = request_rules.broken(fields)
        return self._untold(known, merged) if known else []

    def _untold(self, found: list[models.Problem], merged: Merged) -> list[models.Problem]:
        """Leave out what another problem already explains."""
        kinds = {problem.kind for problem in self.problems}
        if "no-replica" in kinds or any(
            p.column == self.merger.column_of("replica_id") or p.kind == "lookup" for p in merged.problems
        ):
            found = [problem for problem in found if problem.column != "replica_id"]
        if "no-script" in kinds or any(p.kind in {"template", "blank", "fault"} for p in merged.problems):
            found = [problem for problem in found if problem.column != "script"]
        return [self.named(p) if p.column == "replica_id" else p for p in found]

    def named(self, problem: models.Problem) -> models.Problem:
        """Return a problem of a request field with the column that the sheet has for it, if it has one."""
        return problem._replace(column=self.merger.column_of(problem.column)) if problem.column else problem

    def _marks(
        self, row: models.Row, request: video_request.VideoRequest, script: str
    ) -> Iterator[models.Problem]:
        """Yield marks of other tools and garbled text in what is sent beside the script.

        Garbled text in our own label of a video, which nobody asked for, stops no row.
        """
        for name in self._sent:
            text = request.fields.get(name)
            if not isinstance(text, str):
                continue
            for problem in self._sent_known[text]:
                if name == "video_name" and problem.value in script:
                    continue  # the script's own problem says it already
                if problem.kind == placeholders.KIND or name != "video_name" or self._names_videos:
                    yield self._from_cell(row, problem, name)

    def _headers(self, row: models.Row, script: str, merged: Merged) -> list[models.Problem]:
        """Return headers that would be spoken: of the template's own text, and cells that repeat theirs."""
        found: list[models.Problem] = []
        own = self.merger.scripts.get(merged.template)
        if own is not None:
            if own.name not in self._spoken_headers:
                self._spoken_headers[own.name] = self._headers_of(own)
            found += self._spoken_headers[own.name]
        cells, count = row.cells, len(row.cells)
        for column, index, header, longest in self._use.columns:
            cell = cells[index].strip() if index < count else ""
            # Few cells begin as their headers do.
            if len(cell) > longest or cell[:1].casefold() != header[:1]:
                continue
            if header and placeholders.squashed(cell) == header and not self._linter.allows(cell):
                in_own_text = own.own_text.casefold().count(cell.casefold()) if own else 0
                if script.casefold().count(cell.casefold()) > in_own_text:
                    found.append(placeholders.own_header(cell, column))
        return found

    def _headers_of(self, script: script_template.Script) -> tuple[models.Problem, ...]:
        used = script.used_names()
        unused = [c for c in self.columns if c.name and not c.ours and c.name not in used]
        found = () if script.everything else placeholders.headers_spoken(script.own_text, unused, script.name)
        return tuple(p for p in found if not self._linter.allows(p.value) and not self._linter.allows(p.kind))

    def _from_cell(self, row: models.Row, problem: models.Problem, field: str = "") -> models.Problem:
        """Return a problem with the cell that its text comes from, else with its field."""
        column, cell = self._origin(row, problem.value)
        hint = problem.hint
        if problem.kind == placeholders.KIND and (name := placeholders.meant(problem.value, self.columns)):
            hint = words.write_column(name) if column is None else words.CORRECT_CELL
        message = f"{field}: {problem.message}" if field and column else problem.message
        where = column or field or None
        return models.Problem(problem.kind, message, problem.severity, row.number, where, cell, hint)

    def _placed(self, row: models.Row, linted: list[models.Problem], merged: Merged) -> list[models.Problem]:
        """Return what would be read out wrongly, with the cell that it comes from, if it comes from one."""
        if linted and any(problem.kind == "blank" for problem in merged.problems):
            # "Hi ," is what the blank left.
            linted = [problem for problem in linted if problem.kind != "punctuation"]
        return [self._from_cell(row, problem) for problem in linted]

    def _origin(self, row: models.Row, text: str) -> tuple[str | None, str]:
        for name, index in self._use.places if text else ():
            if index < len(row.cells) and text in row.cells[index]:
                return name, row.cells[index]
        return None, ""

    def _of_address(self, row: models.Row, problem: models.Problem) -> models.Problem:
        """Return a broken rule of an address with the cell that the address was made of: "N/A"."""
        if problem.column not in request_rules.URL_FIELDS:
            return problem
        wrong = problem.value.removeprefix("https://")
        for name, index in self._use.places:
            cell = characters.trimmed(row.cells[index]) if index < len(row.cells) else ""
            if cell and cell in {wrong, problem.value}:
                return problem._replace(column=name, value=cell)
        return problem

    def _junk(self, row: models.Row) -> Iterator[models.Problem]:
        for name, index in self._use.places:
            cell = row.cells[index].strip() if index < len(row.cells) else ""
            if cell in script_linter.JUNK and not self._linter.allows(cell):
                hint = words.empty_or_allow(cell)
                yield models.Problem("junk-value", words.would_say(cell), "warning", None, name, cell, hint)

    def _length(self, minutes: float) -> Sequence[models.Problem]:
        if minutes > script_linter.MAX_MINUTES and not self._linter.allows("too-long"):
            text, hint = words.too_long(minutes, script_linter.MAX_MINUTES), words.SHORTEN_SCRIPT
            return [models.Problem("too-long", text, "warning", column="script", hint=hint)]
        if minutes * 60 < script_linter.MIN_SECONDS and not self._linter.allows("too-short"):
            text, hint = words.too_short(minutes * 60, script_linter.MIN_SECONDS), words.LENGTHEN_SCRIPT
            return [models.Problem("too-short", text, "warning", column="script", hint=hint)]
        return ()

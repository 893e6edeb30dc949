"""The merger: a row of the sheet becomes the request of one video."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from batchgen import errors, models
from batchgen import settings as settings_module
from batchgen.merge import (
    environment,
    filters,
    gaps,
    labels,
    lookup,
    numbers,
    pronounce,
    requests,
    scripts,
    shipped,
    sources,
    values,
)
from batchgen.merge import notes as notes_module

TEMPLATE_COLUMN = "template"
LOCALE_COLUMN = "locale"


@dataclasses.dataclass(frozen=True, slots=True)
class Merged:
    """What a row came to. `request` is None if a template failed; with blanks it holds what was rendered.

    `replaced` is what the pronunciation list changed; `branches` the arms of `if` taken, if counted;
    `template` the name of the script's template.
    """

    request: models.VideoRequest | None
    problems: tuple[models.Problem, ...]
    locale: str
    replaced: pronounce.Replaced = ()
    branches: tuple[str, ...] = ()
    template: str = ""


class Merger:
    """Merges rows of one sheet. Not for several threads at once: give each thread its own.

    Raises TemplateError (file, line) for a template that cannot be used at all, SettingsError for lists and a
    locale that cannot be read. `problems` are those of the whole sheet; more may come when a `template`
    column picks further templates.
    """

    def __init__(
        self,
        settings: settings_module.Settings,
        columns: Sequence[models.Column],
        *,
        count_branches: bool = False,
    ) -> None:
        self._settings = settings
        self._columns = scripts.Columns(columns)
        self._notes = notes_module.Notes(_checked_locale(settings.locale))
        self._cells = values.Cells(columns, self._notes)
        self._labels = labels.Labels(columns)
        self._sources = sources.Sources(_folders(settings))
        self._environment = self._make_environment(count_branches=count_branches)
        self._pronunciation = pronounce.Pronunciation(settings.pronounce)
        self._problems: list[models.Problem] = []
        self._picked: dict[str, scripts.Script | models.Problem] = {}
        self._used: set[str] = set()
        self.column_fields: Mapping[str, models.Column] = requests.column_fields(
            self._columns.by_name, settings
        )
        self._fields = tuple(self._make_fields())
        self._note_gaps()

    @property
    def problems(self) -> tuple[models.Problem, ...]:
        """Problems of the whole sheet: columns that a template names and the sheet lacks, doubled headers."""
        return tuple(self._problems)

    @property
    def used(self) -> frozenset[str]:
        """Folded names of the columns that templates and request fields use so far."""
        by_role = {n for n in (TEMPLATE_COLUMN, LOCALE_COLUMN) if n in self._columns.by_name}
        return frozenset(self._used | by_role | set(self.column_fields))

    def merge(self, row: models.Row) -> Merged:
        """Return what a row asks for, with the row's problems."""
        notes = self._notes
        notes.reset(self._settings.locale)
        self._choose_locale(row)
        fields: dict[str, models.FieldValue] = {}
        replaced: pronounce.Replaced = ()
        whole = True
        used = ""
        for field in self._fields:
            notes.field = field.name
            script = self._template_of(row, field)
            text = self._text(row, field, script)
            if text is None:
                whole = False
                continue
            if field.name == "script":
                used = script.name if script else ""
                text, replaced = self._pronunciation.apply(scripts.tidy_text(text))
            value = requests.typed(field.name, text, notes)
            if value is not None:
                fields[field.name] = value
        label = self._labels.label(row)
        if label:
            fields.setdefault("video_name", label)
        return Merged(
            models.VideoRequest(fields) if whole else None,
            tuple(self._placed(problem, row) for problem in notes.problems),
            notes.locale,
            replaced,
            tuple(notes.branches),
            used,
        )

    def _placed(self, problem: models.Problem, row: models.Row) -> models.Problem:
        """Add the row, and the column if the problem's value stands in one that templates use."""
        column = problem.column
        if column is None and problem.value:
            known = self._columns.by_name.items()
            holders = (
                name
                for name, c in known
                if name in self._used and row.cells[c.index : c.index + 1] == (problem.value,)
            )
            column = next(holders, None)
        return dataclasses.replace(problem, row=row.number, column=column)

    def _choose_locale(self, row: models.Row) -> None:
        column = self._columns.by_name.get(LOCALE_COLUMN)
        wish = str(self._cells.value(row, column.index) or "").strip() if column is not None else ""
        if not wish:
            return
        try:
            self._notes.locale = str(numbers.locale_of(wish))
        except ValueError as error:
            hint = f"{self._settings.locale} was taken."
            self._notes.add(
                "locale", str(error), severity="warning", column=LOCALE_COLUMN, value=wish, hint=hint
            )

    def _text(self, row: models.Row, field: requests.Field, script: scripts.Script | None) -> str | None:
        """Return a field's text before it is typed: of its column, else of its template. None: it failed."""
        if field.column is not None:
            index = field.column.index
            if index in row.faults:
                what = f"{row.faults[index]}, used as the request field {field.name}"
                self._notes.add("fault", what, column=field.name, value=row.cells[index])
                return None
            cell = self._cells.value(row, index)
            if cell:
                return str(cell)
        if script is None:
            return "" if self._notes.field != "script" or not self._notes.problems else None
        return script.render(row, self._cells, self._notes)

    def _template_of(self, row: models.Row, field: requests.Field) -> scripts.Script | None:
        column = self._columns.by_name.get(TEMPLATE_COLUMN) if field.name == "script" else None
        wish = str(self._cells.value(row, column.index) or "").strip() if column is not None else ""
        if not wish:
            return field.script
        found = self._pick(wish)
        if isinstance(found, models.Problem):
            self._notes.problems.append(found)
            return None
        return found

    def _pick(self, wish: str) -> scripts.Script | models.Problem:
        if wish not in self._picked:
            name = self._sources.named(wish)
            self._picked[wish] = self._load(wish, name)
        return self._picked[wish]

    def _load(self, wish: str, name: str) -> scripts.Script | models.Problem:
        path = self._sources.find(name) if name else None
        if path is None:
            hint = self._sources.suggestion(wish)
            return models.Problem(
                "template", f'there is no template "{wish}"', column=TEMPLATE_COLUMN, value=wish, hint=hint
            )
        try:
            return self._compiled(sources.tidy(sources.read(path)), name, str(path))
        except errors.TemplateError as error:
            return models.Problem(
                "template", error.message, column=TEMPLATE_COLUMN, value=wish, hint=error.hint
            )

    def _compiled(self, source: str, name: str, filename: str) -> scripts.Script:
        script = scripts.Script(self._environment, source, name, filename, self._columns)
        self._used |= script.used_names()
        found = gaps.of_script(script, self._columns)
        self._problems += [problem for problem in found if problem not in self._problems]
        return script

    def _make_environment(self, *, count_branches: bool) -> environment.Environment:
        tables = filters.Lookup(lookup.tables(self._settings.lookup), self._notes)
        ours = {**filters.speech(self._notes), "lookup": tables.filter()}
        made = environment.Environment(self._sources, self._notes, ours)
        made.count_branches = count_branches
        return made

    def _make_fields(self) -> Iterator[requests.Field]:
        for name in models.REQUEST_FIELDS:
            script = self._field_script(name)
            column = self.column_fields.get(name)
            picks = name == "script" and TEMPLATE_COLUMN in self._columns.by_name
            if script is not None or column is not None or picks:
                yield requests.Field(name, script, column)

    def _field_script(self, name: str) -> scripts.Script | None:
        template = self._settings.template
        if name == "script" and template is not None and self._settings.field_sources.get(name) != "flag":
            return self._compiled(sources.tidy(sources.read(template)), template.name, str(template))
        text = self._settings.fields.get(name, "")
        if not text.strip():
            return None
        shown = requests.source_name(name, self._settings)
        return self._compiled(text, shown, f"<{shown}>")

    def _note_gaps(self) -> None:
        made = {field.name for field in self._fields}
        if not made & {"script", "audio_url"}:
            self._problems.append(gaps.no_script(self._columns))
        if "replica_id" not in made:
            self._problems.append(gaps.NO_REPLICA)


def _folders(settings: settings_module.Settings) -> list[Path]:
    """Return where templates are looked for: beside the template, beside the campaign, among the shipped."""
    beside = [path.resolve().parent for path in (settings.template, settings.campaign) if path is not None]
    return [*beside, shipped.templates()]


def _checked_locale(name: str) -> str:
    try:
        return str(numbers.locale_of(name))
    except ValueError as error:
        raise errors.SettingsError(f"The setting locale: {error}.") from error

"""The merger: a row of the sheet becomes the request of one video."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from batchgen import characters, errors, models
from batchgen import settings as settings_module
from batchgen.merge import (
    kinds,
    lookup,
    missing_columns,
    page_templates,
    request_fields,
    template_files,
    video_names,
    words,
)
from batchgen.merge import template_columns as columns_module
from batchgen.merge.speech import filters, locales, pronunciation
from batchgen.merge.templates import environment, package_folders, script_template, sources, values
from batchgen.merge.templates import render_notes as notes_module
from batchgen.tavus import video_request

TEMPLATE_COLUMN = "template"
LOCALE_COLUMN = "locale"
REPLICA = "replica_id"
MAX_PICKED = 1_000
"""Names of templates in cells that are remembered with what they came to."""


class Merged(NamedTuple):
    """What a row came to; a tuple, since one is made of every row of a large sheet.

    `request` is None if a template failed; with blanks it holds what could be rendered. `replaced` is what
    the pronunciation list changed, `branches` the arms of `if` taken, if counted, `template` the script's;
    `unscripted` says that the row's own audio file is spoken in place of the campaign's script.
    """

    request: video_request.VideoRequest | None
    problems: tuple[models.Problem, ...]
    locale: str
    replaced: pronunciation.Replaced = ()
    branches: tuple[str, ...] = ()
    template: str = ""
    unscripted: bool = False


class Merger:
    """Merges rows of one sheet. Not for several threads at once: give each thread its own.

    Raises TemplateError (file, line) for a template that cannot be used at all, SettingsError for lists and a
    locale that cannot be read. `problems` are those of the whole sheet; more may come when a `template`
    column, if the settings let it, picks further templates. `stored_kinds` are the kinds that the state file
    remembers; `study` decides the others.
    """

    def __init__(
        self,
        settings: settings_module.Settings,
        columns: Sequence[models.Column],
        *,
        count_branches: bool = False,
        stored_kinds: str = "",
    ) -> None:
        self._settings = settings
        self._columns = columns_module.Columns(columns)
        self._locale = _checked_locale(settings.locale)
        self._notes = notes_module.Notes(self._locale, is_named="locale" in settings.model_fields_set)
        self._locale_column = self._columns.by_name.get(LOCALE_COLUMN)
        self.kinds = kinds_of(settings, columns, stored=stored_kinds)
        self._cells = values.Cells(columns, self._notes, self.kinds)
        self._labels = video_names.Labels(columns)
        self._admitted = template_files.Admission(settings)
        self._sources = sources.of(settings, self._admitted)
        self._environment = self._make_environment(count_branches=count_branches)
        self._pronunciation = pronunciation.Pronunciation(settings.pronounce)
        self._problems: list[models.Problem] = list(self.kinds.problems)
        self._picked: dict[str, script_template.Script | models.Problem] = {}
        self._used: set[str] = set()
        self.scripts: dict[str, script_template.Script] = {}
        self.column_fields: Mapping[str, tuple[models.Column, ...]] = request_fields.column_fields(
            self._columns.by_name, settings
        )
        self._template_column = (
            self._columns.by_name.get(TEMPLATE_COLUMN) if settings.template_column else None
        )
        made = tuple(self._make_fields())
        self._constants = self._constant_fields(made)
        self._fields = tuple(field for field in made if field.name not in self._constants)
        self._page = page_templates.PageTemplates(settings, self._compiled)
        self._note_gaps({field.name for field in made})

    @property
    def problems(self) -> tuple[models.Problem, ...]:
        """Problems of the whole sheet: columns that a template names and the sheet lacks, doubled headers."""
        return tuple(self._problems)

    @property
    def varying(self) -> frozenset[str]:
        """Request fields that a row can give or change; `video_name` always can."""
        return frozenset({field.name for field in self._fields} | {"video_name"})

    @property
    def template(self) -> str:
        """The name of the script's template, where no cell picks another."""
        return next((f.script.name for f in self._fields if f.name == "script" and f.script), "")

    @property
    def files(self) -> frozenset[Path]:
        """The user's files that scripts come from so far: templates, or a campaign file with the text."""
        inline = self._settings.campaign if "script" in self._settings.fields else None
        own = {path for path in self._sources.used if not path.is_relative_to(package_folders.templates())}
        return frozenset(own or ({inline} if inline is not None else ()))

    @property
    def labelling(self) -> frozenset[str]:
        """Folded names of the columns that a video's name is made of."""
        return self._labels.names

    @property
    def used(self) -> frozenset[str]:
        """Folded names of the columns that templates and request fields use so far."""
        by_role = {c.name for c in (self._template_column, self._locale_column) if c is not None}
        by_field = {column.name for columns in self.column_fields.values() for column in columns}
        return frozenset(self._used | by_role | by_field)

    def column_of(self, field: str) -> str:
        """Return the folded name of the one column that gives a request field, or the field's own name."""
        known = self._columns.by_name
        return next((each.source(known) for each in self._fields if each.name == field), field)

    def study(self, rows: Iterable[models.Row], others: Iterable[str] = ()) -> Iterator[models.Row]:
        """Yield the rows, after the first of them have decided the kinds of the columns that are used.

        `others` are folded names of columns that matter besides those of the templates.
        """
        all_of_them = self._template_column is not None
        return self.kinds.study(rows, None if all_of_them else {*self.used, *others})

    def merge(self, row: models.Row, *, gap: str = "") -> Merged:
        """Return what a row asks for, with the row's problems; `gap` is said for an empty cell."""
        notes = self._notes
        notes.reset(self._locale)
        notes.gap = gap
        if self._locale_column is not None:
            self._choose_locale(row, self._locale_column)
        fields = dict(self._constants)
        replaced: pronunciation.Replaced = ()
        whole, used, unscripted = True, "", False
        for field in self._fields:
            notes.enter(field.name)
            if field.name == "script" and (audio := self._own_audio(row)):
                # A cell is stronger than what the campaign says for all rows: its script is not even asked.
                unscripted = True
                self._check_one_speaks(row, field, audio)
                continue
            script = field.script if field.name != "script" else self._template_of(row, field)
            text = self._text(row, field, script)
            if text is None:
                whole = False
                continue
            if field.name == "script":
                used = script.name if script else ""
                text, replaced = self._spoken(text)
            value = request_fields.typed(field.name, text, notes, self._settings.replica_names)
            if value is not None:
                fields[field.name] = value
        if "video_name" not in fields and (label := self._labels.label(row)):
            fields["video_name"] = label
        problems = tuple(self._placed(problem, row) for problem in notes.problems) if notes.problems else ()
        request = video_request.VideoRequest(fields) if whole else None
        return Merged(request, problems, notes.locale, replaced, tuple(notes.branches), used, unscripted)

    def page(self, row: models.Row) -> page_templates.PageTexts:
        """Return what the page of the row that was merged last says, with the row's own locale."""
        made = self._page.render(row, self._cells, self._notes)
        return made._replace(problems=tuple(self._placed(problem, row) for problem in made.problems))

    def _own_audio(self, row: models.Row) -> str:
        """Return the audio file of the row's own cell, or empty."""
        for column in self.column_fields.get("audio_url", ()):
            if column.index not in row.faults:
                return characters.visible(str(self._cells.value(row, column.index) or ""))
        return ""

    def _check_one_speaks(self, row: models.Row, script: request_fields.Field, audio: str) -> None:
        """Note an error if the row's own cells name both a script and an audio file."""
        for column in (*script.columns, self._template_column):
            if column is not None and self._cells.value(row, column.index):
                self._notes.add(
                    "request-rule",
                    words.two_speak(column.name),
                    column="audio_url",
                    value=audio,
                    hint=words.EMPTY_ONE,
                )
                return

    def _spoken(self, text: str) -> tuple[str, pronunciation.Replaced]:
        text = script_template.tidy_text(text)
        return self._pronunciation.apply(text) if self._settings.pronounce else (text, ())

    def _placed(self, problem: models.Problem, row: models.Row) -> models.Problem:
        """Add the row, and the column if the problem's value stands in one that templates use."""
        column = self.column_of(REPLICA) if problem.column == REPLICA else problem.column
        if column is None and problem.value:
            known = self._columns.by_name.items()
            holders = (
                name
                for name, c in known
                if name in self._used and row.cells[c.index : c.index + 1] == (problem.value,)
            )
            column = next(holders, None)
        return problem._replace(row=row.number, column=column)

    def _choose_locale(self, row: models.Row, column: models.Column) -> None:
        cell = str(self._cells.value(row, column.index) or "")
        if not cell:
            return
        try:
            locale = str(locales.of(cell))
            self._notes.speak(locale, named=locale)
        except ValueError as error:
            hint = words.other_locale(self._settings.locale)
            self._notes.add(
                "locale", str(error), severity="warning", column=LOCALE_COLUMN, value=cell, hint=hint
            )

    def _text(
        self, row: models.Row, field: request_fields.Field, script: script_template.Script | None
    ) -> str | None:
        """Return a field's text before it is typed: of its column, else of its template. None: it failed."""
        if field.columns:
            cell = request_fields.own_cell(field, row, self._cells, self._notes)
            if cell != "":
                return cell
        if script is None:
            return "" if self._notes.field != "script" or not self._notes.problems else None
        return script.render(row, self._cells, self._notes)

    def _template_of(self, row: models.Row, field: request_fields.Field) -> script_template.Script | None:
        column = self._template_column
        if column is None:
            return field.script
        if column.index in row.faults:
            what = words.fault_as_template(row.faults[column.index])
            self._notes.add("fault", what, column=TEMPLATE_COLUMN, value=row.cells[column.index])
            return None
        cell = str(self._cells.value(row, column.index) or "")
        if not cell:
            return field.script
        found = self._pick(cell)
        if isinstance(found, models.Problem):
            self._notes.problems.append(found)
            return None
        return found

    def _pick(self, cell: str) -> script_template.Script | models.Problem:
        if cell not in self._picked:
            if len(self._picked) >= MAX_PICKED:
                self._picked.clear()
            self._picked[cell] = self._load(cell)
        return self._picked[cell]

    def _load(self, cell: str) -> script_template.Script | models.Problem:
        shown = notes_module.short(cell)
        try:
            name = self._sources.named(cell)
            path = self._sources.find(name) if name else None
            if path is not None:
                return self._compiled(self._sources.read(path), name, str(path))
            what, hint = words.no_template(shown), self._sources.suggestion(shown)
        except errors.TemplateError as error:
            what, hint = error.message.rstrip("."), error.hint
        return models.Problem("template", what, column=TEMPLATE_COLUMN, value=shown, hint=hint)

    def _compiled(self, source: str, name: str, filename: str) -> script_template.Script:
        with self._notes.aside():
            script = script_template.Script(self._environment, source, name, filename, self._columns)
        self._used |= script.used_names()
        self.kinds.used_with(script.filters())
        self.scripts[name] = script
        found = missing_columns.of_script(script, self._columns)
        self._problems += [problem for problem in found if problem not in self._problems]
        return script

    def _make_environment(self, **wishes: bool) -> environment.Environment:
        tables = filters.Lookup(lookup.tables(self._settings.lookup), self._notes)
        ours = {**filters.speech(self._notes), "lookup": tables.filter()}
        made = environment.Environment(self._sources, self._notes, ours, **wishes)
        self._columns.uncover(made)
        return made

    def _make_fields(self) -> Iterator[request_fields.Field]:
        for name in video_request.REQUEST_FIELDS:
            script = self._field_script(name)
            columns = self.column_fields.get(name, ())
            picks = name == "script" and self._template_column is not None
            if script is not None or columns or picks:
                yield request_fields.Field(name, script, columns)

    def _field_script(self, name: str) -> script_template.Script | None:
        template, source = self._settings.template, self._settings.field_sources.get(name)
        if name == "script" and template is not None and source != "flag":
            self._admitted.check_named(template)
            return self._compiled(self._sources.read(template), template.name, str(template))
        text = self._settings.fields.get(name, "")
        if source == settings_module.DRAFT:
            text = sources.checked(text, request_fields.source_name(name, self._settings))
        if not text.strip():
            return None
        shown = request_fields.source_name(name, self._settings)
        return self._compiled(sources.tidy(text), shown, f"<{shown}>")

    def _constant_fields(self, made: Sequence[request_fields.Field]) -> dict[str, video_request.FieldValue]:
        """Return the fields that are the same for every row, ready to send."""
        constant: dict[str, video_request.FieldValue] = {}
        for field in made:
            if field.script is None or not field.script.static or field.columns:
                continue
            value = request_fields.typed(
                field.name, field.script.source, self._notes, self._settings.replica_names
            )
            if value is not None and field.name != "script":
                constant[field.name] = value
        return constant

    def _note_gaps(self, made: set[str]) -> None:
        if not made & {"script", "audio_url"}:
            self._problems.append(missing_columns.no_script(self._columns))
        if "replica_id" not in made:
            self._problems.append(missing_columns.NO_REPLICA)


def kinds_of(
    settings: settings_module.Settings, columns: Sequence[models.Column], *, stored: str = ""
) -> kinds.Kinds:
    """Return the kinds of a sheet's columns; `stored` are those that the state file remembers."""
    locale = columns_module.Columns(columns).by_name.get(LOCALE_COLUMN)
    return kinds.Kinds(settings, columns, stored=stored, locale=locale)


def _checked_locale(name: str) -> str:
    try:
        return str(locales.of(name))
    except ValueError as error:
        raise errors.SettingsError(words.setting_locale(error)) from error

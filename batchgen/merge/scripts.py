"""One compiled template text with the columns it needs: renders a row, or says where it failed."""

from __future__ import annotations

import re
from collections.abc import Sequence

import jinja2
from jinja2.environment import Template

from batchgen import errors, models
from batchgen.merge import blank, limits, nearest, survey, values
from batchgen.merge import environment as environment_module
from batchgen.merge import notes as notes_module

_TRAILING = re.compile(r"[ \t\r]+\n")
_GAPS = re.compile(r"\n{3,}")
MARKS = ("{{", "{%", "{#")


class Columns:
    """The input columns as templates find them: by folded name, by header."""

    def __init__(self, columns: Sequence[models.Column]) -> None:
        self.by_name: dict[str, models.Column] = {}
        self.by_header: dict[str, int] = {}
        self.doubled: dict[str, list[models.Column]] = {}
        for column in columns:
            if column.ours:
                continue
            for header in (column.header, column.header.strip().casefold(), column.name):
                self.by_header.setdefault(header, column.index)
            if column.name and column.name in self.by_name:
                self.doubled.setdefault(column.name, [self.by_name[column.name]]).append(column)
            elif column.name:
                self.by_name[column.name] = column

    def find(self, use: survey.Use) -> int | None:
        """Return the index of the column that a template names, or None."""
        if use.by_header:
            return self.by_header.get(use.name, self.by_header.get(use.name.strip().casefold()))
        found = self.by_name.get(use.name)
        return None if found is None else found.index


class Script:
    """A template text, compiled once: `needs` are the columns that it reads, `missing` names of none."""

    def __init__(
        self,
        environment: environment_module.Environment,
        source: str,
        name: str,
        filename: str,
        columns: Columns,
    ) -> None:
        self.name = name
        self.source = source
        self.static = not any(mark in source for mark in MARKS)
        self._columns = columns
        tree = _parsed(environment, source, name, filename)
        found = _surveyed(environment, tree, name)
        self.uses = found.uses
        self._row_view = found.everything or any(use.by_header for use in found.uses)
        self.everything = found.everything
        self.needs = self._needs()
        self.missing = tuple(u for u in found.uses if columns.find(u) is None or u.outside)
        code = environment.compile(source, name, filename)
        self.template: Template = environment.template_class.from_code(environment, code, environment.globals)

    def _needs(self) -> tuple[tuple[str, int], ...]:
        if self.everything:
            return tuple((name, column.index) for name, column in self._columns.by_name.items())
        used = {u.name for u in self.uses if not u.by_header and not u.outside}
        return tuple((n, c.index) for n, c in self._columns.by_name.items() if n in used)

    def used_names(self) -> set[str]:
        """Return the folded names of the columns that the script reads."""
        return {name for name, _ in self.needs} | {
            column.name
            for use in self.uses
            for column in self._columns.by_name.values()
            if use.by_header and self._columns.find(use) == column.index
        }

    def render(self, row: models.Row, cells: values.Cells, notes: notes_module.Notes) -> str | None:
        """Return the text for a row, or None after noting why there is none."""
        if self.static:
            return self.source
        context: dict[str, object] = {name: cells.value(row, index) for name, index in self.needs}
        context.update({use.name: blank.Absent(notes, use.name) for use in self.missing if not use.outside})
        if self._row_view:
            context[survey.ROW] = values.RowView(row, self._columns.by_header, cells)
        notes.steps = 0
        try:
            return self._joined(context)
        except Exception as error:  # noqa: BLE001 (a template may raise anything; the row gets it as its problem)
            notes.add("template", f"{_where(error, self)}: {_words(error)}", hint=_advice(error))
            return None

    def _joined(self, context: dict[str, object]) -> str:
        template = self.template
        parts = list(template.root_render_func(template.new_context(context)))
        if len(parts) > limits.MAX_NUMBER // 100:
            limits.joined(parts)
        return str(limits.checked("".join(parts)))


def tidy_text(text: str) -> str:
    """Trim a rendered script and take out the empty lines that template tags leave."""
    text = text.strip()
    if "\n" not in text:
        return text
    return _GAPS.sub("\n\n", _TRAILING.sub("\n", text.replace("\r\n", "\n")))


def _parsed(
    environment: environment_module.Environment, source: str, name: str, filename: str
) -> jinja2.nodes.Template:
    try:
        return environment._parse(source, name, filename)  # noqa: SLF001 (the tree for the survey)
    except jinja2.TemplateError as error:
        raise template_error(error, name) from error
    except RecursionError as error:
        raise errors.TemplateError(f"The template {name} is nested too deeply.") from error


def _surveyed(
    environment: environment_module.Environment, tree: jinja2.nodes.Template, name: str
) -> survey.Survey:
    try:
        found = survey.survey(environment, tree, name)
        environment.compile(tree, name, name)
        return found
    except jinja2.TemplateError as error:
        raise template_error(error, name) from error


def template_error(error: jinja2.TemplateError, name: str) -> errors.TemplateError:
    """Return a template's own error as ours, with file and line."""
    where = f"{getattr(error, 'name', None) or name}"
    if isinstance(error, jinja2.TemplateNotFound) and not isinstance(error, jinja2.TemplatesNotFound):
        return errors.TemplateError(f'The template {name} asks for "{error.name}", which is not there.')
    if isinstance(error, jinja2.TemplateSyntaxError):
        hint = _filter_hint(error.message or "")
        return errors.TemplateError(f"The template {where} line {error.lineno}: {error.message}", hint=hint)
    return errors.TemplateError(f"The template {name}: {error.message}")


def _filter_hint(message: str) -> str:
    unknown = re.match(r"No (?:filter|test) named '([^']+)'", message)
    if not unknown:
        return ""
    if unknown[1] in environment_module.DROPPED_FILTERS:
        return "It is left out: the same row must give the same text at every run."
    return nearest.did_you_mean(unknown[1], environment_module.known_filters())


def _where(error: BaseException, script: Script) -> str:
    traceback, line = error.__traceback__, ""
    while traceback is not None:
        template = traceback.tb_frame.f_globals.get("__jinja_template__")
        if template is not None:
            line = f"{template.name} line {template.get_corresponding_lineno(traceback.tb_lineno)}"
        traceback = traceback.tb_next
    return line or script.name


def _words(error: Exception) -> str:
    if isinstance(error, jinja2.TemplateNotFound):
        return f'there is no template "{error}"'
    if isinstance(error, limits.LimitError):
        return f"asks for too much: {error}"
    if isinstance(error, RecursionError):
        return "calls itself without an end"
    return str(error) or type(error).__name__


def _advice(error: Exception) -> str:
    if isinstance(error, TypeError) and re.search(r"'str' and '(int|float)'", str(error)):
        return "Cells are texts: write {{ seats | int }} to count with one."
    return ""

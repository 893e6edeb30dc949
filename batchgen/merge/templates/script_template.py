"""One compiled template text with the columns it needs: renders a row, or says where it failed."""

from __future__ import annotations

import re

import jinja2
from jinja2 import nodes

from batchgen import errors, models
from batchgen.merge import template_columns as columns_module
from batchgen.merge.templates import blank, survey, template_errors, values, words
from batchgen.merge.templates import environment as environment_module
from batchgen.merge.templates import render_notes as notes_module

_TRAILING = re.compile(r"(?<![ \t\r])[ \t\r]+\n")
_GAPS = re.compile(r"\n{3,}")
MARKS = ("{{", "{%", "{#")


class Script:
    """A template text, compiled once: `needs` are the columns that it reads, `missing` names of none."""

    def __init__(
        self,
        environment: environment_module.Environment,
        source: str,
        name: str,
        filename: str,
        columns: columns_module.Columns,
    ) -> None:
        self.name = name
        self.source = source
        self.static = not any(mark in source for mark in MARKS)
        self._columns = columns
        tree = _parsed(environment, source, name, filename)
        found = _surveyed(environment, tree, name, source)
        self.uses = found.uses
        self.uses_row = found.everything or any(use.by_header for use in found.uses)
        self.everything = found.everything
        self.own_text = found.text
        self.slips = found.slips
        self.needs = self._needs()
        self.missing = tuple(u for u in found.uses if columns.find(u) is None or u.outside)
        code = environment.compile(source, name, filename)
        template = environment.template_class.from_code(environment, code, environment.globals)
        self._renderer = _Renderer(template, is_reusable=not any(tree.find_all((nodes.Extends, nodes.Block))))

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

    def filters(self) -> dict[int, frozenset[str]]:
        """Return the filters that a column's cells go through, by the column's index."""
        found: dict[int, frozenset[str]] = {}
        for use in self.uses:
            if use.filters and (index := self._columns.find(use)) is not None:
                found[index] = found.get(index, frozenset()) | use.filters
        return found

    def render(self, row: models.Row, cells: values.Cells, notes: notes_module.Notes) -> str | None:
        """Return the text for a row, or None after noting why there is none."""
        if self.static:
            return self.source
        context: dict[str, object] = {**cells.by_name(row, self.needs)}
        for use in self.missing:
            if not use.outside:
                context[use.name] = blank.Absent(notes, use.name)
        if self.uses_row:
            context[survey.ROW] = values.RowView(row, self._columns.by_header, cells)
        try:
            return self._renderer.render(context)
        except Exception as error:  # noqa: BLE001 (a template may raise anything; the row gets it as its problem)
            where = template_errors.where(error, self.name)
            notes.add(
                "template", f"{where}: {template_errors.failure(error)}", hint=template_errors.advice(error)
            )
            return None


class _Renderer:
    """Runs a compiled template, with one context for all rows where nothing of the last row stays in it."""

    def __init__(self, template: jinja2.Template, *, is_reusable: bool) -> None:
        self._render = template.root_render_func
        self._template = template
        self._context = template.new_context({}) if is_reusable else None

    def render(self, values_by_name: dict[str, object]) -> str:
        """Return the text. Raises whatever the template raises, and LimitError."""
        context = self._context
        if context is None:
            context = self._template.new_context(values_by_name)
        else:
            context.parent.update(values_by_name)
            context.vars = {}
            context.exported_vars = set()
        return self._template.environment.concat(self._render(context))


def tidy_text(text: str) -> str:
    """Trim a rendered script and take out the empty lines that template tags leave."""
    text = text.strip()
    if "\n" not in text:
        return text
    return _GAPS.sub("\n\n", _TRAILING.sub("\n", text.replace("\r\n", "\n")))


def _parsed(
    environment: environment_module.Environment, source: str, name: str, filename: str
) -> nodes.Template:
    try:
        return environment._parse(source, name, filename)  # noqa: SLF001 (the tree for the survey)
    except jinja2.TemplateError as error:
        raise template_errors.template_error(error, name, environment, source) from error
    except RecursionError as error:
        raise errors.TemplateError(words.too_deep(name)) from error


def _surveyed(
    environment: environment_module.Environment, tree: nodes.Template, name: str, source: str
) -> survey.Survey:
    try:
        found = survey.survey(environment, tree, name)
        environment.compile(tree, name, name)
        return found
    except jinja2.TemplateError as error:
        raise template_errors.template_error(error, name, environment, source) from error

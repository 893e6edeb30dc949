"""What went wrong in a template, in words for people."""

from __future__ import annotations

import re

import jinja2

from batchgen import errors, nearest
from batchgen.merge.templates import environment as environment_module
from batchgen.merge.templates import limits


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
        return "It is left out: the same row must give the same text at every run, and quickly."
    return nearest.did_you_mean(unknown[1], environment_module.known_filters())


def where(error: BaseException, name: str) -> str:
    """Return the line of a template in which rendering failed, or the template's name."""
    traceback, line = error.__traceback__, ""
    while traceback is not None:
        template = traceback.tb_frame.f_globals.get("__jinja_template__")
        if template is not None:
            line = f"{template.name} line {template.get_corresponding_lineno(traceback.tb_lineno)}"
        traceback = traceback.tb_next
    return line or name


def words(error: Exception) -> str:
    """Return what failed while rendering, for people."""
    if isinstance(error, jinja2.TemplateNotFound):
        return f'there is no template "{error}"'
    if isinstance(error, limits.LimitError):
        return f"asks for too much: {error}"
    if isinstance(error, RecursionError):
        return "calls itself without an end"
    return str(error) or type(error).__name__


def advice(error: Exception) -> str:
    """Return what to do about a failed rendering, or an empty string."""
    if isinstance(error, TypeError) and re.search(r"'str' and '(int|float)'", str(error)):
        return "Cells are texts: write {{ seats | int }} to count with one."
    return ""

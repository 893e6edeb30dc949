"""Template errors: what went wrong, in words for people."""

from __future__ import annotations

import re
from pathlib import Path

import jinja2

from batchgen import errors
from batchgen.merge import metering
from batchgen.merge.templates import environment as environment_module
from batchgen.merge.templates import limits, syntax


def template_error(
    error: jinja2.TemplateError, name: str, environment: environment_module.Environment, source: str = ""
) -> errors.TemplateError:
    """Return a template's own error as ours, with file and line."""
    if isinstance(error, jinja2.TemplateNotFound) and not isinstance(error, jinja2.TemplatesNotFound):
        return errors.TemplateError(f'The template {name} asks for "{error.name}", which is not there.')
    if not isinstance(error, jinja2.TemplateSyntaxError):
        return errors.TemplateError(f"The template {name}: {words(error)}")
    named = error.name if error.name and not error.name.startswith("<") else name
    if Path(named).is_absolute():  # of some errors Jinja gives the file instead
        named = Path(named).name
    if error.source is None and named == name:
        error.source = source
    found = trouble(error, environment)
    where = f"{named} line {found.line or error.lineno}"
    return errors.TemplateError(f"The template {where}: {found.what}.", hint=found.hint)


def trouble(error: jinja2.TemplateSyntaxError, environment: environment_module.Environment) -> syntax.Trouble:
    """Return what is wrong in a source that cannot be read; Jinja's own words never reach a user."""
    message = error.message or ""
    if unknown := _unknown(message, environment, error.source or ""):
        return unknown
    if isinstance(error, metering.RefusedError):
        return syntax.Trouble(message, "")
    return syntax.explain(message, error.source or "", error.lineno, environment.parse)


def _unknown(
    message: str, environment: environment_module.Environment | None, source: str = ""
) -> syntax.Trouble | None:
    found = re.match(r"No (filter|test) named '([^']+)'", message)
    if found is None:
        return None
    if found[2] in environment_module.DROPPED_FILTERS:
        why = "It is left out: the same row must give the same text at every run, and quickly."
        return syntax.Trouble(f'there is no filter "{found[2]}"', why)
    tests = tuple(environment.tests if environment else jinja2.tests.TESTS)
    known = environment_module.known_filters() if found[1] == "filter" else tests
    return syntax.unknown(found[1], found[2], known, source)


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
    if isinstance(error, errors.BatchgenError):
        return error.message
    if isinstance(error, RecursionError):
        return "calls itself without an end"
    if isinstance(error, jinja2.exceptions.SecurityError):
        return "it asks for something that a template may not use"
    if unknown := _unknown(str(error), None):
        return unknown.what
    return next((said for pattern, said in _SAID if re.search(pattern, str(error))), "") or _others(error)


def _others(error: Exception) -> str:
    if type(error) is jinja2.TemplateRuntimeError:  # our own: Jinja has those of other classes
        return str(error)
    return "a filter or a calculation cannot use the value that it is given"


_SAID = (
    (r"is undefined$", "it uses a name that stands for nothing"),
    (r"has no attribute|no element", "it asks a value for a part that it has not"),
    (r"not callable", "it calls something that is not a function"),
    (r"argument", "a filter or function is given too many values, too few, or a wrong one"),
    (r"by zero", "it divides by zero"),
    (
        r"unsupported operand|can only concatenate|number is required|not supported between|must be str",
        "it counts with a text, or compares one with a number",
    ),
)
"""What Python and Jinja say while a template runs, and what we say."""


_OF_SUCH_A_NAME = 'A column of such a name (None, True, Loop, Row) is written row["None"].'
_FLAG = f"To say words where this is so, write {{% if … %}}words{{% endif %}}. {_OF_SUCH_A_NAME}"
_INSTEAD = {
    "several values": 'Say one: for a fallback write {{ first_name or "there" }}, '
    "for a list {{ [city, country] | join_and }}.",
    "True": _FLAG,
    "False": _FLAG,
    "None": _OF_SUCH_A_NAME,
    "a part": f"A method has brackets: {{{{ first_name.title() }}}}. {_OF_SUCH_A_NAME}",
}
"""What to write instead of what is not a text."""


def advice(error: Exception) -> str:
    """Return what to do about a failed rendering, or an empty string."""
    if unknown := _unknown(str(error), None):
        return unknown.hint
    if isinstance(error, TypeError) and re.search(
        r"'str' and '(int|float)'|'(int|float)' and 'str'", str(error)
    ):
        return "Cells are texts: write {{ seats | int }} to count with one."
    if isinstance(error, TypeError) and "concatenate str" in str(error):
        return "Cells are texts: write {{ seats | int }} to count with one, or ~ to join two texts."
    if found := re.match(r"it would say (several values|True|False|None|a part)", str(error)):
        return _INSTEAD[found[1]]
    if found := re.search(r"'(\w+)' is undefined|no attribute '(\w+)'", str(error)):
        return f'Look for "{found[1] or found[2]}" in the template.'
    return ""

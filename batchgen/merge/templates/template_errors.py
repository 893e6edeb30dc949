"""Template errors: what went wrong, in words for people."""

from __future__ import annotations

import re
from pathlib import Path

import jinja2

from batchgen import errors
from batchgen.merge import metering
from batchgen.merge.templates import environment as environment_module
from batchgen.merge.templates import limits, syntax, words


def template_error(
    error: jinja2.TemplateError, name: str, environment: environment_module.Environment, source: str = ""
) -> errors.TemplateError:
    """Return a template's own error as ours, with file and line."""
    if isinstance(error, jinja2.TemplateNotFound) and not isinstance(error, jinja2.TemplatesNotFound):
        return errors.TemplateError(words.asks_for(name, error.name))
    if not isinstance(error, jinja2.TemplateSyntaxError):
        return errors.TemplateError(words.failed(name, failure(error)))
    named = error.name if error.name and not error.name.startswith("<") else name
    if Path(named).is_absolute():  # of some errors Jinja gives the file instead
        named = Path(named).name
    if error.source is None and named == name:
        error.source = source
    found = trouble(error, environment)
    where = words.line(named, found.line or error.lineno)
    return errors.TemplateError(words.failed(where, found.what), hint=found.hint)


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
        return syntax.Trouble(words.unknown("filter", found[2]), words.DROPPED)
    tests = tuple(environment.tests if environment else jinja2.tests.TESTS)
    known = environment_module.known_filters() if found[1] == "filter" else tests
    return syntax.unknown(found[1], found[2], known, source)


def where(error: BaseException, name: str) -> str:
    """Return the line of a template in which rendering failed, or the template's name."""
    traceback, line = error.__traceback__, ""
    while traceback is not None:
        template = traceback.tb_frame.f_globals.get("__jinja_template__")
        if template is not None:
            line = words.line(template.name, template.get_corresponding_lineno(traceback.tb_lineno))
        traceback = traceback.tb_next
    return line or name


def failure(error: Exception) -> str:
    """Return what failed while rendering, for people."""
    if isinstance(error, jinja2.TemplateNotFound):
        return words.no_template(error)
    if isinstance(error, limits.LimitError):
        return words.too_much(error)
    if isinstance(error, errors.BatchgenError):
        return error.message
    if isinstance(error, RecursionError):
        return words.ENDLESS
    if isinstance(error, jinja2.exceptions.SecurityError):
        return words.NOT_ALLOWED
    if unknown := _unknown(str(error), None):
        return unknown.what
    return next((said for pattern, said in _SAID if re.search(pattern, str(error))), "") or _others(error)


def _others(error: Exception) -> str:
    if type(error) is jinja2.TemplateRuntimeError:  # our own: Jinja has those of other classes
        return str(error)
    return words.WRONG_VALUE


_SAID = (
    (r"is undefined$", words.UNKNOWN_NAME),
    (r"has no attribute|no element", words.NO_SUCH_PART),
    (r"not callable", words.NOT_A_FUNCTION),
    (r"argument", words.WRONG_ARGUMENTS),
    (r"by zero", words.BY_ZERO),
    (
        r"unsupported operand|can only concatenate|number is required|not supported between|must be str",
        words.TEXT_AS_NUMBER,
    ),
)
"""What Python and Jinja say while a template runs, and what we say."""


_INSTEAD = {
    words.would_say(words.SEVERAL_VALUES): words.SAY_ONE,
    words.would_say("True"): words.SAY_IF,
    words.would_say("False"): words.SAY_IF,
    words.would_say("None"): words.RESERVED_NAME,
    words.would_say(words.PART_OF_TEMPLATE): words.CALL_METHOD,
}
"""What to write instead of what is not a text."""


def advice(error: Exception) -> str:
    """Return what to do about a failed rendering, or an empty string."""
    if unknown := _unknown(str(error), None):
        return unknown.hint
    if isinstance(error, TypeError) and re.search(
        r"'str' and '(int|float)'|'(int|float)' and 'str'", str(error)
    ):
        return words.AS_NUMBER
    if isinstance(error, TypeError) and "concatenate str" in str(error):
        return words.AS_NUMBER_OR_JOIN
    if instead := _INSTEAD.get(str(error)):
        return instead
    if found := re.search(r"'(\w+)' is undefined|no attribute '(\w+)'", str(error)):
        return words.look_for(found[1] or found[2])
    return ""

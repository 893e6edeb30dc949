"""The sandbox that templates run in: immutable, bounded, strict about columns, aware of blanks."""

from __future__ import annotations

import datetime as dt
import decimal
import functools
import inspect
import types
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, ParamSpec

import jinja2
from jinja2 import nodes, runtime, sandbox
from jinja2.utils import _PassArg

from batchgen import characters
from batchgen.merge import costs, kinds, metering
from batchgen.merge.speech import quantities
from batchgen.merge.templates import blank, limits, words
from batchgen.merge.templates import render_notes as notes_module

if TYPE_CHECKING:
    from jinja2.environment import Template

P = ParamSpec("P")
Filter = Callable[..., object]

DROPPED_GLOBALS = ("lipsum", "cycler", "joiner")
DROPPED_FILTERS = ("random", "wordwrap")
"""`random`: a row must give the same text at every run, or it is outdated. `wordwrap`: slow, never spoken."""


UNESCAPING = frozenset({"safe", "urlize", "xmlattr"})
"""Filters that make HTML of a text: `safe` would put a cell's code into a mail."""


class Environment(sandbox.ImmutableSandboxedEnvironment):
    """An immutable sandbox whose loops, calls, texts and numbers are bounded; it records into `notes`.

    With `escaping` the templates are HTML, and no cell's code gets into it.
    """

    intercepted_binops = frozenset(limits.OPERATORS)

    def __init__(
        self,
        loader: jinja2.BaseLoader,
        notes: notes_module.Notes,
        filters: Mapping[str, Filter],
        *,
        count_branches: bool = False,
        escaping: bool = False,
    ) -> None:
        super().__init__(
            loader=loader,
            undefined=blank.Missing,
            autoescape=escaping,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=functools.partial(_written, notes),
            auto_reload=False,
            cache_size=-1,
        )
        self.notes = notes
        self.count_branches = count_branches
        self._parts: dict[str | None, int] = {}
        self.binop_table.update(limits.OPERATORS)
        for name in DROPPED_GLOBALS:
            del self.globals[name]
        for name in DROPPED_FILTERS:
            del self.filters[name]
        self.globals["range"] = limits.bounded_range
        self.filters.update({name: _guarded(name, found, notes) for name, found in self.filters.items()})
        self.filters.update({name: _weighed(found, notes) for name, found in SPECIAL.items()})
        self.filters.update(filters)
        self.filters["_turns"] = functools.partial(limits.turns, notes)
        self.filters["_spend"] = _spender(notes)
        self.filters["_read"] = functools.partial(_read, notes)
        self.filters["_concat"] = functools.partial(_concat, notes)
        self.filters["_took"] = _recorder(notes)
        for name, test in list(self.tests.items()):
            self.tests[name] = _guarded(name, test, notes, passes_blanks=False)  # type: ignore[arg-type]
        self.tests["yes"] = kinds.is_yes

    def call(self, context: runtime.Context, called: object, /, *args: object, **kwargs: object) -> object:
        """Call from a template: counted, its numbers and its result bounded."""
        method = getattr(called, "__wrapped__", called)
        owner, name = getattr(method, "__self__", None), str(getattr(method, "__name__", ""))
        limits.charge(self.notes, costs.of_method(name, owner, (*args, *kwargs.values())))
        if inspect.isbuiltin(method):
            _check_method(owner, name, args, kwargs)
        return limits.checked(self.notes, super().call(context, called, *args, **kwargs))

    def call_binop(self, context: runtime.Context, operator: str, left: object, right: object) -> object:
        """Work out `left operator right`, whose result is counted and bounded."""
        limits.charge(self.notes, limits.size(left) + limits.size(right))
        return limits.checked(self.notes, super().call_binop(context, operator, left, right))

    def concat(self, parts: Iterable[str]) -> str:
        """Join what a template, a macro or a block has written."""
        texts = list(parts)
        limits.joined(texts)
        return str(limits.checked(self.notes, "".join(texts)))

    def compile(self, *args: object, **kwargs: object) -> types.CodeType:  # type: ignore[override]
        """Compile a template, which is not the work of the row that asked for it."""
        with self.notes.aside():
            return super().compile(*args, **kwargs)  # type: ignore[call-overload, no-any-return]

    def get_template(self, *args: object, **kwargs: object) -> Template:
        """Load a template; includes come this way too, and are counted."""
        found = super().get_template(*args, **kwargs)  # type: ignore[arg-type]
        limits.charge(self.notes, limits.STEP + limits.NODE * self._parts.get(found.name, 0))
        return found

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        try:
            tree = super()._parse(source, name, filename)
        except jinja2.TemplateSyntaxError as error:
            error.source = source  # so that the tag can be shown
            raise
        if self.autoescape:
            _check_escaped(tree)
        self._parts[name] = metering.parts(tree)
        if self.count_branches:
            _mark_branches(tree, name or "")
        metering.meter(tree, name, filename)
        tree.set_environment(self)
        return tree


def _check_escaped(tree: nodes.Template) -> None:
    """Raise RefusedError for what would let a cell's code into HTML."""
    for node in (*tree.find_all(nodes.ScopedEvalContextModifier), *tree.find_all(nodes.Filter)):
        if not isinstance(node, nodes.Filter) or node.name in UNESCAPING:
            what = words.the_filter(node.name) if isinstance(node, nodes.Filter) else "autoescape"
            raise metering.RefusedError(words.always_escaped(what), node.lineno)


_WRITABLE = (
    str,
    int,
    float,
    decimal.Decimal,
    dt.date,
    dt.time,
    dt.timedelta,
    jinja2.Undefined,
)
_SEVERAL = (list, tuple, dict, set, frozenset)


def _written(notes: notes_module.Notes, value: object) -> object:
    """Return a value that goes into the text. Raises TemplateRuntimeError for what is not a text.

    A macro, a loop or the whole row would be spoken as "<LoopContext 1/2>", two values as "('Ana', 'there')",
    and a condition as "True"; a request field, such as `fast`, may well be True.
    """
    if type(value) is str and len(value) <= limits.MAX_TEXT:  # as nearly all are
        notes.work += limits.OUTPUT + len(value)  # here, and not in a call: some ten times in each row
        if notes.work > limits.MAX_WORK:
            limits.charge(notes, 0)
        return value
    is_spoken_flag = isinstance(value, bool) and notes.field == "script"
    if not is_spoken_flag and isinstance(value, _WRITABLE):
        return limits.written(notes, value)
    if isinstance(value, _SEVERAL):
        what = words.SEVERAL_VALUES
    else:
        what = str(value) if value is None or is_spoken_flag else words.PART_OF_TEMPLATE
    raise jinja2.TemplateRuntimeError(words.would_say(what))


def _recorder(notes: notes_module.Notes) -> Filter:
    @jinja2.pass_context
    def took(_context: object, value: object, where: str) -> bool:
        notes.branches.append(f"{where}: {'yes' if value else 'no'}")
        return bool(value)

    return took


def _mark_branches(tree: nodes.Template, name: str) -> None:
    """Let every test of an `if` note how it came out."""
    tests: list[nodes.If | nodes.CondExpr] = [*tree.find_all(nodes.If), *tree.find_all(nodes.CondExpr)]
    for test in tests:
        where = nodes.Const(f"{name} line {test.lineno}", lineno=test.lineno)
        test.test = nodes.Filter(test.test, "_took", [where], [], None, None, lineno=test.lineno)


def _check_method(owner: object, name: str, args: tuple[object, ...], kwargs: Mapping[str, object]) -> None:
    limits.small((*args, *kwargs.values()))
    if not isinstance(owner, str):
        return
    if name == "replace" and len(args) >= 2:
        limits.replacing(owner, str(args[0]), str(args[1]))
    elif name == "join" and args and isinstance(args[0], list | tuple):
        limits.joined([str(part) for part in args[0]], len(owner))
    elif name in {"format", "format_map"}:
        values = args[0].values() if name == "format_map" and isinstance(args[0], Mapping) else args
        limits.formatting(owner, (*values, *kwargs.values()))
    elif name in {"translate", "expandtabs", "join"}:
        raise limits.LimitError(words.method_not_allowed(name))


def _guarded(
    name: str, found: Callable[P, object], notes: notes_module.Notes, *, passes_blanks: bool = True
) -> Callable[P, object]:
    """Return a filter, or a test, whose work, numbers and results are bounded; a filter passes a Blank on."""
    position = 0 if _PassArg.from_obj(found) is None else 1

    @functools.wraps(found)
    def filtered(*args: P.args, **kwargs: P.kwargs) -> object:
        value = args[position]
        if isinstance(value, blank.Blank) and passes_blanks:
            return value
        rest = (*args[position + 1 :], *kwargs.values())
        limits.small(rest)
        if name == "join" and not isinstance(value, str | list | tuple | dict):
            value = list(value)  # type: ignore[call-overload]
        limits.charge(notes, costs.of_filter(name, value, rest))
        before = costs.BEFORE.get(name)
        if before is not None:
            before(value, *rest)
        result = found(*args[:position], value, *args[position + 1 :], **kwargs)  # type: ignore[arg-type]
        if isinstance(result, types.GeneratorType):
            return limits.counted(notes, result)
        return limits.checked(notes, result)

    return filtered


def _weighed(found: Callable[P, object], notes: notes_module.Notes) -> Callable[P, object]:
    """Return one of the SPECIAL filters, which look at a Blank themselves, with its work counted."""

    @functools.wraps(found)
    def filtered(*args: P.args, **kwargs: P.kwargs) -> object:
        limits.charge(notes, limits.FILTER + sum(map(limits.size, args)))
        return limits.checked(notes, found(*args, **kwargs))

    return filtered


def _default(value: object, default_value: object = "", boolean: object = False) -> object:  # noqa: FBT002 (Jinja's)
    """Give the fallback for a missing, empty or blank value."""
    empty = isinstance(value, jinja2.Undefined) or (isinstance(value, str) and not characters.trimmed(value))
    return default_value if empty or (boolean and not value) else value


def _length(value: object) -> int:
    return len(value)  # type: ignore[arg-type]


def _list(value: Iterable[object]) -> list[object]:
    return list(value)


def _number(kind: Callable[..., object]) -> Callable[..., object]:
    """Return Jinja's `int` or `float`, which leaves a Blank alone unless a fallback is given."""

    def number(value: object, *args: object, **kwargs: object) -> object:
        given = [*args[:1], *([kwargs["default"]] if "default" in kwargs else [])]
        if isinstance(value, blank.Blank):
            return given[0] if given else value
        if isinstance(value, kinds.AmountCell) and value.style() is not None:
            return _counted(kind, value, given)
        return kind(value.replace(",", "") if isinstance(value, str) else value, *args, **kwargs)

    return number


def _counted(kind: Callable[..., object], cell: kinds.AmountCell, given: list[object]) -> object:
    """Return the number of a cell as its column is read; what is none stops the row, or is the fallback."""
    try:
        return kind(str(cell.quantity().exact), *given)
    except quantities.UnreadableError as error:
        if given:
            return given[0]
        cell.stop(str(error))
        return kind("")


def _concat(notes: notes_module.Notes, parts: list[object]) -> str:
    """Join the parts of `a ~ b`."""
    limits.checked(notes, parts)
    if any(isinstance(part, _SEVERAL) for part in parts):
        raise jinja2.TemplateRuntimeError(words.would_say(words.SEVERAL_VALUES))
    texts = [str(part) for part in parts]
    limits.joined(texts)
    return "".join(texts)


def _spender(notes: notes_module.Notes) -> Filter:
    @jinja2.pass_context  # keeps Jinja from working it out once, while compiling
    def spend(_context: object, value: object, parts: int) -> object:
        limits.charge(notes, limits.NODE * parts)
        return value

    return spend


def _read(notes: notes_module.Notes, value: object) -> object:
    """Count a value that is compared or cut."""
    limits.charge(notes, limits.size(value))
    return value


SPECIAL: Mapping[str, Filter] = {
    "default": _default,
    "d": _default,
    "length": _length,
    "count": _length,
    "list": _list,
    "int": _number(jinja2.filters.do_int),
    "float": _number(jinja2.filters.do_float),
}


def known_filters() -> tuple[str, ...]:
    """Return the names of all filters that a template may use."""
    from batchgen.merge.speech import filters

    plain = (name for name in jinja2.filters.FILTERS if name not in DROPPED_FILTERS)
    return tuple(sorted({*plain, *filters.SPEECH, "lookup"}))

"""The sandbox that templates run in: immutable, bounded, strict about columns, aware of blanks."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, ParamSpec

import jinja2
from jinja2 import nodes, runtime, sandbox
from jinja2.utils import _PassArg

from batchgen.merge import blank, limits, truth
from batchgen.merge import notes as notes_module

if TYPE_CHECKING:
    from jinja2.environment import Template

P = ParamSpec("P")
Filter = Callable[..., object]

DROPPED_GLOBALS = ("lipsum", "cycler", "joiner")
DROPPED_FILTERS = ("random", "wordwrap")
"""`random`: a row must give the same text at every run, or it is outdated. `wordwrap`: slow, never spoken."""
WIDE_METHODS = {"replace": 2, "join": 1, "translate": 1, "format": None, "format_map": None}


class Environment(sandbox.ImmutableSandboxedEnvironment):
    """An immutable sandbox whose loops, calls, texts and numbers are bounded; it records into `notes`."""

    intercepted_binops = frozenset(limits.OPERATORS)

    def __init__(
        self, loader: jinja2.BaseLoader, notes: notes_module.Notes, filters: Mapping[str, Filter]
    ) -> None:
        super().__init__(
            loader=loader,
            undefined=blank.Missing,
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=limits.checked,
            auto_reload=False,
            cache_size=-1,
        )
        self.notes = notes
        self.count_branches = False
        self.binop_table.update(limits.OPERATORS)
        for name in DROPPED_GLOBALS:
            del self.globals[name]
        for name in DROPPED_FILTERS:
            del self.filters[name]
        self.globals["range"] = limits.bounded_range
        self.filters.update({name: _guarded(name, found) for name, found in self.filters.items()})
        self.filters.update(SPECIAL)
        self.filters.update(filters)
        self.filters["_turns"] = functools.partial(limits.turns, notes)
        self.filters["_took"] = _recorder(notes)
        self.tests["yes"] = truth.is_yes

    def call(self, context: runtime.Context, called: object, /, *args: object, **kwargs: object) -> object:
        """Call from a template: counted, its numbers and its result bounded."""
        limits.step(self.notes)
        method = getattr(called, "__wrapped__", called)
        if inspect.isbuiltin(method):
            _check_method(method, args)
        return limits.checked(super().call(context, called, *args, **kwargs))

    def get_template(self, *args: object, **kwargs: object) -> Template:
        """Load a template; includes come this way too, and are counted."""
        limits.step(self.notes)
        return super().get_template(*args, **kwargs)  # type: ignore[arg-type]

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for loop in tree.find_all(nodes.For):
            if loop.recursive:
                raise jinja2.TemplateSyntaxError(
                    "recursive loops are not allowed", loop.lineno, name, filename
                )
            loop.iter = _filter(loop.iter, "_turns")  # type: ignore[arg-type]
        if self.count_branches:
            _mark_branches(tree, name or "")
        _bound_joins(tree)
        tree.set_environment(self)
        return tree


def _recorder(notes: notes_module.Notes) -> Filter:
    @jinja2.pass_context
    def took(_context: object, value: object, where: str) -> bool:
        notes.branches.append(f"{where}: {'yes' if value else 'no'}")
        return bool(value)

    return took


def _filter(node: nodes.Expr, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


def _bound_joins(tree: nodes.Node) -> None:
    """Replace every `a ~ b` by a join that is bounded."""
    for node in tree.iter_child_nodes():
        _bound_joins(node)
    for field, value in list(tree.iter_fields()):
        if isinstance(value, nodes.Concat):
            setattr(tree, field, _as_join(value))
        elif isinstance(value, list):
            setattr(tree, field, [_as_join(v) if isinstance(v, nodes.Concat) else v for v in value])


def _as_join(concat: nodes.Concat) -> nodes.Filter:
    return _filter(nodes.List(concat.nodes, lineno=concat.lineno), "_concat")


def _mark_branches(tree: nodes.Template, name: str) -> None:
    """Let every test of an `if` note how it came out."""
    tests: list[nodes.If | nodes.CondExpr] = [*tree.find_all(nodes.If), *tree.find_all(nodes.CondExpr)]
    for test in tests:
        where = nodes.Const(f"{name} line {test.lineno}", lineno=test.lineno)
        test.test = nodes.Filter(test.test, "_took", [where], [], None, None, lineno=test.lineno)


def _check_method(method: object, args: tuple[object, ...]) -> None:
    limits.small(args)
    limits.checked(args)
    text, name = getattr(method, "__self__", None), getattr(method, "__name__", "")
    if not isinstance(text, str):
        return
    if name == "replace" and len(args) >= 2:
        limits.replacing(text, str(args[0]), str(args[1]))
    elif name == "join" and args and isinstance(args[0], list | tuple):
        limits.joined([str(part) for part in args[0]], len(text))
    elif name in {"format", "format_map"}:
        limits.formatting(text)
    elif name in {"translate", "expandtabs", "join"}:
        raise limits.LimitError(f'the method "{name}" is not allowed here')


def _guarded(name: str, found: Callable[P, object]) -> Callable[P, object]:
    """Return a filter that lets a Blank through, and bounds numbers and results."""
    position = 0 if _PassArg.from_obj(found) is None else 1

    @functools.wraps(found)
    def filtered(*args: P.args, **kwargs: P.kwargs) -> object:
        value = args[position]
        if isinstance(value, blank.Blank):
            return value
        rest = args[position + 1 :]
        limits.small((*rest, *kwargs.values()))
        if name == "join" and not isinstance(value, str | list | tuple | dict):
            value = list(value)  # type: ignore[call-overload]
        limits.checked(value)
        before = BEFORE.get(name)
        if before is not None:
            before(value, *rest)
        return limits.checked(found(*args[:position], value, *rest, **kwargs))  # type: ignore[arg-type]

    return filtered


def _before_replace(text: object, old: object = "", new: object = "", *_count: object) -> None:
    limits.replacing(str(text), str(old), str(new))


def _before_join(items: object, between: object = "", *_attribute: object) -> None:
    if isinstance(items, list | tuple | str):
        limits.joined([str(item) if isinstance(item, str) else "" for item in items], len(str(between)))


def _before_format(pattern: object, *_values: object) -> None:
    limits.formatting(str(pattern))


BEFORE: Mapping[str, Callable[..., None]] = {
    "replace": _before_replace,
    "join": _before_join,
    "format": _before_format,
}


def _default(value: object, default: object = "", boolean: object = False) -> object:  # noqa: FBT002 (Jinja's)
    """Give the fallback for a missing, empty or blank value."""
    empty = isinstance(value, jinja2.Undefined) or (isinstance(value, str) and not value.strip())
    return default if empty or (boolean and not value) else value


def _length(value: object) -> int:
    return len(value)  # type: ignore[arg-type]


def _list(value: Iterable[object]) -> list[object]:
    return list(value)


def _number(kind: Callable[..., object]) -> Callable[..., object]:
    """Return Jinja's `int` or `float`, which leaves a Blank alone unless a fallback is given."""

    def number(value: object, *args: object, **kwargs: object) -> object:
        if isinstance(value, blank.Blank):
            given = [*args[:1], *([kwargs["default"]] if "default" in kwargs else [])]
            return given[0] if given else value
        return limits.checked(
            kind(value.replace(",", "") if isinstance(value, str) else value, *args, **kwargs)
        )

    return number


def _concat(parts: list[object]) -> str:
    limits.checked(parts)
    texts = [str(part) for part in parts]
    limits.joined(texts)
    return "".join(texts)


SPECIAL: Mapping[str, Filter] = {
    "default": _default,
    "d": _default,
    "length": _length,
    "count": _length,
    "list": _list,
    "int": _number(jinja2.filters.do_int),
    "float": _number(jinja2.filters.do_float),
    "_concat": _concat,
}


def known_filters() -> tuple[str, ...]:
    """Return the names of all filters that a template may use."""
    from batchgen.merge import filters

    plain = (name for name in jinja2.filters.FILTERS if name not in DROPPED_FILTERS)
    return tuple(sorted({*plain, *filters.SPEECH, "lookup"}))

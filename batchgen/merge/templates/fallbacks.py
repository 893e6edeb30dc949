"""Fallbacks: a filter that reaches the fallback alone: Jinja binds a filter closer than `or`."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from jinja2 import nodes

_DEFAULTS = frozenset(["default", "d"])


@dataclasses.dataclass(frozen=True, slots=True)
class Slip:
    """`{{ first_name or "there" | person }}`: where it stands, how it is read, and how it is meant."""

    template: str
    line: int
    filters: str
    right: str

    @property
    def where(self) -> str:
        """Return "outreach.txt.j2 line 3"."""
        return f"{self.template} line {self.line}"


def slips(tree: nodes.Template, name: str) -> Iterator[Slip]:
    """Yield the fallbacks of a template that have filters which the value before them has not."""
    for node in tree.find_all((nodes.Or, nodes.CondExpr, nodes.Filter)):
        for main, fallback in _pairs(node):
            for filtered in _filtered(fallback):
                slip = _slip(main, filtered, name)
                if slip is not None:
                    yield slip


def _slip(main: nodes.Expr, fallback: nodes.Filter, name: str) -> Slip | None:
    chain, base = _chain(fallback)
    if not isinstance(base, nodes.Literal):
        return None
    have = {each.name for each in _chain(main)[0]}
    lacking = [each for each in chain if each.name not in have]
    if not lacking or not _DEFAULTS.isdisjoint(each.name for each in lacking):
        return None
    value = " | ".join([_text(main), *map(_filter, lacking)])
    right = f"{{{{ ({value}) or {_text(base)} }}}}"
    return Slip(name, fallback.lineno, ", ".join(each.name for each in lacking), right)


def _pairs(node: nodes.Node) -> Iterator[tuple[nodes.Expr, nodes.Expr]]:
    """Yield a value and what stands for it where it is empty."""
    match node:
        case nodes.Or(left=left, right=right):
            yield left, right
        case nodes.CondExpr(expr1=first, expr2=nodes.Expr() as second):
            yield from [(first, second)] if not isinstance(_chain(first)[1], nodes.Literal) else []
            yield from [(second, first)] if not isinstance(_chain(second)[1], nodes.Literal) else []
        case nodes.Filter(name=name, node=nodes.Expr() as value) if name in _DEFAULTS:
            named = [each.value for each in node.kwargs if each.key == "default_value"]
            yield from [(value, given) for given in [*node.args[:1], *named]]


def _filtered(fallback: nodes.Expr | None) -> Iterator[nodes.Filter]:
    """Yield the filters at the end of a fallback, also where it is joined or compared with something."""
    match fallback:
        case nodes.Filter() if _is_ours(fallback):
            inner = fallback.node
            for part in inner.items if isinstance(inner, nodes.List) else [inner]:
                yield from _filtered(part)
        case nodes.Filter():
            yield fallback
        case nodes.Compare(expr=first):
            yield from _filtered(first)
        case nodes.BinExpr(left=first) if not isinstance(fallback, nodes.And | nodes.Or):
            yield from _filtered(first)


def _is_ours(node: nodes.Filter) -> bool:
    """Return whether the environment has put a filter there itself, to count work (see metering)."""
    return node.name.startswith("_")


def _chain(node: nodes.Expr | None) -> tuple[list[nodes.Filter], nodes.Expr | None]:
    """Return the filters of an expression in the order in which they work, and what they work on."""
    found: list[nodes.Filter] = []
    while isinstance(node, nodes.Filter):
        if not _is_ours(node):
            found.insert(0, node)
        node = node.node
    return found, node


def _filter(node: nodes.Filter) -> str:
    args = [*map(_text, node.args), *(f"{arg.key}={_text(arg.value)}" for arg in node.kwargs)]
    return f"{node.name}({', '.join(args)})" if args else node.name


def _text(node: nodes.Node | None) -> str:
    """Return an expression as it would be written; "…" for what is too much to repeat."""
    match node:
        case nodes.Name(name=name):
            return str(name)
        case nodes.Const(value=str() as value):
            return f'"{value}"'
        case nodes.Const(value=value):
            return str(value)
        case nodes.Getitem(node=inner, arg=arg):
            return f"{_text(inner)}[{_text(arg)}]"
        case nodes.Getattr(node=inner, attr=attr):
            return f"{_text(inner)}.{attr}"
        case nodes.Filter(node=inner) if not _is_ours(node):
            return f"{_text(inner)} | {_filter(node)}"
        case _:
            return _joined(node)


def _joined(node: nodes.Node | None) -> str:
    """Return an expression of several parts as it would be written."""
    match node:
        case nodes.Filter(name="_concat", node=nodes.List(items=parts)):
            return f"({' ~ '.join(map(_text, parts))})"
        case nodes.Filter(node=inner):
            return _text(inner)
        case nodes.Or(left=left, right=right):
            return f"({_text(left)} or {_text(right)})"
        case nodes.And(left=left, right=right):
            return f"({_text(left)} and {_text(right)})"
        case nodes.List(items=items):
            return f"[{', '.join(map(_text, items))}]"
        case nodes.Call(node=called, args=args):
            return f"{_text(called)}({', '.join(map(_text, args))})"
        case _:
            return "…"

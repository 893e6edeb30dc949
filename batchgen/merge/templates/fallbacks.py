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
        main, fallback = _parts(node)
        if main is None or not isinstance(fallback, nodes.Filter):
            continue
        chain, base = _chain(fallback)
        if not isinstance(base, nodes.Const) or not isinstance(base.value, str):
            continue
        have = {each.name for each in _chain(main)[0]}
        lacking = [each for each in chain if each.name not in have]
        if lacking and _DEFAULTS.isdisjoint(each.name for each in lacking):
            value = " | ".join([_text(main), *map(_filter, lacking)])
            right = f"{{{{ ({value}) or {_text(base)} }}}}"
            yield Slip(name, node.lineno, ", ".join(each.name for each in lacking), right)


def _parts(node: nodes.Node) -> tuple[nodes.Expr | None, nodes.Expr | None]:
    """Return a value and what stands for it where it is empty."""
    if isinstance(node, nodes.Or):
        return node.left, node.right
    if isinstance(node, nodes.CondExpr):
        return node.expr1, node.expr2
    if isinstance(node, nodes.Filter) and node.name in _DEFAULTS and node.args:
        return node.node, node.args[0]
    return None, None


def _chain(node: nodes.Expr | None) -> tuple[list[nodes.Filter], nodes.Expr | None]:
    """Return the filters of an expression in the order in which they work, and what they work on."""
    found: list[nodes.Filter] = []
    while isinstance(node, nodes.Filter):
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
        case nodes.Filter(node=inner):
            return f"{_text(inner)} | {_filter(node)}"
        case _:
            return "…"

"""Fallbacks: a filter that reaches the fallback alone, as Jinja binds a filter closer than `or` and `~`."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from jinja2 import nodes

from batchgen.merge.templates import words

_DEFAULTS = frozenset(["default", "d"])


_OF_NAMES = frozenset(["person", "title", "capitalize", "upper", "lower"])
"""Filters that write a whole name, whichever of its parts stands last."""


@dataclasses.dataclass(frozen=True, slots=True)
class Slip:
    """`{{ first_name or "there" | person }}`: where it stands, how it is read, and how it is meant.

    `what` is said of it. `is_sure` is false where the words may be meant as they stand.
    """

    template: str
    line: int
    what: str
    right: str
    is_sure: bool = True

    @property
    def where(self) -> str:
        """Return "outreach.txt.j2 line 3"."""
        return words.line(self.template, self.line)


def slips(tree: nodes.Template, name: str) -> Iterator[Slip]:
    """Yield the fallbacks of a template that have filters which the value before them has not."""
    for node in tree.find_all((nodes.Or, nodes.CondExpr, nodes.Filter, nodes.If, nodes.Add)):
        for main, fallback in _pairs(node):
            for filtered in _filtered(fallback):
                slip = _slip(main, filtered, name)
                if slip is not None:
                    yield slip
        if joined := _joined_name(node, name):
            yield joined
        yield from _never_said(node, name)
        if isinstance(node, nodes.If | nodes.CondExpr):
            yield from always_true(node.test, name)


def always_true(test: nodes.Node, name: str) -> Iterator[Slip]:
    """Yield the texts that make a condition true for every row: `{% if city == "Rome" or "Paris" %}`."""
    match test:
        case nodes.Or(left=left, right=nodes.Const(value=str() as value)) if value:
            right = f"{_text(left)} or …"
            if isinstance(left, nodes.Compare) and [op.op for op in left.ops] == ["eq"]:
                right = f"{_text(left.expr)} in [{_text(left.ops[0].expr)}, {_text(test.right)}]"
            what = words.always_true(value)
            yield Slip(name, test.lineno, what, right)
        case nodes.Or(left=left, right=right) | nodes.And(left=left, right=right):
            yield from always_true(left, name)
            yield from always_true(right, name)
        case nodes.Not(node=inner):
            yield from always_true(inner, name)


def _never_said(node: nodes.Node, name: str) -> Iterator[Slip]:
    """Yield a value that a text before it never lets be said: `{{ "there" or first_name }}`."""
    for text, value in _turned(node):
        said = _chain(text)[1]
        if isinstance(said, nodes.Const) and str(said.value or "").strip():
            shown = _text(_chain(value)[1])
            what = words.never_said(_text(said), shown)
            yield Slip(name, node.lineno, what, f"{{{{ {_operand(value)} or {_operand(text)} }}}}")


def _turned(node: nodes.Node) -> Iterator[tuple[nodes.Expr, nodes.Expr]]:
    """Yield what is said of a filled value, and the value, where the two may have changed places."""
    match node:
        case nodes.Or(left=left, right=right) if not _is_constant(right):
            yield left, right
        case nodes.Filter(name=name, node=nodes.Expr() as text, args=[value, *_]) if name in _DEFAULTS:
            yield from [(text, value)] if not _is_constant(value) else []
        case nodes.CondExpr(test=test, expr1=text, expr2=nodes.Expr() as value):
            yield from [(text, value)] if _text(_chain(value)[1]) == _text(test) else []


def _operand(node: nodes.Expr) -> str:
    text = _text(node)
    return f"({text})" if " | " in text else text


def _is_constant(node: nodes.Expr) -> bool:
    return isinstance(_chain(node)[1], nodes.Literal)


def _slip(main: nodes.Expr, fallback: nodes.Filter, name: str) -> Slip | None:
    chain, base = _chain(fallback)
    have = {each.name for each in _chain(main)[0]}
    lacking = [each for each in chain if each.name not in have]
    if _is_constant(main) or not lacking or not _DEFAULTS.isdisjoint(each.name for each in lacking):
        return None
    value = " | ".join([_text(main), *map(_filter, lacking)])
    filters = [each.name for each in lacking]
    if isinstance(base, nodes.Literal):
        what = words.only_fallback(filters, _text(base))
        return Slip(name, fallback.lineno, what, f"{{{{ ({value}) or {_text(base)} }}}}")
    if have or not {each.name for each in lacking} <= _OF_NAMES:
        return None  # {{ nickname or full_name | first_name }} is well meant
    what = words.only_one_of_two(filters, _text(base), _text(main))
    right = f"{{{{ ({value}) or ({_text(fallback)}) }}}}"
    return Slip(name, fallback.lineno, what, right, is_sure=False)


def _joined_name(node: nodes.Node, name: str) -> Slip | None:
    """Return the slip of `{{ first_name ~ " " ~ last_name | person }}`: it filters the last part alone."""
    parts = _parts(node)
    chain, last = _chain(parts[-1]) if parts else ([], None)
    values = [part for part in parts if not _is_blank_text(part)]
    bare = all(isinstance(part, nodes.Name | nodes.Getitem | nodes.Getattr) for part in values[:-1])
    if len(values) < 2 or not bare or not chain or isinstance(last, nodes.Literal):
        return None
    if not {each.name for each in chain} <= _OF_NAMES:
        return None
    filters = [each.name for each in chain]
    whole = " ~ ".join(map(_text, [*parts[:-1], last]))
    right = f"{{{{ {' | '.join([f'({whole})', *map(_filter, chain)])} }}}}"
    what = words.only_last(filters, _text(last))
    return Slip(name, node.lineno, what, right)


def _parts(node: nodes.Node) -> list[nodes.Expr]:
    """Return what `~` or `+` joins; nothing of another expression."""
    match node:
        case nodes.Filter(name="_concat", node=nodes.List(items=items)):
            return items
        case nodes.Add(left=left, right=right):
            return [*(_parts(left) or [left]), right]
        case _:
            return []


def _is_blank_text(node: nodes.Node) -> bool:
    """Return whether a part is a text that only joins two parts of a name."""
    return isinstance(node, nodes.Const) and str(node.value).strip() in {"", "-"}


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
        case nodes.If(body=body, elif_=[], else_=other):
            said, otherwise = _only(body), _only(other)
            if said is not None and otherwise is not None and _is_about(node.test, said, otherwise):
                yield from _pairs(nodes.CondExpr(node.test, said, otherwise))


def _is_about(test: nodes.Node, *values: nodes.Expr) -> bool:
    """Return whether a test asks for one of the values: `{% if name %}{{ name }}{% else %}…`."""
    asked = {_text(part) for part in [test, *test.find_all((nodes.Name, nodes.Getitem, nodes.Getattr))]}
    return any(_text(_chain(value)[1]) in asked for value in values)


def _only(body: list[nodes.Node]) -> nodes.Expr | None:
    """Return the only value that an arm of an `if` says."""
    said = [part for output in body if isinstance(output, nodes.Output) for part in output.nodes]
    values = [part for part in said if not isinstance(part, nodes.TemplateData)]
    is_plain = all(isinstance(output, nodes.Output) for output in body)
    return values[0] if is_plain and len(values) == 1 else None


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

"""Metering: a template's tree, changed so that all that it does is counted."""

from __future__ import annotations

import jinja2
from jinja2 import nodes

from batchgen.merge import words


class RefusedError(jinja2.TemplateSyntaxError):
    """A template asks for something that Jinja has and we do not; its message is for people."""


def meter(tree: nodes.Template, name: str | None, filename: str | None) -> None:
    """Let loops, bodies that run again, joins, comparisons and slices go through the filters that count.

    Raises RefusedError for a recursive loop.
    """
    for loop in tree.find_all(nodes.For):
        if loop.recursive:
            raise RefusedError(words.NOT_RECURSIVE, loop.lineno, name, filename)
        loop.iter = through(loop.iter, "_turns", parts(loop))  # type: ignore[arg-type]
    for body in tree.find_all((nodes.Macro, nodes.CallBlock, nodes.Block)):
        _count_body(body)  # type: ignore[arg-type]
    for comparison in tree.find_all(nodes.Compare):
        comparison.expr = through(comparison.expr, "_read")
        for operand in comparison.ops:
            operand.expr = through(operand.expr, "_read")
    _replace(tree)


def parts(node: nodes.Node) -> int:
    """Return of how many nodes a part of a template is made."""
    return 1 + sum(1 for _ in node.find_all(nodes.Node))


def through(value: nodes.Expr, name: str, *arguments: int) -> nodes.Filter:
    """Return an expression whose value goes through a filter."""
    given: list[nodes.Expr] = [nodes.Const(argument, lineno=value.lineno) for argument in arguments]
    return nodes.Filter(value, name, given, [], None, None, lineno=value.lineno)


def _count_body(body: nodes.Macro | nodes.CallBlock | nodes.Block) -> None:
    """Put a statement before a body that counts for all parts of it, each time that it runs."""
    spent = through(nodes.Const("", lineno=body.lineno), "_spend", parts(body))
    body.body.insert(0, nodes.ExprStmt(spent, lineno=body.lineno))


def _replace(tree: nodes.Node) -> None:
    """Replace every `a ~ b` by a bounded join, and count what slices give."""
    for node in tree.iter_child_nodes():
        _replace(node)
    for field, value in list(tree.iter_fields()):
        if isinstance(value, nodes.Expr):
            setattr(tree, field, _metered(value))
        elif isinstance(value, list):
            setattr(tree, field, [_metered(v) if isinstance(v, nodes.Expr) else v for v in value])


def _metered(value: nodes.Expr) -> nodes.Expr:
    if isinstance(value, nodes.Concat):
        return through(nodes.List(value.nodes, lineno=value.lineno), "_concat")
    if isinstance(value, nodes.Getitem) and isinstance(value.arg, nodes.Slice):
        return through(value, "_read")
    return value

"""What a template asks for, in all its branches and includes: columns, with the lines that name them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping

import jinja2
from jinja2 import meta, nodes

from batchgen.merge.templates import fallbacks

ROW = "row"
"""The name under which a template reaches a column by its header: row["First Name"]."""


@dataclasses.dataclass(frozen=True, slots=True)
class Use:
    """A column that a template names. `optional` if the template asks whether it `is defined` anywhere.

    `by_header` says that `name` is a header, from row["First Name"]. `outside` says that an imported macro
    names it, which sees only its arguments. `filters` are those that its value goes through.
    """

    name: str
    template: str
    line: int
    optional: bool = False
    by_header: bool = False
    outside: bool = False
    filters: frozenset[str] = frozenset()

    @property
    def where(self) -> str:
        """Return "outreach.txt.j2 line 3"."""
        return f"{self.template} line {self.line}"


@dataclasses.dataclass(frozen=True, slots=True)
class Survey:
    """All uses in a template and in what it includes. `everything`: some names show only in rendering.

    `text` is what the templates say themselves, whatever the row; `slips` are filters that reach a fallback
    alone.
    """

    uses: tuple[Use, ...]
    everything: bool
    text: str = ""
    slips: tuple[fallbacks.Slip, ...] = ()


def survey(environment: jinja2.Environment, tree: nodes.Template, name: str) -> Survey:
    """Read a parsed template, and those that it includes, imports or extends."""
    reader = _Reader(environment)
    reader.read(tree, name, outside=False)
    return Survey(tuple(reader.uses), reader.everything, "\n".join(reader.texts), tuple(reader.slips))


class _Reader:
    def __init__(self, environment: jinja2.Environment) -> None:
        self.environment = environment
        self.uses: list[Use] = []
        self.everything = False
        self.texts: list[str] = []
        self.slips: list[fallbacks.Slip] = []
        self.seen: set[tuple[str, bool]] = set()

    def read(self, tree: nodes.Template, name: str, *, outside: bool) -> None:
        if (name, outside) in self.seen:
            return
        self.seen.add((name, outside))
        self.texts += _own_texts(tree)
        self._check_names(tree, name)
        self.slips += fallbacks.slips(tree, name)
        undeclared = meta.find_undeclared_variables(tree)
        optional = {name for test in tree.find_all(nodes.Test) if (name := _asked(test))}
        through = _filters(tree)
        for node in tree.find_all(nodes.Name):
            if node.ctx == "load" and node.name in undeclared and node.name != ROW:
                asked, filters = node.name in optional, through.get(id(node), frozenset())
                self.uses.append(Use(node.name, name, node.lineno, asked, outside=outside, filters=filters))
        if ROW in undeclared:
            self._read_row(tree, name, through)
        self._follow(tree, outside=outside)

    def _check_names(self, tree: nodes.Template, name: str) -> None:
        """Raise for a filter or test that is not there; Jinja waits inside an `if` until a row comes by."""
        for node in tree.find_all((nodes.Filter, nodes.Test)):
            kind, known = ("filter", self.environment.filters)
            if isinstance(node, nodes.Test):
                kind, known = ("test", self.environment.tests)
            if isinstance(node, nodes.Filter | nodes.Test) and node.name not in known:
                raise jinja2.TemplateAssertionError(f"No {kind} named '{node.name}'.", node.lineno, name)

    def _read_row(self, tree: nodes.Template, name: str, through: Mapping[int, frozenset[str]]) -> None:
        """Note row["First Name"]; any other use of `row` needs every column."""
        by_header = [
            item
            for item in tree.find_all((nodes.Getitem, nodes.Getattr))
            if isinstance(item, nodes.Getitem | nodes.Getattr) and _is_row(item.node)
        ]
        for item in by_header:
            header = _header(item)
            if header is None:
                self.everything = True
            else:
                filters = through.get(id(item), frozenset())
                self.uses.append(Use(header, name, item.lineno, by_header=True, filters=filters))
        alone = sum(1 for node in tree.find_all(nodes.Name) if node.name == ROW) - len(by_header)
        self.everything = self.everything or alone > 0

    def _follow(self, tree: nodes.Template, *, outside: bool) -> None:
        for node in tree.find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)):
            blind = not getattr(node, "with_context", True)
            for name in self._targets(node):
                self._follow_name(name, node, outside=outside or blind)

    def _follow_name(self, name: str, node: nodes.Node, *, outside: bool) -> None:
        loader = self.environment.loader
        assert loader is not None
        try:
            source, filename, _ = loader.get_source(self.environment, name)
        except jinja2.TemplateNotFound:
            if getattr(node, "ignore_missing", False) or isinstance(
                getattr(node, "template", None), nodes.List
            ):
                return
            raise
        self.read(self.environment._parse(source, name, filename), name, outside=outside)  # noqa: SLF001 (the tree)

    def _targets(self, node: nodes.Node) -> Iterator[str]:
        wanted = node.template  # type: ignore[attr-defined]
        items = wanted.items if isinstance(wanted, nodes.List | nodes.Tuple) else [wanted]
        for item in items:
            if isinstance(item, nodes.Const) and isinstance(item.value, str):
                yield item.value
            else:
                self.everything = True


def _own_texts(tree: nodes.Template) -> Iterator[str]:
    """Yield what a template says itself: its words, and a text that a tag says as it is ({{ "name" }})."""
    for output in tree.find_all(nodes.Output):
        for part in output.nodes:
            if isinstance(part, nodes.TemplateData):
                yield part.data
            elif isinstance(part, nodes.Const) and isinstance(part.value, str):
                yield part.value


def _filters(tree: nodes.Template) -> Mapping[int, frozenset[str]]:
    """Return the names of the filters that each value of a template goes through, by the value's node."""
    found: dict[int, frozenset[str]] = {}
    for outer in tree.find_all(nodes.Filter):
        if outer.node is not None:
            for inner in (outer.node, *outer.node.find_all((nodes.Name, nodes.Getitem, nodes.Getattr))):
                found[id(inner)] = found.get(id(inner), frozenset()) | {outer.name}
    return found


def _is_row(node: nodes.Expr) -> bool:
    return isinstance(node, nodes.Name) and node.name == ROW


def _asked(test: nodes.Test) -> str:
    asks = test.name in {"defined", "undefined"} and isinstance(test.node, nodes.Name)
    return str(test.node.name) if asks and isinstance(test.node, nodes.Name) else ""


def _header(item: nodes.Getitem | nodes.Getattr) -> str | None:
    if isinstance(item, nodes.Getattr):
        return item.attr
    return item.arg.value if isinstance(item.arg, nodes.Const) and isinstance(item.arg.value, str) else None


Parse = Callable[[str], nodes.Template]

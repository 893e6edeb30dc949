"""Script edits: a column said through a filter, or with a fallback, wherever a template's text says it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import jinja2

from batchgen import errors, identity, models
from batchgen.merge.templates import survey, words

_STRING = r'"(?:[^"\\]|\\.)*"|' + r"'(?:[^'\\]|\\.)*'"
_INSIDE = rf"(?:{_STRING}|[^\"'}}%]|\}}(?!\}})|%(?!\}})){{0,4000}}"
_TAG = re.compile(
    r"\{#.*?#\}|\{%[-+]?\s*raw\b.*?\bendraw\s*[-+]?%\}"
    rf"|\{{\{{(?P<said>{_INSIDE})\}}\}}|\{{%[-+]?\s*set\s+\w+\s*=(?P<set>{_INSIDE})%\}}|\{{%(?P<other>{_INSIDE})%\}}",
    re.DOTALL,
)
"""Comments and raw text come first: what looks like a tag in them is none."""
_TOKEN = re.compile(rf"{_STRING}|[^\W\d]\w*|\d[\w.]*|\s+|.", re.DOTALL)
_JOINS = frozenset(["if", "else", "~", "+", "-", "*", "/", "and", "not", "in", "is", "==", ","])
"""What makes more of an expression than one value with fallbacks."""
_ASKED = frozenset(["if", "elif", "not"])

_Tokens = Sequence[tuple[int, str]]


class _Said(NamedTuple):
    """Where an expression names a column: from `start` to `end`, its filters to `chain_end`."""

    start: int
    end: int
    chain_end: int
    filters: frozenset[str]


def with_filter(source: str, column: models.Column, code: str) -> str:
    """Return a template that says a column through a filter (`company`) wherever it says it without.

    The text comes back as it is where it never says the column. Raises errors.TemplateError.
    """
    name = code.partition("(")[0]

    def edited(expression: str) -> str:
        for said in reversed(_said(expression, column)):
            if name in said.filters:
                continue
            ref, chain = expression[said.start : said.end], expression[said.end : said.chain_end]
            value = f"{ref} | {code}{chain}"
            expression = _put(expression, said, value)
        return expression

    return _edited(source, edited)


def with_fallback(source: str, column: models.Column, words: str) -> str:
    """Return a template that says other words wherever it says a column and the cell is empty.

    The text comes back as it is where it never says the column. Raises errors.TemplateError.
    """
    word = _quoted(words)

    def edited(expression: str) -> str:
        found = _said(expression, column)
        if found and _JOINS.isdisjoint(_outer(expression)):
            inner = expression.strip()
            plain = inner if not found[0].filters or "or" in _outer(expression) else f"({inner})"
            return expression.replace(inner, f"{plain} or {word}", 1)
        for said in reversed(found):
            ref = expression[said.start : said.chain_end]
            value = f"({ref}) or {word}" if said.filters else f"{ref} or {word}"
            expression = _put(expression, said, value)
        return expression

    return _edited(source, edited)


def renamed(source: str, old: str, new: str) -> Iterator[tuple[str, str]]:
    """Yield the tags of a template that name a column `old`, each with what names it `new`."""
    for match in _TAG.finditer(source):
        if match.lastgroup is None:
            continue
        tokens = list(_tokens(match[0]))
        texts = [new if text == old and _is_value(tokens, i) else text for i, (_, text) in enumerate(tokens)]
        if "".join(texts) != match[0]:
            yield match[0], "".join(texts)


def tags(source: str) -> Iterator[tuple[int, str]]:
    """Yield the tags of a template that say or ask something, each with the line that it begins in."""
    for match in _TAG.finditer(source):
        if match.lastgroup is not None:
            yield source.count("\n", 0, match.start()) + 1, match[0]


def own_text(source: str) -> str:
    """Return what a template says itself: no tags, no comments, no raw text."""
    return _TAG.sub("\n", source)


def _quoted(said: str) -> str:
    """Return words as a text in an expression. Raises errors.TemplateError for what cannot be one."""
    if not said.strip() or not said.isprintable() or re.search(r"\{[{%#]|[}%#]\}", said):
        raise errors.TemplateError(words.NOT_SPEAKABLE, hint=words.PLAIN_WORDS)
    plain = said.strip().replace("\\", "\\\\")
    quote = "'" if '"' in plain and "'" not in plain else '"'
    escaped = plain.replace('"', '\\"') if quote == '"' else plain
    return f"{quote}{escaped}{quote}"


def _edited(source: str, edit: Callable[[str], str]) -> str:
    """Return a template with the expressions that it says, or keeps for later, edited."""

    def replaced(match: re.Match[str]) -> str:
        group = match.lastgroup
        if group not in {"said", "set"}:
            return match[0]
        start, end = (place - match.start() for place in match.span(group))
        inner = match[group]
        # "{{- name -}}": the signs for blanks stay outermost.
        head = re.match(r"[-+]?\s*", inner)
        tail = re.search(r"\s*[-+]?$", inner)
        assert head
        assert tail
        begin, stop = head.end(), max(head.end(), tail.start())
        return match[0][:start] + inner[:begin] + edit(inner[begin:stop]) + inner[stop:] + match[0][end:]

    new = _TAG.sub(replaced, source)
    if new != source:
        _check(new)
    return new


def _check(source: str) -> None:
    try:
        jinja2.Environment(autoescape=True).parse(source)
    except jinja2.TemplateSyntaxError as error:
        raise errors.TemplateError(words.NOT_CHANGED, hint=words.CHANGE_ON_PAGE) from error


def _put(expression: str, said: _Said, value: str) -> str:
    before, after = expression[: said.start], expression[said.chain_end :]
    is_alone = not before.strip() and not after.strip()
    is_held = before.rstrip().endswith("(") and after.lstrip().startswith(")")
    return f"{before}{value if is_alone or is_held else f'({value})'}{after}"


def _tokens(expression: str) -> Iterator[tuple[int, str]]:
    for match in _TOKEN.finditer(expression):
        yield match.start(), match[0]


def _outer(expression: str) -> Iterator[str]:
    """Yield the tokens of an expression that stand in no brackets."""
    depth = 0
    for _, text in _tokens(expression):
        depth += (text in "([{") - (text in ")]}")
        if not depth:
            yield text


def _said(expression: str, column: models.Column) -> list[_Said]:
    """Return where an expression says a column; a mere question of it is not said."""
    tokens = [(at, text) for at, text in _tokens(expression) if not text.isspace()]
    found = []
    for i, (at, _) in enumerate(tokens):
        length = _names(tokens, i, column)
        if not length or (i and tokens[i - 1][1] in _ASKED):
            continue
        last, chain, filters = i + length - 1, i + length, set()
        end = tokens[last][0] + len(tokens[last][1])
        while chain + 1 < len(tokens) and tokens[chain][1] == "|":
            filters.add(tokens[chain + 1][1])
            chain = _behind_call(tokens, chain + 2)
        chain_end = tokens[chain - 1][0] + len(tokens[chain - 1][1])
        found.append(_Said(at, end, chain_end, frozenset(filters)))
    return found


def _behind_call(tokens: _Tokens, at: int) -> int:
    """Return the token behind a filter's arguments, which begin at `at` if there are any."""
    if at >= len(tokens) or tokens[at][1] != "(":
        return at
    depth = 0
    for i in range(at, len(tokens)):
        depth += (tokens[i][1] == "(") - (tokens[i][1] == ")")
        if not depth:
            return i + 1
    return len(tokens)


def _names(tokens: _Tokens, i: int, column: models.Column) -> int:
    """Return how many tokens name the column here: `company`, or `row["Company"]`; 0: they do not."""
    if not _is_value(tokens, i):
        return 0
    if tokens[i][1] == column.name:
        return 1
    texts = [text for _, text in tokens[i : i + 4]]
    is_row = len(texts) == 4 and texts[0] == survey.ROW and texts[1] == "[" and texts[3] == "]"
    return 4 if is_row and identity.fold(texts[2][1:-1]) == column.name else 0


def _is_value(tokens: _Tokens, i: int) -> bool:
    """Return whether a name is a value, and not a filter, an attribute or an argument's name."""
    before = next((text for _, text in reversed(tokens[:i]) if not text.isspace()), "")
    after = [text for _, text in tokens[i + 1 : i + 4] if not text.isspace()]
    is_argument = after[:1] == ["="] and after[1:2] != ["="] and before in {"(", ","}
    return before not in {".", "|", "is"} and not is_argument

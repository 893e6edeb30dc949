"""Syntax: what is wrong with a tag of a template, in words for people, and its right form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import jinja2

from batchgen import characters, did_you_mean, identity
from batchgen.merge.templates import words

"""The right forms, where nothing nearer is known."""
_TAG = re.compile(r"\{\{.*?\}\}+|\{%.*?%\}", re.DOTALL)
_OPENED = re.compile(r"\{\{|\{%|\{#")
_CURLY = str.maketrans(
    dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"')
    | dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`", "'")
)
_BLOCKS = ("if", "for", "set", "block", "macro", "call", "filter", "with", "raw")
_WORDS = ("if", "elif", "else", "endif", "for", "endfor", "set", "include", "import", "macro", "endmacro")
_KEYWORDS = frozenset({"if", "is", "in", "not", "and", "or", "else", "then"})
_LONGEST_SHOWN = 100
_FALLBACK = re.compile(r"(.+?)\s*\|\s*(?:default|fallback)\s*[:=]\s*(.+)", re.DOTALL)
_BARE_FALLBACK = re.compile(r"([^|\"']+?)\s*\|\s*([\"'].+)", re.DOTALL)
_SIGNS = (("&&", "and"), ("||", "or"), ("??", "or"), ("?:", "or"), ("<>", "!="))


class Trouble(NamedTuple):
    """What is wrong, the line where (0: as Jinja says), and what to do."""

    what: str
    hint: str
    line: int = 0


Parse = Callable[[str], object]


def explain(message: str, source: str, line: int, parse: Parse) -> Trouble:
    """Return Jinja's complaint about a source in words for people. `parse` raises for a bad tag."""
    if found := re.search(r"innermost block that needs to be closed is '(\w+)'", message):
        return _misplaced(message, found[1], source) or _unclosed_block(found[1], source)
    if found := re.match(r"Encountered unknown tag '(\w+)'", message):
        return _unknown_tag(found[1])
    if message.startswith("Missing end of"):
        what, end = ("{#", "#}") if "comment" in message else ("{% raw %}", "{% endraw %}")
        opened = re.search(r"\{#(?![^#]*#\})|\{%[-+]?\s*raw", source, re.DOTALL)
        at = source.count("\n", 0, opened.start()) + 1 if opened else 0
        return Trouble(words.not_closed(what), words.close(end), at)
    if found := re.match(r"block '(\w+)' defined twice", message):
        return Trouble(words.two_blocks(found[1]), words.RENAME_BLOCK)
    tag = _broken_tag(source, line, parse)
    if tag is not None:
        return _of_tag(tag, parse)
    if _OPENED.search(_TAG.sub("", source)) or any(_OPENED.search(t, 2) for t in _TAG.findall(source)):
        return Trouble(words.TAG_NOT_CLOSED, words.CLOSE_TAGS)
    return Trouble(words.TAG_NOT_READ, words.EXAMPLES)


def _misplaced(message: str, block: str, source: str) -> Trouble | None:
    found = re.match(r"Encountered unknown tag '(\w+)'", message)
    if found is None:
        return None
    if found[1] in {"elseif", "elsif", "else_if", "end", "fi", "done"}:
        return _unknown_tag(found[1])
    if found[1].startswith("end") or found[1] in {"else", "elif"}:
        opened = _unclosed_block(block, source)
        return Trouble(words.too_early(found[1], block, opened.line or "?"), words.close_first(block))
    return _unknown_tag(found[1])


def _unclosed_block(block: str, source: str) -> Trouble:
    opened: list[tuple[str, int]] = []
    for match in re.finditer(r"\{%[-+]?\s*(end)?(\w+)", source):
        if match[1] and opened and opened[-1][0] == match[2]:
            opened.pop()
        elif not match[1] and match[2] in _BLOCKS:
            opened.append((match[2], source.count("\n", 0, match.start()) + 1))
    line = next((place for name, place in reversed(opened) if name == block), 0)
    return Trouble(words.not_closed(f"{{% {block} %}}"), words.close(f"{{% end{block} %}}"), line)


def _unknown_tag(name: str) -> Trouble:
    what = words.not_a_tag(name)
    if name in {"end", "fi", "done"}:
        return Trouble(what, words.CLOSE_BLOCKS)
    if name in {"elseif", "elsif", "else_if"}:
        return Trouble(what, words.WRITE_ELIF)
    if name.startswith("end") and name[3:] in _BLOCKS:
        return Trouble(words.closes_nothing(name), words.open_or_delete(name[3:]))
    if name in {"else", "elif"}:
        return Trouble(words.outside_if(name), words.OPEN_IF)
    near = did_you_mean.hint(name, _WORDS)
    return Trouble(what, words.say_cell(near, name))


def unknown(kind: str, name: str, known: tuple[str, ...], source: str = "") -> Trouble:
    """Return the trouble of a filter or test that is not there."""
    hint = did_you_mean.hint(name, known)
    asked = re.search(rf"(\w+)\s*(?:\|\s*|is\s+(?:not\s+)?){re.escape(name)}\b", source)
    if not hint and kind == "filter":
        given = re.search(rf"{re.escape(name)}\s*[(:]\s*([\"'])(.*?)\1", source)
        hint = words.fallback_form(asked[1] if asked else "first_name", given[2] if given else name)
    if not hint:
        hint = words.compare_form(asked[1] if asked else "segment", name)
    return Trouble(words.unknown(kind, name), hint)


def _broken_tag(source: str, line: int, parse: Parse) -> str | None:
    """Return the tag that cannot be read, the first in a line at which Jinja stopped."""
    for start, text in _tags(source):
        first = source.count("\n", 0, start) + 1
        if first <= line <= first + text.count("\n") and not _is_fine(_alone(text), parse):
            return text.replace("+%}", "%}").replace("+#}", "#}")
    return None


def _tags(source: str) -> Iterator[tuple[int, str]]:
    """Yield whole tags with their places; none of one that is opened and holds another."""
    for match in _TAG.finditer(source):
        if _OPENED.search(match[0], 2) is None or match[0].startswith("{{{"):
            yield match.start(), match[0]


def _alone(tag: str) -> str:
    """Return a tag as a template of its own: the expression of an `if` is all that can be wrong in it."""
    found = re.fullmatch(
        r"\{%[-+]?\s*(?:if|elif|set\s+\w+\s*=|for\s+\w+\s+in)\s(.*?)[-+]?%\}", tag, re.DOTALL
    )
    return f"{{{{ {found[1]} }}}}" if found else tag


def _is_fine(template: str, parse: Parse) -> bool:
    try:
        parse(template)
    except jinja2.TemplateAssertionError:
        return True
    except jinja2.TemplateSyntaxError as error:
        return "innermost block" in (error.message or "") and template.startswith("{%")
    return True


def _of_tag(tag: str, parse: Parse) -> Trouble:
    shown = " ".join(tag.split())
    if len(shown) > _LONGEST_SHOWN:
        shown = shown[: _LONGEST_SHOWN - 1] + "…"
    for what, right in corrections(tag, parse):
        return Trouble(words.tag_not_read(shown, what), words.write(right))
    return Trouble(words.tag_not_read(shown, _why(tag)), words.EXAMPLES)


def corrections(tag: str, parse: Parse) -> Iterator[tuple[str, str]]:
    """Yield what may be wrong with a tag, and a form of it that can be read."""
    for what, right in _corrections(tag):
        if right != tag and _is_fine(_alone(right), parse):
            yield what, right


def _why(tag: str) -> str:
    inner = tag[2:-2].strip()
    if not inner:
        return words.TAG_EMPTY
    if inner.count('"') % 2 or (inner.count("'") % 2 and '"' not in inner):
        return words.OPEN_QUOTE
    if any(inner.count(one) != inner.count(other) for one, other in ("()", "[]")):
        return words.BRACKETS
    return ""


def _corrections(tag: str) -> Iterator[tuple[str, str]]:
    """Yield what may be wrong with a tag, and the tag without it."""
    start, end = tag[:2], tag[-2:]
    inner = tag[2:-2].strip()
    plain = characters.visible(inner)
    if plain != inner:
        yield words.INVISIBLE, f"{start} {plain} {end}"
    straight = plain.translate(_CURLY)
    if straight != plain:
        yield words.CURLY_QUOTES, f"{start} {straight} {end}"
    bare = straight.strip("{}").strip()
    if bare != straight:
        yield words.TOO_MANY_BRACES, f"{start} {bare} {end}"
    yield from _other_languages(start, bare, end)
    if start == "{{" and (found := re.fullmatch(r"(\w+)['\u2019]s", bare)):
        yield words.ENDING_OUTSIDE, f"{{{{ {found[1]} }}}}'s"
    if start == "{{" and (right := _one_name(bare)):
        yield words.ONE_WORD, f"{start} {right} {end}"


def _other_languages(start: str, inner: str, end: str) -> Iterator[tuple[str, str]]:
    """Yield the right forms of what Liquid, Handlebars and other languages write in another way."""
    for sign, word in _SIGNS:
        if sign in inner:
            yield (
                words.other_sign(sign, word),
                f"{start} {inner.replace(sign, f' {word} ').replace('  ', ' ')} {end}",
            )
    if found := _FALLBACK.fullmatch(inner) or _BARE_FALLBACK.fullmatch(inner):
        yield (
            words.FALLBACK_WITH_OR,
            f"{start} {_one_name(found[1]) or found[1]} or {found[2]} {end}",
        )
    single = re.sub(r"(?<![=!<>])=(?!=)", "==", inner)
    if start == "{%" and single != inner:
        yield words.COMPARE_WITH_EQUALS, f"{start} {single} {end}"
    if found := re.match(r"else\s*if\b\s*(.*)", inner, re.DOTALL):
        yield words.SECOND_CONDITION, f"{{% elif {found[1]} %}}"
    if found := re.match(r"[#^]?\s*(if|unless|for|each)\b\s*(.*)|[#^]\s*(\w+)", inner, re.DOTALL):
        asked = found[2] or found[3] or "city"
        no = "not " if inner.startswith("^") or found[1] == "unless" else ""
        word = "for item in" if found[1] in {"for", "each"} else "if"
        yield words.CONDITION_TAG, f"{{% {word} {no}{asked.strip()} %}}"
    if re.match(r"/\s*\w+|end\s*if", inner):
        yield words.CONDITION_END, "{% endif %}"


def _one_name(inner: str) -> str:
    """Return `First Name | person` as `first_name | person`; empty if it does not begin with a name."""
    found = re.match(r"([^|(\[\"'=<>+*]*?)\s*(?=\||\bor\b|$)(.*)", inner.strip("[]<>*|"), re.DOTALL)
    if found is None or not (name := identity.fold(found[1])):
        return ""
    if not _KEYWORDS.isdisjoint(name.split("_")):
        return ""
    said = name if name.isidentifier() else f'row["{found[1].strip()}"]'
    return f"{said} {found[2]}".strip()

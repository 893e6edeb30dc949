"""Lint of the spoken text: what would be read out wrongly."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection

from batchgen import models

MIN_SECONDS = 3.0
MAX_MINUTES = 5.0
"""Longer scripts lose quality (tavus-api 9, script length)."""

JUNK = frozenset(
    form
    for word in (
        "nan",
        "none",
        "null",
        "n/a",
        "#n/a",
        "nat",
        "undefined",
        "#ref!",
        "#value!",
        "#name?",
        "#div/0!",
        "-",
    )
    for form in (word, word.upper(), word.capitalize(), {"nan": "NaN", "nat": "NaT"}.get(word, word))
)
"""Cells that a program wrote for "nothing"."""

_EMOJI = (
    "\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\ufe0f\U0001f000-\U0001faff"
)
_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd\ue000-\uf8ff"
_CAPS = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶŁĻŃŅŇŐŒŘŚŞŠŢŤŪŮŰŲŹŻŽΑ-ΩА-ЯЁ"


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """A pattern that should not be spoken, and what to say about it.

    `trigger` is a quicker pattern, found in every text in which `pattern` is: most scripts hold none, and the
    rule's own pattern is not tried on them. A rule that is given none is its own trigger.
    """

    kind: str
    pattern: re.Pattern[str]
    trigger: re.Pattern[str]
    message: str
    hint: str = ""
    severity: models.Severity = "warning"


def _rule(
    kind: str, pattern: str, message: str, hint: str = "", *, trigger: str = "", error: bool = False
) -> Rule:
    severity: models.Severity = "error" if error else "warning"
    return Rule(kind, re.compile(pattern), re.compile(trigger or pattern), message, hint, severity)


# A cell may have 32,767 characters. So every pattern takes time with the length of a text, not with its
# square: a run such as `\w+` that something must follow is only begun where the run begins (the look
# behind), and what stands between two marks holds no such mark.
RULES = (
    _rule(
        "leftover-mark",
        r"\{\{[^{}\n]*\}\}|\{%[^%\n]*%\}|\{\{|\}\}|\{%|%\}|\{#"
        r"|\$\{\w+\}|\{\w[\w .]{0,40}\}|\*\|\w+\|\*|%%\w+%%|<<[\w ]{1,40}>>"
        r"|\[[A-Z][A-Z0-9_ .-]*\]|<[A-Z][A-Z0-9_ ]*>(?<!<[BIUPA]>)",
        "a template mark is left in the text: {}",
        "It would be spoken, or skipped; fill it in.",
        trigger=r"[{}<\[]|%%|\*\|",
        error=True,
    ),
    _rule(
        "brackets",
        r"\[[^\[\]]{1,80}\](?!\()",
        "brackets would be read out: {}",
        "Stage directions are spoken too.",
        trigger=r"\[",
    ),
    _rule(
        "tag",
        r"</?[A-Za-z][^<>]{0,80}>",
        "a tag would be read out: {}",
        "The API takes plain text, no SSML.",
        trigger="<",
    ),
    _rule(
        "markdown",
        r"(?m)\*\*[^*\n]+\*\*|__[^_\n]+__|(?<!\w)[*_][^*_\s][^*_\n]*[*_](?!\w)"
        r"|`[^`\n]+`|~~[^~\n]+~~|^#{1,6}\s.*|^[^\S\n]*[-*+]\s"
        r"|\[[^\[\]]+\]\([^()\s]+\)",
        "Markdown would be read out: {}",
        trigger=r"(?m:[*_`~#]|\]\(|^[^\S\n]*[-+]\s)",
    ),
    _rule(
        "url",
        r"(?:https?://|www\.)\S+",
        "a web address would be read out: {}",
        "Use the filter domain.",
        trigger=r"://|www\.",
    ),
    _rule(
        "email",
        r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]*\w",
        "an e-mail address would be read out: {}",
        trigger="@",
    ),
    _rule("emoji", f"[{_EMOJI}]+", "an emoji or sign would be read out: {}"),
    _rule(
        "control", f"[{_CONTROL}]", "an invisible character: {}", "Delete it from the cell or the template."
    ),
    _rule(
        "all-caps",
        rf"(?<![{_CAPS}\w])[{_CAPS}]{{4,}}(?![a-z\w])",
        "capitals may be spelled out: {}",
        "Use the filters person or company, or list it under pronounce or allow.",
        trigger=f"[{_CAPS}]{{4}}",
    ),
    _rule(
        "punctuation",
        r"(?:(?<!\S)\S+)?(?<![ \t])[ \t]+[,.;:!?](?!\w)|[,;:]\s*[,.;:!?]+|\.\s*,"
        r"|(?<!\.)\.\.(?!\.)|[!?]{3,}|\(\)|(?<![a-z])[a-z]+[.!?,;][A-Z][a-z]+",
        'doubled or missing punctuation: "{}"',
        trigger=r"[\s,.;:!?][,.;:!?]|\(\)|[a-z][.!?,;][A-Z][a-z]",
    ),
    _rule(
        "long-number",
        r"(?<![\d.,])\d{5,}(?![\d]|[.,]\d)",
        "a long number: {}",
        "Use the filters number, spell or spoken_number.",
        trigger=r"\d{5}",
    ),
)


class Linter:
    """Looks through spoken texts; the `value` of a problem is the text that it found.

    `allow` holds texts, or kinds of lint, that are all right; `rules` are those that are looked for.
    """

    def __init__(self, allow: Collection[str] = (), rules: Collection[Rule] = RULES) -> None:
        self._allowed = {text.casefold() for text in allow}
        self._spans = [re.compile(re.escape(text), re.IGNORECASE) for text in allow]
        self._rules = tuple(
            rule for rule in rules if rule.kind not in self._allowed or rule.severity == "error"
        )

    def allows(self, text: str) -> bool:
        """Return whether a text, or a kind of lint, was declared all right."""
        return text.strip().casefold() in self._allowed

    def lint(self, script: str) -> list[models.Problem]:
        """Return what would be read out wrongly, each kind with its first find and the number of finds."""
        found = self._found(script)
        if script and not is_ended(script) and not self.allows("no-end"):
            last = script.rsplit(None, 1)[-1][-40:]
            found.append(
                models.Problem("punctuation", f'the script ends without punctuation: "{last}"', "warning")
            )
        return found

    def _found(self, script: str) -> list[models.Problem]:
        """Return what the rules object to; of a text that two rules object to, the first of them has it."""
        triggered = [rule for rule in self._rules if rule.trigger.search(script)]
        if not triggered:
            return []
        taken = bytearray(len(script))
        for allowed in self._spans:
            for match in allowed.finditer(script):
                _take(taken, match)
        found = []
        for rule in triggered:
            matches = [m for m in rule.pattern.finditer(script) if taken.find(1, *m.span()) < 0]
            for match in matches:
                _take(taken, match)
            if matches:
                found.append(_problem(rule, matches))
        return found


def _take(taken: bytearray, match: re.Match[str]) -> None:
    start, end = match.span()
    taken[start:end] = b"\1" * (end - start)


def _problem(rule: Rule, matches: list[re.Match[str]]) -> models.Problem:
    text = matches[0].group().strip(" \t") or matches[0].group()
    shown = text if text.isprintable() else text.encode("unicode_escape").decode()
    more = f" and {len(matches) - 1} more" if len(matches) > 1 else ""
    message = rule.message.format(shown[:80]) + more
    return models.Problem(rule.kind, message, rule.severity, value=text, hint=rule.hint)


def is_ended(script: str) -> bool:
    """Return whether a script ends as a sentence does."""
    return script.rstrip(AFTER_END)[-1:] in ENDS


AFTER_END = "\"'”’»)]* \n\t"
ENDS = frozenset(".!?…。！？:;।؟") | {""}

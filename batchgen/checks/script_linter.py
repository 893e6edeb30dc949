"""The linter of scripts: what would be read out wrongly."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from batchgen import models, patterns
from batchgen.checks import fill_ins, mojibake, placeholders, script_checks, words
from batchgen.checks.problems import words as problem_words

MIN_SECONDS = 3.0
"""Shorter speech is usually an empty field or a forgotten text."""

MAX_MINUTES = 5.0
"""Longer scripts lose quality (tavus-api 9, script length)."""

JUNK = frozenset(
    form
    for word in (
        "nan",
        "none",
        "null",
        "n/a",
        "nat",
        "undefined",
        "-",
        "test",
        "testing",
        "dummy",
        "asdf",
        "qwerty",
    )
    for form in (word, word.upper(), word.capitalize(), {"nan": "NaN", "nat": "NaT"}.get(word, word))
)
"""Cells that a program wrote for "nothing", and that people write to try a form."""

_MOST_SETS = 1_000
"""Sets of signs whose rules are remembered; a sheet has some ten."""
_NEVER = "(?!)"
"""The pattern that is found nowhere."""

RULES = (*placeholders.RULES, *fill_ins.RULES, script_checks.LOST, *script_checks.SPEECH)
"""What is looked for in a script; of a text that two rules object to, the first of them has it."""


class Linter:
    """Looks through spoken texts; the `value` of a problem is the text that it found.

    `allow` holds texts, or kinds of lint, that are all right; `rules` are those that are looked for.
    """

    def __init__(self, allow: Collection[str] = (), rules: Collection[script_checks.Rule] = RULES) -> None:
        self._allowed = {text.casefold() for text in allow}
        self._spans = [re.compile(re.escape(text), re.IGNORECASE) for text in allow]
        self._rules = tuple(
            rule for rule in rules if rule.kind not in self._allowed or rule.severity == "error"
        )
        signs = "".join(rule.signs for rule in self._rules)
        self._signs = re.compile(f"[{signs}]" if signs else _NEVER)
        self._classes = {rule.signs: re.compile(f"[{rule.signs}]") for rule in self._rules if rule.signs}
        self._by_signs: dict[frozenset[str], tuple[script_checks.Rule, ...]] = {}

    def allows(self, text: str) -> bool:
        """Return whether a text, or a kind of lint, was declared all right."""
        return text.strip().casefold() in self._allowed

    def lint(self, script: str) -> list[models.Problem]:
        """Return what would be read out wrongly, each kind with its first find and the number of finds."""
        return self.lint_all((script,))[0]

    def lint_all(self, scripts: Sequence[str]) -> list[list[models.Problem]]:
        """Return what `lint` does of each of some scripts, which takes less time than one after the other."""
        found = self.marks_of_all(scripts)
        for script, problems in zip(scripts, found, strict=True):
            if script and not is_ended(script) and not self.allows("no-end"):
                last = script.rsplit(None, 1)[-1][-40:]
                problems.append(
                    models.Problem("punctuation", words.no_end(last), "warning", hint=words.END_SENTENCE)
                )
        return found

    def marks(self, text: str) -> list[models.Problem]:
        """Return what no field of a request may hold: the errors alone."""
        return self.marks_of_all((text,))[0]

    def marks_of_all(self, texts: Sequence[str]) -> list[list[models.Problem]]:
        """Return what `marks` does of each of some texts."""
        block = patterns.Block(texts)
        triggered: list[list[script_checks.Rule]] = [[] for _ in texts]
        for rule in self._fitting(block.joined):
            for place in {place for finder in rule.triggers for place in block.holding(finder)}:
                if rule.unless is None or not rule.unless.search(texts[place]):
                    triggered[place].append(rule)
        broken = {place for finder in mojibake.TRIGGERS for place in block.holding(finder)}
        return [
            self._found(text, rules, is_broken=place in broken) if rules or place in broken else []
            for place, (text, rules) in enumerate(zip(texts, triggered, strict=True))
        ]

    def _fitting(self, text: str) -> tuple[script_checks.Rule, ...]:
        """Return the rules whose signs a text has, and those that need none."""
        signs = frozenset(self._signs.findall(text))
        rules = self._by_signs.get(signs)
        if rules is None:
            if len(self._by_signs) >= _MOST_SETS:
                self._by_signs.clear()
            had = "".join(signs)
            rules = tuple(r for r in self._rules if not r.signs or self._classes[r.signs].search(had))
            self._by_signs[signs] = rules
        return rules

    def _found(
        self, script: str, rules: Sequence[script_checks.Rule], *, is_broken: bool
    ) -> list[models.Problem]:
        """Return what the rules object to; of a text that two rules object to, the first of them has it."""
        taken = bytearray(len(script))
        for allowed in self._spans:
            for match in allowed.finditer(script):
                _take(taken, match)
        found = []
        for rule in rules:
            matches = [m for m in rule.pattern.finditer(script) if taken.find(1, *m.span()) < 0]
            for match in matches:
                _take(taken, match)
            if matches:
                found.append(_problem(rule, matches))
        broken = mojibake.find(script) if is_broken else ()
        return found + [_mojibake(pair) for pair in broken if not self.allows(pair.text)]


def _mojibake(pair: mojibake.Mojibake) -> models.Problem:
    say = words.web_code if pair.text.startswith("&") else words.decoded_twice
    message = say(pair.text[:80], pair.meant[:80])
    return models.Problem(mojibake.KIND, message, "error", value=pair.text, hint=words.CORRECT_OR_EXPORT)


def _take(taken: bytearray, match: re.Match[str]) -> None:
    start, end = match.span()
    taken[start:end] = b"\1" * (end - start)


def _problem(rule: script_checks.Rule, matches: list[re.Match[str]]) -> models.Problem:
    text = matches[0].group().strip(" \t") or matches[0].group()
    shown = text if text.isprintable() else text.encode("unicode_escape").decode()
    message = rule.message.format(shown[:80])
    if len(matches) > 1:
        message = problem_words.and_more(message, len(matches) - 1)
    return models.Problem(rule.kind, message, rule.severity, value=text, hint=rule.hint)


def is_ended(script: str) -> bool:
    """Return whether a script ends as a sentence does."""
    return script.rstrip(AFTER_END)[-1:] in ENDS


AFTER_END = "\"'”’»)]* \n\t"
ENDS = frozenset(".!?…。！？:;।؟") | {""}

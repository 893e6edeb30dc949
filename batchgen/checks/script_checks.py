"""The checks of a script, a rule each: what should not be spoken or sent, and what to say about it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from batchgen import models, patterns
from batchgen.checks import words

_EMOJI = (
    "\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\ufe0f\U0001f000-\U0001faff"
)
_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f\u180e\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\ue000-\uf8ff"
_DIRECTION = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_RIGHT_TO_LEFT = (
    "\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
)
_LATIN = "\x00-\xac\xae-\u024f\u1e00-\u1eff\u2000-\u200b\u2010-\u206f"
_CAPS = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶŁĻŃŅŇŐŒŘŚŞŠŢŤŪŮŰŲŹŻŽΑ-ΩА-ЯЁ"


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """A pattern that should not be spoken, and what to say about it.

    `triggers` are quicker to find: one of them is in every text in which `pattern` is. Most scripts hold
    none, and the rule's own pattern is not tried on them. A rule that is given none is its own trigger.
    `signs` are a class of characters, few in ordinary texts, of which every find of a trigger holds one: one
    look for the signs of all rules spares texts the triggers whose signs they lack. A text in which `unless`
    is found is left alone.
    """

    kind: str
    pattern: re.Pattern[str]
    triggers: tuple[patterns.Finder, ...]
    message: str
    hint: str = ""
    severity: models.Severity = "warning"
    unless: re.Pattern[str] | None = None
    signs: str = ""


def rule(
    kind: str,
    pattern: str,
    message: str,
    hint: str = "",
    *,
    trigger: str = "",
    unless: str = "",
    signs: str = "",
    words: Sequence[str] = (),
    error: bool = False,
) -> Rule:
    """Return a rule from the texts of its patterns.

    `words` are its triggers in place of a pattern, which would take ten times as long.
    """
    severity: models.Severity = "error" if error else "warning"
    but_not = patterns.late(unless) if unless else None
    return Rule(
        kind,
        patterns.late(pattern),
        tuple(map(patterns.of_word, words)) or (patterns.of_pattern(patterns.late(trigger or pattern)),),
        message,
        hint,
        severity,
        but_not,
        signs,
    )


_SHORTENED = (
    r"(?<!\W[^\W\d_])(?<!Inc)(?<!Ltd)(?<!Co)(?<!Corp)(?<!Jr)(?<!Sr)(?<!Bros)"
    r"(?<!\bSt)(?<!\bAve)(?<!\bRd)(?<!\bBlvd)(?<!\bDr)(?<!\bLn)(?<!\bHwy)(?<!\bPkwy)(?<!\bSq)(?<!\bPl)(?<!\bCt)"
    r"(?<!\b[Ee]tc)(?<!\b[Uu]sw)(?<![Ss]tr)(?<!\b[Aa]vda)(?<!\bPh\.D)(?<!\bMt)(?<!\bFt)"
)
"""Not behind these: a sentence makes "in D.C.." of a short word, and "4 Main St., Apt 2" is right."""
LOST = rule(
    "garbled",
    r"\w{0,20}\ufffd[\w\ufffd]{0,20}|(?<![\w/?=&.:@%-])[^\W\d_]{1,20}\?[^\W\d_A-Z]{1,20}(?![\w=])",
    words.LETTER_LOST,
    words.WRITE_AGAIN,
    trigger=r"[?\ufffd](?:(?<=\ufffd)|(?<=[^\W\d_].)[^\W\d_A-Z]{1,20}(?![\w=]))",
    signs=r"?\ufffd",
    error=True,
)
"""What stands where a letter could not be read: "Jos\ufffd", "M?ller"."""

EXPONENT = rule(
    "exponent",
    r"(?<![\w.,])\d(?:[.,]\d{1,20}[eE][+-]?|[eE][+-](?=\d\d))\d{1,3}(?!\w)",
    words.SHORTENED_NUMBER,
    words.ENTER_NUMBER,
    trigger=r"\d[eE][+-]?\d",
    error=True,
)
"""What a spreadsheet makes of long numbers; in an address or a name it is as wrong as in speech."""

# A cell may have 32,767 characters. So every pattern takes time with the length of a text, not with its
# square: a run such as `\w+` that something must follow is only begun where the run begins (the look
# behind), and what stands between two marks holds no such mark. Most patterns and triggers begin with the
# signs that they can begin with, once and alone: the other characters then cost a tenth.
SPEECH = (
    rule(
        "brackets",
        r"\[[^\[\]]{1,80}\](?!\()",
        words.BRACKETS,
        words.STAGE_DIRECTIONS,
        trigger=r"\[",
        signs=r"\[",
    ),
    rule(
        "tag",
        r"</?[A-Za-z][^<>]{0,80}>",
        words.TAG,
        words.PLAIN_TEXT_ONLY,
        trigger="<",
        signs="<",
    ),
    rule(
        "markdown",
        r"(?m)(?=[*_`~#\[])(?:\*\*[^*\n]+\*\*|__[^_\n]+__|(?<!\w)[*_][^*_\s][^*_\n]*[*_](?!\w)"
        r"|`[^`\n]+`|~~[^~\n]+~~|^#{1,6}\s.*|\[[^\[\]]+\]\([^()\s]+\))|^[^\S\n]*[-*+]\s",
        words.MARKDOWN,
        words.DELETE_SIGNS,
        trigger=r"[*_`~#\]+-](?:(?<=[*_`~#])|(?<=\])\(|(?<=[-+])\s)",
        signs=r"*_`~#\]+\-",
    ),
    rule(
        "url",
        r"(?:https?://|www\.)\S+",
        words.WEB_ADDRESS,
        words.USE_DOMAIN,
        trigger=r"[/.](?:(?<=://)|(?<=www\.))",
    ),
    rule(
        "email",
        r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]*\w",
        words.EMAIL,
        words.LEAVE_OUT_EMAIL,
        trigger="@",
        signs="@",
    ),
    rule("emoji", f"[{_EMOJI}]+", words.EMOJI, words.DELETE_EMOJI, trigger=f"[{_EMOJI}]", signs=_EMOJI),
    rule("control", f"[{_CONTROL}]", words.INVISIBLE, words.DELETE_IT, signs=_CONTROL),
    # Hebrew and Arabic need marks of direction; Persian, the scripts of India and emoji need joiners.
    rule(
        "control",
        f"[{_DIRECTION}]",
        words.INVISIBLE,
        words.DELETE_IT,
        unless=f"[{_RIGHT_TO_LEFT}]",
        signs=_DIRECTION,
    ),
    rule(
        "control",
        f"(?:(?<=[{_LATIN}])|(?<![^\\n]))[\u200c\u200d]",
        words.INVISIBLE,
        words.DELETE_IT,
        trigger="[\u200c\u200d]",
        signs="\u200c\u200d",
    ),
    rule(
        "all-caps",
        rf"[{_CAPS}](?<!\w.)[{_CAPS}]{{3,}}(?!\w)",
        words.CAPITALS,
        words.NAME_FILTERS,
        trigger=f"[{_CAPS}][{_CAPS}]{{3}}",
    ),
    rule(
        "punctuation",
        r"(?:(?<!\S)\S++)?+(?<![ \t])[ \t]+[,.](?!\w)|(?<![a-z])[a-z]++[.!?,;][A-Z][a-z]+"
        r"|(?=[,.;:!?(])(?:[,;:]\s*[,.;:!?]+"
        rf"|(?=\.(?:\s*,|\.(?!\.)(?<!\...))){_SHORTENED}\.(?:\s*,|\.)|[!?]{{3,}}|\(\))",
        words.PUNCTUATION,
        words.FIX_PUNCTUATION,
        trigger=r"[,.;:!?(](?:(?<=[\s,.;:!?][,.;:!?])|(?<=[a-z].)[A-Z][a-z]|(?<=\()\))",
    ),
    # French has a blank there.
    rule(
        "punctuation",
        r"(?:(?<!\S)\S++)?+[ \t](?<![ \t].)[ \t]*[;:!?](?!\w)",
        words.PUNCTUATION,
        words.FIX_PUNCTUATION,
        trigger=r"[;:!?](?<=[ \t].)",
        signs=";:!?",
        unless=r"(?i)\b(?:vous|votre|vos|nous|merci|bonjour|bonsoir|salut|avec|pour|est|une|des|les)\b",
    ),
    EXPONENT,
    rule(
        "long-number",
        r"\d(?<![\d.,].)\d{4,}(?!\d|[.,]\d)",
        words.LONG_NUMBER,
        words.NUMBER_FILTERS,
        trigger=r"\d\d{4}",
    ),
)

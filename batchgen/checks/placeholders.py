"""Placeholders of other tools: that nothing filled in, and headers that stand for their cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from batchgen import identity, models
from batchgen.checks import script_checks, words

KIND = "leftover-mark"
OWN_HEADER = "header-text"

FIELD = (
    r"(?i:(?:first|last|full|middle|given|family|sur|fore|company|account|contact|recipient|prospect|lead"
    r"|sender|customer|client|user|job|business|phone|vor|nach|firmen|kunden|subscriber)"
    r"[ _.-]?(?:name|title|address|number|company|role|url|e-?mail|phone)"
    r"|name|[fl]name|first|last|salutation|company|e-?mail|city|website|firma|pr[eé]nom|nombre|apellidos?|empresa|cognome|azienda"
    r"|nome|naam|navn|namn|voornaam|achternaam|bedrijf)"
)
"""What fields are called in the tools that people come from."""
_ORDER = r"(?i:your|insert|enter|add|their|recipient'?s)(?:[ _.-][\w']{1,20}){1,4}"
"""What the writers of model texts put into brackets: [Your Company], [insert name here]."""
_WORDS = r"[A-Z]\w{0,30}(?: [A-Z]\w{0,30}){1,3}"
_CASHTAG = r"[A-Z]{1,5}(?!\w)"
"""$TSLA is a share, and no mark."""

# The bounds keep the work linear in the length of a text.
_SENT = (
    r"\{\{[^{}\n]*\}\}|\{%[^%\n]*%\}|\{\{|\}\}|\{%|%\}|\{#",
    r"\$?\{[^{}\n\"]{1,80}\}",
    rf"(?<![\w$&?])\$(?:(?!{_CASHTAG})[A-Za-z_]\w{{1,40}}|(?:[FL]?NAME|FIRST|LAST|EMAIL|CITY)\b)(?!=)",
    r"\*\|[^|\n]{1,60}\|\*|\|\*[^|*\n]{1,60}\*\||\|[A-Z][A-Z_]{2,40}\||\|\|\w[\w .]{0,40}\|\|",
    r"(?<![\w%])%%(?=[\w=])[^%\n]{1,60}%%",
    rf"(?<![\w%])%(?:[A-Za-z][\w.:|-]{{0,60}}|{_WORDS})%(?!\w)",  # no "%20" can close one
    r"(?<![\w%])%\([A-Za-z]\w{0,40}\)s",
    rf"(?<![\w#&/])#{{1,3}}(?:[A-Za-z][\w.-]{{0,60}}|{_WORDS})#{{1,3}}(?!\w)",
    r"@@\w[\w .]{0,40}@@|(?<![\w@./])@[A-Za-z]\w{0,40}@(?![\w.])",
    r"<<[^<>\n]{1,60}>>|<%[^%\n]{0,80}%>|<\?[^?\n]{0,80}\?>",
    rf"[«\u2039]\s?(?:\w{{1,40}}_\w{{1,40}}|=?{FIELD})\s?[»\u203a]",
    # As a keyboard for Chinese or Japanese writes braces and brackets.
    rf"\uff5b[^\uff5b\uff5d\n]{{1,80}}\uff5d|[\u3010\u3014]\s?(?:\w{{1,40}}_\w{{1,40}}|{FIELD})\s?[\u3011\u3015]",
    rf"#{FIELD}#|<{FIELD}>|%1\$s|%25[A-Z_]{{3,30}}%25|%7[Bb]%7[Bb][^\s]{{1,60}}?%7[Dd]|\{{ ?\}}",
    rf"\[\[[^\[\]\n]{{1,60}}\]\]|\[%[^%\n]{{1,60}}%\]|\[(?:{FIELD}|{_ORDER})\](?!\()",
)
_SPOKEN = (
    r"\[[A-Z][A-Z0-9_ .-]*\]|\[\w{1,40}_\w{1,40}\]",
    rf"<[A-Z][A-Z0-9_ ]*>(?<!<[BIUPA]>)|<{FIELD}>",
    r"(?<![\w%])(?<!\d )%s(?!\w)",
)
_BEGIN = r"{}<\[«\u2039$@#%|*\uff5b\u3010\u3014"
"""What every mark begins with."""


_RARE = (
    rf"(?<![\w$])(__|\$\$|!!|\^|~){FIELD}\1(?!\w)"
    r"|(?<![\w:/&])[:#@](?:(?:first|last|full|company)_name|(?:[Ff]irst|[Ll]ast|[Ff]ull|[Cc]ompany)Name)\b|[\uff3b\uff1c【]\s?"
    rf"(?:{FIELD}|姓名|名前|氏名|お名前|会社名|公司|이름|회사)\s?[\uff3d\uff1e】]"
)
"""Marks that few tools have, between signs that other texts are full of."""
_RARE_SIGNS = r"_$!\^~:#@\uff3b\uff1c\u3010"
_RARE_TRIGGER = (
    r"[_$!\^~:#@\uff3b\uff1c\u3010](?:(?:(?<=__)|(?<=\$\$)|(?<=!!)|(?<=[\^~]))[A-Za-z]"
    r"|(?<=[:#@])[flcFLC]\w{3,6}_?[nN]ame|(?<=[\uff3b\uff1c\u3010]))"
)


def _rule(*patterns: str) -> script_checks.Rule:
    pattern = f"(?=[{_BEGIN}])(?:{'|'.join(patterns)})"
    return script_checks.rule(
        KIND, pattern, words.PLACEHOLDER, words.NAME_COLUMN, trigger=f"[{_BEGIN}]", signs=_BEGIN, error=True
    )


_RARE_RULE = script_checks.rule(
    KIND, _RARE, words.PLACEHOLDER, words.NAME_COLUMN, trigger=_RARE_TRIGGER, signs=_RARE_SIGNS, error=True
)
RULES = (_rule(*_SENT, *_SPOKEN), _RARE_RULE)
"""Marks in a script."""
SENT = (_rule(*_SENT), _RARE_RULE, script_checks.LOST, script_checks.EXPONENT)
"""Marks in any field of a request: brackets in capitals may be part of a video's name."""


def of_headers(columns: Sequence[models.Column]) -> tuple[script_checks.Rule, ...]:
    """Return the rule for headers of a sheet between signs: [city], %city%, #city#, «city», $city."""
    headers = sorted({_loose(c.header) for c in columns if c.name and not c.ours}, key=len, reverse=True)
    if not headers:
        return ()
    any_header, begin = "|".join(headers), r"«\u2039<\[%#$"
    pattern = (
        rf"(?i)(?=[{begin}])"
        rf"(?:(?:[«\u2039<\[]|(?<![\w%])%|(?<![\w#&/])#)\s?(?:{any_header})\s?[»\u203a>\]%#](?![\w(])"
        rf"|(?<![\w$&?])\$(?:{any_header})(?![\w=]))"
    )
    trigger = rf"[{begin}]\s?\w"
    return (
        script_checks.rule(
            KIND, pattern, words.PLACEHOLDER, words.NAME_COLUMN, trigger=trigger, signs=begin, error=True
        ),
    )


def _loose(header: str) -> str:
    """Return the pattern of a header whose words may be joined by blanks, underscores or nothing."""
    return r"[\s_.-]{0,3}".join(map(re.escape, re.split(r"[\s_.-]+", header.strip())))


_SHORT_FORMS = {"fname": "firstname", "lname": "lastname"}
"""What Mailchimp calls its fields."""


def meant(mark: str, columns: Sequence[models.Column]) -> str:
    """Return the name of the column that a mark means, or an empty string."""
    inner = identity.fold(re.sub(r"^\W+|\W+$", "", mark))
    plain = inner.replace("_", "")
    plain = _SHORT_FORMS.get(plain, plain)
    return next((c.name for c in columns if c.name and not c.ours and plain == c.name.replace("_", "")), "")


def squashed(text: str) -> str:
    """Return a header without case, blanks and underscores: "First Name" and "first_name" are the same."""
    return re.sub(r"[\s_]+", "", text).casefold()


def own_header(cell: str, column: models.Column) -> models.Problem:
    """Return the problem of such a cell, where it would be spoken."""
    hint = words.real_or_allow(cell)
    return models.Problem(OWN_HEADER, words.REPEATS_HEADER, "error", None, column.name, cell, hint)


def headers_spoken(text: str, columns: Iterable[models.Column], name: str) -> Iterator[models.Problem]:
    """Yield a problem for each header that stands as it is in a template's own text.

    Two words or more with a capital are an error, and so are other spellings that no text has ("first_name",
    "FirstName" of First Name); one word, or small letters alone, may be plain speech.
    """
    for column in columns:
        header = column.header.strip()
        if not any(map(str.isalpha, header)):
            continue
        spaced = r"\s+".join(map(re.escape, header.split()))
        found = re.search(rf"(?<!\w){spaced}(?!\w)", text)
        is_sure = len(header.split()) > 1 and header != header.lower()
        if found is None and "_" in column.name:
            camel = "".join(word[:1].upper() + word[1:] for word in column.name.split("_"))
            found = re.search(rf"(?<![\w/.@])(?:(?i:{re.escape(column.name)})|{camel})(?![\w/.@])", text)
            is_sure = True
        if found is None:
            continue
        said = " ".join(found[0].split())
        yield models.Problem(
            OWN_HEADER,
            words.says_header(name, said),
            "error" if is_sure else "warning",
            value=said,
            hint=words.column_or_allow(column.name, said),
        )

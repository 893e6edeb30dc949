"""Fill-ins: words and signs that a writer or a program left for something real, such as XXXX, TBD and []."""

from __future__ import annotations

from batchgen.checks import placeholders, script_checks, words

_ERRORS_OF_SHEETS = (
    r"#(?:N/A|N/D|N/V|NV|NAME\?|NOM\?|NOMBRE\?|NOME\?|DIV/0!|¡?(?:REF|VALUE|NULL|NUM|SPILL|CALC|FIELD|BEZUG|WERT"
    r"|ZAHL|VALEUR|NOMBRE|VALOR|DIV/0|VALORE|RIF)!)(?!\w)"
)
"""What spreadsheets in five languages write where a formula fails."""
_SIGNS = r"\[<{}%\\_$€£("
_WITH_SIGNS = (
    r"\[\s*\]|<\s*>",
    r"(?<![\w%])(?<!\d )%[dif@](?![\w%])",
    r"\{(?=[A-Za-z])|(?<=[A-Za-z])\}",
    rf"[<\[]{placeholders.FIELD}(?![\w\]>])",
    r"<(?i:insert|enter|add|your)\b[^<>\n]{0,40}>",
    r"\((?i:(?:first|last|full|company|your)[ _]name|(?:insert|enter|add)\s[^()\n]{1,40})\)",
    r"(?<![\w_])_{3,}(?!\w)",
    r"\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\[nrt](?![a-z])",
    r"[$€£]\s?[xX]{2,}(?!\w)|(?<!\w)[xX]{2,}\s?%",
    r"(?<![\w/.:%?=&-])[A-Za-z]{1,40}%[0-9A-F]{2}(?=[A-Za-z])",
    r"\[object Object\]",
)
_TRIGGER = (
    r"[\[<{}\\_(](?:(?<=[\[<{}\\])|(?<=_)__|(?<=\()(?i:fir|las|ful|com|you|ins|ent|add))"
    r"|%(?:[dif@]|[0-9A-F]{2}[A-Za-z]|(?<=[xX]%)|(?<=[xX]\s%))|[$€£]\s?[xX]"
)
_YEAR = r"(?i:yyyy|yy|jjjj|jj|aaaa)"
_WORDS = (
    r"(?i:lorem ipsum)|(?<!\w)X{4,}(?!\w)|\bFIXME\b"
    rf"|(?<!\w)(?i:dd|mm|tt|jj|gg)([./-])(?i:dd|mm)\1{_YEAR}(?!\w)|(?<!\w){_YEAR}[./-](?i:mm)[./-](?i:dd|tt|jj|gg)(?!\w)"
    r"|(?<!\d)00([./-])00\2(?:00){1,2}(?!\d)|(?<!\d)0000-00-00"
    rf"|\bINSERT (?:[A-Z]{{1,20}} ){{0,4}}HERE\b|\b[Ii]nsert (?:your )?{placeholders.FIELD} here\b"
)
_IN_WORDS = (
    "em ipsum", "em Ipsum", "EM IPSUM", "XXXX", "FIXME", "yy", "YY", "jjjj", "JJJJ", "aaaa", "AAAA",
    "00/00", "00.00", "00-00", "INSERT ", "nsert ",
)  # fmt: skip
_DOUBTFUL = (
    # What it can begin with, looked at once: the other characters then cost a fifth.
    r"(?=[TtXxNnuFLC$])(?:(?<!\w)(?:TB[ACD]|tb[acd]|TODO|XXX|xxx+|N\.N\.)(?!\w)"
    r"|\b(?:undefined|null|NaN|None) (?:undefined|null|NaN|None)\b"
    r"|(?<!\w)(?:First|Last|Full|Company) Name(?!\w)"
    # $1 is a dollar too, before what is counted in dollars.
    r"|(?<![\w$])\$[12](?![\w.,%]*\w)(?! (?:a|an|per|each|off|for|in|to|m|bn|[mbtr]+illion)\b))"
)
_IN_DOUBTFUL = (
    "TB", "tbd", "tbc", "tba", "TODO", "XXX", "xxx", "N.N.", "undefined ", "null ", "NaN ", "None ", " Name",
    "$1", "$2",
)  # fmt: skip

ERRORS_OF_SHEETS = script_checks.rule(
    placeholders.KIND,
    _ERRORS_OF_SHEETS,
    words.SHEET_ERROR,
    words.FIX_FORMULA,
    trigger="#[A-Z¡]",
    signs="#",
    error=True,
)
# Beside errors, which no text holds by chance, stand words that may be meant.
RULES = (
    ERRORS_OF_SHEETS,
    script_checks.rule(
        placeholders.KIND,
        rf"(?=[{_SIGNS}]|(?<!\w)[A-Za-z]{{1,40}}+\s?%)(?:{'|'.join(_WITH_SIGNS)})",
        words.PLACEHOLDER,
        words.REAL_WORDS,
        trigger=_TRIGGER,
        signs=_SIGNS,
        error=True,
    ),
    script_checks.rule(
        placeholders.KIND, _WORDS, words.PLACEHOLDER, words.REAL_WORDS, words=_IN_WORDS, error=True
    ),
    script_checks.rule("fill-in", _DOUBTFUL, words.PLACEHOLDER, words.REAL_WORDS, words=_IN_DOUBTFUL),
)
"""What is left for something real, in a script."""

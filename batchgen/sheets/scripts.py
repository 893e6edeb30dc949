"""Which script a text is written in that is no UTF-8: cp1252 would read any bytes, and so tells nothing."""

from __future__ import annotations

import itertools
import re
import unicodedata
from pathlib import Path

_SAMPLE = 1 << 16
_OTHER = frozenset(
    [
        "cp1251",
        "koi8_r",
        "mac_cyrillic",
        "cp866",
        "cp1253",
        "cp1255",
        "cp1256",
        "cp932",
        "shift_jis",
        "euc_jp",
        "gb18030",
        "gbk",
        "gb2312",
        "big5",
        "cp949",
        "euc_kr",
    ]
)
_RUN = re.compile(r"(.?)([^\x00-\x7f]+)(.?)", re.DOTALL)
_SIGNS = frozenset(
    "\xa0\xa1\xa2\xa3\xa5\xa7\xa9\xab\xad\xae\xb0\xb1\xb2\xb3\xb4\xb7\xb9\xba\xbb\xbc\xbd\xbe\xbf\xd7\xf7"
)
_MARKS = frozenset("\u20ac\u2026\u2013\u2014\u2022\u2122\u2039\u203a")


def other_than_latin(path: Path) -> str:
    """Return the encoding of another script that a text is likely in, or nothing if it may well be Latin."""
    with path.open("rb") as stream:
        lines = itertools.islice((line for line in stream if not line.isascii()), 200)
        sample = b"".join(lines)[:_SAMPLE]
    if _is_latin(sample.decode("cp1252", "replace")):
        return ""
    import charset_normalizer

    guesses = [guess for guess in charset_normalizer.from_bytes(sample) if guess.chaos == 0]
    return guesses[0].encoding if guesses and guesses[0].encoding in _OTHER else ""


def _is_latin(text: str) -> bool:
    """Say whether nearly all letters and signs beyond ASCII stand where Latin texts have them."""
    runs = [_fits(*match.groups()) for match in _RUN.finditer(text)]
    return runs.count(False) * 10 <= len(runs)


def _fits(before: str, run: str, after: str) -> bool:
    run = run[1:] if before.isalpha() and run[0] == "\u2019" and len(run) > 1 else run
    letters = "".join(c for c in run if c not in _SIGNS and c not in _MARKS)
    if letters in {"\u2018", "\u201c"}:
        return not before.isalnum() and not after.isspace()
    if letters in {"\u2019", "\u201d"}:
        return bool(before) and not before.isspace()
    if not all(unicodedata.category(c)[0] == "L" for c in letters):
        return False
    if before.islower() and letters[:1].isupper():
        return False
    beside = (before + after).isascii() and any(c.isalpha() for c in before + after)
    return len(letters) <= 1 or (len(letters) == 2 and beside)

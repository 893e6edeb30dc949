"""What people write for yes and no in a cell, in the languages of lists and of spreadsheets."""

from __future__ import annotations

import re

from batchgen import characters

_WORDS = (
    # yes, no; then TRUE and FALSE as Excel writes them in the language
    ("true yes yep yeah y t on x 1 ✓ ✔ ☑ ✅", "false no nope nah n f off 0 ✗ ✘ ☐ ❌"),
    ("ja wahr waar sant sann sand", "nein falsch nee onwaar nej nei falskt usann falsk"),
    ("oui vrai sí sì si verdadero vero verdadeiro sim", "non faux falso não nao"),
    ("tak prawda ano áno pravda igen igaz da adevărat", "nie fałsz ne nepravda nem hamis nu fals"),
    ("да истина так evet doğru kyllä tosi ναι", "нет ложь ні hayır hayir yanlış ei epätosi όχι οχι"),  # noqa: RUF001 (letters of their languages)
    ("já jā taip jah có ya ใช่ да", "nē ne không tidak ไม่ใช่ ไม่ не"),
    ("○ ◯ 〇 はい 是 예 네 نعم כן हाँ हां", "× ✕ いいえ 否 아니요 아니오 لا לא नहीं"),  # noqa: RUF001 (signs of Japan)
)
YES = frozenset(word for yes, _ in _WORDS for word in yes.split())
NO = frozenset(word for _, no in _WORDS for word in no.split()) | {""}
LETTERS = {
    "y": True,
    "x": True,
    "v": True,
    "t": True,
    "j": True,
    "o": True,
    "s": True,
    "n": False,
    "f": False,
}
"""Single letters: in a column that holds both of a pair they are yes and no, elsewhere perhaps a name's."""
DIGITS = {"1": True, "0": False}
_BOX = re.compile(r"\[\s*([xv✓✔]?)\s*\]")
"""A box to tick, as Markdown and many exports write it."""
_REAL = re.compile(r"[01]\.0+")
"""A digit as other programs write it: 1.0."""
DASHES = frozenset("-–—")
"""In a column of yes and no they are as good as a blank: "x" and "-"."""


def read_boolean(text: str) -> bool | None:
    """Return what a text says (true/false/yes/no/1/0, any case), or None if it says neither."""
    said = folded(text)
    if said in YES:
        return True
    return False if said in NO else None


def read_flag(text: str) -> bool | None:
    """Return what a cell of a yes/no column says, where "j", "o" and "s" count too; None if neither."""
    found = read_boolean(text)
    if found is not None:
        return found
    said = folded(text)
    return False if said in DASHES else LETTERS.get(said)


def folded(text: str) -> str:
    """Return a cell's text as it is looked up: without case, invisible characters, "'" and full stop."""
    said = characters.folded(text)
    said = said.removeprefix("'").rstrip(".!") or said
    if box := _BOX.fullmatch(said):
        return box[1]
    return said[0] if _REAL.fullmatch(said) else said

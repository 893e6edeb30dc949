"""The API key: where it is looked for, and whether a text holds one. A key is never shown."""

from __future__ import annotations

import html
import json
import re
import urllib.parse
from collections.abc import Iterable, Iterator

from batchgen import errors
from batchgen.tavus import words

KEY = "TAVUS_API_KEY"
SHORTEST = 16
"""Characters. A shorter key is not looked for: it may stand in a text by chance."""
_UNMISTAKABLE = 12
"""Letters and digits from which on a key is found between other characters, too."""
_OTHERS = bytes(code for code in range(256) if not chr(code).isalnum() or code > 127)
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


def no_key() -> errors.SettingsError:
    """Return the error of a command that needs a key where there is none."""
    return errors.SettingsError(
        words.no_key(KEY),
        kind="no-key",
        hint=words.set_key(KEY),
    )


def check(key: str) -> str:
    """Return the key without surrounding blanks. Raises SettingsError, which does not show it."""
    key = key.strip()
    if not key:
        raise no_key()
    if not key.isascii() or not key.isprintable() or " " in key:
        raise errors.SettingsError(words.ODD_KEY, hint=words.COPY_KEY)
    return key


class Keys:
    """Some API keys, to be looked for in texts; without a key of SHORTEST characters it is false."""

    def __init__(self, keys: Iterable[str] = ()) -> None:
        found = {key.strip() for key in keys}
        spelled = {form for key in found if len(key) >= SHORTEST for form in _forms(key)}
        bare = {form: _bare(form) for form in spelled}
        self._whole = tuple(form for form in spelled if len(bare[form]) < _UNMISTAKABLE)
        self._bare = tuple({text for text in bare.values() if len(text) >= _UNMISTAKABLE})

    def __bool__(self) -> bool:
        return bool(self._whole or self._bare)

    def __repr__(self) -> str:
        return f"Keys({len(self._whole) + len(self._bare)})"

    def are_in(self, text: str) -> bool:
        """Return whether a text holds a key: as it is, in another case, escaped, or with signs between."""
        return any(map(self._are_in, _readings(text)))

    def _are_in(self, text: str) -> bool:
        if any(key in text for key in self._whole):
            return True
        bare = _bare(text)
        return any(key in bare for key in self._bare)


def _forms(key: str) -> set[str]:
    """Return a key as JSON and HTML write it; how an address writes it is undone in the text."""
    return {key, json.dumps(key)[1:-1], html.escape(key)}


def _readings(text: str) -> Iterator[str]:
    yield text
    if "\\u" in text:
        text = _ESCAPE.sub(_character, text)
        yield text
    for _ in range(3):  # an address in an address is escaped twice
        if "%" not in text:
            return
        text = urllib.parse.unquote(text)
        yield text


def _character(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16))


def _bare(text: str) -> bytes:
    """Return the letters and digits of a text, in small letters."""
    return text.encode("utf-8", "surrogatepass").lower().translate(None, _OTHERS)

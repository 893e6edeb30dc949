"""Plain text: what a mail in HTML says to programs that show none, and where its links lead."""

from __future__ import annotations

import html.parser
import re

_BLOCKS = frozenset(
    {"p", "div", "table", "tr", "ul", "ol", "li", "br", "hr", "blockquote", *(f"h{n}" for n in range(1, 7))}
)
_UNSEEN = frozenset({"style", "script", "head", "title"})


class PlainText(html.parser.HTMLParser):
    """Reads HTML: `text` is what it says, with the address behind each link, `links` are all of them."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self._parts: list[str] = []
        self._hidden = 0
        self._address = ""
        self.links: list[str] = []
        self.feed(code)
        self.close()

    @property
    def text(self) -> str:
        """The text, with at most one empty line in a row."""
        lines = (" ".join(line.split()) for line in "".join(self._parts).split("\n"))
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line for a block, and keep where a link leads."""
        known = {name: value or "" for name, value in attrs}
        self.links += [known[name] for name in ("href", "src", "background", "action") if known.get(name)]
        self._hidden += tag in _UNSEEN
        if tag in _BLOCKS:
            self._parts.append("\n")
        elif tag == "a":
            self._address = known.get("href", "")
        elif tag == "img":
            self.handle_data(known.get("alt", ""))

    def handle_endtag(self, tag: str) -> None:
        """End a block, or say where a link leads."""
        self._hidden -= tag in _UNSEEN and self._hidden > 0
        if tag in _BLOCKS:
            self._parts.append("\n")
        elif tag == "a" and self._address:
            self.handle_data(f" ({self._address})")
            self._address = ""

    def handle_data(self, data: str) -> None:
        """Take what is said; line breaks of the source are blanks."""
        if not self._hidden:
            self._parts.append(re.sub(r"\s+", " ", data))

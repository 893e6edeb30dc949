"""Mail HTML as mail programs show it: each element, attribute and style looked up in caniemail.com's data."""

from __future__ import annotations

import html.parser
import json
from collections.abc import Iterator
from pathlib import Path

DATA = json.loads((Path(__file__).parents[1] / "export" / "caniemail.json").read_text("utf-8"))
CLIENTS = ("outlook/windows", "outlook/outlook-com", "gmail/", "apple-mail/")

ELEMENTS = {"table": "html-table", "tr": "html-table", "td": "html-table", "img": "html-img", "a": ""}
"""Elements and the feature they are; a link is as old as mail HTML, and the data have no page of it."""
ATTRIBUTES = {
    **dict.fromkeys(("alt", "src", "href", "border", "style"), ""),
    **{name: f"html-{name}" for name in ("role", "width", "height", "cellpadding", "cellspacing")},
}
HARMLESS = {
    ("css-width", "img"): "Outlook for Windows leaves it out there, and takes the attribute",
    ("css-height", "img"): "as css-width",
    ("css-max-width", "table"): "Outlook for Windows shows it on tables alone",
    ("css-padding", "td"): "Outlook for Windows shows it on cells alone",
    ("html-width", "table"): "partial is about percentages",
    ("html-width", "img"): "partial is about percentages",
    ("html-height", "img"): "partial is about percentages",
}
"""Features that a program shows in part, on the elements where that does no harm."""


class _Reader(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.used: list[tuple[str, str]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "img":
            self.open.append(tag)
        self.used.append((ELEMENTS.get(tag, f"html-{tag}"), tag))
        for name, value in attrs:
            self.used.append((ATTRIBUTES.get(name, f"html-{name}"), tag))
            if name == "style":
                properties = (part.partition(":")[0].strip() for part in (value or "").split(";"))
                self.used += [(f"css-{name}", tag) for name in properties if name]
            if name in {"width", "height"}:
                assert (value or "").isdecimal(), f"{tag} {name}={value}"

    def handle_endtag(self, tag: str) -> None:
        assert (self.open or [""])[-1] == tag, f"</{tag}> closes nothing"
        self.open.pop()


def unshown(text: str) -> list[str]:
    """What of a piece of mail HTML some program does not show, in words; and whatever is unknown."""
    return list(dict.fromkeys(_unshown(text)))


def _unshown(text: str) -> Iterator[str]:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == [], f"open at the end: {reader.open}"
    for feature, tag in reader.used:
        if not feature:
            continue
        support = DATA["features"].get(feature, {"support": {}})["support"]
        for client in CLIENTS:
            answers = {answer[0] for name, answer in support.items() if name.startswith(client)}
            worst = "n" if not answers or "n" in answers else "a" if "a" in answers else "y"
            if worst == "n" or (worst == "a" and (feature, tag) not in HARMLESS):
                yield f"{feature} on <{tag}>: {client} {worst}"

"""Page layout: one page as HTML: ours, or the campaign's own page.html.j2. Cells are escaped in both."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import functools
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import babel
import babel.dates
import jinja2
from jinja2 import nodes, sandbox

from batchgen import errors
from batchgen.share import words

if TYPE_CHECKING:
    from batchgen.settings import Settings

LAYOUT = "page.html.j2"
"""A file of this name beside campaign.toml replaces our layout; it may extend ours as `batchgen.html.j2`."""
_OURS = "batchgen.html.j2"
_FILES = Path(__file__).parent / "layout"
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; media-src 'self'{};"
    " base-uri 'none'; form-action 'none'"
)
"""What a page may load: its own files alone, and the film where it lies. No code and style inside of it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """A text in a language, or a link and its text."""

    text: str
    language: str = ""
    url: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a layout shows, as `page`. `address` and `picture` are whole addresses, for previews in chats."""

    language: str
    direction: str
    address: str
    title: str
    text: tuple[str, ...]
    notice: Said
    film: str
    film_host: str = ""
    poster: str = ""
    picture: str = ""
    button: str = ""
    button_url: str = ""
    script: tuple[str, ...] = ()
    sender: str = ""
    logo: bool = False
    links: tuple[Said, ...] = ()
    until: str = ""
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def summary(self) -> str:
        """What a preview says below the title."""
        return self.text[0] if self.text else self.sender

    @property
    def policy(self) -> str:
        """The Content-Security-Policy of the page."""
        return _POLICY.format(f" {self.film_host}" if self.film_host else "")


class Layout:
    """Renders pages. Raises errors.TemplateError for a layout of the campaign's that cannot be used."""

    def __init__(self, settings: Settings) -> None:
        home = settings.campaign.parent if settings.campaign is not None else None
        own = home / LAYOUT if home is not None else None
        self._file = own if own is not None and own.is_file() else _FILES / LAYOUT
        environment = sandbox.ImmutableSandboxedEnvironment(
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            loader=jinja2.FunctionLoader(self._source),
        )
        # What would put a cell's code into the page.
        del environment.filters["safe"]
        with self._explained():
            for name in {LAYOUT, _OURS}:
                tree = environment.parse(self._source(name) or "")
                if found := tree.find(nodes.ScopedEvalContextModifier):
                    raise jinja2.TemplateSyntaxError(words.ALWAYS_ESCAPED, found.lineno)
            self._template = environment.get_template(LAYOUT)

    def _source(self, name: str) -> str | None:
        path = {LAYOUT: self._file, _OURS: _FILES / LAYOUT}.get(name)
        try:
            return path.read_text(encoding="utf-8-sig") if path is not None else None
        except (OSError, UnicodeDecodeError):
            raise errors.TemplateError(words.UNREADABLE_LAYOUT.format(path=path)) from None

    def render(self, page: Page) -> bytes:
        """Return a page as HTML."""
        with self._explained():
            return self._template.render(page=page).encode("utf-8", "replace")

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn the errors of a layout into ours, with its file and line."""
        try:
            yield
        except (jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
            line = getattr(error, "lineno", None)
            where = f"{self._file} line {line}" if line else str(self._file)
            raise errors.TemplateError(f"{where}: {str(error).rstrip('.')}.") from error


@functools.cache
def _languages() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((_FILES / "page_words.toml").read_text(encoding="utf-8"))


def words_of(locale: str) -> Mapping[str, str]:
    """Return what pages say by themselves in a locale, English where we do not know its language."""
    language = babel.Locale.parse(locale).language
    known = language if language in _languages() else "en"
    return {**_languages()[known], "language": known}


def direction(locale: str) -> str:
    """Return "ltr" or "rtl"."""
    return str(babel.Locale.parse(locale).text_direction)


def until(locale: str, day: dt.date | None) -> str:
    """Return the sentence on the last day of a page, empty without one."""
    if day is None:
        return ""
    known = words_of(locale)
    own = locale if locale.startswith(known["language"]) else known["language"]
    return known["until"].format(date=babel.dates.format_date(day, "long", locale=own))


def static_files(colour: str) -> Mapping[str, bytes]:
    """Return the files that all pages share, in the brand's colour and with what can be read on it."""
    ink = ink_on(colour)
    css = (_FILES / "page.css").read_text(encoding="utf-8")
    css = css.replace("--brand: #1d5fc4", f"--brand: {colour}").replace("--ink: #ffffff", f"--ink: {ink}")
    return {"page.css": css.encode(), "page.js": (_FILES / "page.js").read_bytes()}


def ink_on(colour: str) -> str:
    """Return black or white: what has a contrast of 4.5 or more on a colour `#rrggbb` (WCAG 2.2, 1.4.3)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05
    return "#000000" if light * light > 1.05 * 0.05 else "#ffffff"

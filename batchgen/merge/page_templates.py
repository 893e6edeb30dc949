"""Page templates: what the page of a row's video says, each text rendered as the script is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from batchgen import characters, models
from batchgen import settings as settings_module
from batchgen.merge.templates import script_template, sources

if TYPE_CHECKING:
    from batchgen.merge.templates import render_notes, values

FIELD = "page."
"""What a text of a page is called in a problem: this and its setting's name."""


class PageTexts(NamedTuple):
    """The texts of one page by the names of their settings, and what is wrong with them.

    A text that could not be rendered is empty. All but `text` are one line, and none holds a character that
    turns the direction of what stands around it.
    """

    texts: Mapping[str, str]
    problems: tuple[models.Problem, ...]


class PageTemplates:
    """The templates of a campaign's pages; empty without `[page]`.

    `compiled` makes a script of its source, its name for people and its file.
    """

    def __init__(
        self,
        settings: settings_module.Settings,
        compiled: Callable[[str, str, str], script_template.Script],
    ) -> None:
        self._scripts: dict[str, script_template.Script] = {}
        file = settings.campaign.name if settings.campaign is not None else "campaign.toml"
        for name in settings_module.PAGE_TEXTS if settings.page is not None else ():
            source = getattr(settings.page, name) or ""
            shown = f"{file} {FIELD}{name}"
            self._scripts[name] = compiled(sources.tidy(source), shown, f"<{shown}>")

    def render(self, row: models.Row, cells: values.Cells, notes: render_notes.Notes) -> PageTexts:
        """Return the texts for a row, in the locale that the notes are in; `row` of problems is left open."""
        notes.forget_problems()
        texts = {}
        for name, script in self._scripts.items():
            notes.enter(FIELD + name)
            text = script.render(row, cells, notes) or ""
            texts[name] = _paragraphs(text) if name == "text" else _line(text)
        return PageTexts(texts, tuple(notes.problems))


def _line(text: str) -> str:
    return " ".join(characters.one_line(text).split())


def _paragraphs(text: str) -> str:
    lines = script_template.tidy_text(text).split("\n")
    return "\n".join(_line(line) for line in lines)

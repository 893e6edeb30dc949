"""Page checks: whether the page of a row's video can be shown as it would be, before the video is paid."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from batchgen import errors, models
from batchgen import settings as settings_module
from batchgen.checks import fill_ins, placeholders, script_checks, script_linter
from batchgen.checks.pages import logo, words
from batchgen.merge import page_templates
from batchgen.tavus import request_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

TEXT, LINK, NOTICE = "page-text", "page-link", "ai-notice"
ENDED, LOGO = "page-ended", "page-logo"
"""Kinds of problems."""

NO_NOTICE = models.Problem(
    NOTICE,
    words.NO_NOTICE,
    "warning",
    hint=words.SAY_NOTICE,
)

LONGEST: Mapping[str, int] = {
    "title": 200,
    "text": 2_000,
    "button": 60,
    "picture_text": 80,
    "disclosure": 300,
    "button_url": 2_000,
    "privacy_url": 2_000,
    "unsubscribe_url": 2_000,
}
"""Characters of each text, so that it fits on a telephone."""

SCHEMES: Mapping[str, tuple[str, ...]] = {
    "button_url": ("https", "mailto", "tel"),
    "privacy_url": ("https", "mailto"),
    "unsubscribe_url": ("https", "mailto"),
}
"""What an address of a page may begin with. A button of `javascript:` would run what a cell says."""

_REST = {
    "mailto": re.compile(r"[^\s@?&<>\"]+@[^\s@?&<>\"]+\.[^\s@?&<>\"]+(\?[^\s<>\"]*)?"),
    "tel": re.compile(r"\+?[0-9][0-9().;=x-]{1,39}"),
}
RULES = (*placeholders.RULES, *fill_ins.RULES, script_checks.LOST, script_checks.EXPONENT)
_FromCell = Callable[[models.Row, models.Problem, str], models.Problem]


class PageChecks:
    """Checks the texts of pages. `from_cell` returns a problem with the cell that its text comes from."""

    def __init__(
        self,
        settings: settings_module.Settings,
        own_marks: Sequence[script_checks.Rule],
        from_cell: _FromCell,
    ) -> None:
        self._linter = script_linter.Linter(settings.allow, (*own_marks, *RULES))
        self._from_cell = from_cell
        own = settings.page.disclosure if settings.page is not None else None
        silent = own is not None and not own.strip()
        self.problems = (*((NO_NOTICE,) if silent else ()), *_of_campaign(settings))
        self._says_itself = own is not None and not silent

    def checked(self, row: models.Row, page: page_templates.PageTexts) -> page_templates.PageTexts:
        """Return the texts of a row's page with all problems."""
        found = list(page.problems)
        failed = any(problem.severity == "error" for problem in found)
        for name, text in page.texts.items():
            own = list(_length(name, text))
            if name in SCHEMES:
                own += _address(name, text)
            field = page_templates.FIELD + name
            found += (self._from_cell(row, problem, field) for problem in [*own, *self._linter.marks(text)])
        if not failed:
            found += _gaps(page.texts)
        if self._says_itself and not page.texts["disclosure"]:
            column = f"{page_templates.FIELD}disclosure"
            found.append(models.Problem(NOTICE, words.EMPTY_NOTICE, "warning", column=column))
        return page._replace(problems=tuple(p._replace(row=row.number) for p in found))


def _of_campaign(settings: settings_module.Settings) -> Iterator[models.Problem]:
    """Yield why no page at all could be made, whatever its rows say."""
    page, brand = settings.page, settings.brand
    if page is not None and page.has_ended:
        yield models.Problem(ENDED, words.pages_ended(page.expires), hint=words.LATER_DAY)
    if page is not None and brand is not None and brand.logo is not None:
        try:
            logo.png(brand.logo)
        except errors.MissingExtraError:  # who makes the pages is asked for it
            return
        except errors.UsageError as error:
            yield models.Problem(LOGO, error.message.rstrip("."), hint=error.hint)


def _length(name: str, text: str) -> Iterator[models.Problem]:
    if len(text) > LONGEST[name]:
        message = words.too_many_characters(len(text), LONGEST[name])
        yield models.Problem(TEXT, message, value=text[: LONGEST[name]], hint=words.SHORTEN_TEXT)


def _gaps(texts: Mapping[str, str]) -> Iterator[models.Problem]:
    """Yield what a page lacks: its title, or one half of its button. A row may have no button at all."""
    if not texts["title"]:
        column = f"{page_templates.FIELD}title"
        yield models.Problem(TEXT, words.NO_TITLE, column=column, hint=words.OTHER_TITLE)
    for name, other in (("button", "button_url"), ("button_url", "button")):
        if texts[other] and not texts[name]:
            message, column = words.half_a_button(name, other), page_templates.FIELD + name
            yield models.Problem(TEXT, message, column=column, hint=words.FILL_BOTH)


def _address(name: str, text: str) -> Iterator[models.Problem]:
    """Yield what is wrong with an address that somebody will click. Empty is none."""
    scheme, colon, rest = text.partition(":")
    scheme = scheme.lower() if colon else ""
    hint = words.BUTTON_SCHEMES if "tel" in SCHEMES[name] else words.LINK_SCHEMES
    if not text:
        return
    if scheme in _REST and scheme in SCHEMES[name]:
        if not _REST[scheme].fullmatch(rest):
            yield models.Problem(LINK, words.leads_nowhere(scheme, text[:80]), value=text, hint=hint)
        return
    shape = request_rules.url_problems(name, text)
    wrong = [problem for problem in shape if problem.severity == "error"]
    if wrong and (not colon or scheme in {"http", "https"}):
        yield models.Problem(LINK, words.NOT_WHOLE_ADDRESS, value=text, hint=wrong[0].hint or hint)
    elif scheme not in SCHEMES[name]:
        yield models.Problem(LINK, words.scheme_not_allowed(scheme[:20]), value=text, hint=hint)
    else:
        yield from (models.Problem(LINK, p.message, "warning", value=text, hint=p.hint) for p in shape)

"""Mail templates: subject and body of mails, rendered as the script is; cells are escaped in the body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from batchgen import characters, errors, models
from batchgen import settings as settings_module
from batchgen.merge import merger, words
from batchgen.merge.templates import limits, sources

_WITHOUT_VIDEO: Mapping[str, object] = {
    "template": None,
    "fields": {},
    "page": None,
    "template_column": False,
}
"""Settings of what is made before a mail; its own problems were told then."""


class Mail(NamedTuple):
    """The texts of one mail, and what is wrong with them. The subject is one line."""

    subject: str
    html: str
    problems: tuple[models.Problem, ...]


class MailTemplates(merger.Merger):
    """Merges rows into mails. Raises errors.TemplateError for a subject or body that cannot be used."""

    def __init__(
        self,
        settings: settings_module.Settings,
        columns: Sequence[models.Column],
        *,
        subject: str,
        body: Path,
        stored_kinds: str = "",
    ) -> None:
        super().__init__(settings.model_copy(update=_WITHOUT_VIDEO), columns, stored_kinds=stored_kinds)
        self._problems = list(self.kinds.problems)
        self._subject = self._compiled(sources.tidy(subject), "--subject", "<--subject>")
        self._environment = self._make_environment(escaping=True)
        self._admitted.check_named(body)
        self._body = self._compiled(sources.tidy(_read(body)), body.name, str(body))

    def mail(self, row: models.Row) -> Mail:
        """Return the mail of a row, in its own locale."""
        notes = self._notes
        notes.reset(self._locale)
        notes.gap = ""
        if self._locale_column is not None:
            self._choose_locale(row, self._locale_column)
        notes.enter("script")
        subject = self._subject.render(row, self._cells, notes) or ""
        html = self._body.render(row, self._cells, notes) or ""
        problems = tuple(self._placed(problem, row) for problem in notes.problems)
        return Mail(" ".join(characters.one_line(subject).split()), html, problems)


def _read(path: Path) -> str:
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = (error.strerror if isinstance(error, OSError) else "") or words.NOT_UTF8
        raise errors.TemplateError(words.body_not_read(path, why)) from None
    if len(text) > limits.MAX_TEXT:
        raise errors.TemplateError(words.body_too_long(path, limits.MAX_TEXT))
    return text

"""Drafts: a mail for each person as a file that mail programs open as unsent, for who sends by hand."""

from __future__ import annotations

import dataclasses
import email.message
import email.policy
import html
import re
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import atomic, checks, errors, models, paths
from batchgen.campaign import opening
from batchgen.checks import placeholders, script_linter
from batchgen.checks.pages import page_checks
from batchgen.export import mail_html
from batchgen.handover import last_look, plain_text, words
from batchgen.merge import mail_templates

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from batchgen import campaign

MOST = 200
"""Drafts at once: more are sent by a tool."""
LONGEST_SUBJECT = 250
"""Characters: far more than any program shows, and every one of them keeps that."""

_OURS = ("page_url", "picture_url", "mail_gif_url", "embed_html")
"""What a template may name besides the sheet's columns."""
_PICTURE = "\ue000\ue001"
"""Stands for the linked picture while the text is made: its code is not escaped, as cells are."""
_KIND = "mail"
"""The kind of problem of a mail besides what its templates say."""
_SCHEME = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)


@dataclasses.dataclass(frozen=True, slots=True)
class _Draft:
    person: last_look.Recipient
    mail: mail_templates.Mail
    text: str

    def as_bytes(self) -> bytes:
        """Return the file. The sender is left out: it is whoever opens it."""
        # RFC 6532 for addresses beyond ASCII; else every program can read it.
        policy = email.policy.SMTP.clone(utf8=not self.person.address.isascii())
        message = email.message.EmailMessage(policy)
        message["To"] = self.person.address
        message["Subject"] = self.mail.subject
        # Outlook opens such a file to be edited and sent (MAPI, CCSF_EMBEDDED_MESSAGE).
        message["X-Unsent"] = "1"
        message.set_content(self.text)
        message.add_alternative(self.mail.html, subtype="html")
        return message.as_bytes()


def write(
    batch: campaign.Batch, subject: str, body: Path, *, folder: Path | None = None
) -> Iterator[models.Event]:
    """Write the drafts into a folder, else `<stem>.drafts`, and yield what there is to tell.

    All are made and checked before the first is written. Raises errors.UsageError for too many, for a folder
    with drafts in it and for errors in rows, errors.TemplateError for a subject or body that cannot be used.
    """
    folder = folder or paths.beside(batch.settings, "drafts")
    if next(folder.glob("*.eml"), None) is not None:
        raise errors.UsageError(words.HAS_DRAFTS.format(folder=folder), hint=words.ANOTHER_FOLDER)
    with checks.ProblemReport(batch.settings.problems) as report:
        look = last_look.LastLook(batch, report, rows=batch.settings.rows)
        if look.is_published:
            yield models.Notice(words.ASKING)
        people = look.people()
        yield from look.notices()
        if not people:
            raise errors.UsageError(words.NOBODY, hint=words.SEE_ROWS)
        if len(people) > MOST:
            raise errors.UsageError(words.TOO_MANY.format(count=len(people), most=MOST), hint=words.SOME_ROWS)
        drafts = _checked(batch, subject, body, people=people, report=report)
    if any(draft.person.links.page not in html.unescape(draft.mail.html) for draft in drafts):
        yield models.Notice(words.NO_WAY, level="warning")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise errors.SheetLockedError(words.NO_FOLDER.format(folder=folder, why=error.strerror)) from error
    for draft in drafts:
        with atomic.replacing(folder / f"row-{draft.person.row.number}.eml") as out:
            out.write(draft.as_bytes())
    yield models.Wrote(str(folder), len(drafts), "export")


def _checked(
    batch: campaign.Batch,
    subject: str,
    body: Path,
    *,
    people: Sequence[last_look.Recipient],
    report: checks.ProblemReport,
) -> list[_Draft]:
    """Return the drafts. Raises errors.UsageError with the first problem if one has an error."""
    columns = [c for c in batch.sheet.columns if c.name not in _OURS]
    width = len(batch.sheet.columns)
    own = [models.Column(width + n, "", name, name) for n, name in enumerate(_OURS)]
    templates = mail_templates.MailTemplates(
        batch.settings,
        [*columns, *own],
        subject=subject,
        body=body,
        stored_kinds=opening.stored_kinds(batch.settings),
    )
    linter = script_linter.Linter(
        batch.settings.allow, (*placeholders.of_headers(batch.sheet.columns), *page_checks.RULES)
    )
    wanted = {person.row.number: person for person in people}
    drafts, found = [], list(templates.problems)
    for row in templates.study(batch.sheet.rows()):
        if person := wanted.get(row.number):
            draft = _draft(person, templates.mail(_with_links(row, person, width)))
            found += (p._replace(row=row.number) for p in (*draft.mail.problems, *_problems(draft, linter)))
            drafts.append(draft)
    report.extend(found)
    wrong = [problem for problem in found if problem.severity == "error"]
    if wrong:
        rows = len({problem.row for problem in wrong if problem.row}) or len(drafts)
        raise errors.UsageError(
            words.NO_DRAFTS.format(rows=rows), hint=f"{checks.sentence(wrong[0])}. {wrong[0].hint}".strip()
        )
    return drafts


def _with_links(row: models.Row, person: last_look.Recipient, width: int) -> models.Row:
    links = person.links
    cells = (*row.cells[:width], *("",) * (width - len(row.cells)))
    return row._replace(cells=(*cells, links.page, links.picture, links.gif, _PICTURE))


def _draft(person: last_look.Recipient, mail: mail_templates.Mail) -> _Draft:
    links = person.links
    picture = mail_html.code(
        html.escape(links.page),
        html.escape(links.gif or links.picture),
        own=links.own,
        alt=words.PICTURE_TEXT,
    )
    mail = mail._replace(html=mail.html.replace(_PICTURE, picture))
    return _Draft(person, mail, plain_text.PlainText(mail.html).text)


def _problems(draft: _Draft, linter: script_linter.Linter) -> Iterator[models.Problem]:
    """Yield what is wrong with a mail besides what its templates said."""
    subject = draft.mail.subject
    if not subject:
        yield models.Problem(_KIND, words.EMPTY_SUBJECT)
    elif len(subject) > LONGEST_SUBJECT:
        yield models.Problem(_KIND, words.LONG_SUBJECT.format(size=len(subject), most=LONGEST_SUBJECT))
    # Who reads the file decodes it: to line breaks and headers, if a cell wants that (RFC 2047).
    for text in (subject, draft.person.address):
        if "=?" in text:
            yield models.Problem(_KIND, words.ENCODED, value=text)
    yield from linter.marks(subject)
    yield from linter.marks(draft.text)
    for link in plain_text.PlainText(draft.mail.html).links:
        if not _SCHEME.match(link.strip()):
            yield models.Problem(_KIND, words.BAD_LINK.format(url=link[:60]), value=link)

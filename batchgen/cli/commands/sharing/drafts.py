"""Drafts: a mail for each person that is sent by hand."""

from __future__ import annotations

from pathlib import Path

import click

from batchgen import errors
from batchgen.cli import invocation, options, past_run
from batchgen.cli.commands.sharing import words
from batchgen.cli.console import progress, text


@click.command("drafts", cls=options.Command)
@options.sheet
@options.everyday(
    "--subject", setting=False, metavar="TEXT", help_text="Subject. It can be a template, like the script."
)
@options.everyday(
    "--body",
    kind=options.FILE,
    setting=False,
    metavar="FILE",
    help_text="Template of the e-mail in HTML. {{ embed_html }} is the picture that links to the video.",
)
@options.everyday(
    "--to", kind=options.FILE, setting=False, metavar="DIR", help_text="Folder. [default: <stem>.drafts]"
)
@options.everyday(
    "--rows", metavar="2-10,15", help_text="Only these rows, by the numbers in your spreadsheet."
)
@options.suppression
@options.problems
@options.sandbox
@options.campaign
@options.state
@options.reading
@options.api_url
@options.talk
@click.pass_context
def drafts_command(
    ctx: click.Context,
    /,
    sheet: str | None,
    *,
    subject: str | None,
    body: str | None,
    to: str | None,
    **_: object,
) -> None:
    """Write e-mail drafts (.eml) for the people of SHEET whose videos are ready, up to 200, for you to send.

    Subject and body are templates: columns of the sheet, page_url, picture_url, mail_gif_url and embed_html.
    Cells are escaped in the body. A draft has no sender: mail programs open it as a mail that is not sent
    yet. People who must get no mail are left out, as in export --for.

    Example: batchgen drafts prospects.csv --subject "A video for {{ first_name }}" --body mail.html.j2
    """
    from batchgen.handover import mail_drafts

    if not subject or not body:
        raise errors.UsageError(
            words.NEEDS_SUBJECT,
            hint=words.ADD_SUBJECT,
        )
    settings = invocation.load(ctx, sheet)
    with past_run.opened(settings, excluding=True) as batch:
        past_run.check_rehearsal(batch, settings, "drafts")
        watcher = progress.Watcher(settings)
        folder = Path(to).expanduser().resolve() if to else None
        for event in mail_drafts.write(batch, subject, Path(body).expanduser().resolve(), folder=folder):
            watcher.show(event)
        for wrote in watcher.wrote:
            text.wrote(wrote.rows, "draft", wrote.path)

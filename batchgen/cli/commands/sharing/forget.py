"""Forget: everything about a person who asks for it, deleted in all campaigns of a folder; or shown."""

from __future__ import annotations

import collections
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from batchgen import errors
from batchgen.cli import options
from batchgen.cli.commands.resources import account_tables
from batchgen.cli.commands.sharing import words
from batchgen.cli.console import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from batchgen.share import forget


@click.command("forget", cls=options.Command)
@click.argument("addresses", metavar="ADDRESS", nargs=-1, required=True)
@options.everyday("--dry-run", flag=True, setting=False, help_text="Only show what would be deleted.")
@options.everyday(
    "--access", flag=True, setting=False, help_text="Only show what batchgen has about the person."
)
@options.everyday(
    "--in-sheet", flag=True, setting=False, help_text="Also delete the rows from your own sheets."
)
@options.everyday(
    "--folder",
    setting=False,
    metavar="DIR",
    help_text="Folder with your campaigns, in it or below. [default: this one]",
)
@account_tables.yes
@options.api_url
def forget_command(
    addresses: tuple[str, ...],
    *,
    dry_run: bool,
    access: bool,
    in_sheet: bool,
    folder: str | None,
    yes: bool,
    api_url: str | None,
) -> int:
    """Delete everything about a person who asks to be forgotten, in all campaigns of a folder.

    It deletes the page, pictures and film, the video at Tavus (permanently), rows and texts in the state
    file, results, exports, reports, copies and logs. A keyed hash of the address stays, so that no later
    sheet makes a video for this person. A receipt says what was deleted, what could not be deleted, and
    what only you can do.

    Examples: batchgen forget ana@acme.com --dry-run
    batchgen forget ana@acme.com --in-sheet
    """
    from batchgen.share import forget, forget_account
    from batchgen.share import words as share_words

    place = options.folder(folder or ".").absolute()
    writing = not (dry_run or access)
    with forget.Case(place, addresses, writing=writing) as case:
        if unknown := case.unknown():
            who = ", ".join(unknown)
            raise errors.UsageError(
                share_words.UNKNOWN.format(folder=place, addresses=who), hint=share_words.UNKNOWN_HINT
            )
        if case.is_over:
            text.say(share_words.OVER.format(folder=place, addresses=", ".join(case.addresses)))
            return 0
        for line in _held(case) if access else ():
            text.data(line)
        for line in _planned(case, in_sheet=in_sheet) if not access else ():
            text.say(line)
        if not writing:
            return 0
        account_tables.sure(words.delete_for_good(share_words.FOR_EVER), yes=yes)
        receipt = case.forget(clients=forget_account.clients(api_url), in_sheet=in_sheet)
        sheets = any(found.how == "sheet" for found in case.found)
    code = _told(receipt)
    if sheets and not in_sheet:
        text.say(share_words.IN_SHEET)
    return code


def _planned(case: forget.Case, *, in_sheet: bool) -> Iterator[str]:
    """Yield what would be deleted, a folder in which all goes as one."""
    from batchgen.share import words as share_words

    videos = len([video for each in case.held for video in each.videos()])
    jobs = sum(len(each.jobs) for each in case.held)
    campaigns = sum(bool(each.jobs) for each in case.held)
    who = ", ".join(case.addresses)
    if jobs:
        yield (
            f"{who}: {text.count(jobs, 'row')} in {text.count(campaigns, 'campaign')}, "
            f"{text.count(videos, 'video')}."
        )
    else:
        yield share_words.NEVER_SENT.format(addresses=who, files=text.count(len(case.found), "file"))
    for each in case.held:
        yield from (
            words.goes(f"{page.base_url}/{page.code}/", "page") for page in each.pages() if page.base_url
        )
    files = collections.Counter(case.top_of(found.path) for found in case.found)
    for found in {case.top_of(each.path): each for each in case.found}.values():
        path = case.top_of(found.path)
        stays = found.how == "yours" or (found.how == "sheet" and not in_sheet)
        rows = f", {text.count(found.rows, 'row')}" if found.rows and found.how != "delete" else ""
        many = f", {text.count(files[path], 'file')}" if path != found.path else ""
        say = words.stays if stays else words.goes
        yield say(_near(path, case.folder), f"{found.what}{rows}{many}")


def _near(path: Path, folder: Path) -> Path:
    return path.relative_to(folder) if path.is_relative_to(folder) else path


def _held(case: forget.Case) -> Iterator[str]:
    """Yield what is held of the person."""
    for each in case.held:
        pages = {page.job_id: page for page in each.store.page_codes()}
        for job in each.jobs:
            yield f"{each.store.path}: row {job.row or '(gone)'}, {job.stage}"
            for name, cell in json.loads(job.cells or "{}").items():
                yield f"  {name}: {cell}"
            if job.request_json:
                yield f"  script: {job.request().script}"
            for attempt in each.attempts[job.id]:
                yield f"  sent: {attempt.started_at}, video {attempt.video_id or '(none)'}"
            if (page := pages.get(job.id)) is not None and page.base_url:
                yield f"  page: {page.base_url}/{page.code}/"
    for found in case.found:
        yield f"{found.path}: {found.what}"


def _told(receipt: forget.Receipt) -> int:
    """Say what was done; return the exit code."""
    counts = collections.Counter(str(line["what"]) for line in receipt.deleted)
    for what, count in counts.items():
        text.say(words.done(what, count))
    for path in receipt.yours:
        text.say(words.not_changed(path))
    for line in receipt.refused:
        text.say(words.not_deleted(line["what"], line["where"], line["why"]))
    if receipt.refused:
        text.say(words.GO_ON_DELETING)
    for page in receipt.unseen:
        text.say(page)
    text.say(words.receipt(receipt.path))
    return 1 if receipt.refused or receipt.unseen else 0

"""Commands about videos of the account: list, show, rename, delete."""

from __future__ import annotations

import contextlib
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from batchgen import errors
from batchgen.cli import options, past_run
from batchgen.cli.commands.resources import account_tables, words
from batchgen.cli.console import text

if TYPE_CHECKING:
    from batchgen import settings as settings_module
    from batchgen.account import campaigns_nearby

TABLE = account_tables.Table(
    "video",
    {"ID": "video_id", "STATUS": "status", "PAGE": "hosted_url", "NAME": "video_name"},
    {
        "video_id": "video_id",
        "name": "video_name",
        "status": "status",
        "details": "details",
        "progress": "progress",
        "replica": "replica_id",
        "page": "hosted_url",
        "download": "download_url",
        "stream": "stream_url",
        "thumbnail": "thumbnail_url",
        "gif": "gif_url",
        "created": "created_at",
        "script": "script",
    },
)


@click.group("videos")
def videos_command() -> None:
    """List, show, rename and delete the videos of your account, whichever program made them.

    Example: batchgen videos list --status ready
    """


@videos_command.command("list", cls=options.Command)
@options.everyday("--status", metavar="STATUS", help_text="Only queued, generating, ready, error, deleted.")
@account_tables.first
@account_tables.as_json
@account_tables.place
def list_videos(*, status: str | None, limit: int | None, json_output: bool, **place: str | None) -> None:
    """List the videos of the account.

    Example: batchgen videos list --limit 20
    """
    from batchgen import account

    with account_tables.opened(place) as client:
        TABLE.show_list(
            account.VIDEOS.list(client), limit=limit, json_output=json_output, status=(status or "").lower()
        )


@videos_command.command("show", cls=options.Command)
@click.argument("video_id")
@account_tables.as_json
@account_tables.place
def show(*, video_id: str, json_output: bool, **place: str | None) -> None:
    """Show one video.

    Example: batchgen videos show 1e30440cf9
    """
    from batchgen import account

    with account_tables.opened(place) as client:
        found = account.VIDEOS.show(client, video_id)
    TABLE.show(found, json_output=json_output)


@videos_command.command("rename", cls=options.Command)
@click.argument("video_id", required=False)
@click.argument("name", required=False)
@options.everyday(
    "--clean", metavar="SHEET", help_text="Remove batchgen's tokens from the names of a sheet's ready videos."
)
@options.state
@account_tables.yes
@account_tables.place
def rename(
    *,
    video_id: str | None,
    name: str | None,
    clean: str | None,
    yes: bool,
    **place: str | None,
) -> int:
    """Give a video another name, or clean the names of a whole campaign.

    batchgen starts each name with a token ("bg-7k2m9q4xw1ab Ana Ruiz, Acme"), by which it finds a lost
    video. Prospects may see the name, so you can remove the tokens when the campaign is done. Only ready
    videos are renamed.

    Example: batchgen videos rename --clean prospects.csv
    """
    if clean:
        if video_id:
            raise errors.UsageError(words.EITHER_ONE)
        return _clean(clean, yes=yes, place=place)
    if not video_id or not name:
        raise errors.UsageError(words.WHICH_VIDEO, hint=words.SEE_RENAME)
    from batchgen import account

    with account_tables.opened(place) as client:
        account.VIDEOS.rename(client, video_id, name)
    text.say(words.renamed(video_id, name))
    return 0


@videos_command.command("delete", cls=options.Command)
@click.argument("video_ids", nargs=-1, required=True)
@options.everyday("--hard", flag=True, help_text="Also delete the files permanently. Asks twice.")
@options.state
@account_tables.yes
@account_tables.place
def delete(
    *,
    video_ids: tuple[str, ...],
    hard: bool,
    yes: bool,
    **place: str | None,
) -> None:
    """Delete videos. Their links stop working for everybody who has them.

    batchgen updates the state files in this folder and below it that have these videos, and names them.
    If a state file is elsewhere, add --state FILE.

    Example: batchgen videos delete 1e30440cf9
    """
    from batchgen import account
    from batchgen import settings as settings_module

    what = video_ids[0] if len(video_ids) == 1 else text.count(len(video_ids), "video")
    question = words.delete_videos(what)
    account_tables.sure_to_delete(what, question, hard=hard, yes=yes)
    settings = settings_module.load(None, place)
    deleted: list[str] = []
    try:
        with account_tables.client_of(settings) as client:
            for video_id in dict.fromkeys(video_ids):
                account.VIDEOS.delete(client, video_id, hard=hard)
                deleted.append(video_id)
                text.say(words.was_deleted(video_id))
    finally:
        # Also after one that was refused: those before it are deleted.
        _note_deleted(settings, deleted)


def _note_deleted(settings: settings_module.Settings, video_ids: list[str]) -> None:
    from batchgen import campaign
    from batchgen.account import campaigns_nearby

    if not video_ids:
        return
    service = campaign.service_name(settings)
    found = campaigns_nearby.note_deleted(Path.cwd(), video_ids, service=service, also=settings.state)
    for noted in found:
        text.say(_words(noted))


def _words(noted: campaigns_nearby.Noted) -> str:
    path = _near(noted.path)
    sheet = shlex.quote(str(_near(noted.sheet))) if noted.sheet is not None else "SHEET"
    if noted.error:
        return words.not_updated(path, noted.error, sheet)
    rows = ", ".join(noted.rows) or words.EARLIER_VIDEO
    return words.updated(path, rows, sheet)


def _near(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _clean(sheet: str, *, yes: bool, place: Mapping[str, str | None]) -> int:
    from batchgen import paths
    from batchgen import settings as settings_module
    from batchgen.account import videos
    from batchgen.plan.failures_file import failures_home

    settings = failures_home.at_home(settings_module.load(sheet, place))
    with past_run.opened(settings):
        pass  # the state file is there, and it is this sheet's
    account_tables.sure(words.RENAME_ALL, yes=yes)
    address = paths.address(settings)
    failed = renamed = 0
    with (
        contextlib.closing(address.open(service=settings.api_url)) as known,
        account_tables.client_of(settings) as client,
    ):
        for result in videos.clean(client, known):
            renamed += not result.error
            failed += bool(result.error)
            if result.error:
                text.say(f"{result.video_id}: {result.error}")
    text.say(words.renamed_all(text.count(renamed, "video"), failed))
    return 1 if failed else 0

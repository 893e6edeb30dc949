"""Commands about replicas: list, show, train, wait, rename, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from batchgen.cli import options
from batchgen.cli.commands.resources import account_tables, words
from batchgen.cli.console import text

if TYPE_CHECKING:
    from batchgen import tavus

KINDS = {"own": "user", "user": "user", "stock": "system", "system": "system"}

TABLE = account_tables.Table(
    "replica",
    {
        "ID": "replica_id",
        "STATUS": "status",
        "TRAINING": "readiness_words",
        "TYPE": "kind",
        "MODEL": "model",
        "NAME": "name",
    },
    {
        "replica_id": "replica_id",
        "name": "name",
        "status": "status",
        "training": "readiness_words",
        "tuning": "tuning",
        "progress": "progress",
        "error": "error_message",
        "type": "kind",
        "model": "model",
        "created": "created_at",
        "thumbnail video": "thumbnail_video_url",
    },
)


@click.group("replicas")
def replicas_command() -> None:
    """List, show, train, rename and delete the replicas of your account.

    Example: batchgen replicas list --type own
    """


@replicas_command.command("list", cls=options.Command)
@options.everyday("--type", "kind", kind=click.Choice(list(KINDS)), help_text="Only own or stock replicas.")
@account_tables.first
@account_tables.as_json
@account_tables.place
def list_replicas(*, kind: str | None, limit: int | None, json_output: bool, **place: str | None) -> None:
    """List replicas, own and stock.

    Example: batchgen replicas list --type stock --json
    """
    from batchgen import account

    with account_tables.opened(place) as client:
        listed = account.REPLICAS.list(client, only=KINDS.get(kind or "", ""))
        TABLE.show_list(listed, limit=limit, json_output=json_output)


@replicas_command.command("show", cls=options.Command)
@click.argument("replica")
@account_tables.as_json
@account_tables.place
def show(*, replica: str, json_output: bool, **place: str | None) -> None:
    """Show one replica, by id or name.

    Example: batchgen replicas show r90bbd427f71
    """
    from batchgen.account import REPLICAS, replicas

    with account_tables.opened(place) as client:
        found = REPLICAS.show(client, replicas.resolve(client, replica))
    TABLE.show(found, json_output=json_output)


@replicas_command.command("train", cls=options.Command)
@options.everyday(
    "--train-video-url",
    metavar="URL",
    help_text="Link to a public mp4 of at least 1 minute (phoenix-3: 2): half speaking, half listening.",
)
@options.everyday(
    "--consent-video-url", metavar="URL", help_text="Link to the spoken consent, if it is not in the video."
)
@options.everyday(
    "--train-image-url", metavar="URL", help_text="Link to a public JPG or PNG, instead of a video."
)
@options.everyday("--voice-name", metavar="NAME", help_text="Stock voice; needed with an image.")
@options.everyday("--name", metavar="NAME", help_text="Name of the replica. [default: from the footage]")
@options.everyday("--model", metavar="NAME", help_text="phoenix-4.5, phoenix-4, phoenix-3, or a newer one.")
@options.option("--auto-fix-training-image", flag=True, help_text="Let Tavus correct the image first.")
@options.option("--background-green-screen", flag=True, help_text="Its videos have a green background.")
@options.option(
    "--callback-url", metavar="URL", help_text="Address to which Tavus reports that it is trained."
)
@options.option("--again", flag=True, help_text="Train even if there is a replica of that name.")
@account_tables.yes
@account_tables.as_json
@account_tables.place
def train(
    *,
    train_video_url: str | None,
    consent_video_url: str | None,
    train_image_url: str | None,
    voice_name: str | None,
    name: str | None,
    model: str | None,
    auto_fix_training_image: bool,
    background_green_screen: bool,
    callback_url: str | None,
    again: bool,
    yes: bool,
    json_output: bool,
    **place: str | None,
) -> None:
    """Start to train a replica. This takes hours. If you run it again, it sends nothing.

    batchgen first looks at your replicas. If one has this name and has not failed, it is not trained
    again. If the answer gets lost, batchgen looks for the new replica there. Nothing is sent twice.

    Example: batchgen replicas train --train-video-url https://example.com/anna.mp4 --name "Anna, sales"
    """
    from batchgen.account import replicas, voices

    wanted = replicas.Training(
        train_video_url=train_video_url or "",
        consent_video_url=consent_video_url or "",
        train_image_url=train_image_url or "",
        voice_name=voice_name or "",
        replica_name=name or "",
        model_name=(model or "").strip(),
        auto_fix_training_image=auto_fix_training_image,
        background_green_screen=background_green_screen,
        callback_url=callback_url or "",
    )
    wanted.check()
    if doubts := wanted.doubts():
        text.say(doubts)
    with account_tables.opened(place) as client:
        if wanted.voice_name and (doubts := voices.doubts(client, wanted.voice_name)):
            text.say(doubts)
        account_tables.sure(words.START_TRAINING, yes=yes)
        trained = replicas.train(client, wanted, again=again, tell=text.say)
    if trained.found:
        text.say(f"{trained.replica.replica_id}: {trained.found}.")
    TABLE.show(trained.replica, json_output=json_output)
    text.say(words.follow_training(trained.replica.replica_id))


@replicas_command.command("wait", cls=options.Command)
@click.argument("replica")
@options.everyday(
    "--first-look",
    flag=True,
    help_text="Wait only for its first look (phoenix-4.5: videos with a watermark).",
)
@options.everyday(
    "--wait-max", kind=click.FloatRange(min=0), metavar="S", help_text="Wait at most S seconds."
)
@account_tables.as_json
@account_tables.place
def wait(
    *,
    replica: str,
    first_look: bool,
    wait_max: float | None,
    json_output: bool,
    **place: str | None,
) -> int:
    """Wait until a replica is trained (exit code 0) or has failed (1). You can stop and start it again.

    A phoenix-4.5 replica has its first look within minutes: its videos carry a watermark. It is trained
    when its tuning has ended too, some hours later.

    Example: batchgen replicas wait r90bbd427f71
    """
    from batchgen.account import replicas

    with account_tables.opened(place) as client:
        replica_id = replicas.resolve(client, replica)
        found = replicas.wait(client, replica_id, first_look=first_look, tell=_tell, longest=wait_max)
    TABLE.show(found, json_output=json_output)
    if advice := replicas.advice(found):
        text.say(advice)
    return 0 if replicas.is_usable(found, first_look=first_look) else 1


@replicas_command.command("rename", cls=options.Command)
@click.argument("replica")
@click.argument("name")
@account_tables.place
def rename(*, replica: str, name: str, **place: str | None) -> None:
    """Give a replica another name.

    Example: batchgen replicas rename r90bbd427f71 "Anna, sales"
    """
    from batchgen.account import REPLICAS, replicas

    with account_tables.opened(place) as client:
        replica_id = replicas.resolve(client, replica)
        REPLICAS.rename(client, replica_id, name)
    text.say(words.renamed(replica_id, name))


@replicas_command.command("delete", cls=options.Command)
@click.argument("replica")
@options.everyday("--hard", flag=True, help_text="Also delete its footage permanently. Asks twice.")
@account_tables.yes
@account_tables.place
def delete(*, replica: str, hard: bool, yes: bool, **place: str | None) -> None:
    """Delete a replica. Its videos stay.

    Example: batchgen replicas delete r90bbd427f71
    """
    from batchgen.account import REPLICAS, replicas

    with account_tables.opened(place) as client:
        found = REPLICAS.show(client, replicas.resolve(client, replica))
        question = words.delete_replica(found.replica_id, found.name)
        account_tables.sure_to_delete(found.replica_id, question, hard=hard, yes=yes)
        REPLICAS.delete(client, found.replica_id, hard=hard)
    text.say(words.was_deleted(found.replica_id))


def _tell(replica: tavus.Replica) -> None:
    ready = f", {replica.readiness_words}" if replica.has_two_stages else ""
    text.say(f"{replica.replica_id}: {replica.status or words.NO_STATUS} {replica.progress}".rstrip() + ready)

"""The sandbox's options: where it listens, what it keeps and draws, what goes wrong, which variant it is."""

from __future__ import annotations

import argparse
import dataclasses
import os
import urllib.parse
from pathlib import Path

from batchgen.sandbox import words
from batchgen.sandbox.api import faults

ONE_OR_THE_OTHER = ("yes", "no")


@dataclasses.dataclass(frozen=True, slots=True)
class Variants:
    """The points on which Tavus's documents disagree or are silent (tavus-api.md, section 13).

    The defaults are what the newest document says.
    """

    page_base: str = "0"
    replica_page_base: str = "0-like-1"
    delete_status: int = 0
    rename_status: int = 200
    error_key: str = "documented"
    dates: str = "documented"
    list_cap: int = 100
    list_order: str = "newest"
    list_deleted: str = "no"
    fields: str = "full"
    unknown_id: int = 400
    both_inputs: str = "refuse"
    unknown_fields: str = "accept"
    empty_fields: str = "accept"
    training_status: str = "started"


@dataclasses.dataclass(frozen=True, slots=True)
class Options:
    """All that `batchgen sandbox` may be told. Paths are absolute; empty texts mean "not given".

    `key` is the only one that is taken, if there is one; `cors` are origins of pages that may call the API;
    `footage_seconds` 0 is as long as Tavus asks of each model.
    """

    host: str = "127.0.0.1"
    port: int = 8765
    keep: Path | None = None
    link_base: str = ""
    with_parent: bool = False
    key: str = ""
    cors: tuple[str, ...] = ()
    quiet: bool = False

    render: bool = True
    workers: int = 0
    strict_replicas: bool = False
    callbacks: str = "loopback"
    allow_private: bool = False
    allow_files: bool = False

    height: int = 720
    burn_captions: bool = False
    language: str = ""
    corner: str = "bottom-left"
    browser: str = ""

    queue_seconds: float = 0.3
    make_seconds: float = 0.7
    train_seconds: float = 1.0
    tune_seconds: float = 10.0
    tuning_fails: bool = False
    footage_seconds: float = 0.0

    faults: faults.Menu = dataclasses.field(default_factory=faults.Menu)
    variants: Variants = dataclasses.field(default_factory=Variants)

    def worker_count(self) -> int:
        """Return how many films are made at a time: one a core unless told otherwise."""
        return self.workers or os.cpu_count() or 1


def parser() -> argparse.ArgumentParser:
    """Return the parser of `python -m batchgen.sandbox`, which `batchgen sandbox` passes its arguments to."""
    made = argparse.ArgumentParser(
        prog="batchgen sandbox",
        description="Run a Tavus-compatible API on this computer that makes real preview videos and costs "
        "nothing. Its address is the first line it prints. Any word is taken as API key, except one that "
        "looks like a real Tavus key.",
        epilog="Example: batchgen sandbox --keep DIR --fault create:429:0.05 --fault create:lost-answer:0.02",
    )
    _add_everyday(made)
    _add_pictures(made.add_argument_group("pictures"))
    _add_faults(made.add_argument_group("a bad day, to rehearse"))
    _add_variants(made.add_argument_group("points on which Tavus's documents disagree"))
    return made


def parse(arguments: list[str]) -> Options:
    """Read the command line; a wrong one ends the program with exit code 2, as argparse does."""
    made = parser()
    given = vars(made.parse_args(arguments))
    try:
        menu = faults.menu(given.pop("fault"), **{name: given.pop(name) for name in faults.OPTIONS})
        given["cors"] = tuple(_origin(text) for text in given["cors"])
    except ValueError as error:
        made.error(str(error))
    names = {field.name for field in dataclasses.fields(Variants)}
    variants = Variants(**{name: given.pop(name) for name in names})
    keep = given.pop("keep")
    return Options(**given, keep=keep and Path(keep).absolute(), faults=menu, variants=variants)


def _origin(text: str) -> str:
    """Return an origin as a browser writes it; raise ValueError with words."""
    try:
        parts = urllib.parse.urlsplit(text.strip())
        host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
        rest = parts.path.removeprefix("/") + parts.query + parts.fragment + (parts.username or "")
        usual = {"http": 80, "https": 443}[parts.scheme]
    except (ValueError, KeyError):
        host = ""
    if not host or rest:
        raise ValueError(words.not_an_origin(text))
    name = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{name}" + (f":{port}" if port not in {None, usual} else "")


def _add_everyday(made: argparse.ArgumentParser) -> None:
    add = made.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (default: this computer only)")
    add("--port", type=int, default=8765, help="port to listen on; 0 takes a free one (default: 8765)")
    add(
        "--keep",
        metavar="DIR",
        help="keep videos, pages and jobs in this folder (default: delete them at the end)",
    )
    add(
        "--no-render",
        dest="render",
        action="store_false",
        help="make no films, only answer: to rehearse very large sheets",
    )
    add(
        "--workers",
        type=int,
        default=0,
        metavar="N",
        help="films made at the same time (default: one for each core)",
    )
    add(
        "--strict-replicas",
        action="store_true",
        help="refuse unknown voice names and replica ids, even ids that look real (default: a stock "
        "presenter stands in for these)",
    )
    add(
        "--callbacks",
        choices=("loopback", "any", "none"),
        default="loopback",
        help="where callbacks may go: a rehearsal must not tell your production system about videos that "
        "do not exist (default: loopback)",
    )
    add("--allow-private", action="store_true", help="fetch from the local network and this computer too")
    add("--allow-files", action="store_true", help="fetch file: links too")
    add(
        "--cors",
        action="append",
        default=[],
        metavar="ORIGIN",
        help="let web pages of this origin (https://app.example.com) call the API from a browser. Pages of "
        "this computer always may. Videos and pages are never shared. Can be repeated",
    )
    add("--quiet", action="store_true", help="print only the address")
    add("--link-base", default="", metavar="URL", help=argparse.SUPPRESS)
    add("--with-parent", action="store_true", help=argparse.SUPPRESS)


def _add_pictures(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add(
        "--height",
        type=int,
        default=720,
        choices=(360, 480, 720, 1080),
        help="height of a film in lines (default: 720)",
    )
    add("--burn-captions", action="store_true", help="draw the captions into the picture")
    add("--language", default="", metavar="TAG", help="language of the voice (default: the script's)")
    add(
        "--corner",
        default="bottom-left",
        choices=("bottom-left", "bottom-right", "top-left", "top-right"),
        help="where the presenter stands over a website or a video (default: bottom-left)",
    )
    add(
        "--footage-seconds",
        type=float,
        default=0.0,
        metavar="S",
        help="shortest footage that a replica is trained from (default: as at Tavus, 120 for phoenix-3, "
        "60 for phoenix-4 and phoenix-4.5)",
    )
    add("--browser", default="", metavar="PROGRAM", help="browser that records websites, or 'none'")


def _add_faults(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add(
        "--fault",
        action="append",
        default=[],
        metavar="CALL:WHAT:SHARE",
        help="let a share of calls fail: CALL is create, read, list, delete, rename, replicas or any; WHAT "
        "is a status (429, 500, 402 ...), 500-made (answered 500, but made), lost-answer, lost-request, "
        "html, half, empty or concurrent; SHARE is 0 to 1. Can be repeated",
    )
    add("--latency", default="", metavar="S[-S]", help="seconds that each answer takes, or a range of them")
    add("--rate-limit", type=float, default=0, metavar="N", help="429 above N creates a second")
    add("--retry-after", default="", metavar="S", help="send this Retry-After with each 429")
    add("--credits", type=int, default=-1, metavar="N", help="402 after N videos")
    add("--fail-rate", type=float, default=0, metavar="SHARE", help="share of videos that end in error")
    add(
        "--seed",
        type=int,
        default=0,
        metavar="N",
        help="number that picks the random faults: another number, other faults",
    )
    add(
        "--queue-seconds", type=float, default=0.3, metavar="S", help="with --no-render: seconds in the queue"
    )
    add(
        "--make-seconds",
        type=float,
        default=0.7,
        metavar="S",
        help="with --no-render: seconds until a video is made",
    )
    add(
        "--train-seconds",
        type=float,
        default=1.0,
        metavar="S",
        help="with --no-render: seconds that a training takes",
    )
    add(
        "--tune-seconds",
        type=float,
        default=10.0,
        metavar="S",
        help="how long a phoenix-4.5 replica stays at its first look (default: 10; at Tavus, hours)",
    )
    add("--tuning-fails", action="store_true", help="the tuning of phoenix-4.5 replicas ends in 'errored'")


def _add_variants(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    bases = ("0", "1", "0-like-1", "1-strict")
    add(
        "--page-base",
        choices=bases,
        default="0",
        help="first page of the list of videos: 0, 1 (page 0 is empty), 0-like-1 (page 0 is answered as "
        "page 1), 1-strict (page 0 is refused) (default: 0)",
    )
    add("--replica-page-base", choices=bases, default="0-like-1", help="the same for replicas")
    add(
        "--delete-status",
        type=int,
        choices=(200, 204),
        default=0,
        help="answer to a delete (default: 200, for conversations 204)",
    )
    add("--rename-status", type=int, choices=(200, 204), default=200, help="answer to a rename")
    add(
        "--error-key",
        choices=("documented", "error", "message"),
        default="documented",
        help="key of an error's text (default: 'message' for 401, 402 and 429, 'error' for the rest)",
    )
    add(
        "--dates",
        choices=("documented", "rfc", "iso", "callback"),
        default="documented",
        help="date format (default: RFC 1123 in answers on videos, ISO 8601 on replicas and conversations, "
        "neither in callbacks)",
    )
    add("--list-cap", type=int, default=100, metavar="N", help="largest page (default: 100)")
    add("--list-order", choices=("newest", "oldest", "shuffled"), default="newest", help="order of lists")
    add("--list-deleted", choices=ONE_OR_THE_OTHER, default="no", help="deleted videos are listed")
    add(
        "--fields",
        choices=("full", "documented"),
        default="full",
        help="documented: without the fields that only samples show (replica_id, generation_progress ...)",
    )
    add("--unknown-id", type=int, choices=(400, 404), default=400, help="status of an unknown id")
    add(
        "--both-inputs",
        choices=("refuse", "script", "audio"),
        default="refuse",
        help="a request with script and audio_url: refused, or which one counts",
    )
    add("--unknown-fields", choices=("accept", "refuse"), default="accept", help="unknown request fields")
    add(
        "--empty-fields",
        choices=("accept", "refuse"),
        default="accept",
        help="optional request fields that are empty or null: as if left out, or refused",
    )
    add("--training-status", choices=("started", "training"), default="started", help="of a new replica")

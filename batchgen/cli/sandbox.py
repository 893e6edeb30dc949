"""Sandbox: the local stand-in of the API, for other programs and for trying things out."""

from __future__ import annotations

import sys

import click

from batchgen import campaign
from batchgen.cli import options


@click.command("sandbox", cls=options.Command)
@options.everyday(
    "--host", setting=False, metavar="HOST", help_text="Address to listen on. [default: 127.0.0.1]"
)
@options.everyday("--port", setting=False, kind=int, metavar="N", help_text="Port. [default: 8765]")
@options.everyday(
    "--keep",
    kind=options.FILE,
    setting=False,
    metavar="DIR",
    help_text="Keep videos there. [default: a passing folder]",
)
@options.everyday(
    "--no-render", flag=True, setting=False, help_text="Make no pictures: every video is a short card."
)
def sandbox_command(*, host: str | None, port: int | None, keep: str | None, no_render: bool) -> int:
    """Run the local Tavus-compatible API until Ctrl-C; it costs nothing.

    Example: batchgen sandbox --port 8765 --keep videos
    """
    campaign.need_sandbox()
    from batchgen.sandbox import __main__ as server

    args = ["--host", host or "127.0.0.1", "--port", str(8765 if port is None else port)]
    args += ["--keep", keep] if keep else []
    args += ["--no-render"] if no_render else []
    sys.stdout.flush()
    return int(server.main(args) or 0)

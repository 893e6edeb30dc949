"""Command line: commands, options, progress and questions; all work is done by the rooms below."""

from __future__ import annotations

from collections.abc import Sequence


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code (design 6)."""
    from batchgen.cli import error_boundary

    raise SystemExit(error_boundary.run(args))

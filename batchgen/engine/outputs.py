"""Outputs: no file that is to be written is one that the campaign is made from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import errors
from batchgen.engine import paths

if TYPE_CHECKING:
    from batchgen.settings import Settings


def check(settings: Settings, state_path: Path) -> None:
    """Raise errors.UsageError when an option names the state file, the template or the like to write to."""
    read = {
        "the state file": state_path,
        "the template": settings.template,
        "the campaign file": settings.campaign,
        "the suppression list": settings.exclude,
    }
    for option in ("output", "failures", "problems"):
        target = getattr(settings, option)
        taken = read | ({"the list": settings.sheet} if option == "problems" else {})
        for what, path in taken.items():
            if isinstance(target, Path) and isinstance(path, Path) and paths.same(target, path):
                raise errors.UsageError(
                    f"--{option} would overwrite {target}, which is {what}.", hint="Name another file."
                )

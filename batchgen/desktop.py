"""Desktop: a folder opened on this computer's screen, by the program that the system has for it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

from batchgen import errors, words


def open_folder(folder: Path) -> None:
    """Show a folder. Raises errors.UsageError where no program can."""
    if sys.platform == "win32":
        os.startfile(folder)  # noqa: S606 - a folder of the user's own
        return
    program = "open" if sys.platform == "darwin" else "xdg-open"
    try:
        child = subprocess.Popen(  # noqa: S603 - the system's own program, with a folder of the user's
            [program, str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        hint = words.folder_is(folder)
        raise errors.UsageError(words.NO_PROGRAM, hint=hint) from error
    # It may stay for as long as its window does; waited for, it leaves no zombie.
    threading.Thread(target=child.wait, daemon=True).start()

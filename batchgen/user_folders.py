"""The user's own folders: where a program keeps what it remembers, what it must not lose, and settings.

Linux: the XDG base directories (https://specifications.freedesktop.org/basedir-spec). macOS and Windows have
one place for what is remembered and for data.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

_NAME = "batchgen"


def state() -> Path:
    """Return the folder of what is remembered between runs. Raises RuntimeError without a home."""
    return _of("LOCALAPPDATA", "Local", "XDG_STATE_HOME", ".local/state")


def data() -> Path:
    """Return the folder of what must not be lost. Raises RuntimeError without a home."""
    return _of("LOCALAPPDATA", "Local", "XDG_DATA_HOME", ".local/share")


def config() -> Path:
    """Return the folder of the user's settings. Raises RuntimeError without a home."""
    return _of("APPDATA", "Roaming", "XDG_CONFIG_HOME", ".config")


def _of(windows: str, roaming: str, variable: str, below: str) -> Path:
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get(windows) or home / "AppData" / roaming) / _NAME
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / _NAME
    return Path(os.environ.get(variable) or home / below) / _NAME

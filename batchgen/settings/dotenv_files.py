"""The `.env` files beside a campaign, and the API keys that this machine knows by them."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Mapping
from pathlib import Path

from batchgen.settings.model import Settings
from batchgen.tavus import keys


def beside(settings: Settings) -> tuple[Path, ...]:
    """Return the `.env` files beside what a command works on; only the first is read for its key."""
    inputs = (settings.campaign, settings.sheet, settings.template)
    folders = [path.parent for path in inputs if isinstance(path, Path)]
    with contextlib.suppress(OSError):  # the working directory may be gone
        folders.append(Path.cwd())
    return tuple(path for folder in dict.fromkeys(folders) if _is_file(path := folder / ".env"))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a folder that may not be read
        return False


def known(settings: Settings, environ: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return every API key that stands in the environment or in a `.env` file beside the campaign's files."""
    given = (os.environ if environ is None else environ).get(keys.KEY, "")
    texts = [given]
    for path in beside(settings):
        with contextlib.suppress(OSError, UnicodeDecodeError):  # what cannot be read gives no key away
            texts.append(in_file(path).get(keys.KEY) or "")
    return tuple(dict.fromkeys(filter(None, map(str.strip, texts))))


def in_file(path: Path) -> Mapping[str, str | None]:
    """Return the variables of a `.env` file."""
    import dotenv

    return dotenv.dotenv_values(path, interpolate=False, encoding="utf-8-sig")


def in_text(text: str) -> Mapping[str, str | None]:
    """Return the variables of a text that is to be a `.env` file."""
    import dotenv

    return dotenv.dotenv_values(stream=io.StringIO(text), interpolate=False)

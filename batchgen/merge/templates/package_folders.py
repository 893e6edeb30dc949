"""The templates that come with batchgen: where they are."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]


def find(folder: str) -> Path:
    """Return a folder that ships with batchgen (`templates`, `sample_data`).

    A checkout has it beside the package, an installed wheel inside it.
    """
    beside = PACKAGE.parent / folder
    is_checkout = (PACKAGE.parent / "pyproject.toml").is_file()
    return beside if is_checkout and beside.is_dir() else PACKAGE / "_shipped" / folder


def templates() -> Path:
    """Return the folder of the shipped templates and macros."""
    return find("templates")

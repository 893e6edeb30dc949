"""What people read about forgetting somebody."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

STILL_THERE = "It still names the person. Delete it by hand."
KEPT = "It keeps the person's row until the page and the video are deleted: it knows where they are."
NOT_FOUND_YET = (
    "It was sent, no answer came, and it is not in the account (yet). Run batchgen wait, then forget again."
)
NO_KEY = "There is no API key. Set TAVUS_API_KEY, and forget again."
UNKNOWN_HINT = (
    "Check the spelling, or name the folder of the campaigns: --folder DIR. People who are to get no first "
    "video are named in a list: --exclude FILE."
)
IN_SHEET = "To take the rows out of your sheet, too: the same command with --in-sheet."
FOR_EVER = "It cannot be undone."
ELSEWHERE = (
    "Delete the person in your mail tool and CRM, with the links and pictures that were put there.",
    "Mails that were sent stay sent. Their links no longer work once the page and the video are deleted.",
    "Backups, the history of a synchronised folder, and the log of a database keep older versions.",
    "Files that you put or copied elsewhere are not known here.",
    "If your sheets come from a CRM, the person may come back in one. batchgen leaves that row out.",
)
"""What only the user can do."""


def no_address(text: str) -> str:
    """Return that a word is not an e-mail address."""
    return f'"{text}" is not one e-mail address.'


def hashes(path: str) -> str:
    """Return what stays of a person, and why."""
    return f"A keyed hash of the address in {path}, so that no later sheet makes the person a video."


def unknown(addresses: Iterable[str], folder: Path) -> str:
    """Return that nothing is held of somebody."""
    return f"Not in any campaign in or below {folder}: {', '.join(addresses)}. Nothing was changed."


def over(addresses: Iterable[str], folder: Path) -> str:
    """Return that somebody was forgotten before, and nothing is left."""
    return f"Forgotten before, and nothing is left in or below {folder}: {', '.join(addresses)}."


def other_service(service: str, named: str) -> str:
    """Return that the videos are at another service than the settings name."""
    return f"Its videos are at {service}, and the settings name {named}. Add --api-url {service}."


def still_in(path: Path) -> str:
    """Return that a sheet names the person beside their rows."""
    return f"{path.name} still names the person, outside of their rows (a note, a chart, another worksheet)."

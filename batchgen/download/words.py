"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations

STOPPED_BEFORE = "Stopped before this file was started."

NO_LINK = "Tavus gives no link to the file."

DELETED = "The video was deleted at Tavus."


def no_room(need: float, folder: object, free: float) -> str:
    return f"This needs about {need:,.0f} MB in {folder}, but only {free:,.0f} MB are free."


MAKE_ROOM = "Free some space, or name another folder with --to DIR."


def not_ours(parts: object) -> str:
    return f"{parts} is a link, or belongs to another user."


DELETE_IT = "Delete it, or name another folder with --to DIR."


def cannot_write(folder: object, why: object) -> str:
    return f"Cannot write to {folder}: {why}."


NAME_ANOTHER = "Name another folder with --to DIR."

BREAKS_OFF = "it ends in the middle"

NO_INDEX = "it has no index, so it cannot play"

NO_PICTURES = "it has no pictures"


def not_playable(kind: str) -> str:
    return f"it cannot play ({kind})"


def not_usable(trouble: str) -> str:
    return f"The file cannot be used: {trouble}."


CHANGED = "The file changed while it was being downloaded."


def cut_short(size: int, total: int) -> str:
    return f"Only {size:,} of {total:,} bytes arrived."


TOO_LARGE = "It is larger than 4 GB."

STOPPED = "Stopped. Run the same command to go on."

OUTSIDE = "This file: link leads out of the rehearsal's folder, so it was not followed."


def no_file(name: str) -> str:
    return f"There is no file {name}."


def full(need: float, free: float) -> str:
    return f"This file needs {need:,.0f} MB, but only {free:,.0f} MB are free."


def answered(url: str, status: int) -> str:
    return f"{url} answered {status}."


def fields(names: str) -> str:
    return f"You can use: {names}."


def no_such_field(name: str) -> str:
    return f"The file name template has a field that batchgen does not know: {{{name}}}."


ADD_CODE = "Add {code}: two people may have the same name, and row numbers change."


def not_unique(text: str) -> str:
    return f'"{text}" could give two videos the same file name.'


def broken_template(text: str, error: object) -> str:
    return f'The file name template "{text}" is not complete: {error}.'


PLAIN_FIELDS = "A field of a file name template is a name in braces, and nothing more: {name}."

NOT_A_LINK = "Tavus sent a link that is not a web address."


def not_followed(url: str) -> str:
    return f"{url} has a user name or a password in it, so it was not followed."


def not_https(url: str) -> str:
    return f"{url} does not start with https://."


EMPTY = "it is empty"


def other_kind(kind: str, found: str) -> str:
    return f"it is not a {kind}, but {found.upper()}" if found else f"it is not a {kind}"

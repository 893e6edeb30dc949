"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations

ALWAYS_ESCAPED = "autoescape cannot be turned off: a cell could put code into the page"


def unreadable_layout(path: object) -> str:
    return f"{path} cannot be read as UTF-8 text."


NO_PAGE = "This campaign has no pages: campaign.toml has no [page]."

ADD_PAGE = 'Add [page] with base_url = "https://…" and title = "…" to campaign.toml (docs/sharing.md).'


def past(day: object) -> str:
    return f"page.expires is {day}, and that day is over."


NEW_DAY = "Write a later day, or leave expires out."

NOTHING_READY = "No video of these rows is ready, so there is no page to make."

SEE_STATUS = "See how far they are: batchgen status"


def not_ours(path: object) -> str:
    return f"{path} is not a file of this campaign's pages, so nothing was written there."


ANOTHER_FOLDER = "Name another folder with --to DIR, or move that file away."


def no_room(need: float, folder: object, free: float) -> str:
    return f"The films need {need:,.0f} MB in {folder}, but only {free:,.0f} MB are free."


def cannot_write(folder: object, why: object) -> str:
    return f"Cannot write to {folder}: {why}."


EDITED = "edited after its video was made; its earlier page stays"

NOT_READY = "no video is ready"

NO_FILM = "no film here: batchgen download brings it"

NO_LINK = "Tavus gives no link to the film"

FAULTY = "a text of the page is wrong"


def no_folder(path: object) -> str:
    return f"{path} is a file, not a folder."


def films(count: str, size: float, folder: object) -> str:
    return f"{count}, {size:,.1f} MB in all, for {folder}."


def linked(pages: str) -> str:
    return (
        f"{pages}: the film is played from Tavus, and that link may end. batchgen download brings the films."
    )


def gone(pages: str) -> str:
    return f"{pages} taken away: the video was deleted, or its row is left out or gone."


LOGO_SCRIPT = "it has a script"
LOGO_TEXT = "it has text in a font that others lack: turn its letters into paths"
LOGO_LINK = "it has a link to elsewhere"
BROKEN_LOGO = "it is broken or empty, or too much to draw"
USE_A_PNG = "Use a small PNG."


def unreadable_logo(name: str) -> str:
    return f"The logo {name} cannot be read."


def bad_logo(name: str, why: str) -> str:
    return f"The logo {name} is not used: {why}."


FONT_LACKS = "the font lacks a sign of it"
TOO_LONG = "it does not fit"


def too_large(suffix: str) -> str:
    return f"its {_SOURCES[suffix]} is too large to be drawn"


def not_a_picture(suffix: str) -> str:
    return f"its {_SOURCES[suffix]} cannot be read"


_SOURCES = {".jpg": "still", ".gif": "GIF"}


def of_pictures(without_text: str, trouble: str) -> list[str]:
    texts = [f"pictures without their text: {without_text}"] if without_text else []
    return texts + ([f"a picture is missing: {trouble}"] if trouble else [])


def stills(videos: str, why: str) -> str:
    return f"The still or the GIF of {videos} did not come. {why}"


def bare(pages: str) -> str:
    return f"{pages} without a picture: batchgen download brings the stills."


def foreign(language: str, count: int) -> str:
    return (
        f"The AI notice is in English on {count:,} pages whose language is {language}: "
        "write your own with page.disclosure."
    )


def stray(count: int, first: str) -> str:
    if count == 1:
        return f"1 folder here is no page of this campaign, and stays: {first}."
    return f"{count:,} folders here are no pages of this campaign, and stay: {first}, …"

"""Words: the sentences of this room that people read, in one place. Their braces are filled in elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ALWAYS_ESCAPED = "autoescape cannot be turned off: a cell could put code into the page"
UNREADABLE_LAYOUT = "{path} cannot be read as UTF-8 text."
NO_PAGE = "This campaign has no pages: campaign.toml has no [page]."
ADD_PAGE = 'Add [page] with base_url = "https://…" and title = "…" to campaign.toml (docs/sharing.md).'
PAST = "page.expires is {day}, and that day is over."
NEW_DAY = "Write a later day, or leave expires out."
NOTHING_READY = "No video of these rows is ready, so there is no page to make."
SEE_STATUS = "See how far they are: batchgen status"
NOT_OURS = "{path} is not one of this campaign's pages, so nothing was written there."
ANOTHER_FOLDER = "Name an empty folder, or a new one: --to DIR"
NO_ROOM = "The films need {need:,.0f} MB in {folder}, but only {free:,.0f} MB are free."
CANNOT_WRITE = "Cannot write to {folder}: {why}."
EDITED = "edited after its video was made; its earlier page stays"
NOT_READY = "no video is ready"
NO_FILM = "no film here: to get it, run batchgen download"
NO_LINK = "Tavus gives no link to the film"
FAULTY = "a text on the page is wrong"
NO_FOLDER = "{path} is a file, not a folder."
FILMS = "Copying {count} ({size:,.1f} MB) to {folder}."
LINKED = (
    "{pages}: the film plays from Tavus, and that link may stop working. To get the films: batchgen download"
)
GONE = "{pages} removed: the video was deleted, or its row is left out or gone."
FONT_LACKS = "the font does not have all of its letters"
TOO_LONG = "it does not fit"
NOT_DELETABLE = "{path} cannot be deleted: {why}."


def too_large(suffix: str) -> str:
    return f"its {_SOURCES[suffix]} is too large to be drawn"


def not_a_picture(suffix: str) -> str:
    return f"its {_SOURCES[suffix]} cannot be read"


_SOURCES = {".jpg": "still", ".gif": "GIF"}


def of_pictures(without_text: str, trouble: str) -> list[str]:
    texts = [f"no text in the pictures, because {without_text}"] if without_text else []
    return texts + ([f"a picture is missing: {trouble}"] if trouble else [])


STILLS = "The still picture or the GIF of {videos} could not be downloaded. {why}"
BARE = "{pages} without a picture. To get the stills: batchgen download"
FOREIGN = (
    "{pages} with the AI notice in English, because batchgen has none in {languages} yet. Write your own "
    "with page.disclosure."
)


def stray(count: int, first: str) -> str:
    if count == 1:
        return f"1 folder here is not a page of this campaign, and stays: {first}."
    return f"{count:,} folders here are not pages of this campaign, and stay: {first}, …"


# publishing, and taking pages back

SPACE, SPACE_OF_REHEARSAL = "s3://our-videos/spring", "www"
KINDS = "You can use: s3://, gs://, az://, sftp:// or a folder."
GO_ON = "To go on, run the same command again."
WAIT = "Wait until that ends, then run this again."
MAKE_THEM = "Make them: batchgen pages"
ANOTHER_DAY = "Set a later `expires` and make them again, or: batchgen unpublish --expired"
FOR_YOU_ALONE = "The pages of a rehearsal are only for you."
TO_A_FOLDER = "Publish it to a folder: --to DIR"
ONLY_READ = "If a website shows that folder: batchgen publish --done"
ONE_PLACE = "Give each campaign a place of its own, in --to and in base_url."
SAME_PLACE = "Set base_url in [page] to the web address of the place that you send the pages to."
NO_PLACE = "batchgen does not know where to send the pages."
FOR_EXAMPLE = f"For example: --to {SPACE}"
NOT_BARE = "The address of the web space has a password or a question mark in it."
WITHOUT = "Remove it. Passwords and keys belong where the tools of your provider look for them."
NO_PACKAGES, INSTALL = "Pages need packages that are not installed.", "pip install 'batchgen[share]'"
SAY_WHICH = "Say which pages: --expired, --gone, --rows LIST or --all."
SET_DAY = 'Write expires = "2027-03-31" into campaign.toml, or use --all.'
NO_DAY = "[page] has no `expires`, so its pages do not end."
MOVED = "it leads to another page, such as a login"
ANOTHER = "another page is shown, such as a login or an older one"
ANSWERS = "it still answers"


def rowless(count: int) -> str:
    pages, them = ("1 page on the web space has", "it")
    if count > 1:
        pages, them = (f"{count:,} pages on the web space have", "them")
    return f"{pages} no row in the sheet any more. To delete {them}: batchgen unpublish --gone"


TAKE_BACK_FIRST = (
    "Delete them there first: batchgen unpublish --all. Then publish with --again and the new --to. "
    "After that, the links in mails that you already sent do not work."
)


def lie_elsewhere(count: int, where: str) -> str:
    pages = "1 page of this campaign is" if count == 1 else f"{count:,} pages of this campaign are"
    return f"{pages} already in {where}, and would stay there. No page was sent."


def busy(holder: str) -> str:
    return f"The pages of this campaign are being made, sent or deleted already{holder and f' ({holder})'}."


def left(rows: str, why: str) -> str:
    return f"{rows.capitalize()}: {why}."


def nobody(reasons: Sequence[str]) -> str:
    return " ".join(["No page can be published.", *reasons])


NO_PAGES = "There are no pages in {folder}."
MADE_FOR = "The pages were made for {base_url}, but base_url is now {now}. No page was sent."
THERE_ALREADY = "The pages are already in {folder}."


def taken(where: str, *, by_campaign: bool) -> str:
    whose = "of another campaign" if by_campaign else "that batchgen did not write"
    return f"{where} has a robots.txt {whose}. No page was sent."


def elsewhere(base_url: str, why: str) -> str:
    return (
        f"No page was sent, because {base_url} does not show your web space. batchgen looked there "
        f"for robots.txt: "
        f"{why or 'it shows something else, such as a login'}."
    )


SHOW_HERE = (
    "In another terminal, show that folder on this computer: "
    "python3 -m http.server {port} --bind 127.0.0.1 --directory {folder}"
)
NOT_AS_MADE = "{name} was changed after it was made. To make it again: batchgen pages"
NO_KIND = "Pages cannot be sent to {scheme}://."
NO_HOST = "{url} does not name a bucket or server."
REFUSED = "{space} cannot be {what}: {why}"
FULL = "it is full ({why})"
FORBIDS = "it does not allow that ({why})"
NO_PACKAGE = "Sending to {scheme}:// needs the package {package}, which is not installed."
BY_HAND = "; you uploaded it by hand, so delete the folder {code} there"
NOT_REACHED = "it was not reached ({why})"


def status(number: int) -> str:
    return "there is nothing (404)" if number == 404 else f"the server answers {number}"


def content_type(shown: str, made: str) -> str:
    return f"its content type is {shown or 'missing'}, not {made}"


def length(shown: int | None, made: int) -> str:
    return f"{shown or 0:,} bytes are shown, {made:,} were made"


# forgetting

STILL_THERE = "It still names the person. Delete it by hand."
UNSEEN = (
    "Open {page} later. The web space deleted it, but batchgen could not check its website: {why}. If it is "
    "still shown, delete it there by hand."
)
KEPT = (
    "The person's row stays in it, with address and script, because nothing else knows where the page or the "
    "video is. When that can be reached, run forget again."
)
NOT_FOUND_YET = (
    "It was sent, but no answer came, and it is not in the account yet. Run batchgen wait, then forget again."
)
NO_KEY = "There is no API key. Set TAVUS_API_KEY, then run forget again."
UNKNOWN = "batchgen has nothing about {addresses} in {folder} and the folders below it. Nothing was changed."
UNKNOWN_HINT = (
    "Check the spelling, or name the folder with your campaigns: --folder DIR. To send someone no video at "
    "all, put the address on a list: --exclude FILE."
)
OVER = "{addresses} was forgotten before. Nothing is left in {folder} and the folders below it."
IN_SHEET = "To delete the rows from your sheet as well, run the same command with --in-sheet."
FOR_EVER = "This cannot be undone."
NO_ADDRESS = '"{text}" is not one e-mail address.'
HASHES = "A keyed hash of the address in {path}, so that no later sheet makes the person a video."
OTHER_SERVICE = "Its videos are at {service}, and the settings name {named}. Add --api-url {service}."
STILL_IN = "{name} still names the person, outside of their rows (a note, a chart, another worksheet)."
TOO_MANY_FILES = "{folder} has more than {most:,} files."
NAME_FOLDER = "Name the folder of your campaigns with --folder."
NEVER_SENT = "{addresses}: not in any campaign that was sent, but named in {files}."
ELSEWHERE = (
    "Delete the person in your mail tool and CRM, with the links and pictures that were put there.",
    "Mails that were sent stay sent. Their links no longer work once the page and the video are deleted.",
    "Backups, the history of a synchronised folder, and the log of a database keep older versions.",
    "batchgen does not know of files that you put or copied elsewhere.",
    "If your sheets come from a CRM, the person may come back in one. batchgen leaves that row out.",
)
"""What only the user can do."""

"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations


def goes(place: object, what: str) -> str:
    return f"  delete: {place} ({what})"


def stays(place: object, what: str) -> str:
    return f"  keep: {place} ({what})"


NEEDS_SUBJECT = "A draft needs a subject and a body."

ADD_SUBJECT = 'For example: --subject "A video for {{ first_name }}" --body mail.html.j2'


def delete_for_good(what: str) -> str:
    return f"Delete this permanently? {what}"


def not_changed(path: object) -> str:
    return f"Not changed, because it is your own file: {path}"


def not_deleted(what: object, where: object, why: object) -> str:
    return f"Not deleted: {what} {where}: {why}"


GO_ON_DELETING = "To try again to delete the rest, run the same command again."


def receipt(path: object) -> str:
    return f"Read the receipt. It lists what only you can do: {path}"


def send_next(command: str) -> str:
    return f"Next, send the pages to your web space: {command}"


def more_problems(what: str) -> str:
    return f"And {what}. To see them all: batchgen check"


def pages_made(pages: str, folder: object, changed: int) -> str:
    return f"{pages} in {folder} ({changed:,} new or changed)."


def without_page(rows: str, why: str, which: str) -> str:
    return f"{rows} without a page: {why} ({which})."


DONE_SENDS_NOTHING = "--done sends nothing, so it does not work with --to."

LEAVE_ONE_OUT = "Leave one of them out."


def not_tried(pages: str) -> str:
    return f", {pages} not tried"


def published(pages: str, files: str, unsent: str, answered: int, place: str) -> str:
    return f"{pages}: {files} sent{unsent}. {answered:,} checked at {place}"


def links_next(command: str) -> str:
    return f"Next, get the links for your mail tool (hubspot, mailchimp, …): {command}"


NOT_PUBLISHED = "not published"

LINKS_LATER = (
    "A run is using this campaign, so the links come with the next `batchgen wait` or `batchgen export`."
)

NOT_DELETED = "not deleted"


def pages_gone(pages: str) -> str:
    return f"{pages} deleted from the web space"


NO_PAGE_TO_DELETE = "There is no page to delete."


def done(what: str, count: int) -> str:
    return f"Deleted: {what} ({count})." if count > 1 else f"Deleted: {what}."


def pages_sent(pages: str) -> str:
    return f"{pages} sent"

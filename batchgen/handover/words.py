"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations

ONE_LINE = "this must be one line of 1 to {longest} characters"
PLAIN_WORDS = "this must be plain words, without < and >"
SAME_HEADER = "two columns have the same header"
NO_TAG = "every link needs a tag"
OF_MODEL = {
    "missing": "this is missing",
    "extra_forbidden": "there is no such setting",
    "string_type": "this must be a text",
    "too_short": "there must be three lines",
    "too_long": "there must be three lines",
}
SEE_DOCS = "What a tool needs, with an example: docs/sharing.md, Hand over."
OWN_TOOL = "Your own: --for ./ours.toml"


def long_header(header: str, longest: int) -> str:
    return f"the header {header} has over {longest} characters"


def no_tool(wanted: str) -> str:
    return f"There is no tool {wanted!r} to hand over to."


def not_a_tool(path: object, why: str) -> str:
    return f"{path} is not a description of a tool: {why}."


# the last look: kinds of rows, as the notices count them

LEFT_OUT = {
    "forgotten": "these people asked to be forgotten",
    "excluded": "these people are on the suppression list",
    "deleted": "the video was deleted at Tavus",
    "not-ready": "there is no finished video",
    "unpublished": "the page was not published, or was taken back",
    "stale-page": "the page shows an earlier video, so make and publish the pages again",
    "no-answer": "the page does not answer",
    "no-address": "there is no e-mail address",
    "no-record-id": "there is no record id",
    "same-person": "an earlier row has the same person",
    "formula": "the cell begins as a formula does",
    "too-long": "a link is too long",
}
REMARKS = {
    "same-address": "an earlier row has the same address, so two mails would go to it",
    "several": "the cell holds several addresses, and the first one is taken",
    "no-picture": "there is no picture of the video, so the mail shows the link alone",
}


def counted(kind: str, count: int, rows: str) -> str:
    if kind in REMARKS:
        return f"{_rows(count)} to look at: {REMARKS[kind]} ({rows})."
    return f"{_rows(count)} {'was' if count == 1 else 'were'} left out: {LEFT_OUT[kind]} ({rows})."


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def status(word: str) -> str:
    return f"{LEFT_OUT['not-ready']}: {word or 'not sent'}"


def no_answer(why: str) -> str:
    return f"{LEFT_OUT['no-answer']}: {why}"


def same_as(row: int) -> str:
    return f"row {row} has the same person, and only one of them can be imported"


def address_of(row: int) -> str:
    return f"row {row} has the same address, so two mails would go to it"


def too_long(header: str, size: int, tool: str, longest: int) -> str:
    return f"{header} would have {size:,} bytes, and {tool} cuts what is over {longest}"


ASKING = "Asking whether the pages still answer."
FORMULA = "the cell begins as a formula does, which a spreadsheet would run"
NOBODY = "Nobody is left to hand over to the mail tool."
SEE_ROWS = "The rows, with the reasons: --problems FILE"


def no_people(sheet: str) -> str:
    return f"{sheet} has no column of e-mail addresses, so no mail tool could tell whose video is whose."


NAME_ONE = "Add a column called Email."
REHEARSAL = "The links of this rehearsal are files on this computer: no mail may hold them."
PUBLISH = "Publish pages first (batchgen publish), or hand over after the real run."
TAVUS_LINKS = "The links and pictures are Tavus's own. Nobody says how long these addresses last."
OWN_PAGES = "To have your own: batchgen pages, then batchgen publish"
PICTURE_TEXT = "Play the video"


# drafts

NO_WAY = "A draft leads nobody to the video: write {{ embed_html }} or {{ page_url }} into the body."
BAD_LINK = "bad-link"
INVALID = "invalid"


def too_many(count: int, most: int) -> str:
    return f"That would be {count:,} drafts, and you send them by hand: {most} at once are the most."


SOME_ROWS = "Choose some: --rows 2-100. For many people: batchgen export SHEET --for TOOL"


def has_drafts(folder: object) -> str:
    return f"{folder} holds drafts from before, maybe for people who opted out since."


ANOTHER_FOLDER = "Delete these, or name another folder: --to DIR"


def bad_link(url: str) -> str:
    return f"a link leads to {url[:60]!r}, and only https:, http:, mailto: and tel: may stand in a mail"


ENCODED = 'the subject or the address holds "=?", which mail programs decode'
EMPTY_SUBJECT = "the subject is empty"


def long_subject(size: int, most: int) -> str:
    return f"the subject has {size} characters, and {most} are the most"


def no_drafts(rows: int) -> str:
    return f"{_rows(rows)} would have a draft with an error, so none was written."

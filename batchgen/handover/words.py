"""Words: the sentences of this room that people read, in one place. Their braces are filled in elsewhere."""

from __future__ import annotations

# tools

ONE_LINE = "this must be one line of 1 to {longest} characters"
PLAIN_WORDS = "this must be plain words, without < and >"
SAME_HEADER = "two columns have the same header"
NO_TAG = "every link needs a tag"
LONG_HEADER = "the header {header} has over {longest} characters"
OF_MODEL = {
    "missing": "this is missing",
    "extra_forbidden": "there is no such setting",
    "string_type": "this must be a text",
    "too_short": "there must be three lines",
    "too_long": "there must be three lines",
}
NO_TOOL = "batchgen has no import file for a tool {wanted!r}."
KNOWN_TOOLS = "You can use: {names}."
UNREADABLE = "it cannot be read"
OWN_TOOL = "{offer} Your own: --for ./ours.toml"
NOT_A_TOOL = "{path} is not a description of a tool: {why}."
SEE_DOCS = "To see what a tool needs, with an example: docs/sharing.md, Hand over."

# the last look

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
    "formula": "the cell starts like a formula",
    "too-long": "a link is too long",
}
"""Kinds of rows that are left out, as the notices count them."""
REMARKS = {
    "same-address": "an earlier row has the same address, so two mails would go to it",
    "several": "the cell has several addresses, and only the first one is used",
    "no-picture": "there is no picture of the video, so the mail shows the link alone",
}
"""Kinds of rows that stay, and are worth a look."""
SAME_AS = "row {row} has the same person, and only one of them can be imported"
ADDRESS_OF = "row {row} has the same address, so two mails would go to it"
TOO_LONG = "{header} would have {size:,} bytes, and {tool} cuts it off after {longest}"
FORMULA = "the cell starts like a formula, which a spreadsheet would run"
ASKING = "Checking that the pages still work."
NOBODY = "No row is left for the mail tool."
SEE_ROWS = "To see the rows and the reasons: --problems FILE"
NO_PEOPLE = "{sheet} has no column of e-mail addresses, so no mail tool could tell whose video is whose."
NAME_ONE = "Add a column called Email."
REHEARSAL = "The links of this rehearsal are files on this computer: they do not work in an e-mail."
PUBLISH = "Publish pages first (batchgen publish), or hand over after the real run."


def counted(kind: str, count: int, rows: str) -> str:
    many = "1 row" if count == 1 else f"{count:,} rows"
    if kind in REMARKS:
        return f"{many} to look at: {REMARKS[kind]} ({rows})."
    return f"{many} {'was' if count == 1 else 'were'} left out: {LEFT_OUT[kind]} ({rows})."


# the snippet

NOT_CSV = "An import file for a mail tool must be CSV, but --output names {name}."
NAME_CSV = "Name a file that ends in .csv."
TAVUS_LINKS = "The links and pictures are at Tavus, which does not say how long they will work."
OWN_PAGES = "To use your own pages: batchgen pages, then batchgen publish"
CODE = "The code for your mail, and where to paste it: {path}"
PICTURE_TEXT = "Play the video"

# drafts

NO_WAY = "The drafts have no link to the video. Write {{ embed_html }} or {{ page_url }} into the body."
TOO_MANY = "That would be {count:,} drafts, and you send them by hand. You can make at most {most} at once."
SOME_ROWS = "Choose some: --rows 2-100. For many people: batchgen export SHEET --for TOOL"
HAS_DRAFTS = "{folder} has older drafts, perhaps for people who have opted out since."
NO_FOLDER = "{folder} cannot be made: {why}."
ANOTHER_FOLDER = "Delete these, or name another folder: --to DIR"
BAD_LINK = "a link leads to {url!r}, but a mail can have only links with https:, http:, mailto: or tel:"
EMPTY_SUBJECT = "the subject is empty"
LONG_SUBJECT = "the subject has {size} characters, but at most {most} are allowed"
ENCODED = 'the subject or the address has "=?" in it, which mail programs read as a code'
NO_DRAFTS = "{rows} of the drafts would have an error, so none was written."

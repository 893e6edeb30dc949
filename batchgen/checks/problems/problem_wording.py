"""The words of problems: what each kind means to people, and what one click can do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from batchgen import models


class Words(NamedTuple):
    """What a kind of problem is called, and what it means for the video."""

    title: str
    explanation: str


class Fix(NamedTuple):
    """One thing that settles a problem everywhere it stands.

    `slug` is what is done: `filter:NAME` (the script says the column through that filter), `fallback` (the
    script says another word where the cell is empty), `allow` (the campaign's `allow` takes the argument),
    `pronounce` (the campaign's `pronounce` gets it), `leave-out` (these rows are not sent). `argument` is the
    text or the column that is meant, empty where neither is.
    """

    slug: str
    argument: str


KINDS = {
    "ai-notice": Words("No word on AI", "The pages do not say that the videos were made with AI."),
    "all-caps": Words("Written in capitals", "The presenter may spell out words in capitals."),
    "api-key": Words("The text would hold your API key", "Nobody may see or hear the key: not sent."),
    "audio": Words("The sound file cannot be used", "Its row speaks a file that Tavus would refuse."),
    "blank": Words("An empty cell would be spoken", "The presenter would say nothing there."),
    "brackets": Words("Brackets in the script", "They may be left over from a text with gaps to fill in."),
    "control": Words("Invisible characters", "They cannot be seen, and may change how a text is spoken."),
    "date": Words("Not a date", "The script says it as a date, and it cannot be read as one."),
    "date-order": Words("A date that can be two days", "3/4 can be the 3rd of April and the 4th of March."),
    "doubled-column": Words("Two columns with one name", "It is not clear which of them is meant."),
    "duplicate-header": Words("A header stands twice", "Only one of these columns can be named."),
    "duplicate-key": Words("Two rows with the same key", "They would be taken for one person."),
    "duplicate-person": Words("One person stands twice", "Both rows would pay for a video."),
    "email": Words("An e-mail address would be spoken", "Said aloud, few people can follow it."),
    "emoji": Words("An emoji would be spoken", "The voice leaves it out, or says its name."),
    "empty-key": Words("The key is empty", "Nothing says who this row is, so it could be paid twice."),
    "exponent": Words("A shortened number", "4.47E+11 has lost digits: a spreadsheet did that."),
    "failures-row": Words("This row cannot be matched", "It is not clear whose row of the list it is."),
    "fault": Words("A cell with an error", "The cell holds a spreadsheet error."),
    "fill-in": Words("A gap that may be left", "TBD or XXX may stand for words that are still to come."),
    "format": Words("A number that is shown in another way", "What is said may differ from what you see."),
    "garbled": Words("Damaged characters", "The text was stored in one way and read in another."),
    "header-text": Words("A header would be spoken", "The script or a cell says the name of a column."),
    "junk-value": Words(
        "A word that means nothing", "nan and n/a stand for an empty cell, test for a trial."
    ),
    "leftover-mark": Words("A gap that was not filled in", "A mark of another tool would be spoken."),
    "link": Words("A link does not answer", "Tavus may not be able to fetch it."),
    "locale": Words("An unknown language", "Numbers and dates are said in the usual one instead."),
    "long-number": Words("A long number", "The voice may say it digit by digit, or as millions."),
    "lookup": Words("Not in the table", "The script looks this value up, and the table does not have it."),
    "markdown": Words("Signs for bold or headings", "They are spoken, or lost: a voice knows no bold."),
    "missing-column": Words("A column is missing", "The script names a column that the sheet lacks."),
    "no-replica": Words("Nobody speaks yet", "No presenter is chosen."),
    "no-script": Words("There is nothing to say", "There is no script yet."),
    "number": Words("Not a number", "The script says it as a number, and it cannot be read as one."),
    "page-ended": Words("The pages have ended", "Videos would be made, and no page could show them."),
    "page-logo": Words("A logo that is not used", "Videos would be made, and no page could show them."),
    "page-link": Words("A link that cannot be clicked", "The page of the video would lead nowhere."),
    "page-text": Words("A text that the page cannot show", "It is missing there, or too long."),
    "punctuation": Words("Odd punctuation", "It may be a gap where a cell is empty."),
    "ragged": Words("Cells may stand in wrong columns", "The line has too many or too few of them."),
    "replica": Words(
        "The presenter cannot be used",
        "Tavus does not have it, or it is not ready. Those of rehearsals speak in rehearsals alone.",
    ),
    "request-rule": Words("Tavus would refuse it", "The value breaks a rule of the service."),
    "speech": Words("Not as it was meant", "A value could not be said in the way the script asks for."),
    "tag": Words("Code of a web page", "It would be spoken, sign by sign."),
    "template": Words("The script does not work", "It cannot be carried out for these rows."),
    "too-long": Words("A long video", "Quality falls in videos of more than five minutes."),
    "too-short": Words("A very short video", "Under three seconds there is nothing to see."),
    "url": Words("A web address would be spoken", "Said aloud, few people can follow it."),
    "where": Words("Rows that cannot be chosen", "The filter cannot compare what is in the cell."),
    "yes-no": Words("Neither yes nor no", "The script asks yes or no of it."),
}
"""The words of every kind of problem."""

PLAIN = frozenset({"all-caps", "blank", "fault", "junk-value", "leftover-mark"})
"""Kinds whose words, column and value say all that the message of a problem does."""
_FALLBACK = frozenset({"blank", "fault"})
_ALLOWED = frozenset(
    {
        "all-caps",
        "brackets",
        "tag",
        "markdown",
        "url",
        "email",
        "emoji",
        "fill-in",
        "junk-value",
        "long-number",
        "punctuation",
    }
)


def of(kind: str) -> Words:
    """Return the words of a kind; one that is not known is its own title."""
    return KINDS.get(kind, Words(kind.replace("-", " ").capitalize(), ""))


def fixes(problem: models.Problem) -> tuple[Fix, ...]:
    """Return what one click can do about a problem, the likeliest first."""
    found: list[Fix] = []
    if problem.kind == "all-caps" and problem.column:
        found += [Fix("filter:company", problem.column), Fix("filter:person", problem.column)]
    if problem.kind in _FALLBACK and problem.column:
        found.append(Fix("fallback", problem.column))
    if problem.kind in _ALLOWED and problem.severity == "warning":
        found.append(Fix("allow", problem.value or problem.kind))
    if problem.kind == "all-caps" and problem.value:
        found.append(Fix("pronounce", problem.value))
    if problem.severity == "error" and problem.row is not None:
        found.append(Fix("leave-out", ""))
    return tuple(found)

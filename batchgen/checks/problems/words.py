"""Words: what every kind of problem is called and means, and the other sentences of this room."""

from __future__ import annotations

KINDS = {
    "ai-notice": ("AI is not mentioned", "The pages do not say that the videos were made with AI."),
    "all-caps": ("Written in capitals", "The presenter may spell out words in capitals."),
    "api-key": ("Your API key is in the text", "The row is not sent, so that nobody sees or hears the key."),
    "audio": ("The sound file cannot be used", "Tavus would refuse this file."),
    "blank": ("A cell with nothing to say", "The presenter would leave a gap there."),
    "brackets": ("Brackets in the script", "The presenter would also say what is in the brackets."),
    "control": ("Invisible characters", "You cannot see them, but they may change how the text is said."),
    "date": ("Not a date", "The script needs a date here, and this cannot be read as one."),
    "date-order": ("A date that can be two days", "3/4 can be the 3rd of April or the 4th of March."),
    "doubled-column": ("Two columns with one name", "It is not clear which of them the script means."),
    "duplicate-header": ("Two columns have the same header", "The script can use only one of them."),
    "duplicate-key": ("Two rows with the same key", "batchgen would take them for the same person."),
    "duplicate-person": ("The same person twice", "You would pay for a video for each row."),
    "email": ("An e-mail address would be spoken", "It is hard to understand when you only hear it."),
    "emoji": ("An emoji would be spoken", "The voice leaves it out, or says its name."),
    "empty-key": ("The key is empty", "Nothing says who this row is, so you could pay for it twice."),
    "exponent": ("A shortened number", "A spreadsheet shortened it: 4.47E+11 has lost digits."),
    "failures-row": ("This row cannot be matched", "It is not clear which row of your list this is."),
    "fault": ("A cell with an error", "The cell has a spreadsheet error in it, not a value."),
    "fill-in": ("Words that may be missing", "TBD or XXX may be there in place of the real words."),
    "format": ("A number that looks different", "The presenter may say it differently from what you see."),
    "garbled": ("Damaged characters", "The text was saved in one encoding and opened in another."),
    "header-text": ("A header would be spoken", "The presenter would say the name of a column."),
    "junk-value": ("A word that means nothing", "nan and n/a often mean an empty cell, test means a trial."),
    "leftover-mark": ("A placeholder is left", "The presenter would read it out as it is."),
    "link": ("A link does not work", "Tavus may not be able to fetch it."),
    "locale": ("An unknown language", "Numbers and dates are said in the usual language instead."),
    "long-number": ("A long number", "The voice may say it digit by digit, or as millions."),
    "lookup": ("Not in the table", "The script looks this value up in a table that does not have it."),
    "markdown": ("Signs for bold or headings", "A voice cannot say them. It leaves them out or reads them."),
    "missing-column": ("A column is missing", "The script uses a column that is not in the sheet."),
    "no-replica": ("Nobody speaks yet", "Choose a presenter."),
    "no-script": ("There is nothing to say", "Write a script."),
    "number": ("Not a number", "The script needs a number here, and this cannot be read as one."),
    "page-ended": ("The pages have ended", "You would pay for videos that no page can show."),
    "page-logo": ("A logo that cannot be used", "You would pay for videos that no page can show."),
    "page-link": ("A link that cannot be clicked", "The link on the page of the video would not work."),
    "page-text": ("A text that the page cannot show", "It is missing or too long."),
    "punctuation": ("Odd punctuation", "An empty cell may have left a gap."),
    "ragged": ("Cells may be in the wrong columns", "This line has too many or too few cells."),
    "replica": (
        "The presenter cannot be used",
        "Tavus does not have it, or it is not ready. Presenters for rehearsals work only in rehearsals.",
    ),
    "request-rule": ("Tavus would refuse it", "This value breaks a rule of Tavus."),
    "speech": ("Not said as you asked", "This value could not be said in the way the script asks for."),
    "tag": ("Code of a web page", "The presenter would read it out, sign by sign."),
    "template": ("The script does not work", "It has a mistake, or it does not fit these rows."),
    "too-long": ("A long video", "Videos of more than five minutes lose quality."),
    "too-short": ("A very short video", "In less than three seconds there is nothing to see."),
    "url": ("A web address would be spoken", "It is hard to understand when you only hear it."),
    "where": ("Rows that cannot be chosen", "The condition cannot compare what is in this cell."),
    "yes-no": ("Not yes or no", "The script needs a yes or a no here."),
}
"""The title and the explanation of every kind of problem."""


def cannot_write(path: object, why: object) -> str:
    return f"Cannot write to {path}: {why}."


def and_more(shown: str, more: int) -> str:
    return f"{shown} and {more:,} more"


def rows(numbers: str, *, is_one: bool) -> str:
    return f"row {numbers}" if is_one else f"rows {numbers}"


def row(number: int) -> str:
    return f"row {number}"


def column(name: str) -> str:
    return f"column {name}"

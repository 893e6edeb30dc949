"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations

WAS_THERE = "was there before"

WAS_CHANGED = "was changed since the last run"


def kept_aside(name: str, why: str, copy: str) -> str:
    return f"{name} {why}. That version is now {copy}."


STATE_FILE = "the state file"

WITHOUT_ROW = "the list of videos without a row"

REAL_RESULTS = "the results of real runs"


def no_such_format(option: str, target: object, ending: str) -> str:
    return f"--{option} {target}: batchgen cannot write {ending} files."


FORMATS = "Use a name that ends in .xlsx, .csv or .tsv."

TEMPLATE = "the template"

CAMPAIGN_FILE = "the campaign file"

SUPPRESSION_LIST = "the suppression list"

SHEET = "your sheet"

RESULTS = "the results"

FAILURES = "the failures file"


def would_overwrite(option: str, target: object, what: str) -> str:
    return f"{option} would overwrite {target}, which is {what}."


OTHER_FILE = "Choose another file."

PAGE_STILL_UP = (
    "the video is no longer in your results, but its page is still online. To delete the "
    "page: batchgen unpublish --gone"
)

NO_PAGE = "the video has no page yet. To make it: batchgen pages"

TAKEN_BACK = "you took the page offline. To publish it again: batchgen publish --again"

NOT_SENT_AGAIN = "You changed this row, but it has not been sent again. To send it: batchgen retry."

DELETED = "This video was deleted at Tavus."

NO_ANSWER = "Tavus has not answered yet. The next run looks for the video."

KEEP_NOTES = (
    "batchgen overwrites the results file, but never changes your own sheet, so keep your notes there."
)

RUN_COPY = "If you fixed rows in it, run that copy."


def not_sent(what: str) -> str:
    return f"{what} Nothing was sent."


def failures_over_sheet(target: object) -> str:
    return f"--failures would overwrite {target}, which is your sheet or its results."


OTHER_FAILURES = "Choose another name for the failures file."


def results_over_failures(target: object) -> str:
    return f"The results would overwrite {target}, which is the failures file."


RESULTS_OF_SHEET = (
    "Results belong in the results of the full sheet. Leave out --output, or choose another file."
)


def written_beside(error: str, path: object) -> str:
    return f"{error} The results are in {path} instead."


def not_written(error: str) -> str:
    return f"The results could not be written: {error}"


NOT_SENT_YET = "not sent yet"


def without_row(count: int, place: object) -> str:
    has = "1 video has" if count == 1 else f"{count:,} videos have"
    return f"{has} no row in your sheet any more. See {place}."


def stranded(count: int, place: object, rows: str) -> str:
    has, links = ("1 video has", "Its link is") if count == 1 else (f"{count:,} videos have", "The links are")
    return (
        f"{has} no row in your sheet any more. {links} in {place}. batchgen could not write results into "
        f"{rows}, because there are too many values in it. When you fix the line, it gets its video back."
    )


def not_sent_again(before: str) -> str:
    return f"{NOT_SENT_AGAIN} Before: {before}" if before else NOT_SENT_AGAIN

"""Words: the sentences about people who must not get a video, in one place."""

from __future__ import annotations


def forgotten_not_read(path: object, why: object) -> str:
    return f"batchgen cannot read {path}, which says who must not get a video: {why}."


RESTORE_FORGOTTEN = (
    "Put the file back from a backup. Without it, a person who asked to be forgotten could get a video."
)


def opt_out(header: str, letter: str, condition: str) -> str:
    return (
        f'The column "{header}" ({letter}) seems to say who opted out, but this campaign does not use it. '
        f"To leave these people out, add --where '{condition}'."
    )


def list_compared(title: str, counted: str, theirs: str, mine: str) -> str:
    return f"{title} has {counted}. batchgen compared {theirs} of the list with {mine} of the sheet."


def no_address(title: str, rows: str, theirs: str) -> str:
    return f"{title}, {rows}: there is no address in {theirs}, so this leaves nobody out."


NO_ENTRY = "no entries, so it leaves nobody out"
ONE_UNMATCHED = "1 entry, which matched nobody in the sheet"
ONE_MATCHED = "1 entry, which matched somebody in the sheet"


def all_matched(count: int) -> str:
    return f"{count:,} entries, and each of them matched somebody in the sheet"


def some_unmatched(count: int, lost: int) -> str:
    return f"{count:,} entries, and {lost:,} of them matched nobody in the sheet"


def nothing_shared(name: str) -> str:
    return f"--exclude {name}: the list and the sheet share no e-mail column and no key column."


NO_HEADERS = "no headers"


def choose_columns(name: str, theirs: str, mine: str) -> str:
    return (
        f"{name} has: {theirs}. The sheet has: {mine}. "
        "Choose the two columns to compare with --exclude-on LIST_COL=SHEET_COL."
    )


THE_SHEET = "the sheet"


def lacks_column(option: str, whose: str, header: str) -> str:
    return f"--exclude-on {option}: {whose} has no column {header}."


def columns(names: str) -> str:
    return f"It has: {names}."

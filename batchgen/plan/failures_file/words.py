"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations


def put_together(headers: str) -> str:
    return (
        "Put both files in the same folder, or name the state file with --state FILE. "
        f"To use this sheet as a new list, delete its columns {headers}."
    )


def state_not_found(name: str) -> str:
    return f"{name} is a failures file, but the state file of its campaign was not found."


def several_campaigns(name: str, files: str) -> str:
    return f"{name} is a failures file that could belong to several campaigns: {files}."


NAME_STATE = "Name the right state file with --state FILE."


OF_REAL_RUNS = "It belongs to a real run. Run again without --sandbox."


OF_A_REHEARSAL = "It belongs to a rehearsal. Run again with --sandbox."


def not_sent(why: str) -> str:
    return f"Not sent: {why}"


def copy_mark(mark: str) -> str:
    return f"Copy the {mark} again from the original failures file, or fix the row in the list itself."


NEW_PEOPLE = "Add new people to the list, not to this file."


def same_mark(row: int, mark: str) -> str:
    return f"row {row} has the same {mark}"


KEEP_ONE = "Keep one of the two."


def no_mark(mark: str) -> str:
    return f"it has no {mark}, so batchgen cannot find its row in the list"


def changed_mark(mark: str) -> str:
    return f"its {mark} was changed"


def mark_of_another(mark: str) -> str:
    return f"its {mark} belongs to another campaign"


RUN_THERE = "Move the row to the failures file of that campaign."


def mark_of_none(mark: str) -> str:
    return f"its {mark} matches no row of the list"


def key_taken(row: int | None, key: str) -> str:
    where = f"row {row}" if row else "another row"
    return f"{where} of the list has the same key, {key}"


FIX_IN_LIST = "Fix it in the list itself, then run the list."


LEFT_THE_LIST = "its row is no longer in the list, or was changed there"


def shares_video(rows: str) -> str:
    return f"it shares a video with row {rows}, but the rows are different"


FIX_ALIKE = "Make the same changes in all of these rows."


EXPORT_AGAIN = "Write the failures file again: batchgen export SHEET --failures FILE."


def row_unclear(column: str) -> str:
    return f"its {column} does not show which row of the list it belongs to"

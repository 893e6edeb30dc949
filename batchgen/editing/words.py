"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations

UNCHANGED = "as it is in the cell"


def script_too_long(most: int) -> str:
    return f"The script has more than {most:,} characters."


NOBODY = "The sheet has no people."

COMPANY_NAME = "a company name"

LOOK_AGAIN = "Look at it again."

CHANGED_MEANWHILE = "The sheet or the script was changed a moment ago."


def change_all(header: str, count: int) -> str:
    return f"Change how {header} is said in all {count:,} rows."


def say_as(kind: str, said: str) -> str:
    return f"Say it as {kind}: {said}"


def if_empty_say(header: str) -> str:
    return f"If {header} is empty, say"


USE_FALLBACK = "Use a fallback in the script"

SAY_DIFFERENTLY = "Say it differently"


def say_text_as(text: str) -> str:
    return f"Say “{text}” as"


FINE = "This is fine"

EACH_A_VIDEO = "Make a video for each row of the same person"

EACH_GETS_ONE = "Each row of the same person gets its own video from now on."

LEAVE_ROWS_OUT = "Leave these rows out"

LEAVE_ROW_OUT = "Leave this row out"

WRITE_IT = "Write what the presenter should say."


def is_fine(text: str) -> str:
    return f"“{text}” is fine from now on."


def said_as(text: str, said: str) -> str:
    return f"“{text}” is now said as “{said}”."


def left_out(rows: str) -> str:
    return f"{rows} left out from now on."


def says_if_empty(said: str, header: str) -> str:
    return f"The script now says “{said}” where {header} is empty."


def column_said_as(header: str, kind: str) -> str:
    return f"{header} is now said as {kind}."


NOT_HERE = "The script says this in a way that cannot be changed here."

ON_SCRIPT_PAGE = "Change it on the page of the script."

NOT_SETTLED = "This would not solve it, so nothing was changed."

CHANGE_CELLS = "Change the cells, or the script."

ALIKE = "Nothing in this sheet tells these rows apart, so they cannot be left out by name."

FIX_OR_SEND_OTHERS = "Fix them, or send the others."


def too_many_rows(most: int) -> str:
    return f"More than {most} rows are too many to name."


SAME_KEY = "Other rows have the same key, so these cannot be left out by name."


def sheet_open(who: str) -> str:
    return f"{who} has this sheet open."


def close_it(who: str) -> str:
    return f"Save and close it there, or change the cell in {who}: this page reads it again."


LOOK_AT_THEM = "Look at them again."

CELLS_CHANGED = "Somebody changed these cells a moment ago."


def value_in(value: str, header: str) -> str:
    return f"“{value}” in {header}"


def is_empty(header: str) -> str:
    return f"{header} is empty"


FORMULA = "a formula: change it in Excel"


def write_instead(line: object, right: str, tag: str) -> str:
    return f"Line {line}: write {right}, not {tag}."


def curly_quotes(line: object) -> str:
    return f"Line {line}: replace the curly quotes “ ” with straight ones."


def no_column(name: str) -> str:
    return f"There is no column “{name}”."


def change_to(right: str) -> str:
    return f"Change it to “{right}”"


def foreign_marks(shown: str) -> str:
    return f"The script has placeholders of another tool: {shown}."


def cannot_read(why: object) -> str:
    return f"The script cannot be read: {why}."


SEE_OR_KEEP = "See theirs, or keep yours."


def changed_by_other(name: str) -> str:
    return f"Somebody else changed {name}."


NAME_AS_TEMPLATE = "Name it as template in campaign.toml."


def file_in_the_way(name: str) -> str:
    return f"A file {name} already exists."


NOT_READABLE = "The sheet cannot be read like that."

LOOK_AT_PAGE = "Look at the page again."

USED_ANYWAY = "used anyway"

NOT_USED = "left out"

NO_CELL_CHANGED = "no cell changed"


def leave_out(it: str) -> str:
    return f"leave {it} out"


def hidden_used(which: str) -> str:
    return f"{which} hidden in Excel, and used anyway."


def hidden_left_out(which: str) -> str:
    return f"{which} hidden in Excel and left out."


def odd_rows(rows_are: str, named: str, more: str, why: str, end: str) -> str:
    return f"{rows_are} {named}{more}: {why}, so {end}."


def worksheet(name: str, others: str) -> str:
    return f"Worksheet {name}; there is also {others}."


def other_letters(cell: str) -> str:
    return f"no, it is “{cell}”"


GUESSED_LETTERS = "We had to guess how this file stores accented letters."


def same_key(count: str, headers: str, named: str) -> str:
    return f"{count} the same {headers} ({named}). They would share one video."


def no_key(rows_have: str, headers: str, *, is_one: bool) -> str:
    return f"{rows_have} no {headers}: nothing says who {'this is' if is_one else 'these are'}."

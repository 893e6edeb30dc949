"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations


def foreign_link(target: object, user: int) -> str:
    return (
        f"{target} is a symbolic link that another user (uid {user}) put there, so batchgen "
        "does not follow it."
    )


DELETE_LINK = "Delete it, or choose another file."


def endless_link(target: object) -> str:
    return f"{target} is a symbolic link that leads back to itself."


OTHER_FILE = "Choose another file."


def is_open(name: str, lock: str) -> str:
    return f"{name} is open in another program (there is a lock file {lock} beside it)."


CLOSE_IT = "Close it there. If no program has it open, delete that lock file."


def is_folder(target: object) -> str:
    return f"{target} is a folder."


NAME_FILE = "Name a file with -o."


def not_ordinary(target: object) -> str:
    return f"{target} is not an ordinary file."


def no_folder(folder: object) -> str:
    return f"The folder {folder} does not exist."


def disk_full(name: str) -> str:
    return f"{name} was not written: the disk is full."


def folder_gone(name: str, folder: object) -> str:
    return f"{name} was not written: the folder {folder} does not exist any more."


def not_writable(name: str, why: object) -> str:
    return f"{name} cannot be written: {why}."


FIX_OR_NAME = "Fix that, or name another file with -o."

READ_ONLY_DRIVE = "This campaign's files are on a drive that cannot be written."

COPY_FOLDER = "Copy its folder to a drive of your own."

DISK_FULL = "The disk is full."

MAKE_ROOM = "Free some space and try again."


def folder_is(folder: object) -> str:
    return f"It is {folder}."


NO_PROGRAM = "No program here can open the folder."


def did_you_mean(best: str) -> str:
    return f'Did you mean "{best}"?'


def not_printed(why: object) -> str:
    return f"The output could not be written: {why}."


PRINT_AGAIN = "No video is lost. Send the output somewhere else and run the command again."


def tavus_answered(status: int, said: str) -> str:
    return f"Tavus answered {status}: {said}"


def no_key_column(key: str, missing: str) -> str:
    return f"This campaign recognises its rows by {key}, and the sheet has no column {missing}."


def choose_key(names: str) -> str:
    return f"You can use: {names}. Name one with --key COL, or use all cells with --key none."


def repeats(row: int, first: int) -> str:
    return f"row {row} repeats row {first}"


def has_none(row: int) -> str:
    return f"row {row} has none"


AND_MORE_ROWS = ", and more rows"


def not_a_key(name: str, why: str, more: str) -> str:
    return (
        f"batchgen cannot recognise each row by its {name}: {why}{more}. It recognises each "
        "row by all its cells."
    )


RAGGED = "Look for a missing or extra delimiter, or a text that needs quotes."

NO_CAMPAIGN_FILE = "Only a campaign with a campaign file can be repeated."


def opt_out_columns(headers: str) -> str:
    return f"\n# People who opted out get no video. These columns seem to say who did: {headers}."


def already_there(names: str) -> str:
    return f"These files already exist, and batchgen does not overwrite them: {names}."


OTHER_FOLDER = "Choose another DIR."

NAME_STATE = "Name the right one with --state FILE, or move the others to another folder."


def run_by_name(state: object, own: object) -> str:
    return f"Use that name, or add --state {state} (to make a separate campaign: --state {own})."


ADD_STATE = "Add --state FILE."

ADD_NAME = "Add --name NAME."

NO_PLACE = "A sheet from standard input has no folder of its own."


def bad_character(folder: object) -> str:
    return f"{folder!r} has a character that a shortcut cannot have."


RENAME_FOLDER = "Rename the folder."


def double_click(path: object) -> str:
    return f"To open the app, double-click {path}."


def in_menu(name: str, path: object) -> str:
    return f'To open the app, choose "{name}" in your list of programs ({path}).'


def too_many_files(name: str, folder: object) -> str:
    return f"There are too many files called {name} in {folder}."


DELETE_SOME = "Delete some."


def shortcut_why(path: object, why: object) -> str:
    return f"The shortcut {path} cannot be written: {why}."


def no_shortcut(why: str) -> str:
    return f"The shortcut was not written: {why}"


def two_states(sheet: object, count: int, places: str, why: str) -> str:
    return f"{sheet} has {count} state files: {places}. {why}"


ONE_SHEET = (
    "The same file under two names is still one sheet and needs one state file, or you would pay twice for "
    "its rows."
)


def same_file(sheet: object, other: object, state: object) -> str:
    return f"{sheet} is the same file as {other}, whose state file is {state}. {ONE_SHEET}"


MADE_BY = "Made by: batchgen app --shortcut"

PRESS_ENTER = "Press Enter to close this window."

CLOSE_WINDOW = "Close this window to end the app. Runs go on."

ABOUT_APP = "Personal videos from a spreadsheet. Close the window to end the app. Runs go on."

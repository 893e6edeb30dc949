"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations

GOES_ON = "No video is lost. Fix this, then run the same command again."

INTERRUPTED = "Interrupted. Everything is kept. To go on, run the same command again."

NO_MEMORY = "There is not enough memory."


def see_memory(hint: str) -> str:
    return f"{hint} See: ulimit -v"


NO_THREADS = (
    "The system cannot start another thread. There is not enough memory, or too many programs are running."
)


def see_threads(hint: str) -> str:
    return f"{hint} See: ulimit -v, ulimit -u"


def no_memory(why: object) -> str:
    return f"There is not enough memory, or too many programs are running ({why})."


def refused(why: object) -> str:
    return f"The system could not do this: {why}."


def bug(kind: str, error: object) -> str:
    return f"Error: this is a bug in batchgen: {kind}: {error}"


def bug_log(log: str) -> str:
    return (
        f"The details are in {log}. It has no API key and no rows of your sheet, so you can "
        "attach it when you report the bug. "
    )


def nothing_lost(before: str) -> str:
    return f"{before}No video is lost."


def no_command(name: str, hint: str) -> str:
    return f"There is no command {name!r}. {hint}"


FOLDER_GONE = "The folder where you started this command does not exist any more."

GO_HOME = "Go to another folder first: cd ~"

NAME_SHEET = (
    'Add its name to the command, or write sheet = "…" in campaign.toml. For a new campaign: batchgen init'
)

NO_SHEET = "There is no sheet to work on."


def two_values(names: str) -> str:
    return f"{names} are the same option, and you gave two values. Leave one out."


NO_DATABASE = "You did not name a database."

NAME_DATABASE = "Add --state postgresql://USER@HOST/NAME, or set BATCHGEN_STATE."

ANOTHER_SHEET = "another sheet"


def rows_changed(address: object, sheet: str) -> str:
    return f"{address} has none of the rows that are in {sheet} now."


PUT_BACK = (
    "Put back the version of the sheet that you ran, or name another campaign: --state FILE, --name NAME."
)


def other_campaign(address: object, sheet: str, other: str) -> str:
    return f"{address} has none of the rows of {sheet}. It belongs to {other}."


NAME_STATE = "Name the right one with --state FILE or --name NAME."

REHEARSAL = "This is a rehearsal. Its links open only on this computer, so do not send them to anyone."


def rehearsal_links(address: object) -> str:
    return f"{address} is from a rehearsal. Its links are files on this computer, not real videos."


def for_rehearsal(command: str) -> str:
    return f"To use the files of the rehearsal: {command} --sandbox"


def no_folder(folder: object) -> str:
    return f"There is no folder {folder}."


def error(message: str) -> str:
    return f"Error: {message}"


def see_help(command: str) -> str:
    return f"See: {command} --help"

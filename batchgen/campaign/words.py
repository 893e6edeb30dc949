"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from batchgen import state

AND = " and "

STOPPING_NOW = "Stopping now"

STOPPING = "Stopping after the videos that are being sent"


def stopping(how: str, why: str) -> str:
    return f"{how}: {why}."


def no_state(address: state.Address) -> str:
    what = str(address) if address.database is not None else f"state file {address}"
    return f"Nothing has been sent from this sheet yet: there is no {what}."


REHEARSED = "There is a rehearsal of it. To use that one, add --sandbox."

OTHER_STATE = "If the state file is in another place, name it with --state FILE."


READ_ONLY_RUN = "This batch was opened for reading. To run it: Batch.open(..., lock=True)"

READ_ONLY_WAIT = "This batch was opened for reading. To wait for its videos: Batch.open(..., lock=True)"


def errors_found(count: int) -> str:
    return f"{count} errors, so nothing was sent:\n"


FIX_OR_SKIP = "Fix them, or leave these rows out with skip_invalid=True."

NO_SHEET = "You did not name a sheet."

NAME_SHEET = "Add its path to the command, or set sheet in campaign.toml."


def no_file(path: object) -> str:
    return f"There is no file {path}."


def results_safe(state_file: object) -> str:
    return f"Its results are safe in {state_file}. Put the sheet, or a copy of it, back there."


NO_RESULTS = "No results were written, so there is no frame to read."

NOTHING = "nothing"

PLAN = "Plan"

RESULTS = "Results"


def results_in(path: object) -> str:
    return f"The sheet with the links is {path}."


def not_a_sheet(kind: str) -> str:
    return f"A sheet is a path or a pandas DataFrame, not a {kind}."


FRAME_WITHOUT_NAME = "A DataFrame needs a name, so that its videos are found again."

NAME_THE_FRAME = 'Add name="autumn": batchgen then keeps autumn.frame.csv and its state file in this folder.'

TWO_HEADERS = "The DataFrame has more than one row of column names."

ONE_HEADER = "Give each column one name, for example with df.columns = [...]."


def not_a_text(header: str, row: int, kind: str) -> str:
    return f"Row {row}, column {header}: the cell has a {kind}, which the presenter cannot say."


AS_TEXT = "Turn the column into text first."


def headers_not_read(headers: object) -> str:
    return f"These column names cannot be headers of a sheet: {headers}."


PLAIN_HEADERS = "Give every column a name of its own, without line breaks."


def row_not_read(row: int) -> str:
    return f"Row {row} of the DataFrame has characters that a sheet cannot store."


def half_a_character(sign: str) -> str:
    return f"The DataFrame has half a character ({sign!r}), which a file cannot store."


INSTALL_SANDBOX = "pip install 'batchgen[sandbox]'"

NEEDS_SANDBOX = "Pictures of pages need the sandbox extra."

NEEDS_BROWSER = "A picture needs Chrome, Chromium or Edge on this computer."

NOT_PUBLIC = "This page cannot be reached from outside your network."


def no_picture(why: str) -> str:
    return f"There is no picture: {why}."


NO_WEBSITE = "no website. They get a plain background"

NO_SOUND = "no sound file. The check shows them"

ONE_PERSON = "1 person has"


def people(number: int) -> str:
    return f"{number:,} people have"


CHOOSE_COLUMN = "Choose a column of the sheet."

KEY_REFUSED = "Tavus did not accept your API key."


def not_listed(message: str) -> str:
    return f"Tavus did not show its presenters. {message}."


UNREACHABLE = "Tavus cannot be reached."

TRAINING_FAILED = "The training failed. Train another one."

TUNING_FAILED = "The training failed at its end. Every video would carry the words “tuning failed”."

FIRST_LOOK = "This is a first look. Its videos carry a watermark until the training ends, in a few hours."


FIRST_VIDEOS = " The first videos would carry a watermark."


def in_training(name: str, watermark: str) -> str:
    return f"{name} is being trained. This takes about four hours.{watermark}"


def too_many_values(count: int) -> str:
    return f"This column has {count:,} different values."


def fewer_values(most: int) -> str:
    return f"Choose one with {most} or fewer, such as the owner of the contact."


def column_presents(header: str) -> str:
    return f"The column {header} says who presents."


def file_presents(own: str) -> str:
    return f"campaign.toml says who presents: {own}. Choose here to replace this."


NOBODY = "Nobody presents yet. Choose somebody."


def cells_present(headers: Sequence[str]) -> str:
    which = f"column {headers[0]} is" if len(headers) == 1 else f"columns {AND.join(headers)} are"
    return f"Where the {which} filled, the cells say who presents."


def rehearsals_only(names: Sequence[str]) -> str:
    are = "is" if len(names) == 1 else "are"
    return f"{AND.join(names)} {are} for rehearsals only. Choose one of Tavus's presenters before you send."


def played_by(name: str) -> str:
    return f"In rehearsals {name} plays this presenter."


CHOOSE_ONE = "Choose a presenter for at least one value."

NOT_AN_ID = "This is not the id of a presenter."


def no_key(words: str) -> str:
    return f"batchgen could not look up what is left of {words}: there is no API key."


NOTHING_SENT = "Nothing was sent."


def not_in_ledger(message: str) -> str:
    return f"The ledger will not show this run. {message}"


def booked_later(message: str) -> str:
    return f"{message} The next run, or batchgen ledger, adds it to the ledger."


def cannot_keep(message: str, words: str) -> str:
    return f"{message} So batchgen could not watch {words}, and sent nothing."


def take_out(hint: str, named: str) -> str:
    return f"{hint} If you do not need this limit, remove it from {named}."


PLAN_CHANGED = (
    "The sheet, the script or what was sent has changed since you looked at the plan. Look at it again."
)


def key_not_compared(message: str) -> str:
    return f"batchgen could not check if the API key belongs to the same account as before. {message}"


CHOOSE_SCRIPT = "Choose a script of this campaign."


def file_in_the_way(name: str) -> str:
    return f"The script is in campaign.toml, and a file {name} already exists."


RENAME_IT = "Rename that file first. Then the script can be saved in it."


def cannot_save(name: str, why: object) -> str:
    return f"The script cannot be saved in {name}: {why}."


def stop_file(path: object) -> str:
    return f"{path} asks for it"


ACTIVITY = {
    "sent": "Started to send: {videos} to send, price {price}.",
    "followed": "Waited for the videos that are being made.",
    "rehearsed": "Started a rehearsal.",
    "paused": "Stopped the run.",
    "retried": "Tried again: rows {rows}.",
    "remade": "Asked for new videos: rows {rows}.",
    "kept": "Kept the videos of changed rows: {rows}.",
    "cell": "Changed {column} in row {row} from “{old}” to “{new}”.",
    "key": "Saved the Tavus key.",
    "published": "Made or published the pages.",
    "exported": "Exported {file}.",
    "sheet": "Replaced the sheet with {file}.",
}
"""What was done, by its kind. The key itself is in none."""


def sent_to_tavus(videos: int, refused: int) -> str:
    sent = "1 video was sent to Tavus" if videos == 1 else f"{videos:,} videos were sent to Tavus"
    return f"{sent}. Tavus refused {refused:,} of them." if refused else f"{sent}."


def server_changed(seconds: float) -> str:
    return (
        "The database was restored or another server took over, so it may not know what was sent last. "
        f"Waiting {seconds:.0f} seconds for everything to arrive. Then batchgen searches Tavus for it."
    )


def others_send(count: int) -> str:
    videos = "1 video" if count == 1 else f"{count} videos"
    return f"Other workers are sending {videos} of this campaign. Waiting for Tavus to answer them."


def another_list(name: str, database: str, sheet: object) -> str:
    return f"Campaign {name} in the database {database} belongs to another list: {sheet}."


NAME_THIS_ONE = "Give this list its own name: add --name NAME. Nothing was sent."

"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations


def no_folder(folder: str, why: object) -> str:
    return f"The folder {folder} could not be made: {why}."


def too_many(name: str) -> str:
    return f'There are too many campaigns called "{name}".'


def type_number(count: int) -> str:
    return f"Type the number of videos, {count}, to confirm."


CHECK_TOO_LONG = "The check took more than ten minutes, so it was stopped."
CHECK_SILENT = "The check ended without an answer. Try again."
FORGOTTEN = "of people who asked to be forgotten"
HIDDEN = "hidden in the sheet"
NOT_PEOPLE = "not about a person"
BY_CONDITION = "by the condition in campaign.toml (where)"

BY_NUMBER = "by the row numbers in campaign.toml (rows)"

SUPPRESSED = "on the list of people to leave out"
FIX_FIRST = "Fix this first"


def or_send(count: int) -> str:
    return f", or send the other {count:,}"


NOTHING_TO_SEND = "There is nothing to send"


def left_out_by_choice(what: str) -> str:
    return f"Left out: {what}."


def at_videos(count: int) -> str:
    return f"at {count:,} videos"


def at_minutes(count: float) -> str:
    return f"at {count:g} minutes"


def same_time(all_of_them: str, films_take: str, time: str) -> str:
    return f"{all_of_them}{films_take} {time} on this computer."


def some_and_all(films_take: str, some: str, people: int, every: str) -> str:
    return f"{films_take} {some} on this computer, all {people:,} {every}."


UNDER_A_MINUTE = "less than a minute"
BEING_SENT = "Being sent"
LOOKING = "Looking for its answer"
IN_QUEUE = "In the queue"
BEING_MADE = "Being made"
GOING_ON = "A run is going on already. Wait until it has ended, or stop it."


def not_started(why: object) -> str:
    return f"The run could not be started: {why}."


NO_RUN = "No run is going on."
WRITE_ROW = "Enter the number of a row, as the sheet shows it."
CHOOSE_WHOM = "Choose who to rehearse."
NO_ROW_YET = "No row can be rehearsed yet."
CHECK_SHOWS = "The check shows why."
CHOOSE_WHAT = "Choose what to do."


def not_a_number(label: str, text: str) -> str:
    return f"{label}: “{text}” is not a number."


LIKE_A_PRICE = "Write it like 1.50."


def not_whole(label: str, text: str) -> str:
    return f"{label}: “{text}” is not a whole number."


LIKE_20 = "Write it like 20."


def of_setting(label: str, error: object) -> str:
    return f"{label}: {error}."


PRICE_AND_LIMITS = "Price and limits"
PRICE = "Price of a minute"
CURRENCY = "Currency"
MAX_COST = "The most to spend on one send"
MAX_MINUTES = "The most minutes in one send"
MAX_VIDEOS = "The most videos in one send"
CONFIRM_ABOVE = "Ask me to type the number when I send more than"
SPEECH = "How it is said"
LOCALE = "Language of dates and numbers"
LOCALE_HINT = "Like en_US, en_GB, de_DE or fr_FR."
WORDS_A_MINUTE = "Words a minute"
PRONOUNCE = "Say it differently"
PRONOUNCE_HINT = "One on each line: PIXELPARK = Pixelpark"
ALLOW = "Words that are fine"
ALLOW_HINT = "One on each line. The check ignores these."


def no_pair(line: str) -> str:
    return f"“{line}” does not say how to say it."


WRITE_PAIR = "Write: PIXELPARK = Pixelpark"
NOT_ALL_DONE = "Not all of it was done"
NOT_DONE = "This was not done"
HELD = "What batchgen has about this person"
IS_FORGOTTEN = "This person is forgotten"
WEB_SPACE = "Enter the address of your web space."
MAKING = "Making the pages."
PUBLISHING = "Making and publishing the pages."
READING_BACK = "Checking that the pages are online."
CHOOSE_PAGES = "Choose what to do with the pages."
WRITE_ADDRESS = "Enter the person's e-mail address."
LOOKING_FOR_PERSON = "Looking for this person in all campaigns."
LOOK_FIRST = "First look at what batchgen has about this person."
DELETING = "Deleting everything about this person."
BUSY = "Something else is still being done here. Wait until it has ended."


def ended_by(signal: int) -> str:
    return f"The program was ended by signal {signal}. Try again."


def could_not(error: object) -> str:
    return f"This could not be done: {error}."


FILE_NOT_WRITTEN = "The file could not be written."
CHANGED = "changed after it was sent"
NO_SHEET = "The campaign has no sheet."
NONE_LEFT_OUT = "No row is left out."
PROTECTED = "This file is protected by a password."
SAVE_WITHOUT = "Save it without a password and drop it again."
ENCODING = "It is not certain how this file stores accented letters."
SAVE_AS_UTF8 = "Save it in Excel as “CSV UTF-8” and drop it again."
OLD_EXCEL = "This is an old Excel file with the wrong ending."
RENAME_XLS = "Rename it to .xls."
BAD_NAME = "This file name cannot be used."
RENAME_AND_DROP = "Rename the file and drop it again."
SHEET_GONE = "This sheet is not here any more."
DROP_AGAIN = "Drop it again."
FAILURES_ELSEWHERE = "This is a list of failed rows, and its campaign is not in this folder."
OPEN_THERE = "Open the app in the folder of that campaign."
OTHER_KIND = "The campaign's sheet is another kind of file."
SAME_KIND = "Save it as that kind."


def no_campaign(why: object) -> str:
    return f"The campaign could not be made: {why}."


def left_out(count: int, which: str) -> str:
    return f"{'1 row is' if count == 1 else f'{count:,} rows are'} left out: {which}."


FILTERS = {
    "ready": "Ready",
    "failed": "Failed",
    "changed": "Changed after it was sent",
    "making": "Being made",
    "unsent": "Not sent",
}


def found_in_account(count: int) -> str:
    videos = "1 video was" if count == 1 else f"{count:,} videos were"
    return f"{videos} found in your account, and not paid for again."


def no_answer(count: int) -> str:
    if count == 1:
        return "Tavus gave no answer for 1 row. batchgen looks for its video before it sends the row again."
    rows = f"{count:,} rows"
    return f"Tavus gave no answer for {rows}. batchgen looks for their videos before it sends them again."


def without_row(count: int) -> str:
    if count == 1:
        return "1 video belongs to a row that is not in the sheet any more. It is kept."
    return f"{count:,} videos belong to rows that are not in the sheet any more. They are kept."


def started_in_terminal(host: str, time: str) -> str:
    where, since = f" on {host}" if host else "", f" at {time}" if time else ""
    return f"Started in a terminal{where}{since}. You can watch it here. To stop it, press Ctrl+C there."


def about(money: str) -> str:
    return f", about {money}"


def all_or_some_ready(rows: str, *, is_all: bool, is_one: bool) -> str:
    return f"{'All ' if is_all else ''}{rows} {'is' if is_one else 'are'} ready"


def fix_rows(rows: str) -> str:
    return f"Fix {rows}"


def films_take(films: str, *, is_one: bool) -> str:
    return f"{films} {'takes' if is_one else 'take'}"


def about_time(time: str) -> str:
    return f"about {time}"


DONE = "Done"


def at_cost(price: str) -> str:
    return f"at {price}"


FAILED = "failed"
STAGES = {"error": "Failed", "rejected": "Refused", "deleted": "Deleted", "ready": "Ready"}
NOT_THE_ADDRESS = "This is not the address of the app."
OPEN_THE_APP = "Open the app with the address that `batchgen app` prints."
NOT_FROM_APP = "This request does not come from the app."
FILE_TOO_LARGE = "The file is larger than 100 MB."
ADDRESS_USED = "This address was used already. For a new one, start `batchgen app` again."
CHOOSE_COLUMN = "Choose at least one column."
FOR_NEXT_RUN = "A run is going on. Changes count for the next one."
NO_PERSON = "The sheet has no person in this row."
ROW_HAS_PROBLEM = "This row has a problem. The check shows it."


def not_kept(why: object) -> str:
    return f"The file could not be saved here: {why}."


MAKE_ROOM = "Free some disk space and drop the file again."
CAMPAIGN_GONE = "This campaign is not here any more."
SEE_CAMPAIGNS = "Look at the list of campaigns."


def key_accepted(presenters: int) -> str:
    return f"Tavus accepted the key. The account has {presenters:,} presenters."


STOPPING = "Stopping. The films being made now are kept."
NO_FILM = "There is no such film."
COLUMN_GONE = "The sheet does not have this column any more."
LOAD_AGAIN = "Load the page again."
NOBODY = "Nobody named"
NO_CAMPAIGN = "There is no such campaign here."
NO_SUCH_RUN = "There is no such run here."
NOT_JSON = "The app takes JSON here."
NOT_READ = "The app could not read this request."
NOT_YET = "This does not work yet"
NO_PAGE = "This page is not here"
NOT_WORKING = "This does not work"
BUG_NOTHING_LOST = "Something went wrong in batchgen. Nothing was lost."
BUG = "Something went wrong in batchgen"
NOTHING_LOST = "Nothing was lost."
NEEDS_PACKAGES = "The app needs three more packages."
INSTALL_APP = "pip install 'batchgen[app]'"


def no_such_folder(folder: object) -> str:
    return f"There is no folder {folder}."


def not_writable(folder: object, why: object) -> str:
    return f"batchgen cannot write into the folder {folder}: {why}."


OWN_FOLDER = "Start the app in a folder of your own."


def app_is_at(address: str) -> str:
    return f"The app is at {address}"


def cannot_listen(port: int, why: object) -> str:
    return f"The app cannot use port {port}: {why}."


OTHER_PORT = "Choose another --port, or leave it out."


def cells_changed(cells: str, name: str, copy: str) -> str:
    kept = f" The first version of the file is now {copy}." if copy else ""
    return f"{cells} changed in {name}.{kept}"


DATABASE = "The database"


def in_database(url: str, standing: str, workers: int) -> str:
    count = "1 worker" if workers == 1 else f"{workers} workers"
    return f"{standing.capitalize()}, {count}, in {url}. Its sheet is on another computer."

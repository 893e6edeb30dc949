"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations

NOT_LOOKED_UP = (
    "Without TAVUS_API_KEY, batchgen could not check whether your replicas exist, and "
    "which of these videos your account already has."
)


def would_stop(why: str) -> str:
    return f"A run would stop: {why}"


def checked(problems: str) -> str:
    return f"Checked: {problems}. Nothing was sent."


FILES_LATER = "A run is using this campaign, so the next download adds the column video_file."


def no_kind(given: str, kinds: str) -> str:
    return f"--kinds {given}: you can use {kinds}."


def downloaded(files: str, megabytes: float) -> str:
    return f"{files} downloaded ({megabytes:,.1f} MB)"


def there_already(count: int) -> str:
    return f"{count:,} already there"


def not_offered(count: int) -> str:
    return f"{count:,} not offered by Tavus"


FOR_ALONE = "--for sets the columns, the rows and the format."

LEAVE_OUT = "Leave out --columns, --only, --format and --failures."


def no_row_failed(name: str) -> str:
    return f"No row failed, so {name} has no rows."


def sheet_name(sheet: str) -> str:
    return f"The name {sheet} is not UTF-8, so it cannot be written into campaign.toml."


RENAME = "Rename the file first."

REHEARSE = "To try it out, without paying and without a key:"

NOTHING_YET = "Nothing has been sent yet."


def about_minutes(minutes: float) -> str:
    return f"about {minutes:,.1f} minutes"


def in_all(what: str) -> str:
    return f"Total: {what}."


def give_address(url: str) -> str:
    return f"Use this as callback_url: {url}"


DATABASE_RUNS = "The database runs until you press Ctrl+C. To use it in other commands: --state local"


def moved(rows: str, name: str, place: object) -> str:
    return f"{rows} moved. The campaign is now {name} in {place}."


def from_now_on(name: str, place: str) -> str:
    return f"From now on: batchgen run SHEET --name {name} --state {place}"


NO_RUNS = "No run is using this database now."


def no_run(name: str) -> str:
    return f"There is no run {name} in this database."


SEE_RUNS = "To see them: batchgen workers list"


def forgot_run(name: str) -> str:
    return f"{name} was removed. The next run continues its campaign."


def first_rows(count: int) -> str:
    return (
        f"These are the first {count} rows. To see others: --rows 9-20. To see all of them in "
        "a browser: --html FILE"
    )


NO_ROW = "There is no row to preview."

NO_LENGTH = "length unknown"

FIX_AND_RUN = "Fix them and run again."

FIX_OR_SKIP = "Fix these rows, or add --skip-invalid to send the others."


def errors_stop(problems: str) -> str:
    return f"{problems}: nothing was sent."


NEEDS_CAP = "--ignore-account with a new state file could pay for every row again, so it needs a limit."

ADD_CAP = "Add --max-videos N (or --max-minutes, --max-cost, --limit). Nothing was sent."


def despite_doubt(why: str, videos: str) -> str:
    return (
        f"batchgen could not search your whole account: {why}. If some of these videos exist "
        f"already, you would pay for them again. Send {videos} anyway?"
    )


JSON_NEEDS_YES = "--json never asks, so it needs --yes or --confirm."

NOTHING_SENT = "Nothing was sent."


def send_others(rows: str, videos: str, size: str) -> str:
    return f"{rows} with errors will be left out. Send the other {videos} {size}?"


def send(videos: str, size: str) -> str:
    return f"Send {videos} {size}?"


MADE_UP = "These look like made-up people: their addresses end in .example."

MADE_UP_ADVICE = "You would pay for real videos. To try it for free, use --sandbox."


def no_campaign(name: str, url: object) -> str:
    return f"There is no campaign {name} in {url}."


def no_campaigns(url: object) -> str:
    return f"There is no campaign in {url} yet."


def not_checked(why: object) -> str:
    return f"batchgen did not look for deleted videos, and changed nothing. {why}"


def write_deleted(command: str) -> str:
    return f"To write this into the results: {command}"


NOTHING_SENT_YET = "nothing has been sent yet"

MORE_ROWS = "… and more rows. To see all of them: -v. Those without a video: --failed. For programs: --json"


def going_on(process: int, host: str, since: str) -> str:
    return f"A run is going on (process {process}{host}{since})."


GOING_ON = "A run is going on."


def tables(before: object, now: object) -> str:
    if before == now:
        return f"The tables are up to date (version {now})."
    return f"The tables are now version {now}. Before: {before or 'none'}."


OVERVIEW = ("campaign", "service", "state", "rows", "rows a minute", "last change", "run by")
"""Headers of the table of campaigns in a database."""

WORKERS = ("worker", "campaigns", "since", "last heard of", "batchgen")
"""Headers of the table of workers."""

SCHEDULES = ("sheet", "when (UTC)", "next", "last", "by")
"""Headers of the table of schedules."""


def used(name: str, used: float, amount: float, budget: str) -> str:
    spent, limit = (f"{number:,.2f}".removesuffix(".00") for number in (used, amount))
    return f"{name}: {spent} of {limit} is used of {budget}"


def nothing_sent(name: str, why: str) -> str:
    return f"{name}: nothing more is sent. {why}"


def no_worker(name: str, url: str) -> str:
    return f"{name}: no worker is at work. To start one: batchgen worker --state {url}"


def nothing_changed(name: str, time: str) -> str:
    return f"{name}: nothing has changed for {time}."


NO_CAMPAIGN_NOW = "none now"

NOTHING_SCHEDULED = "Nothing is scheduled."

NEVER = "never"


def runs_on(worker: str) -> str:
    return f"running on {worker}"


def ran(moment: str, code: int | None, said: str) -> str:
    ended = f"{moment}, exit code {'unknown' if code is None else code}"
    return f"{ended}: {said}" if code else ended

"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations

PUBLIC_URL_ALONE = "--public-url works only with --listen."

NEEDS_PUBLIC_URL = "--listen needs --public-url URL."

OWN_CALLBACK = (
    "The campaign has its own callback_url, so --listen would not hear anything. Remove one of them."
)


def listening(url: str, address: str) -> str:
    return f"Listening on {url}. Tavus reports to {address}."


NOTHING_SENT = "Nothing was sent."

NO_TERMINAL = "batchgen needs a yes, but cannot ask here because this is not a terminal."

ADD_YES = "Add --yes to confirm that you want to send these videos."

NOTHING_TO_DO = "nothing to do"

KEPT = "Everything is kept. To go on, run the same command again."


def follow(command: str) -> str:
    return f"To wait for the videos: {command}"


def follow_open(command: str) -> str:
    return f"To wait for the videos that are still being made: {command}"


def see_failed(command: str) -> str:
    return f"To see which rows have no video, and why: {command}"


def send_again(command: str) -> str:
    return f"Fix what is wrong in the sheet. Then send these rows again: {command}"


def write_later(command: str) -> str:
    return f"When the sheet is no longer open in another program: {command}"


REHEARSAL = "This was a rehearsal. You paid nothing."


def one_real(command: str) -> str:
    return f"Next, make one real video (you need a TAVUS_API_KEY): {command}"


FORGOTTEN = "of people who asked to be forgotten (batchgen forget)"

HIDDEN = "hidden in the sheet (to include them: --include-hidden)"

NOT_IN_ROWS = "not in --rows"

ODD = "not people, such as totals and footers (to include them: --include-odd-rows)"

WHERE = "left out by --where"

EXCLUDED = "on the suppression list"

SAMPLE = "not in the --sample"

LIMIT = "left for a later run (--limit)"

EMPTY = "without a value in any column that has a header"

NOT_FAILED = "did not fail, so retry leaves them to `batchgen run`"

DONE = "already sent"

OUTDATED = (
    "changed after they were sent (to make them again and pay again: --redo changed; to "
    "keep them: --accept changed)"
)

PAIRS = "look like edited copies of rows you already sent; they wait"

NEW = "are new in the sheet"

GONE = "videos whose row is no longer in the sheet"

FAILED = "failed before (to send them again: batchgen retry)"

UNKNOWN = "sent, but the answer was lost; batchgen looks for their videos"

DUPLICATES = "repeat someone from a row above; they share one video"

INVALID = "have errors"

NO_SPEECH = "no speech"

UNDER_A_MINUTE = "under a minute"


def audio(rows: str) -> str:
    return f"{rows} of audio, length unknown"


TO_SEND = "to send"

ESTIMATE = " (an estimate)"

LEFT_OUT = "left out"


def fields_from_columns(names: str) -> str:
    return f"  columns used as request fields: {names}"


def no_price(hint: str) -> str:
    return f"  price: not known. {hint}"


def key(names: str) -> str:
    return f"  each row is recognised by: {names}"


ALL_OF_THEM = "to get them all: --problems FILE"


def all_in(file: object) -> str:
    return f"all of them are in {file}"


def more(count: int, where: str) -> str:
    return f"  … and {count:,} more; {where}"


NO_PROBLEMS = "no problems"


def goes_on(error: str) -> str:
    return f"{error} The run goes on without it."


MORE_FAILED = "More rows failed. To see them all: batchgen status --failed"

STOPPING = "\nStopping after the videos being sent now. Press Ctrl+C again to stop immediately.\n"

STOPPING_NOW = "\nStopping now. Everything is kept. To go on, run the same command again.\n"


def hook_not_run(command: str, error: object) -> str:
    return f"on_stop: {command} could not be run: {error}"


def hook_failed(command: str, code: int) -> str:
    return f"on_stop: {command} ended with exit code {code}."


BEING_MADE = "being made"

NOTHING_YET = "nothing has been sent yet"


def pace(each_minute: float, left: str) -> str:
    return f"{each_minute:,.1f} ready a minute, about {left} left"


def wrote(what: str, path: object) -> str:
    return f"Wrote {what} to {path}"


STOPPED = "Stopped."
GO_ON = "To go on, run the same command again."


def hidden_rows(count: int) -> str:
    rows = "1 hidden row was" if count == 1 else f"{count:,} hidden rows were"
    return f"{rows} left out. To include hidden rows: --include-hidden."


def plan_for(sheet: str) -> str:
    return f"Plan for {sheet or 'standard input'}"


SENT = "sent"


def sent(done: int, total: int) -> str:
    return f"{done:,} of {total:,} sent"


def ready(count: int) -> str:
    return f"{count:,} ready"


def failed(count: int) -> str:
    return f"{count:,} failed"


def unknown(count: int) -> str:
    return f"{count:,} unknown"


def about_left(time: str) -> str:
    return f"about {time} left"


def left(time: str) -> str:
    return f"{time} left"


STAGES = {
    "sending": "sent just now",
    "unknown": "the answer from Tavus was lost",
    "queued": "in the queue",
    "generating": "being made",
    "ready": "ready",
    "error": "Tavus could not make the video",
    "rejected": "Tavus refused the request",
    "deleted": "the video was deleted at Tavus",
    "invalid": "it has errors and was left out",
}


def of_row(row: int | None, key: str, what: str) -> str:
    return f"Row {row}: {what}" if row else f"{key}: {what}"


def ready_of(ready: int, total: int) -> str:
    return f"{ready:,} of {total:,} ready"


def rows_and_advice(rows: str, advice: str) -> str:
    return f"rows {rows}: {advice}"


def wrote_file(path: object) -> str:
    return f"Wrote {path}"


def results(path: object) -> str:
    return f"Results: {path}"


INTERRUPTED = "Interrupted"
STOPPED_RUN = "Stopped"
DONE_RUN = "Done"


def ended(how: str, counts: str) -> str:
    return f"{how}: {counts or NOTHING_TO_DO}."

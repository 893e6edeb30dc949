"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


# limits and budgets

PRICE_HINT = "Set price_per_minute and currency in campaign.toml, or add --price-per-minute."
"""What to do where a plan has no price."""


def videos_to_send(count: int) -> str:
    return f"{count:,} {'video' if count == 1 else 'videos'} would be sent"


def minutes_to_send(minutes: float) -> str:
    return f"The videos to send take about {minutes:.1f} minutes"


def cost_to_send(cost: str) -> str:
    return f"The videos to send cost about {cost}"


def over(size: str, option: str, limit: str) -> str:
    return f"{size}, but {option} allows {limit}."


def over_budget(size: str, left: str) -> str:
    return f"{size}, but {left}."


def needs_price(what: str) -> str:
    return f"{what[0].upper()}{what[1:]} needs a price. {PRICE_HINT}"


A_BUDGET_IN_VIDEOS = "a budget in videos"


def length_unknown(count: int, limits: str) -> str:
    have, files = ("has", "a sound file") if count == 1 else ("have", "sound files")
    return f"{_rows(count)} {have} {files} of unknown length, so {limits} cannot be checked."


READ_LENGTHS = "To read the length, run batchgen check --links."


def fix_links(instead: str) -> str:
    return (
        f"See the warnings. Fix these links, leave the rows out (--rows, --where), or use {instead} instead."
    )


NOT_ONE_FITS = "Not even the first row fits."


def send_first(count: int) -> str:
    return f"To send the first {'one' if count == 1 else f'{count:,}'}, add --limit {count}."


# rows that repeat each other


def not_twice(row: int) -> str:
    return f"row {row} is the same person, and your settings do not allow duplicates"


def same_key(row: int) -> str:
    return f"row {row} has the same key but asks for a different video"


OTHER_KEY = "Keep one of the two rows, or use --key to name a column that differs between them."


def same_person(row: int) -> str:
    return f"row {row} has the same name and e-mail address but asks for a different video"


KEEP_ONE_ROW = "Keep one of the two rows, or add --duplicates each to send both."


def shared(row: int, head: int) -> str:
    return f"Row {row} has the same e-mail address as row {head} and asks for the same video. They share it."


def shared_too(count: int) -> str:
    return f"{_rows(count)} more {'shares' if count == 1 else 'share'} a video in the same way."


def same_script(count: int) -> str:
    have = "has" if count == 1 else "have"
    rows = f"{_rows(count)} {have}"
    return f"{rows} the same script as another row. Each gets its own video, and you pay for each."


def counts_as_fixed(rows: str, count: int) -> str:
    use = "uses" if count == 1 else "use"
    return f"{rows} {use} the values fixed in the failures file. The list still has the old ones."


def sent_newer(rows: str) -> str:
    return f"{rows}: already sent, with newer values than in this file."


def failures_file(main: str) -> str:
    return f"This is a failures file. Its results are written to the list, {main}."


MAY_BE_PAID = (
    "You may have paid for rows that ended in error. To send those of this file again, run batchgen retry."
)


# rows that changed after they were sent

WAYS_OUT = "To make a new video and pay again: --redo changed. To keep the old one: --accept changed."

ROW_CHANGED = f"The row changed after it was sent. {WAYS_OUT}"

NOTHING = "nothing"


def difference(old: str, field: str, new: str) -> str:
    return f"The video says {old}{f' ({field})' if field else ''}, the sheet says {new}."


def may_be(was: str, difference: str) -> str:
    gone = f"This may be {was}, whose row is gone."
    return f"{gone} If it is somebody else, use --accept-new. {difference}"


def template_changed(count: int, outdated: int) -> str:
    were = "was" if count == 1 else "were"
    if count < outdated:
        rows = f"{count:,} of the {outdated:,} outdated rows {were}"
    else:
        rows = f"The {'outdated row' if count == 1 else f'{count:,} outdated rows'} {were}"
    return (
        f"{rows} not edited: the template or a setting changed. To replace the videos and pay again: "
        "--redo changed. To keep them and make a second video for each, start a separate campaign with "
        "--name NAME."
    )


def said_differently(count: int) -> str:
    return (
        f"{_keeping(count)}, but this version of batchgen says some words differently. "
        f"To make {'a new one' if count == 1 else 'new ones'} and pay again: --redo changed."
    )


def found_wrong(count: int) -> str:
    row = "this row" if count == 1 else "these rows"
    new = "a new one" if count == 1 else "new ones"
    return (
        f"{_keeping(count)}, but this version of batchgen finds a problem in {row}. To see it, run batchgen "
        f"preview. To make {new} after you fixed it, and pay again: --redo changed."
    )


def _keeping(count: int) -> str:
    return "1 row keeps its video" if count == 1 else f"{count:,} rows keep their videos"


def script_edited(count: int, file: str) -> str:
    rows, are, video, new = "1 row", "The row is", "its video", "a new one"
    if count > 1:
        rows, are, video, new = f"{count:,} rows", "The rows are", "their videos", "new ones"
    return (
        f"The script of {rows} is different from {video} now, and {file} changed after the last run. "
        f"{are} outdated. To keep {video}: --accept changed. To make {new} and pay again: --redo changed."
    )


# rows that may be people who have a video


def odd(row: int, what: str) -> str:
    return f"Row {row} is {what}, so it is not sent (to send it anyway, add --include-odd-rows)."


def odd_ones(rows: str) -> str:
    not_sent = "are not people, so they are not sent (to send them anyway, add --include-odd-rows):"
    return f"{rows[0].upper()}{rows[1:]} {not_sent}"


def odd_row(row: int, what: str) -> str:
    return f"  row {row} is {what}"


def and_more(count: int) -> str:
    return f"  and {count:,} more"


def key_changed(row: int, name: str, old: str, accept_new: int) -> str:
    whose = f"{old}, whose row is gone" if old else "a row that had no key and is gone"
    return (
        f"Row {row} ({name}) keeps the video of {whose}. It asks for the same video, so only its key "
        f"changed. If this is a new person, add --accept-new {accept_new}."
    )


def looks_like(row: int, name: str, was_row: int | None, was: str) -> str:
    stood = f"row {was_row} before it was changed" if was_row else "a row that is gone"
    return f"Row {row} ({name}) is not sent. It looks like {stood} ({was}), which has a video."


def same_of(count: int) -> str:
    return f"The same is true of {_rows(count)} more."


def old_or_new(count: int, accept_new: int) -> str:
    video, new, these = ("the video", "a new one", "this is a new person")
    if count > 1:
        video, new, these = ("the videos", "new ones", "these are new people")
    return (
        f"To keep {video}: --accept changed. To make {new} and pay again: --redo changed. "
        f"If {these}: --accept-new {accept_new}."
    )


def wrong_sheet(gone: int, paid: int, new: int, key: str, examples: str, alike: int) -> str:
    shown = f"For example: {examples}. " if examples else ""
    keep = (
        f"{alike:,} of them look like the same people: to keep their videos, add --accept changed. "
        if alike
        else ""
    )
    return (
        f"Nothing was sent: this may be another sheet, or the key changed. {gone:,} of {paid:,} rows with a "
        f"video are no longer in the sheet, and {new:,} rows are new. Each row is recognised by {key}. "
        f"{shown}{keep}To recognise rows by another column, use --key COL. "
        f"If they really are new people, add --accept-new {new}."
    )


def keys_collide(key: str, value: str, row: int | None, other: int | None, pairs: int) -> str:
    rows = " and ".join(f"row {number}" if number else "a row that is gone" for number in (row, other))
    more = f" (1 of {pairs:,} such pairs)" if pairs > 1 else ""
    return f"--key {key} does not tell all rows apart: {rows} both have {value}{more}."


MORE_COLUMNS = "Name another column, or several columns: --key COL,COL."


def recognised_by(key: str) -> str:
    return f"From now on each row is recognised by {key}."


ALL_CELLS = "all its cells"

NO_KEY = "the key is empty"

FILL_KEY = "Fill in the cell, or name another column with --key."


# rows that are not sent again, or not with the script


def own_audio(count: int) -> str:
    have, it = ("has", "It replaces") if count == 1 else ("have", "These replace")
    return f"{_rows(count)} {have} a sound file in audio_url. {it} the script of the campaign."


def not_again(count: int) -> str:
    rows, it, them = ("1 failed row is", "it", "it")
    if count > 1:
        rows, it, them = (f"{count:,} failed rows are", "they", "them")
    return f"{rows} not sent again, because {it} would fail again. Fix {them}, or add --force."


def deleted_videos(rows: str, count: int) -> str:
    videos, new = ("its video was", "a new one") if count == 1 else ("their videos were", "new ones")
    return f"{rows}: {videos} deleted in Tavus. To make {new} and pay again: --redo all --rows ROWS."


def template_unclear(header: str, letter: str, row: int) -> str:
    return (
        f'The column "{header}" ({letter}) has text in row {row}. It may name the template of each row, or '
        "be an ordinary column."
    )


SAY_TEMPLATE_COLUMN = (
    "If it names templates, add --template-column yes. If not, add --template-column no. "
    "Or set template_column = true or template_column = false in campaign.toml."
)


# carrying out a plan


def redo_goes_on(redo: str, count: int) -> str:
    return f"Continuing your earlier --redo {redo}: {_rows(count)} {'is' if count == 1 else 'are'} left."


def other_plan(digest: str, confirmed: str) -> str:
    return f"Nothing was sent: the plan is now {digest}, but you confirmed {confirmed}."


CONFIRM_AGAIN = "To see the new plan and its digest, run batchgen check --json. Then confirm that digest."


def not_searched(doubt: str) -> str:
    return f"Nothing was sent: {search_incomplete(doubt)}"


SEARCH_LATER = (
    "Run the same command again later. To send without a search, add --ignore-account: you may pay for some "
    "videos twice."
)


def fix_first(count: int) -> str:
    return f"Nothing was sent: {'1 problem' if count == 1 else f'{count:,} problems'} must be fixed first."


SEE_PROBLEMS = "To see them, run batchgen check. To send the other rows, add --skip-invalid."


def sheet_changed(sheet: str) -> str:
    return f"Nothing was sent: {sheet} changed after the plan was made."


RUN_AGAIN = "Run the same command again."


# what Tavus was asked


def search_incomplete(doubt: str) -> str:
    return (
        "batchgen could not search all of your Tavus account, so some of these videos may exist already. "
        f"{doubt[:1].upper()}{doubt[1:].rstrip('.')}."
    )


def replicas(not_checked: str) -> str:
    return f"Replicas were {not_checked}"


def reading_lengths(count: int) -> str:
    return f"Reading the length of {count:,} sound files."


def in_column(column: str, message: str) -> str:
    return f"column {column}: {message}"

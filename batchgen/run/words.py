"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations


def _videos(count: int) -> str:
    return "1 video" if count == 1 else f"{count:,} videos"


def _seconds(count: float) -> str:
    return "1 second" if round(count) == 1 else f"{count:.0f} seconds"


OTHER_ACCOUNT = "none of these videos is in the account of this API key, so the key may be of another account"


def not_checked(why: str) -> str:
    return f"batchgen could not check for deleted videos: {why}. Nothing was changed."


NONE_DELETED = "Checked: none of your videos was deleted in Tavus."


def deleted(count: int, ids: str, more: int) -> str:
    videos = "1 video was" if count == 1 else f"{_videos(count)} were"
    return f"{videos} deleted in Tavus: {ids}{f' and {more:,} more' if more else ''}."


def looking_again_for_deleted(count: int, seconds: float) -> str:
    return (
        f"{_videos(count)} of this campaign cannot be found in Tavus. Looking again in {_seconds(seconds)}."
    )


NAMES_CHANGED = (
    "Tavus changed the name that batchgen gave a video. If an answer gets lost, batchgen finds the video by "
    "that name. It cannot be sure any more that a video is missing, so such rows stay unknown. "
    "To send them again, run with --redo unknown."
)

RENAMED = "some of your videos were renamed, so a missing one may only have another name"

ON_ITS_WAY = (
    "Tavus has not answered yet, or the run that sent it ended early. "
    "The next run looks for its video. You do not have to do anything."
)


def looking_again(count: int, seconds: float) -> str:
    lost = "1 video that Tavus" if count == 1 else f"{count} videos that Tavus"
    return f"Looking again in {_seconds(seconds)} for {lost} did not confirm."


def list_lacks(count: int) -> str:
    videos = "1 video that exists" if count == 1 else f"{_videos(count)} that exist"
    return f"the list leaves out {videos}"


OTHERS_ON_THEIR_WAY = "other videos were being sent at that time"


def other_content(ids: str) -> str:
    return f"the video {ids} has the name of this row, but another replica or script. Look at it in Tavus."


def found_other(ids: str) -> str:
    return f"video {ids} has its name, but is a different video."


def not_taken(message: str) -> str:
    return f"{message} batchgen does not use it here. Look at it in Tavus."


def made_twice(ids: str) -> str:
    return f"Tavus made more than one video for this row: {ids}. batchgen keeps a note of all of them."


def turned_up(video_id: str) -> str:
    return f"a lost video was found after you sent the row again: {video_id}."


NEVER_MADE = "it was never made."


def rows_stay_unknown(count: int) -> str:
    rows = "1 row stays" if count == 1 else f"{count:,} rows stay"
    return f"{rows} unknown: {RENAMED}."


LIST_MAY_BE_OLD = "the list shows no later video, so it may not be up to date"


def not_among(count: int, why: str) -> str:
    return f"not in the list of {_videos(count)}{f'; {why}' if why else ''}."


FORGET = "batchgen workers forget"


def waits_for_worker(worker: str) -> str:
    return (
        f"the worker {worker} sent it and did not come back. When its computer is off, run "
        f"{FORGET} {worker} --state URL, and then this list again"
    )


def twin(video_id: str, token: str) -> str:
    return (
        f"the video {video_id} has the same script and belongs to no row, so it may be this one, renamed. "
        f"If it is, put {token} into its name in Tavus, and the next run uses it. "
        "If not, --redo unknown sends the row again"
    )


def given_another(video_id: str, name: str) -> str:
    return f"Tavus answered with the video {video_id}, which belongs to another row ({name})."


def stays_unknown(row: int | None, message: str) -> str:
    return f"Row {row}: {message} batchgen does not use it here. The row is now unknown."


def sent(minute: str) -> str:
    return f"Sent at {minute}."


def looked(times: int, minute: str, seen: str) -> str:
    often = "once" if times == 1 else f"{times} times"
    return f"batchgen looked for it {often}, last at {minute}: {seen}"


NOT_LOOKED = "batchgen has not looked for it yet."

LOOKS_AGAIN = "Every run looks for it again."

NOTHING_TO_DO = f"{LOOKS_AGAIN} You do not have to do anything."

REDO_UNKNOWN = "To send it again after one more search, run with --redo unknown."


def waiting(why: str) -> str:
    return f"Waiting: {why}"


RUN_LATER = "Run the same command again later: it looks for their videos in Tavus before it sends anything."


def refused_alike(count: int, message: str, replicas: str) -> str:
    return f"{count} rows in a row were refused with the same message: {message} (replica {replicas})."


def replica_stays(why: str) -> str:
    return f"{why} The rows with this replica were not sent. Fix the cause, then run the same command again."


def others_too(why: str) -> str:
    return f"{why} Other rows were refused too. Fix the cause, then run the same command again."


def made_unsaved(message: str, video_id: str, row: int | None) -> str:
    return f"{message} The video {video_id} of row {row} was made, but that is not saved yet."


FOUND_BY_NAME = "Run the same command again: it finds the video in Tavus by its name."


def crossed(count: int) -> str:
    return f"Tavus answered {count} times with the video of another row."


def no_usable_answers(count: int) -> str:
    return f"{count} requests in a row got no usable answer from Tavus."


def account_refused(status: int | None, message: str, what_to_do: str) -> str:
    return f"Tavus did not accept your account ({status}): {message}. {what_to_do}"


def busy(message: str, seconds: float) -> str:
    return f"Tavus is busy ({message}). Waiting {_seconds(seconds)}."


TOO_LATE = "It was too late to send it: the computer was slow or stopped. It will be sent again."
HELD = "Other rows with the same replica were refused. It stays new."

GIVEN_UP = (
    "The database has not heard from this worker for too long, so the worker stopped sending. "
    "Its answers so far are saved."
)
STOPPED_FOR_ALL = "The campaign was stopped with batchgen stop."
SERVER_CHANGED = (
    "The database was restored or another server took over, so it may not know what was sent last. "
    "Run batchgen run with the sheet: it searches Tavus first."
)


def over_budget(budget: str) -> str:
    return f"The next row does not fit in {budget}. The other rows stay new."


LEFT_TO_WORKERS = (
    "The workers of the database send these rows from here. To see how far they are: batchgen status"
)

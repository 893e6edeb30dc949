"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations


def and_more(count: int) -> str:
    return f" and {count} more"


NOT_SENT = "not sent"

OUTDATED = "The row was changed after its video was made"

ON_ITS_WAY = "Sent just now: Tavus has not answered yet"

ANSWER_LOST = "Sent, but the answer from Tavus was lost"

DELETED = "The video was deleted at Tavus"

TAVUS_FAILED = "Tavus could not make the video"

REFUSED = "Tavus refused the request"

INVALID = "The row has errors and was left out"

OUTDATED_ADVICE = "To make the video again and pay again: --redo changed. To keep it: --accept changed."

ON_ITS_WAY_ADVICE = "Nothing to do. If the run that sent it ended early, the next run looks for it."

LOST_ADVICE = (
    "Run again later: batchgen looks for the video in your account. To send it again: --redo unknown."
)

DELETED_ADVICE = "To make it again and pay again: --redo all with --rows."


def same_again(field: str) -> str:
    return f"The same input fails again. Change the {field} of the row, then run again."


INVALID_ADVICE = "Fix the row, then run again. To see what is wrong: batchgen check"

RETRY_ADVICE = "It may work if you try again: batchgen retry"

BEING_MADE = "being made"

OTHER = "not sent, or changed since"

MINUTES = "minutes (estimate)"

PRICE_AT_LEAST = "price, at least"

PRICE = "price (estimate)"

USUAL_TIME = "usual time to make one"

WHOLE_TIME = "from first to last"


def audio_rows(count: int) -> str:
    return "row of audio, length unknown" if count == 1 else "rows of audio, length unknown"

"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations


def forgotten_not_read(path: object, why: object) -> str:
    return f"batchgen cannot read {path}, which says who must not get a video: {why}."


RESTORE_FORGOTTEN = (
    "Put the file back from a backup. Without it, a person who asked to be forgotten could get a video."
)


def opt_out(header: str, letter: str, condition: str) -> str:
    return (
        f'The column "{header}" ({letter}) seems to say who opted out, but this campaign does not use it. '
        f"To leave these people out, add --where '{condition}'."
    )

"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations


def other_account(place: object) -> str:
    return f"This API key belongs to another Tavus account: it does not see the videos of {place}."


FIRST_KEY = "Use the key of that account, or start a separate campaign with --name NAME."


NO_REASON = "Tavus gave no reason."


def in_account(count: int) -> str:
    have, it, new = ("1 row already has a video", "it", "a new one")
    if count > 1:
        have, it, new = (f"{count:,} rows already have videos", "them", "new ones")
    return (
        f"{have} in your Tavus account. batchgen uses {it}, and you do not pay again. "
        f"(To make {new} and pay again, add --ignore-account.)"
    )


def deleted_in_account(count: int) -> str:
    was, it = ("1 of these videos was", "it") if count == 1 else (f"{count:,} of these videos were", "them")
    return f"{was} deleted in Tavus. To make {it} again and pay again: --redo all --rows ROWS."


def searching(seen: int, total: int | None) -> str:
    whole = f" of {total:,}" if total else ""
    return f"Searching your Tavus account for these rows: {seen:,}{whole} videos so far."


def names_not_read(why: str) -> str:
    return f"batchgen could not look up the names of replicas. {why}"


def names_refused(names: str, why: str) -> str:
    return f"batchgen could not look up the replica {names}: {why}."


GIVE_REPLICA_ID = "Enter the replica's ID instead, for example r90bbd427f71."


def other_database(video_id: str, moment: str) -> str:
    return (
        f"Another database sends videos with this API key: it made video {video_id} at {moment} UTC. "
        "Two databases do not share the rate limit or the budgets."
    )


def one_database(moment: str) -> str:
    return (
        "Use that database for this list too: run it again with its --state URL. "
        f"If nobody uses that database any more, run this again after {moment} UTC."
    )

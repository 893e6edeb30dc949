"""The sentences of the cluster."""

from __future__ import annotations


def other_account(campaign: str, database: object) -> str:
    """Return why a worker cannot send a campaign."""
    return f"The API key of this worker belongs to another account than campaign {campaign} in {database}."


USE_ITS_KEY = "Set TAVUS_API_KEY to the key that batchgen run used for that campaign."
NOT_A_DATABASE = "Workers share a campaign in a database; a state file belongs to one run at a time."
NAME_DATABASE = "Add --state postgresql://USER@HOST/NAME, or set BATCHGEN_STATE."


def joined(campaign: str) -> str:
    """Return that a worker begins to work for a campaign."""
    return f"Working on campaign {campaign}."


def done(campaign: str) -> str:
    """Return that a worker has nothing more to do for a campaign."""
    return f"Nothing more to do for campaign {campaign}."

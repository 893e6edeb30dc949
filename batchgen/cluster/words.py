"""The sentences of the cluster."""

from __future__ import annotations


def other_account(campaign: str, database: object) -> str:
    """Return why a worker cannot send a campaign."""
    return f"The API key of this worker belongs to another account than campaign {campaign} in {database}."


USE_ITS_KEY = "Set TAVUS_API_KEY to the key that batchgen run used for that campaign."
NOT_A_DATABASE = "Workers share a campaign in a database. Only one run at a time can use a state file."


WAITING = "This worker sends the campaigns of the database, and waits for new ones. Press Ctrl-C to end it."


def joined(campaign: str) -> str:
    """Return that a worker begins to work for a campaign."""
    return f"Working on campaign {campaign}."


def done(campaign: str) -> str:
    """Return that a worker has nothing to do for a campaign: it is finished, paused or stopped."""
    return f"There is nothing to do for campaign {campaign} now."


def no_campaign(name: str, database: object) -> str:
    """Return that there is no campaign of a name."""
    return f"There is no campaign {name} in {database}."


LIST_CAMPAIGNS = "To list the campaigns, run batchgen status --state URL."
MOVED_FROM = {
    "pause": ("sending",),
    "resume": ("paused", "planned"),
    "stop": ("sending", "paused", "planned"),
}
"""How a campaign may stand for each of these commands."""

_STANDS = {
    "planned": "nothing of it is being sent",
    "sending": "it is being sent",
    "paused": "it is paused",
    "stopped": "it was stopped",
    "done": "everything is sent",
}
_MOVED = {
    "pause": "is paused: no worker sends its rows. To go on, run batchgen resume.",
    "resume": "goes on: the workers send its rows again.",
    "stop": "is stopped for all workers. To send the other rows, run batchgen run with its sheet.",
}


def not_moved(name: str, move: str, before: str) -> str:
    """Return why a campaign cannot be paused, resumed or stopped."""
    return f"You cannot {move} the campaign {name}: {_STANDS[before]}."


def moved(name: str, move: str) -> str:
    """Return that a campaign was paused, resumed or stopped."""
    return f"The campaign {name} {_MOVED[move]}"


def no_port(port: int, why: object) -> str:
    """Return why a worker cannot say how it is."""
    return f"--health cannot use port {port}: {str(why).rstrip('.')}."


OTHER_PORT = "Choose another port, such as 8080."


def unknown_queue(name: str, known: str) -> str:
    """Return that there are no tickets of a kind."""
    return f"There is no queue {name!r}. Queues are: {known}."


NOT_A_TIME = "Write a time as 90s, 50m or 2h."
FOR_NEEDS_ONCE = "--for works only with --once. Without --once, a worker waits for more work."


def not_cron(line: str) -> str:
    """Return that a cron line says no time."""
    return f"{line!r} is not a cron schedule, or it names a day that never comes."


CRON_LOOKS_LIKE = "Write minute, hour, day, month and weekday, in UTC: '0 2 * * *' is every night at two."
NEEDS_YES = "A schedule sends without asking, so it needs --yes."
NEEDS_BUDGET = "Nobody watches when a schedule sends, so it needs a limit for each run."
ADD_BUDGET = "Add --max-cost, --max-videos or --max-minutes."


def no_sheet_here(sheet: object) -> str:
    """Return that a sheet for a schedule is not there."""
    return f"There is no sheet {sheet}. A schedule needs a path that the workers can reach."


def no_folder(folder: object) -> str:
    """Return that a worker does not reach a sheet."""
    return f"There is no folder {folder} on this computer."


def list_begins(sheet: str) -> str:
    """Return that a scheduled list is being sent."""
    return f"Sending {sheet}, as scheduled."


def list_ends(sheet: str, code: int, said: str) -> str:
    """Return what came of a scheduled list."""
    return f"{sheet} is sent." if code == 0 else f"{sheet} ended with exit code {code}: {said}"


def scheduled(sheet: str, moment: str) -> str:
    """Return when a sheet is sent for the first time."""
    return f"The workers send {sheet} on this schedule. Next time: {moment} UTC."


def not_scheduled(sheet: str) -> str:
    """Return that a sheet has no schedule."""
    return f"{sheet} is not scheduled."


LIST_SCHEDULES = "To see what is scheduled, run batchgen schedules with the same --state."


def unscheduled(sheet: str) -> str:
    """Return that a sheet is not sent by the clock any more."""
    return f"{sheet} is no longer scheduled. Rows that were already planned are still sent."


QUEUES_NEED_TICKETS = "--queues needs procrastinate, which is not installed."
INSTALL_TICKETS = "Install it: pip install 'batchgen[cluster]'"


def wrong_team(most: int, count: int) -> str:
    """Return that a run cannot have so many workers."""
    return f"--workers is a number from 1 to {most}, not {count}."


TEAM_NEEDS_DATABASE = (
    "--workers shares the rows among several processes, but only one at a time can use a state file."
)
ADD_STATE = "Add --state local, or --state postgresql://USER@HOST/NAME."

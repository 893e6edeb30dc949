"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations


def budget(scope: str, amount: str, period: str) -> str:
    return f"the {scope}'s budget of {amount}{period}"


def stops_at(amount: str) -> str:
    return f" This send stops at {amount}."


def held(amount: str) -> str:
    return f" (another run has reserved {amount})"


def left_of(left: str, cap: str, are: str, held: str) -> str:
    return f"{left} of {cap} {are} left{held}"


def two_currencies(price: str, cap: str) -> str:
    return f"The price of this campaign is in {price}, but {cap} is in another currency."


ONE_CURRENCY = "Use one currency in both, or set the budget in minutes or videos."


def not_booked(message: str) -> str:
    return f"The spending of earlier runs could not be added. {message}"


def state_gone(name: str, file: object, held: str) -> str:
    return f"{name}: a run ended suddenly, and its state file {file} is gone. {held} count as spent."


def goes_on(name: str, held: str) -> str:
    return f"{name}: a run is still going, with {held} reserved."


def not_readable(name: str, file: object, held: str) -> str:
    return f"{name}: a run ended suddenly, and {file} cannot be read now. {held} stay reserved."


def no_column(name: str) -> str:
    return f"No campaign in the ledger has a column {name!r}."


def columns(names: str) -> str:
    return f"You can use: {names}."


def cannot_write(folder: object, why: object) -> str:
    return f"batchgen cannot write down the spending in {folder}: {why}."


MAKE_ROOM = "Free some disk space, or make the folder writable."

NO_HOME = "There is no home folder, so batchgen cannot write down the spending."

SET_HOME = "Set HOME to a folder that you can write to."

UPGRADE = "Update batchgen: pip install -U batchgen"


def newer(path: object) -> str:
    return f"{path} was written by a newer batchgen."

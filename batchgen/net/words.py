"""Words: the sentences of this room that people read, in one place."""

from __future__ import annotations


def inward(host: str, address: str) -> str:
    return f"{host} points to {address}, on this computer or its network. batchgen does not fetch from there."


def redirects(url: str) -> str:
    return f"{url} redirects too often."


TOO_MANY_REDIRECTS = "too many redirects"

NO_CONNECTION = "no connection"

NOT_REACHED = "could not be reached"

NOT_FETCHED = "could not be fetched"


def not_a_link(url: str) -> str:
    return f"{url} is not a link that can be fetched: it must start with http:// or https://."


def impossible(url: str) -> str:
    return f"{url} has a name or a port that cannot exist."


def leads_nowhere(url: str) -> str:
    return f"{url} leads to something that is not a link."


def no_address(host: str) -> str:
    return f"{host} does not exist, or the network is down."


NAME_WITHOUT_ADDRESS = "its name has no address"

SILENT = "its server does not answer"

OUT_OF_TIME = "there was no time left for this link"


def not_read(url: str, why: str) -> str:
    return f"{url} was not read: {why}."


LONG_HOST = "the host is too long"

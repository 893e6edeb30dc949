"""Net: the one way to fetch a link that somebody else wrote, and the one rule where it may lead."""

from batchgen.net.addresses import PUBLIC, Rule, address, is_loopback, is_numeric, is_public
from batchgen.net.links import (
    MOST_REDIRECTS,
    BrokenOffError,
    ForbiddenLinkError,
    InwardLinkError,
    LinkError,
    LookUp,
    NotReachedError,
    Patience,
    Target,
    addresses_of,
    ask_system,
    is_silence,
    opened,
    resolve,
    shown,
)
from batchgen.net.parallel_requests import ask_all
from batchgen.net.visits import Visit, visit

__all__ = [
    "MOST_REDIRECTS",
    "PUBLIC",
    "BrokenOffError",
    "ForbiddenLinkError",
    "InwardLinkError",
    "LinkError",
    "LookUp",
    "NotReachedError",
    "Patience",
    "Rule",
    "Target",
    "Visit",
    "address",
    "addresses_of",
    "ask_all",
    "ask_system",
    "is_loopback",
    "is_numeric",
    "is_public",
    "is_silence",
    "opened",
    "resolve",
    "shown",
    "visit",
]

"""Link opener: a link of the service opened for reading, over https, never into the local network."""

from __future__ import annotations

import contextlib
import dataclasses
import urllib.parse
from typing import TYPE_CHECKING

import batchgen
from batchgen import errors, net
from batchgen.download import words
from batchgen.tavus import service_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import httpx


_USUAL = net.Patience()


class RefusedLinkError(errors.BatchgenError):
    """A link that is not followed, or not to there; the text says why."""


@dataclasses.dataclass(frozen=True, slots=True)
class Reach:
    """What may be reached. `near`: the service is on this machine (the sandbox), so its links may be too.

    The service's links lead to hosts of others (a CDN), so `batchgen.net` opens them. Behind a proxy of the
    environment names are the proxy's to resolve.
    """

    near: bool = False
    patience: net.Patience = _USUAL

    @contextlib.contextmanager
    def open(self, url: str, headers: Mapping[str, str], *, method: str = "GET") -> Iterator[httpx.Response]:
        """Yield the answer, its body unread, after at most five redirects, each looked at alike.

        Raises RefusedLinkError, errors.NotSentError, errors.NoAnswerError.
        """
        sent = {"user-agent": f"batchgen/{batchgen.__version__}", **headers}
        try:
            with net.opened(method, url, self._look, headers=sent, patience=self.patience) as (answer, _):
                yield answer
        except net.ForbiddenLinkError as error:
            raise RefusedLinkError(error.message) from None
        except net.NotReachedError as error:
            raise errors.NotSentError(error.message) from None
        except net.BrokenOffError as error:
            raise errors.NoAnswerError(error.message) from None

    def _look(self, url: str) -> net.Target:
        """Resolve a link of the service, or raise net.LinkError."""
        try:
            parts = urllib.parse.urlsplit(url)
            here = self.near and service_url.is_loopback(url)
        except ValueError:
            raise net.ForbiddenLinkError(words.NOT_A_LINK) from None
        if parts.username or parts.password:
            raise net.ForbiddenLinkError(words.not_followed(net.shown(url)))
        if here:
            return net.resolve(url, net.Rule(allow_loopback=True))
        if parts.scheme != "https":
            raise net.ForbiddenLinkError(words.not_https(net.shown(url)))
        return net.resolve(url, net.Rule(use_proxy=True))

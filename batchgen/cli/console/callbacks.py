"""Listening: the options of callbacks, and the receiver beside a run."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import click

from batchgen import errors
from batchgen import settings as settings_module
from batchgen.cli import invocation, options
from batchgen.cli.console import text, words
from batchgen.tavus import service_url

if TYPE_CHECKING:
    from batchgen.plan import context

PORT = 8766
"""Beside the sandbox's own 8765, so that both run without a choice."""

where = options.group(
    options.option(
        "--public-url",
        setting=False,
        metavar="URL",
        help_text="Address at which Tavus reaches this computer: a tunnel or proxy.",
    ),
    options.option(
        "--listen-host", setting=False, metavar="HOST", help_text="Address to listen on. [default: 127.0.0.1]"
    ),
    options.option(
        "--listen-port",
        kind=click.IntRange(0, 65535),
        setting=False,
        metavar="N",
        help_text=f"Port to listen on. [default: {PORT}]",
    ),
)
beside = options.group(
    options.option(
        "--listen", flag=True, setting=False, help_text="Let Tavus tell batchgen when a video is ready."
    ),
    where,
)


@dataclasses.dataclass(frozen=True, slots=True)
class ListenOptions:
    """What the options say."""

    listen: bool
    public_url: str
    host: str
    port: int

    @classmethod
    def of(cls, given: Mapping[str, object]) -> ListenOptions:
        """Read the options of a command."""
        port = given.get("listen_port")
        wanted = cls(
            bool(given.get("listen")),
            str(given.get("public_url") or ""),
            str(given.get("listen_host") or "127.0.0.1"),
            port if isinstance(port, int) else PORT,
        )
        if wanted.public_url and not wanted.listen:
            raise errors.UsageError(words.PUBLIC_URL_ALONE)
        return wanted


@contextlib.contextmanager
def listening(
    settings: settings_module.Settings, key: str, wanted: ListenOptions
) -> Iterator[tuple[settings_module.Settings, context.Hints | None]]:
    """Listen while the block runs; yield settings whose requests carry the callback URL, and the hints.

    Without --listen nothing is changed. Raises errors.UsageError, errors.MissingExtraError.
    """
    if not wanted.listen:
        yield settings, None
        return
    from batchgen import listen, paths
    from batchgen.plan import context

    listen.need_extra()
    invocation.need_key(settings)
    near = settings.sandbox or service_url.is_loopback(settings.api_url)
    if not wanted.public_url and not near:
        local = f"http://{wanted.host}:{wanted.port}"
        hint = listen.TUNNEL.format(local=local, port=wanted.port)
        raise errors.UsageError(words.NEEDS_PUBLIC_URL, hint=hint)
    if "callback_url" in settings.fields:
        raise errors.UsageError(words.OWN_CALLBACK)
    hints = context.Hints()
    secret = listen.secret_of(key, paths.state(settings))
    with listen.Listener(secret, hints.give, host=wanted.host, port=wanted.port) as listener:
        url = listen.callback_url(wanted.public_url or listener.url, secret)
        text.hide(secret)
        text.say(words.listening(listener.url, wanted.public_url or listener.url))
        yield _with_callback(settings, url), hints


def _with_callback(settings: settings_module.Settings, url: str) -> settings_module.Settings:
    return settings.model_copy(
        update={
            "fields": {**settings.fields, "callback_url": url},
            "field_sources": {**settings.field_sources, "callback_url": "flag"},
        }
    )

"""What films need from elsewhere: fetched safely, with the order's permissions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from batchgen.sandbox.studio import fetch

if TYPE_CHECKING:
    from batchgen.sandbox.render import film_orders


def policy(options: film_orders.RenderOptions, *, max_bytes: int = 750 * fetch.MEGABYTE) -> fetch.Policy:
    """Return what may be fetched for a film."""
    return fetch.Policy(
        allow_private=options.allow_private,
        allow_loopback=options.allow_loopback,
        allow_files=options.allow_files,
        max_bytes=max_bytes,
    )

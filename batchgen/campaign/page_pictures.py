"""Page pictures: what a web page of the sheet shows first, taken as a rehearsal would."""

from __future__ import annotations

import importlib.util

from batchgen import errors
from batchgen.campaign import words

_SECONDS = 20.0
"""Somebody waits for it."""


def first_screen(url: str) -> bytes:
    """Return a page's first screen as JPEG; only public addresses are asked.

    Raises errors.UsageError with words, errors.MissingExtraError without the extra.
    """
    if importlib.util.find_spec("PIL") is None:
        raise errors.MissingExtraError(words.NEEDS_SANDBOX, hint=words.INSTALL_SANDBOX)
    from batchgen.sandbox.render.web import browser, webshot
    from batchgen.sandbox.studio import fetch

    program = browser.find()
    if not program:
        raise errors.UsageError(words.NEEDS_BROWSER)
    try:
        return webshot.first_screen(url, program, fetch.Policy(), seconds=_SECONDS)
    except fetch.ForbiddenError:
        raise errors.UsageError(words.NOT_PUBLIC) from None
    except (fetch.FetchError, browser.BrowserError) as error:
        raise errors.UsageError(words.no_picture(str(error).rstrip("."))) from None

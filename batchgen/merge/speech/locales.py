"""Locales: the languages and countries that campaigns and cells name."""

from __future__ import annotations

import functools

import babel

from batchgen.merge.speech import words


@functools.lru_cache(maxsize=64)
def of(name: str) -> babel.Locale:
    """Return the locale that "de_DE", "de-DE" or "de" names. Raises ValueError for an unknown one."""
    try:
        return babel.Locale.parse(name.strip().replace("-", "_"))
    except (babel.UnknownLocaleError, ValueError, TypeError) as error:
        raise ValueError(words.not_a_locale(name)) from error

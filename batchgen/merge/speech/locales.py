"""Locales: the languages and countries that campaigns and cells name."""

from __future__ import annotations

import functools

import babel


@functools.lru_cache(maxsize=64)
def of(name: str) -> babel.Locale:
    """Return the locale that "de_DE", "de-DE" or "de" names. Raises ValueError for an unknown one."""
    try:
        return babel.Locale.parse(name.strip().replace("-", "_"))
    except (babel.UnknownLocaleError, ValueError, TypeError) as error:
        raise ValueError(f'"{name}" is not a locale such as en_US or de_DE') from error

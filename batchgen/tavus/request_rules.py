"""The request rules of `POST /v2/videos` (tavus-openapi.yaml, VideoCreate; tavus-api 4.1, 6.1)."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from urllib import parse

from batchgen import models, net
from batchgen.tavus import url_masks, video_request, words

KIND = "request-rule"
FETCHED_TYPES: Mapping[str, tuple[str, ...]] = {
    "audio_url": ("audio/", "application/octet-stream", "binary/octet-stream"),
    "background_url": ("text/html", "application/xhtml+xml"),
    "background_source_url": ("video/", "application/octet-stream", "binary/octet-stream"),
    "watermark_image_url": ("image/png", "image/jpeg"),
}
"""Fields that Tavus fetches, with the media types that it can use."""

FETCHED = {
    "audio_url": words.AUDIO,
    "background_url": words.WEB_PAGE,
    "background_source_url": words.VIDEO_FILE,
    "watermark_image_url": words.IMAGE,
}
"""What must stand there, in words."""

URL_FIELDS = ("audio_url", "background_url", "background_source_url", "callback_url", "watermark_image_url")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "background_scroll_type": ("human", "smooth"),
    "background_scroll_depth": ("middle", "bottom"),
    "background_scroll_return": ("return", "halt"),
}
SUFFIXES: Mapping[str, tuple[str, ...]] = {
    "audio_url": (".wav", ".mp3"),
    "watermark_image_url": (".png", ".jpg", ".jpeg"),
}
BACKGROUNDS = ("background_url", "background_source_url")

Fields = Mapping[str, video_request.FieldValue]


def broken(fields: Fields) -> list[models.Problem]:
    """Return the rules that a request breaks, and warnings; `row` is left to the caller."""
    found = [*_input(fields), *_flags(fields), *_scroll(fields)]
    for name in URL_FIELDS:
        if name in fields:
            found += url_problems(name, str(fields[name]))
    return found


def _error(message: str, column: str, value: object = "", hint: str = "") -> models.Problem:
    return models.Problem(KIND, message, "error", None, column, str(value), hint)


def _warning(message: str, column: str, value: object = "", hint: str = "") -> models.Problem:
    return models.Problem(KIND, message, "warning", None, column, str(value), hint)


def _input(fields: Fields) -> Iterator[models.Problem]:
    if not fields.get("replica_id"):
        hint = words.FILL_REPLICA
        yield _error(words.NO_REPLICA, "replica_id", hint=hint)
    if "script" in fields and "audio_url" in fields:
        hint = words.ONE_OF_TWO
        yield _error(words.SCRIPT_AND_AUDIO, "audio_url", fields["audio_url"], hint)
    if "script" not in fields and "audio_url" not in fields:
        yield _error(words.NO_SCRIPT, "script")


def _flags(fields: Fields) -> Iterator[models.Problem]:
    if fields.get("transparent_background") is True and fields.get("fast") is not True:
        yield _error(
            words.TRANSPARENT_NEEDS_FAST,
            "transparent_background",
            "true",
            words.SET_FAST,
        )
    given = [name for name in BACKGROUNDS if name in fields]
    if fields.get("fast") is True and given:
        yield _warning(
            words.fast_without(given[0]),
            "fast",
            "true",
            words.LEAVE_FAST_OUT,
        )
    if len(given) == 2:
        yield _warning(words.TWO_BACKGROUNDS, given[1])


def _scroll(fields: Fields) -> Iterator[models.Problem]:
    for name, allowed in CHOICES.items():
        value = fields.get(name)
        if value is not None and value not in allowed:
            yield _error(words.not_a_choice(name, value), name, value, words.choices(" or ".join(allowed)))
    scroll = [name for name in ("background_scroll", *CHOICES) if name in fields]
    if scroll and "background_url" not in fields:
        yield _error(words.needs_background(scroll[0]), scroll[0], fields[scroll[0]])
    elif fields.get("background_scroll") is False and len(scroll) > 1:
        yield _error(words.needs_scroll(scroll[1]), scroll[1], fields[scroll[1]])


@functools.lru_cache(maxsize=10_000)
def url_problems(field: str, url: str) -> tuple[models.Problem, ...]:
    """Return what is wrong with the shape of a link, without asking for it."""
    try:
        parts = net.address(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        parts, host = None, ""
    if parts is None or parts.scheme not in {"http", "https"} or not host or re.search(r"\s", url):
        return (_no_address(field, url),)
    if not _is_whole(host):
        return (_no_address(field, url),)
    found = list(_suffix(field, url, parts.path))
    if field != "callback_url" and _private(host):
        found.append(_warning(words.not_public(field, host), field, url))
    if parts.username or parts.password:
        found.append(_warning(words.with_password(field), field, url_masks.shown(field, url)))
    return tuple(found)


def _no_address(field: str, url: str) -> models.Problem:
    text = str(url_masks.shown(field, url))
    hint = words.WHOLE_ADDRESS
    if _bare(url):
        hint = words.did_you_mean(text)
    return _error(words.not_an_address(field), field, text, hint)


def _is_whole(host: str) -> bool:
    """Return whether a host can be one: "N", of https://N/A, and "www." are no hosts; this machine is."""
    if net.is_numeric(host) or host == "localhost":
        return True
    labels = host.removesuffix(".").split(".")
    is_named = len(labels) > 1 and all(labels) and (labels[0] != "www" or len(labels) > 2)
    return is_named and re.fullmatch(r"[^\W\d_][\w-]+", labels[-1]) is not None


def _bare(url: str) -> bool:
    return re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", url) is not None


def _suffix(field: str, url: str, path: str) -> Iterator[models.Problem]:
    allowed = SUFFIXES.get(field)
    if allowed is None:
        return
    suffix = PurePosixPath(parse.unquote(path)).suffix.lower()
    kinds = " or ".join(dict.fromkeys(s.lstrip(".").replace("jpg", "jpeg") for s in allowed))
    if not re.fullmatch(r"\.[a-z][a-z0-9]{1,4}", suffix):
        yield _warning(words.unclear_kind(field, kinds), field, url, words.CHECK_LINKS)
    elif suffix not in allowed:
        yield _error(words.wrong_kind(field, kinds, suffix.lstrip(".")), field, url)


def _private(host: str) -> bool:
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal", ".lan")):
        return True
    return not net.is_public(host) if net.is_numeric(host) else "." not in host

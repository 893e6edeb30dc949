"""Video look: what stands behind a presenter, and on the picture, as a campaign's request fields say it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

from batchgen import errors
from batchgen.tavus import request_rules, video_request, words

_CHOICES: Mapping[str, tuple[str, ...]] = {
    "background": ("plain", "page", "film", "own"),
    "scroll": (*request_rules.CHOICES["background_scroll_type"], "no"),
    "wave": ("", "true", "false"),
}
_ONLY = re.compile(r"\{% if (?P<column>.+?) %\}(?P<text>.*)\{% endif %\}", re.DOTALL)
_CELL = re.compile(r"\{\{\s*(?P<column>.+?)\s*(\|\s*url\s*)?\}\}", re.DOTALL)
_TRUE = frozenset({"true", "yes", "1"})
_UNREACHABLE = words.PAGE_NOT_PUBLIC


class VideoLook(NamedTuple):
    """How the videos of a campaign look, beside who presents.

    `page` is the column of each row's web page, as templates spell it, `recording` that of sound files spoken
    in place of a script; `film` and `watermark` are addresses. What Tavus does by itself is the default
    (tavus-openapi, VideoProperties): a page scrolls as a person would, to its middle and back; whether a
    presenter waves differs. A background of its `own` was written by hand, as `text` has it: `changes`
    leaves it.
    """

    background: str = "plain"
    page: str = ""
    film: str = ""
    scroll: str = "human"
    to_bottom: bool = False
    comes_back: bool = True
    watermark: str = ""
    wave: str = ""
    recording: str = ""
    text: str = ""


def of(fields: Mapping[str, str], columns: Collection[str]) -> VideoLook:
    """Return the look that request fields ask for; `columns` are all columns as templates spell them."""
    page = _column(fields.get("background_url", ""), columns)
    wave = _plain(fields.get("start_with_wave", ""))
    scrolls = _plain(fields.get("background_scroll", "true")) in _TRUE
    kind = _plain(fields.get("background_scroll_type", "human"))
    return VideoLook(
        background=_background(fields, page),
        page=page,
        film=fields.get("background_source_url", ""),
        scroll="no" if not scrolls else "smooth" if kind == "smooth" else "human",
        to_bottom=_plain(fields.get("background_scroll_depth", "")) == "bottom",
        comes_back=_plain(fields.get("background_scroll_return", "")) != "halt",
        watermark=fields.get("watermark_image_url", ""),
        wave="" if not wave else "true" if wave in _TRUE else "false",
        recording=_column(fields.get("audio_url", ""), columns),
        text=fields.get("background_url", ""),
    )


def _background(fields: Mapping[str, str], page: str) -> str:
    if "background_url" in fields:
        return "page" if page and "background_source_url" not in fields else "own"
    return "film" if fields.get("background_source_url") else "plain"


def _column(text: str, columns: Collection[str]) -> str:
    """Return the column that a field's template says, and nothing else; or empty."""
    inner = _ONLY.fullmatch(text.strip())
    found = _CELL.fullmatch((inner["text"] if inner else text).strip())
    return found["column"] if found and found["column"] in columns else ""


def _plain(text: str) -> str:
    """Return a field's text without the condition that `changes` puts around it."""
    inner = _ONLY.fullmatch(text.strip())
    return (inner["text"] if inner else text).strip().lower()


def changes(look: VideoLook) -> Mapping[tuple[str, ...], str | bool | None]:
    """Return what to write into a campaign file for a look, by place; None takes an entry out.

    Rows without a page get a plain background: the API refuses scrolling without one. Raises
    errors.UsageError for a choice that does not exist, or an address that cannot be one.
    """
    _check(look)
    found: dict[tuple[str, ...], str | bool | None] = {
        ("watermark_image_url",): _address("watermark_image_url", look.watermark),
        ("properties", "start_with_wave"): look.wave == "true" if look.wave else None,
    }
    if look.background == "own":
        return found
    film = look.film if look.background == "film" else ""
    found[("background_source_url",)] = _address("background_source_url", film)
    found[("background_url",)] = _page(look)
    return found | {("properties", name): text for name, text in _scrolling(look).items()}


def of_form(given: Mapping[str, object], columns: Collection[str]) -> VideoLook:
    """Return the look that somebody chose, by the names of its fields; a switch that is off is not there.

    Raises errors.UsageError for a column that the sheet does not have.
    """
    texts = {name: str(given.get(name, "")).strip() for name in VideoLook._fields}
    if any(texts[name] and texts[name] not in columns for name in ("page", "recording")):
        raise errors.UsageError(words.CHOOSE_COLUMN)
    return VideoLook(
        background=texts["background"],
        page=texts["page"],
        film=texts["film"],
        scroll=texts["scroll"],
        to_bottom=bool(texts["to_bottom"]),
        comes_back=bool(texts["comes_back"]),
        watermark=texts["watermark"],
        wave=texts["wave"],
        recording=texts["recording"],
    )


def _check(look: VideoLook) -> None:
    if any(getattr(look, name) not in choices for name, choices in _CHOICES.items()):
        raise errors.UsageError(words.NO_CHOICE)
    if look.background == "page" and not look.page:
        raise errors.UsageError(words.CHOOSE_PAGE_COLUMN)
    if look.background == "film" and not look.film:
        raise errors.UsageError(words.WRITE_FILM)


def _page(look: VideoLook) -> str | None:
    if look.background != "page":
        return None
    return f"{{% if {look.page} %}}{{{{ {look.page} | url }}}}{{% endif %}}"


def _scrolling(look: VideoLook) -> Mapping[str, str | None]:
    values: dict[str, str | None] = {}
    if look.background == "page":
        values["background_scroll"] = "false" if look.scroll == "no" else "true"
    if values and look.scroll != "no":
        values["background_scroll_type"] = look.scroll
        values["background_scroll_depth"] = "bottom" if look.to_bottom else "middle"
        values["background_scroll_return"] = "return" if look.comes_back else "halt"
    names = [name for name in video_request.PROPERTY_FIELDS if name.startswith("background_scroll")]
    return {name: _only(look.page, values.get(name)) for name in names}


def _only(column: str, text: str | None) -> str | None:
    """Return a template that says a text in rows that fill a column."""
    return None if text is None else f"{{% if {column} %}}{text}{{% endif %}}"


def _address(field: str, text: str) -> str | None:
    """Return an address that was typed, None for none; a template of one is taken as it is."""
    text = text.strip()
    if "{" not in text and text:
        wrong = [each for each in request_rules.url_problems(field, text) if each.severity == "error"]
        if wrong:
            what = request_rules.FETCHED[field]
            raise errors.UsageError(words.not_the_address(text, what), hint=wrong[0].hint)
    return text or None


def page_of(request: video_request.VideoRequest) -> tuple[str, str]:
    """Return the web page behind a video, or empty, and in words what is wrong with its address."""
    url = str(request.fields.get("background_url", ""))
    problems = request_rules.url_problems("background_url", url) if url else ()
    if not problems:
        return url, ""
    if any(problem.severity == "error" for problem in problems):
        return url, words.FIX_CELL
    is_private = any("not public" in problem.message for problem in problems)
    return url, _UNREACHABLE if is_private else words.CELL_WITH_LOGIN

"""Links: whether everything that the requests point to answers, is of the right type, and is public."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable, Iterator, Sequence

from batchgen import audio, models
from batchgen.checks import words
from batchgen.checks.problems import row_numbers
from batchgen.tavus import request_rules, video_request

KIND = "link"
AUDIO = "audio"
SHORTEST, LONGEST = 3.0, 600.0
"""Seconds that an `audio_url` may have. Source: docs.tavus.io, the errors `audio_file_min_duration` and
`audio_file_max_duration` of a video."""

_FIELD = "audio_url"
_GONE = frozenset({404, 410})
"""Answers by which a file is not there, for us or for Tavus (RFC 9110 15.5.5 and 15.5.11); others may be
meant for us only."""


@dataclasses.dataclass(frozen=True, slots=True)
class LinkAnswer:
    """What asking for a link brought: `status` 0 and `trouble` in words if there was no answer.

    `is_public` is false for addresses that only this machine, or this network, can reach.
    """

    status: int
    content_type: str = ""
    is_public: bool = True
    trouble: str = ""


class Links:
    """Collects the distinct links of requests, with the rows that use them; memory grows with these alone.

    `but` are fields whose links are looked at elsewhere.
    """

    def __init__(self, *, but: Sequence[str] = ()) -> None:
        self._fields = [field for field in request_rules.FETCHED_TYPES if field not in but]
        self._rows: dict[tuple[str, str], list[int]] = {}

    def add(self, request: video_request.VideoRequest, row: int) -> None:
        """Note the links of one row's request."""
        for field in self._fields:
            url = request.fields.get(field)
            if isinstance(url, str):
                self._rows.setdefault((field, url), []).append(row)

    @property
    def urls(self) -> tuple[str, ...]:
        """The distinct links."""
        return tuple(dict.fromkeys(url for _, url in self._rows))

    def problems(self, ask: Callable[[Sequence[str]], Iterable[LinkAnswer]]) -> list[models.Problem]:
        """Ask for every link once, and return what is wrong, with the rows that each problem is about.

        `ask` gets all links and returns their answers in the same order.
        """
        answers = dict(zip(self.urls, ask(self.urls), strict=True))
        found = []
        for (field, url), rows in self._rows.items():
            trouble = wrong(field, answers[url])
            if trouble:
                found.append(_problem(field, url, trouble, rows))
        return found


def _problem(field: str, url: str, wrong: str, rows: Sequence[int]) -> models.Problem:
    row = rows[0] if len(rows) == 1 else None
    where = "" if row is not None else f" ({row_numbers.rows(rows)})"
    return models.Problem(KIND, f"{field} {wrong}: {url}{where}", "warning", row, field, url)


def wrong(field: str, answer: LinkAnswer) -> str:
    """Return what is wrong with a link, or an empty string."""
    if not answer.is_public:
        return words.NOT_PUBLIC_NETWORK
    if answer.status == 0:
        return words.no_answer(answer.trouble or words.NO_CONNECTION)
    if answer.status in {401, 403}:
        return words.not_public(answer.status)
    if answer.status in _GONE:
        return words.does_not_exist(answer.status)
    if answer.status >= 400:
        return words.does_not_work(answer.status)
    kind = answer.content_type.partition(";")[0].strip().lower()
    if kind and not kind.startswith(request_rules.FETCHED_TYPES[field]):
        return words.wrong_type(kind, request_rules.FETCHED[field])
    return ""


def fits(seconds: float) -> bool:
    """Return whether a sound file has a length that Tavus takes."""
    return SHORTEST <= seconds <= LONGEST


def audio_problems(url: str, heard: audio.Heard) -> Iterator[models.Problem]:
    """Yield what is wrong with a sound file; `row` is left to the caller."""
    problem = models.Problem(AUDIO, "", "error", None, _FIELD, url)
    if heard.other:
        yield problem._replace(message=words.other_sound(heard.other), hint=words.CONVERT_SOUND)
    elif heard.seconds is not None and not fits(heard.seconds):
        yield problem._replace(message=_of_length(heard.seconds))
    elif trouble := _of_link(heard):
        is_gone = heard.status in _GONE
        yield problem._replace(kind=KIND, message=trouble, severity="error" if is_gone else "warning")


def _of_length(seconds: float) -> str:
    """Say it rounded away from the border, so that 2.99 does not read as the 3 that would be allowed."""
    if seconds < SHORTEST:
        shown = math.floor(seconds * 10) / 10
        return words.sound_too_short(shown, SHORTEST)
    minutes, rest = divmod(math.ceil(seconds), 60)
    return words.sound_too_long(minutes, rest, LONGEST / 60)


def _of_link(heard: audio.Heard) -> str:
    """Return what is wrong with the link, or why the length of its file is not known."""
    answer = LinkAnswer(heard.status, heard.content_type, heard.is_public, heard.trouble)
    if trouble := wrong(_FIELD, answer):
        return f"{_FIELD} {trouble}"
    return words.length_unknown(heard.trouble) if heard.seconds is None else ""

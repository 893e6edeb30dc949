"""Links: whether everything that the requests point to answers, is of the right type, and is public."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence

from batchgen import models
from batchgen.checks import row_numbers
from batchgen.tavus import request_rules, video_request

KIND = "link"


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
    """Collects the distinct links of requests, with the rows that use them; memory grows with these alone."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], list[int]] = {}

    def add(self, request: video_request.VideoRequest, row: int) -> None:
        """Note the links of one row's request."""
        for field in request_rules.FETCHED_TYPES:
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
            wrong = _wrong(field, answers[url])
            if wrong:
                found.append(_problem(field, url, wrong, rows))
        return found


def _problem(field: str, url: str, wrong: str, rows: Sequence[int]) -> models.Problem:
    row = rows[0] if len(rows) == 1 else None
    where = "" if row is not None else f" ({row_numbers.rows(rows)})"
    return models.Problem(KIND, f"{field} {wrong}: {url}{where}", "warning", row, field, url)


def _wrong(field: str, answer: LinkAnswer) -> str:
    """Return what is wrong with a link, or an empty string."""
    if not answer.is_public:
        return "is reachable from here only, not for Tavus"
    if answer.status == 0:
        return f"does not answer ({answer.trouble or 'no connection'})"
    if answer.status in {401, 403}:
        return f"is not public (it answers {answer.status})"
    if answer.status >= 400:
        return f"does not answer rightly ({answer.status})"
    kind = answer.content_type.partition(";")[0].strip().lower()
    if kind and not kind.startswith(request_rules.FETCHED_TYPES[field]):
        return f"is {kind}, not {request_rules.FETCHED[field]}"
    return ""

"""Page: one self-contained HTML file that a colleague can open, search, print and read on a phone."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import functools
import hashlib
import importlib.resources
import json
import urllib.parse
from typing import TYPE_CHECKING

import jinja2

from batchgen.report import chart, figures, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

FIELDS = (
    "row",
    "name",
    "key",
    "status",
    "kind",
    "url",
    "error",
    "minutes",
    "submitted",
    "ready",
    "script",
    "picture",
)
"""What each row of the page's data holds, in this order."""

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src '{}'"
"""The page's own content security policy: nothing is loaded, and only this very script runs."""


@dataclasses.dataclass(frozen=True, slots=True)
class Heading:
    """What the page says of itself; `brand` and `colour` (`#rrggbb`) are the campaign's own, or empty."""

    title: str
    price_per_minute: float | None = None
    currency: str = ""
    brief: bool = False
    sandbox: bool = False
    brand: str = ""
    colour: str = ""


def render(
    found: Iterable[figures.Entry],
    heading: Heading,
    pictures: Mapping[str, str],
    *,
    now: dt.datetime | None = None,
) -> Iterator[str]:
    """Yield the page in pieces. It loads nothing and sends nothing: its policy forbids both.

    `found` is gone through twice: for the totals, and for the table. Neither is ever whole in memory.
    """
    totals = figures.sum_up(found)
    script = _part("page.js")
    series = (
        ("sent", "sent", totals.submitted),
        ("ready", "ready", totals.ready),
        ("failed", "failed", totals.failed),
    )
    return (
        _environment()
        .from_string(_part("page.html.j2"))
        .generate(
            heading=heading,
            totals=totals,
            numbers=_numbers(totals, heading),
            chart=chart.draw(series),
            series=[(css, name, len(times)) for css, name, times in series if times],
            style=_part("page.css")
            + (f"body{{border-top:6px solid {heading.colour}}}" if heading.colour else ""),
            script=script,
            policy=POLICY.format(_hash(script)),
            records=(_json(_record(entry, pictures)) for entry in found),
            fields=_json(FIELDS),
            made=(now or dt.datetime.now().astimezone()).strftime("%Y-%m-%d %H:%M %Z"),
        )
    )


def _record(entry: figures.Entry, pictures: Mapping[str, str]) -> list[object]:
    return [
        entry.row,
        entry.name,
        entry.key if entry.key != entry.name else "",
        entry.status,
        entry.kind,
        _link(entry.hosted_url),
        entry.error,
        round(entry.minutes, 2),
        _clock(entry.submitted),
        _clock(entry.ready),
        entry.script,
        pictures.get(entry.video_id, ""),
    ]


def _link(url: str) -> str:
    """Return a link that may be clicked: to a web page, or to a rehearsal's file; no other scheme."""
    try:
        return url if urllib.parse.urlsplit(url).scheme in {"http", "https", "file"} else ""
    except ValueError:
        return ""


def _clock(text: str) -> str:
    try:
        return dt.datetime.fromisoformat(text).astimezone().strftime("%Y-%m-%d %H:%M:%S") if text else ""
    except ValueError:
        return ""


def _numbers(totals: figures.Figures, heading: Heading) -> list[tuple[str, str, str]]:
    """Return the figures above the chart: CSS class, figure, what it counts."""
    kinds = totals.kinds
    found = [("", f"{totals.total:,}", "row" if totals.total == 1 else "rows")]
    for kind, label in (
        (figures.READY, "ready"),
        (figures.OPEN, words.BEING_MADE),
        (figures.FAILED, "failed"),
        (figures.UNKNOWN, "unknown"),
        (figures.OTHER, words.OTHER),
    ):
        if kinds.get(kind) or kind == figures.READY:
            found.append((kind, f"{kinds.get(kind, 0):,}", label))
    minutes = f"{totals.minutes:,.0f}" if totals.minutes >= 10 else f"{totals.minutes:.1f}"
    found.append(("", minutes, words.MINUTES))
    if heading.price_per_minute:
        price = totals.minutes * heading.price_per_minute
        label = words.PRICE_AT_LEAST if totals.unmeasured else words.PRICE
        found.append(("", f"{price:,.2f} {heading.currency}".strip(), label))
    if totals.unmeasured:
        found.append(("", f"{totals.unmeasured:,}", words.audio_rows(totals.unmeasured)))
    if totals.usual_seconds is not None:
        found.append(("", duration(totals.usual_seconds), words.USUAL_TIME))
    if totals.lasted:
        found.append(("", duration(totals.lasted), words.WHOLE_TIME))
    return found


def duration(seconds: float) -> str:
    """Return seconds as people say them."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h" if seconds < 172_800 else f"{seconds / 86_400:.0f} days"


def _json(data: object) -> str:
    """Return JSON that can stand inside a script element and break out of it nowhere."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text.encode("utf-8", "replace").decode()


def _hash(script: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _part(name: str) -> str:
    return importlib.resources.files("batchgen.report").joinpath(name).read_text("utf-8")


@functools.cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )

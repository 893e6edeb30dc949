"""Chart: how many videos were sent, ready and failed over time, as one inline SVG."""

from __future__ import annotations

import datetime as dt
import html
import math
from collections.abc import Sequence

WIDTH, HEIGHT = 720, 240
LEFT, RIGHT, TOP, BOTTOM = 56, 14, 14, 34
MOST_POINTS = 200
"""Points of a line: more than a page has pixels for would only make the file larger."""

_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400)
Series = tuple[str, str, Sequence[float]]


def draw(series: Sequence[Series]) -> str:
    """Return the SVG of (CSS class, name, ordered POSIX seconds) of each line; empty if there is none.

    Each line counts up: at any time, so many had happened by then. Colours come from the page's style; the
    names are text beside the marks too, so that nothing is told by colour alone.
    """
    if sum(len(times) for _, _, times in series) < 2:
        return ""
    first = min(times[0] for _, _, times in series if times)
    last = max(times[-1] for _, _, times in series if times)
    span = max(last - first, 1.0)
    top = max(len(times) for _, _, times in series)
    lines = [_line(css, times, first, span, top, last=last) for css, _, times in series if times]
    title = "; ".join(f"{len(times):,} {name}" for _, name, times in series)
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" preserveAspectRatio="xMidYMid meet">'
        f"<title>{html.escape(title)} by {_local(last):%Y-%m-%d %H:%M}</title>"
        + _grid(top)
        + _clock(first, span)
        + "".join(lines)
        + "</svg>"
    )


def _x(seconds: float, span: float) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * seconds / span, 1)


def _y(count: float, top: int) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * count / max(_nice(top), 1), 1)


def _nice(top: int) -> int:
    """Return the least number of whole steps of the axis that is not below `top`."""
    step = _step(top)
    return max(1, math.ceil(top / step)) * step


def _step(top: int) -> int:
    """Return a round number of which at most five reach `top`."""
    size: int = 10 ** max(0, int(math.log10(max(top, 1))) - 1)
    return next((size * f for f in (1, 2, 5, 10, 20, 50) if size * f * 5 >= top), size * 100)


def _local(moment: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(moment, dt.UTC).astimezone()


def _line(css: str, times: Sequence[float], first: float, span: float, top: int, *, last: float) -> str:
    step = max(1, math.ceil(len(times) / MOST_POINTS))
    counts = sorted({*range(step, len(times) + 1, step), len(times)})
    ends = ((_x(times[n - 1] - first, span), _y(n, top)) for n in counts)
    points = [
        f"M{_x(times[0] - first, span)} {_y(0, top)}",
        *(f"L{x} {y}" for x, y in ends),
    ]
    points.append(f"H{_x(last - first, span)}")
    return f'<path class="line {css}" d="{"".join(points)}"/>'


def _grid(top: int) -> str:
    marks = range(0, _nice(top) + 1, _step(top))
    return "".join(
        f'<path class="grid" d="M{LEFT} {_y(n, top)}H{WIDTH - RIGHT}"/>'
        f'<text class="axis" x="{LEFT - 8}" y="{_y(n, top) + 4}" text-anchor="end">{_short(n)}</text>'
        for n in marks
    )


def _short(number: int) -> str:
    """Return a number as the axis has room for: 20k."""
    return f"{number:,}" if number < 1000 or number % 100 else f"{number / 1000:g}k"


def _clock(first: float, span: float) -> str:
    step = next((s for s in _STEPS if span / s <= 6), math.ceil(span / 6 / 86400) * 86400)
    local = _local(first)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    since = (local - midnight).total_seconds()
    begin = math.ceil(since / step) * step - since
    shape = "%H:%M:%S" if step < 60 else "%H:%M" if step < 43200 else "%d %b"
    texts = []
    at = begin
    while at <= span:
        label = (local + dt.timedelta(seconds=at)).strftime(shape)
        x = min(max(_x(at, span), LEFT + 12), WIDTH - RIGHT - 16)
        texts.append(f'<text class="axis" x="{x}" y="{HEIGHT - 12}" text-anchor="middle">{label}</text>')
        at += step
    return "".join(texts)

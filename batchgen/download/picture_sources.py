"""Picture sources: what pictures of a video are drawn from: still, GIF, or a moment of its film."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from batchgen import atomic
from batchgen.download import collect

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from batchgen import state
    from batchgen.download import file_names

_MOMENT = 1.0
"""Seconds: speakers have begun by then, and films that fade in are bright."""


@dataclasses.dataclass(frozen=True, slots=True)
class Seen:
    """A video's own still and GIF as files, None for what it has not; `error` says what did not come."""

    still: Path | None = None
    gif: Path | None = None
    error: str = ""


def collected(
    collector: collect.Collector, jobs: Iterable[state.Job], template: file_names.NameTemplate
) -> Mapping[int, Seen]:
    """Return the stills and GIFs of ready jobs by job id, fetched into the folder as `download` does.

    A `fast` video has none: its still is a moment of its film if that was downloaded, and it has no GIF.
    """
    seen: dict[int, Seen] = {}
    orders = {(order.job.id, order.kind): order for order in collect.orders(jobs, collector.folder, template)}
    for got in collector.collect(order for order in orders.values() if order.kind != "video"):
        job, name = got.job.id, "gif" if got.kind == "gif" else "still"
        before = seen.get(job, Seen())
        path = got.path
        if path is None and name == "still" and not got.error:
            film = collect.existing(orders[job, "video"].target, "video")
            path = moment(film) if film else None
        seen[job] = dataclasses.replace(before, **{name: path}, error=before.error or got.error)
    return seen


def moment(film: Path) -> Path | None:
    """Return a still taken from a film, kept beside it; None without PyAV, or for a film without pictures."""
    try:
        import av
    except ImportError:
        return None
    target = film.with_suffix(".jpg")
    try:
        with av.open(str(film)) as container:
            frame = None
            for frame in container.decode(video=0):
                if (frame.time or 0.0) >= _MOMENT:
                    break
            if frame is None:
                return None
            picture = frame.to_image()  # type: ignore[no-untyped-call]
    except (av.FFmpegError, IndexError, OSError, ValueError):
        return None
    with atomic.replacing(target) as out:
        picture.save(out, "JPEG", quality=88)
    return target

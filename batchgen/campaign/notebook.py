"""Notebook: what a cell of Jupyter shows: tables of counts, and bars while a run goes on."""

from __future__ import annotations

import html as markup
import sys
import warnings
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn, Self

from batchgen import models

if TYPE_CHECKING:
    import tqdm


def is_running() -> bool:
    """Return whether this program is the kernel of a notebook."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return "IPKernelApp" in getattr(shell, "config", {})


def html(title: str, counts: Mapping[str, str], lines: Iterable[str]) -> str:
    """Return a table of counts, and sentences below it; texts of the sheet are escaped."""
    rows = "".join(
        f"<tr><th>{markup.escape(name)}</th><td>{markup.escape(text)}</td></tr>"
        for name, text in counts.items()
        if text
    )
    said = "".join(f"<li>{markup.escape(line)}</li>" for line in lines)
    listed = f"<ul>{said}</ul>" if said else ""
    return f"<table><caption>{markup.escape(title)}</caption>{rows}</table>{listed}"


class Bars:
    """Two bars, sent and ready, in the form that fits: widgets in a notebook, else text on stderr."""

    def __init__(self) -> None:
        self._bars: dict[str, tqdm.tqdm[NoReturn]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        for bar in self._bars.values():
            bar.close()

    def show(self, event: models.Event) -> None:
        """Move the bars if the event says where the run stands."""
        if isinstance(event, models.Progress) and event.total:
            self._move("sent", event.submitted, event.total)
            self._move("ready", event.ready, event.total)

    def _move(self, name: str, position: int, total: int) -> None:
        bar = self._bars.get(name) or self._bar(name, total)
        self._bars[name] = bar
        bar.n = position
        bar.refresh()

    def _bar(self, name: str, total: int) -> tqdm.tqdm[NoReturn]:
        with warnings.catch_warnings():
            # Without ipywidgets it says so, and goes on with bars of text.
            warnings.simplefilter("ignore")
            from tqdm.auto import tqdm

            return tqdm(total=total, desc=name, unit=" videos")

"""The preview page: every row's script on one self-contained page, searchable, problems marked."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import jinja2

from batchgen import models, sheets
from batchgen.checks.examiner import Examined
from batchgen.tavus import url_masks

SOURCE = Path(__file__).with_name("page.html.j2")


@dataclasses.dataclass(frozen=True, slots=True)
class _Shown:
    """One row as the page shows it."""

    number: int
    label: str
    replica: str
    seconds: int
    script: str
    audio: str
    problems: tuple[models.Problem, ...]
    fields: tuple[tuple[str, str], ...]
    replaced: tuple[tuple[str, str, int], ...]

    @classmethod
    def of(cls, found: Examined) -> _Shown:
        fields = dict(found.request.fields) if found.request is not None else {}
        said = found.page.texts if found.page is not None else {}
        fields |= {f"page.{name}": text for name, text in said.items() if text}
        return cls(
            number=found.row.number,
            label=_clean(fields.pop("video_name", "")),
            replica=_clean(fields.pop("replica_id", "")),
            seconds=round(found.minutes * 60),
            script=_clean(fields.pop("script", "")),
            audio=_clean(fields.get("audio_url", "")),
            problems=tuple(sorted(found.problems, key=lambda problem: problem.severity)),
            fields=tuple(
                (name, _clean(url_masks.shown(name, value))) for name, value in sorted(fields.items())
            ),
            replaced=found.replaced,
        )

    @property
    def worst(self) -> str:
        """Return "error", "warning" or "good"."""
        if any(problem.severity == "error" for problem in self.problems):
            return "error"
        return "warning" if self.problems else "good"


def write_page(
    target: Path,
    examined: Iterable[Examined],
    *,
    title: str,
    problems: Iterable[models.Problem] = (),
    notes: Iterable[str] = (),
    spare: Callable[[Path, Path], None] | None = None,
) -> int:
    """Write the page of some rows and return how many they were. Rows are written as they come.

    `problems` are those of the whole sheet; `spare` sees a file that is there already before it is replaced.
    Raises SheetLockedError if the file cannot be written.
    """
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    page = environment.from_string(SOURCE.read_text(encoding="utf-8"))
    counted = _Counted(examined)
    parts = page.generate(title=title, rows=counted, problems=list(problems), notes=list(notes))
    sheets.write_lines(target, parts, spare=spare)
    return counted.count


class _Counted:
    """Rows for the page, counted while they pass."""

    def __init__(self, examined: Iterable[Examined]) -> None:
        self._examined = examined
        self.count = 0
        self.counts = {"error": 0, "warning": 0, "good": 0}
        self.seconds = 0.0

    def __iter__(self) -> Iterator[_Shown]:
        for found in self._examined:
            shown = _Shown.of(found)
            self.count += 1
            self.counts[shown.worst] += 1
            self.seconds += found.minutes * 60
            yield shown

    @property
    def minutes(self) -> str:
        """All rows' minutes, for people."""
        return f"{self.seconds / 60:.1f}"


def _clean(value: object) -> str:
    """Return a text without the characters that HTML may not hold."""
    text = ("yes" if value else "no") if isinstance(value, bool) else str(value)
    return "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in text)

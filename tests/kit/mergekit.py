"""Columns, rows and settings for tests of merging and checking."""

from __future__ import annotations

from pathlib import Path

from batchgen import checks, identity, merge, models, settings

HEADERS = ("First Name", "Company", "City", "Seats", "Trial Ends", "Contact Owner")


def columns(*headers: str) -> tuple[models.Column, ...]:
    return tuple(models.Column(i, chr(65 + i), h, identity.fold(h)) for i, h in enumerate(headers or HEADERS))


def row(*cells: str, number: int = 7, hidden: bool = False) -> models.Row:
    return models.Row(number, cells, hidden=hidden)


def given(template: str = "", **options: object) -> settings.Settings:
    """Settings with an inline script and a replica; `fields` adds to these."""
    fields = {"replica_id": "r79e1c033f", **({"script": template} if template else {})}
    fields.update(options.pop("fields", {}))  # type: ignore[call-overload]
    return settings.Settings(fields=fields, **options)  # type: ignore[arg-type]


def from_folder(folder: Path, name: str, **options: object) -> settings.Settings:
    fields = {"replica_id": "r79e1c033f", **options.pop("fields", {})}  # type: ignore[dict-item]
    return settings.Settings(template=folder / name, fields=fields, **options)  # type: ignore[arg-type]


def merged(template: str, *cells: str, headers: tuple[str, ...] = HEADERS, **options: object) -> merge.Merged:
    return merge.Merger(given(template, **options), columns(*headers)).merge(row(*cells))


def script_of(template: str, *cells: str, headers: tuple[str, ...] = HEADERS, **options: object) -> str:
    result = merged(template, *cells, headers=headers, **options)
    assert result.request is not None, result.problems
    return result.request.script


def examined(
    template: str, *cells: str, headers: tuple[str, ...] = HEADERS, **options: object
) -> checks.Examined:
    return checks.Examiner(given(template, **options), columns(*headers)).examine(row(*cells))


def kinds(problems: tuple[models.Problem, ...]) -> list[str]:
    return [problem.kind for problem in problems]


def has_error(examined: checks.Examined) -> bool:
    """Whether the row would not be sent."""
    return any(problem.severity == "error" for problem in examined.problems)

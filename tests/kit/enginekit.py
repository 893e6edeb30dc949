"""A folder with a sheet and a template, a fake service, and runs of the engine over them."""

from __future__ import annotations

import csv
import dataclasses
import itertools
from pathlib import Path

import faketavus
import pgkit
import rig

from batchgen import campaign, models, paths, settings, state
from batchgen.plan import plan as plans

KEY = "0123456789abcdef0123456789abcdef"
TEMPLATE = "Hi {{ first_name }}, this is about {{ company }} and how we may help."


@dataclasses.dataclass
class Desk:
    """Somebody's folder: a CSV, a template, and the service that the campaign uses."""

    folder: Path
    api: faketavus.FakeTavus
    sheet: Path
    options: dict[str, object]
    clock: rig.VirtualClock = dataclasses.field(default_factory=rig.VirtualClock)

    def settings(self, **options: object) -> settings.Settings:
        given = {
            "sheet": self.sheet,
            "template": self.folder / "t.j2",
            "fields": {"replica_id": "r90bbd427f71"},
            "field_sources": {"replica_id": "flag"},
            "api_url": self.api.url,
            "settle": 0.0,
            "yes": True,
            **self.options,
            **options,
        }
        return settings.Settings(**given)  # type: ignore[arg-type]

    def open(self, *, lock: bool = True, api_key: str = KEY, hook=None, **options: object) -> campaign.Batch:  # type: ignore[no-untyped-def]
        return campaign.Batch.open(
            self.settings(**options),
            api_key=api_key,
            lock=lock,
            hook=hook,
            clock=self.clock,
            sleep=self.clock.sleep,
        )

    @property
    def address(self) -> state.Address:
        return paths.address(self.settings())

    def plan(self, *, retry: bool = False, **options: object) -> plans.Plan:
        with self.open(lock=False, **options) as batch:
            return batch.plan(retry=retry)

    def run(self, *, retry: bool = False, api_key: str = KEY, **options: object) -> Done:
        with self.open(api_key=api_key, **options) as batch:
            plan = batch.plan(retry=retry)
            return Done(plan, list(batch.run(plan)))

    def run_stopped(self, number: int, *, retry: bool = False, **options: object) -> Done:
        """Run on one connection, and stop while the service answers the create of this number."""
        with self.open(connections=1, **options) as batch:
            plan = batch.plan(retry=retry)
            coming = itertools.count(1)

            def stop(_: faketavus.Post) -> str:
                if next(coming) == number:
                    batch.stop()
                return ""

            self.api.fault_of = stop
            done = Done(plan, list(batch.run(plan)))
        self.api.fault_of = None
        return done

    def wait(self, **options: object) -> Done:
        with self.open(**options) as batch:
            return Done(None, list(batch.wait()))

    # the sheet

    def write(self, rows: list[dict[str, str]], path: Path | None = None) -> None:
        names = list(dict.fromkeys(name for row in rows for name in row))
        with (path or self.sheet).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, names, restval="")
            writer.writeheader()
            writer.writerows(rows)

    def rows(self, path: Path | None = None) -> list[dict[str, str]]:
        with (path or self.sheet).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    @property
    def output(self) -> Path:
        return self.sheet.with_name(f"{self.sheet.stem}.results.csv")

    def results(self, path: Path | None = None) -> list[dict[str, str]]:
        return self.rows(path or self.output)

    @property
    def made(self) -> int:
        return len(self.api.made_ids())


@dataclasses.dataclass
class Done:
    plan: plans.Plan | None
    events: list[models.Event]

    @property
    def finished(self) -> models.Finished:
        assert isinstance(self.events[-1], models.Finished)
        return self.events[-1]

    @property
    def code(self) -> int:
        return self.finished.exit_code

    @property
    def words(self) -> str:
        return "\n".join(e.text for e in self.events if isinstance(e, models.Notice))


def people(count: int, *, first: int = 1, **extra: str) -> list[dict[str, str]]:
    return [
        {"first_name": f"Name{n}", "company": f"Company {n}", "email": f"p{n}@example.com", **extra}
        for n in range(first, first + count)
    ]


def desk(folder: Path, api: faketavus.FakeTavus, rows: list[dict[str, str]], **options: object) -> Desk:
    if rig.IN_DATABASE.get():
        options.setdefault("database", pgkit.url())
    made = Desk(folder, api, folder / "list.csv", options)
    made.write(rows)
    (folder / "t.j2").write_text(TEMPLATE, encoding="utf-8")
    return made

"""A campaign whose pages are made, its web space and its website, for the tests of publishing.

As a program (`python publishkit.py`) it reads one JSON order a line and answers with the status of its life.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from batchgen import campaign, models, paths, settings, state
from batchgen.share import page_folder, publish, space

if TYPE_CHECKING:
    import enginekit

STRUCK = 77
FILES = {page_folder.FILM: 3000, page_folder.PICTURE: 900, page_folder.MAIL: 500, page_folder.GIF: 700}


@dataclasses.dataclass
class Office:
    """A desk whose rows have videos and pages."""

    desk: enginekit.Desk
    base_url: str

    def settings(self, **given: object) -> settings.Settings:
        page = settings.Page(base_url=self.base_url, title="Hello")
        return self.desk.settings(**{"page": page, **given})

    def open(self, *, lock: bool = False, **given: object) -> campaign.Batch:
        return campaign.Batch.open(self.settings(**given), lock=lock, excluding=True)

    @property
    def folder(self) -> Path:
        return paths.beside(self.settings(), "pages")

    def make(self, *, again: str = "") -> None:
        """Make the pages of all ready jobs, with another text each time."""
        with self.open() as batch:
            store = batch.store
            self.folder.mkdir(exist_ok=True)
            (self.folder / page_folder.ROBOTS).write_text(
                page_folder.robots(store.campaign_id(), self.base_url)
            )
            (self.folder / "page.css").write_text("h1 { color: #123 }\n")
            (self.folder / "page.js").write_text("'use strict';\n")
            jobs = [job.id for job in store.jobs(models.Stage.READY)]
            store.page_made(
                {job: self._made(code, again) for job, code in store.make_page_codes(jobs).items()}
            )

    def _made(self, page: state.PageCode, again: str) -> dict[str, str]:
        place = self.folder / page.code
        place.mkdir(exist_ok=True)
        (place / page_folder.INDEX).write_text(f"<h1>Page of {page.job_id} {again}</h1>\n")
        for name, size in FILES.items():
            (place / name).write_bytes(hashlib.sha256(f"{page.code}{name}".encode()).digest() * (size // 32))
        return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in place.iterdir()}

    def publish(self, to: str = "", *, hook=lambda _: None, **order: object) -> list[models.Event]:  # type: ignore[no-untyped-def]
        given = {name: order.pop(name) for name in list(order) if name not in {"done", "verify", "again"}}
        with self.open(**given) as batch:
            made = publish.Order(to=to, **order)  # type: ignore[arg-type]
            return list(publish.Publisher(batch, made, hook=hook).events())

    def pages(self) -> list[state.PageCode]:
        with self.open() as batch:
            return batch.store.page_codes()


class Lives:
    """Programs that publish and end themselves at a step, each as a power cut would; one file goes at a time.

    One process has everything imported and no thread yet; it forks one child a life.
    """

    def __init__(self, office: Office, to: str) -> None:
        desk = office.desk
        self._order = {
            "to": to,
            "base_url": office.base_url,
            "folder": str(desk.folder),
            "api_url": desk.api.url,
        }

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)
        self._process.stdout.close()

    def ended_at(self, step: int) -> bool:
        """Publish up to a step, and return whether there was one; else everything was published."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({**self._order, "step": step}) + "\n")
        self._process.stdin.flush()
        status = int(self._process.stdout.readline())
        assert status in {0, STRUCK}
        return status == STRUCK


def office(desk: enginekit.Desk, base_url: str) -> Office:
    desk.run()
    made = Office(desk, base_url)
    made.make()
    return made


def finished(events: list[models.Event]) -> publish.Published:
    last = events[-1]
    assert isinstance(last, publish.Published)
    return last


def main() -> None:
    import s3fs  # noqa: F401 - before the children

    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os._exit(_live(json.loads(line)))
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _live(order: dict[str, Any]) -> int:
    steps = iter(range(1, 10_000))

    def strike(_: str) -> None:
        if next(steps) == order["step"]:
            os._exit(STRUCK)

    space.Space.at_once = 1  # type: ignore[assignment, method-assign]
    folder = Path(order["folder"])
    given = settings.Settings(
        sheet=folder / "list.csv",
        template=folder / "t.j2",
        fields={"replica_id": "r90bbd427f71"},
        api_url=order["api_url"],
        page=settings.Page(base_url=order["base_url"], title="Hello"),
    )
    with campaign.Batch.open(given, lock=False, excluding=True) as batch:
        list(publish.Publisher(batch, publish.Order(to=order["to"]), hook=strike).events())
    return 0


if __name__ == "__main__":
    main()

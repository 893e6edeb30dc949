"""Thumbnails in the page: a host that does not answer is not asked for each of them."""

import contextlib
import dataclasses
import threading
from collections.abc import Iterator, Mapping

import afterkit
import httpx

from batchgen import download, errors, models, report
from batchgen.report import figures

THREADS = 8
PNG = b"\x89PNG, and so on"


@dataclasses.dataclass(frozen=True, slots=True)
class Way(download.Reach):
    """A way on which one host answers and others do not; `asked` keeps the hosts."""

    asked: list[str] = dataclasses.field(default_factory=list)
    guard: threading.Lock = dataclasses.field(default_factory=threading.Lock)

    @contextlib.contextmanager
    def open(self, url: str, headers: Mapping[str, str], *, method: str = "GET") -> Iterator[httpx.Response]:
        host = httpx.URL(url).host
        with self.guard:
            self.asked.append(host)
        if host != "here.example":
            raise errors.NotSentError(f"{host} was not reached (time-out).")
        yield httpx.Response(200, content=PNG)


def entries(*hosts: str) -> list[figures.Entry]:
    job = dataclasses.replace(afterkit.job(), stage=models.Stage.READY)
    return [
        figures._entry(
            dataclasses.replace(job, id=n, video_id=f"v{n}", thumbnail_url=f"https://{host}/{n}.png"),
            {},
            brief=False,
        )
        for n, host in enumerate(hosts, start=1)
    ]


def test_a_host_that_does_not_answer_is_left_after_a_few_tries() -> None:
    way = Way()

    found = report.embedded(entries(*["away.example"] * 200, *["here.example"] * 5), way)

    # Those that were asked for before the third answer stayed away are no more than there are threads.
    assert way.asked.count("away.example") <= 2 + THREADS
    assert sorted(found) == ["v201", "v202", "v203", "v204", "v205"]


def test_no_thumbnail_is_waited_for_longer_than_somebody_waits() -> None:
    patience = report.PATIENCE

    assert (patience.connect, patience.read, patience.whole) == (3.0, 3.0, 10.0)

"""A campaign whose videos are ready and downloaded, for the tests of its pages."""

from __future__ import annotations

import contextlib
import csv
import dataclasses
import functools
import html.parser
import http.server
import io
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import afterkit
import faketavus
import pytest

from batchgen import cli, state

KEY = "0123456789abcdef0123456789abcdef"
HEADERS = ("First Name", "Email", "Company", "Locale")
PEOPLE = (
    ("Ana", "ana@acme.test", "Acme", "en_US"),
    ("Bo", "bo@beta.test", "Beta", "de_DE"),
    ("Cy", "cy@corp.test", "Corp", ""),
)
CAMPAIGN = """\
sheet = "list.csv"
script = "Hi {{ first_name or 'there' }}.\\n\\nThis is about {{ company }}."
replica_id = "r90bbd427f71"
key = "Email"
"""
PAGE = """
[brand]
name = "Replyard"
colour = "#1d5fc4"

[page]
base_url = "https://watch.example.com/spring"
title = "{{ first_name or 'Hello' }}, a short video for you"
text = "Two minutes about {{ company }}."
button = "Book 15 minutes"
button_url = "https://cal.example.com/tom"
picture_text = "For {{ first_name or 'you' }}"
privacy_url = "https://example.com/privacy"
unsubscribe_url = "https://example.com/unsubscribe"
expires = "2099-03-31"
"""


@functools.cache
def still(colour: str = "#446688") -> bytes:
    """A picture of a film."""
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (640, 360), colour).save(file, "JPEG")
    return file.getvalue()


class Elements(html.parser.HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def one(self, tag: str, **given: str) -> dict[str, str]:
        """The attributes of the only element like this."""
        (found,) = (attrs for name, attrs in self.found if name == tag and given.items() <= attrs.items())
        return found

    def meta(self, name: str) -> str:
        """The content of a meta element."""
        keys = ("name", "property", "http-equiv")
        (found,) = (a["content"] for t, a in self.found if t == "meta" and name in [a.get(k) for k in keys])
        return found


@dataclasses.dataclass
class Desk:
    """A folder with a campaign, the service that it goes to, and what the last command said."""

    folder: Path
    account: faketavus.FakeTavus
    capsys: pytest.CaptureFixture[str]
    err: str = ""

    @property
    def pages(self) -> Path:
        return self.folder / "list.pages"

    def people(self, people: Sequence[Sequence[str]]) -> None:
        with (self.folder / "list.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADERS, *people])

    def campaign(self, page: str = PAGE) -> None:
        (self.folder / "campaign.toml").write_text(CAMPAIGN + page, encoding="utf-8")

    def batchgen(self, command: str, *args: object) -> int:
        with pytest.raises(SystemExit) as ended:
            cli.main([command, str(self.folder / "list.csv"), *(str(arg) for arg in args)])
        self.err = self.capsys.readouterr().err
        return int(ended.value.code or 0)

    def ready(self, *, download: bool = True) -> None:
        """Make all videos, and bring them here."""
        assert self.batchgen("run", "--yes") == 0, self.err
        for path in [path for path in self.account.files if path.endswith(".jpg")]:
            self.account.files[path] = faketavus.Served(still(), kind="image/jpeg")
        if download:
            assert self.batchgen("download") == 0, self.err

    def codes(self) -> list[str]:
        """The codes of the pages, in the order of the rows as first seen."""
        with state.read_state(self.folder / "list.batchgen.db") as store:
            return [page.code for page in store.page_codes()]

    def page(self, number: int = 0) -> Elements:
        """The page of the row that came so many-th."""
        return Elements(self.html(number))

    def html(self, number: int = 0) -> str:
        return (self.pages / self.codes()[number] / "index.html").read_text(encoding="utf-8")

    def files(self) -> dict[str, bytes]:
        """All files of the folder of pages, by their path in it."""
        found = (path for path in sorted(self.pages.rglob("*")) if path.is_file())
        return {path.relative_to(self.pages).as_posix(): path.read_bytes() for path in found}


@contextlib.contextmanager
def desk(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Yield a campaign of three people that nothing was done with yet."""
    with faketavus.FakeTavus(any_replica=False, key=KEY, film=afterkit.mp4(20_000)) as account:
        account.add_replica("Anna", replica_id="r90bbd427f71")
        monkeypatch.setenv("TAVUS_API_KEY", KEY)
        monkeypatch.setenv("TAVUS_API_URL", account.url)
        afterkit.hurry(monkeypatch)
        made = Desk(folder, account, capsys)
        made.people(PEOPLE)
        made.campaign()
        yield made


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine alone; yield the address."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()

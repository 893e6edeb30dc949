"""Who may look at a rehearsal: its owner and the sandbox's own pages, no other website, no other user."""

import contextlib
import http.client
import http.server
import json
import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib import parse

import chromium
import pytest
import sandboxkit

from batchgen import sandbox
from batchgen.sandbox.api import desk
from batchgen.sandbox.files import places

PEOPLE = {"video_name": "Ana Secret", "script": "Secret words for Ana"}
ELSEWHERE = [
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"},
    {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "video"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "object"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "websocket", "Sec-Fetch-Dest": "websocket"},
    {"Sec-Fetch-Site": "nonsense"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
]
FROM_HERE = [
    {},
    {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"},
    {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
]


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sandboxkit.Api]:
    with sandboxkit.running(tmp_path_factory.mktemp("sandbox") / "prospects.sandbox") as running:
        yield running


@pytest.fixture(scope="module")
def data(api: sandboxkit.Api) -> list[str]:
    """Every path that holds something of people."""
    video = api.create(**PEOPLE)
    api.finished(video)
    opened = api.call("POST", "/v2/conversations", {"replica_id": "rlocal0maya"}).body
    return [
        "/",
        "/index.html",
        "/gallery.json",
        f"/videos/{video}",
        f"/videos/{video}/index.html",
        f"/videos/{video}/placeholder.mp4",
        f"/videos/{video}/{video}.m3u8",
        f"/conversations/{opened['conversation_id']}/index.html",
        "/v2/videos",
        f"/v2/videos/{video}",
        "/no/such/thing",
    ]


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
def test_nothing_is_served_to_another_website(
    api: sandboxkit.Api, data: list[str], headers: dict[str, str]
) -> None:
    answers = [api.call("GET", path, **headers) for path in data]

    assert {answer.status for answer in answers} == {403}
    assert not any("Secret" in str(answer.body) for answer in answers)


@pytest.mark.parametrize("headers", FROM_HERE, ids=str)
def test_people_programs_and_own_pages_are_served(
    api: sandboxkit.Api, data: list[str], headers: dict[str, str]
) -> None:
    statuses = {path: api.call("GET", path, **headers).status for path in data}

    assert [path for path, status in statuses.items() if status != 200] == [data[6], data[-1]]


def test_a_form_of_another_website_is_refused(api: sandboxkit.Api) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}

    assert api.call("POST", "/v2/videos", PEOPLE, **headers).status == 403


def test_an_old_browsers_own_page_is_served(api: sandboxkit.Api) -> None:
    assert api.call("GET", "/gallery.json", Origin=api.url).status == 200


def test_open_to_the_network_it_still_answers_to_no_name_of_a_website(tmp_path: Path) -> None:
    hosts = {
        "evil.example": 403,
        "10.0.0.5.evil.example:80": 403,
        "10.0.0.5:8765": 200,
        "[fd00::5]:8765": 200,
        "sandbox:8765": 200,
        "office.local": 200,
        socket.gethostname(): 200,
    }
    with sandboxkit.running(tmp_path / "wide", "--host", "0.0.0.0") as wide:
        statuses = {host: wide.call("GET", "/gallery.json", Host=host).status for host in hosts}

    assert statuses == hosts


def test_every_answer_says_that_it_is_for_this_origin(api: sandboxkit.Api, data: list[str]) -> None:
    for path in data:
        headers = api.call("GET", path).headers

        assert headers["cross-origin-resource-policy"] == "same-origin", path
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
        if headers["content-type"].startswith("text/html"):
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert "'unsafe-inline'" not in headers["content-security-policy"].partition("style-src")[0]


def test_the_data_are_not_served_as_a_script(api: sandboxkit.Api, data: list[str]) -> None:
    del data
    answer = api.call("GET", "/gallery.js")

    assert answer.status == 404
    assert "Secret" not in str(answer.body)


@pytest.mark.parametrize(
    "path",
    [
        "/videos/../x",
        "/videos/../sandbox.db",
        "/videos/x/y",
        "/videos/x/../../sandbox.db",
        "/videos/%2e%2e/x",
        "/videos/%2e%2e%2fsandbox.db",
        "/videos/%00/x",
        "/videos/a%00b",
        "/videos/%ff/x",
        "/videos//x",
        "/videos/",
        "/videos/..",
        "/videos/" + "a" * 3000 + "/x",
        "/replicas/../x",
        "/replicas/x",
        "/replicas/",
        "/conversations/../x",
        "//x",
        "/../x",
    ],
)
def test_a_path_that_leads_nowhere_is_404(api: sandboxkit.Api, path: str) -> None:
    place = parse.urlsplit(api.url)
    with contextlib.closing(http.client.HTTPConnection(place.hostname or "", place.port)) as asked:
        asked.request("GET", path)

        assert asked.getresponse().status == 404


@pytest.mark.parametrize("chunked", [True, False])
def test_a_body_is_refused_as_soon_as_it_is_too_large(api: sandboxkit.Api, *, chunked: bool) -> None:
    place = parse.urlsplit(api.url)
    length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {1 << 40}"
    head = f"POST /v2/videos HTTP/1.1\r\nHost: {place.netloc}\r\nX-Api-Key: any\r\n{length}\r\n\r\n"
    piece = b" " * 65536
    sent = 0
    with socket.create_connection((place.hostname, place.port), timeout=10) as line:
        line.sendall(head.encode())
        line.setblocking(False)
        while True:
            with contextlib.suppress(BlockingIOError):
                if line.recv(12, socket.MSG_PEEK):
                    break
            line.setblocking(True)
            line.sendall(b"10000\r\n" + piece + b"\r\n" if chunked else piece)
            line.setblocking(False)
            sent += len(piece)
            # the answer comes long before the end of the body
            assert sent < 16 * desk.LARGEST_BODY
        line.setblocking(True)
        answer = http.client.HTTPResponse(line)
        answer.begin()

        assert answer.status == 400
        assert b"too large" in answer.read()


posix = pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")


def modes(folder: Path) -> dict[str, int]:
    """Every file and folder that somebody else may look into."""
    return {
        str(path): stat.S_IMODE(path.stat().st_mode)
        for path in (folder, *folder.rglob("*"))
        if path.stat().st_mode & 0o077
    }


@posix
@pytest.mark.parametrize("films", [False, True])
def test_everything_of_a_rehearsal_is_for_its_owner_alone(tmp_path: Path, *, films: bool) -> None:
    folder = tmp_path / "new" / "prospects.sandbox"
    options = ("--height", "360", "--workers", "1", "--browser", "none")
    before = os.umask(0)
    try:
        with sandbox.Child.start(folder, render=films, options=options) as child:
            api = sandboxkit.Api(child.url, folder)
            opened = api.call("POST", "/v2/conversations", {"replica_id": "rlocal0maya"})
            made = api.finished(api.create(replica_id="rlocal0voice", **PEOPLE), 60)
            sandboxkit.eventually(lambda: '"ready":1' in text_of(folder / "gallery.js"))
            during = modes(folder)
    finally:
        os.umask(before)

    assert (opened.status, made["status"]) == (200, "ready")
    assert list((folder / "videos").rglob("*.mp4")) != [] or not films
    assert (during, modes(folder)) == ({}, {})


@posix
def test_a_folder_of_an_older_sandbox_is_closed(tmp_path: Path) -> None:
    folder = tmp_path / "prospects.sandbox"
    (folder / "videos").mkdir(parents=True)
    for name in ("sandbox.db", "gallery.js", "prospects.batchgen.db"):
        (folder / name).touch(0o644)
    places.claim(folder)

    assert modes(folder) == {}


@posix
def test_a_folder_that_holds_other_things_keeps_its_mode_and_they_theirs(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").touch(0o644)
    (tmp_path / "sandbox.db").touch(0o644)
    (tmp_path / "gallery.js").symlink_to(tmp_path / "mine.txt")
    tmp_path.chmod(0o755)
    places.claim(tmp_path)

    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path, *tmp_path.glob("*"))} == {
        tmp_path.name: 0o755,
        "mine.txt": 0o644,
        "gallery.js": 0o644,
        "sandbox.db": 0o600,
    }


def text_of(path: Path) -> str:
    """Return a file's text, empty while it is not written yet."""
    return path.read_text("utf-8") if path.exists() else ""


EVIL = """<!doctype html><title>evil</title><p id=out>nothing</p><script>
const got = [], at = 'SANDBOX', note = what => { got.push(what); out.textContent = got.join(' '); };
window.sandboxGallery = data => note('read:' + JSON.stringify(data));
const tags = [['script', 'src', '/gallery.js'], ['script', 'src', '/gallery.json'],
  ['img', 'src', '/videos/ID/ID.jpg'], ['video', 'src', '/videos/ID/placeholder.mp4'],
  ['link', 'href', '/gallery.json']];
let left = tags.length + 1;
const end = () => { if (!--left) note('asked'); };
for (const [name, attribute, path] of tags) {
  const tag = document.createElement(name);
  if (name == 'link') tag.rel = 'stylesheet';
  tag.onload = tag.onloadeddata = () => { note('loaded:' + path); end(); };
  tag.onerror = end;
  tag[attribute] = at + path;
  document.documentElement.append(tag);
}
fetch(at + '/gallery.json', {mode: 'no-cors'}).then(r => note('fetched'), () => 0).then(end);
</script><iframe src="SANDBOX/"></iframe>"""


@pytest.mark.browser
@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
def test_a_website_in_a_real_browser_reads_nothing(api: sandboxkit.Api, tmp_path: Path, name: str) -> None:
    page = EVIL.replace("SANDBOX", api.url).replace("ID", api.create(**PEOPLE))
    with sandboxkit.serving(page) as port:
        shown = chromium.run(tmp_path, f"http://{name}:{port}/", "--dump-dom")

    assert '<p id="out">asked</p>' in shown
    assert "Secret" not in shown


@pytest.mark.browser
def test_a_link_of_another_page_opens_the_video(api: sandboxkit.Api, tmp_path: Path) -> None:
    link = api.finished(api.create(**PEOPLE))["hosted_url"]
    with sandboxkit.serving(f"<script>location = {json.dumps(link)}</script>") as port:
        shown = chromium.run(tmp_path, f"http://localhost:{port}/", "--dump-dom")

    assert "Secret words for Ana" in shown


@pytest.mark.browser
def test_the_gallery_shows_its_videos_over_http_and_by_double_click(
    api: sandboxkit.Api, tmp_path: Path
) -> None:
    api.finished(api.create(**PEOPLE))
    sandboxkit.eventually(lambda: "Ana Secret" in text_of(api.folder / "gallery.js"))
    over_http = chromium.run(tmp_path / "a", api.url + "/", "--dump-dom")
    from_folder = chromium.run(tmp_path / "b", (api.folder / "index.html").as_uri(), "--dump-dom")

    for shown in (over_http, from_folder):
        assert "<h2>Ana Secret</h2>" in shown
        assert "Secret words for Ana" in shown

"""Links: what the requests point to, asked over loopback."""

import http.server
import threading
import time

import pytest

from batchgen import audio, net
from batchgen.checks import link_checks, words
from batchgen.tavus import link_probe as looks
from batchgen.tavus import video_request

HERE = net.Rule(allow_loopback=True)
ANSWERS = {
    "/page": (200, "text/html; charset=utf-8"),
    "/logo.png": (200, "image/png"),
    "/film.mp4": (200, "video/mp4"),
    "/say.wav": (200, "audio/x-wav"),
    "/secret": (403, "text/html"),
}


class Site(http.server.BaseHTTPRequestHandler):
    """A small site that counts its requests, knows HEAD except for one path, and is slow on another."""

    asked: list[tuple[str, str]]
    lock = threading.Lock()
    open_now = 0
    most = 0

    def _answer(self) -> None:
        with self.lock:
            Site.asked.append((self.command, self.path))
            Site.open_now += 1
            Site.most = max(Site.most, Site.open_now)
        if self.path.startswith("/slow"):
            time.sleep(0.05)
        status, kind = ANSWERS.get(self.path.split("?")[0], (404, "text/html"))
        if self.path == "/only-get":
            status, kind = (405, "text/plain") if self.command == "HEAD" else (200, "text/html")
        if self.path == "/moved":
            status, kind = 302, "text/html"
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if status == 302:
            self.send_header("Location", "/page")
        self.send_header("Content-Length", "0")
        with self.lock:  # before the answer: its reader may ask again at once
            Site.open_now -= 1
        self.end_headers()

    do_GET = do_HEAD = _answer  # noqa: N815 (the library's names)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site():
    Site.asked, Site.open_now, Site.most = [], 0, 0
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_every_distinct_link_is_asked_for_once(site):
    found = looks.look_at(
        [f"{site}/page", f"{site}/logo.png", f"{site}/gone", f"{site}/moved", f"{site}/only-get"], rule=HERE
    )

    assert [(look.status, look.content_type.partition(";")[0]) for look in found] == [
        (200, "text/html"),
        (200, "image/png"),
        (404, "text/html"),
        (200, "text/html"),
        (200, "text/html"),
    ]
    assert Site.asked.count(("HEAD", "/logo.png")) == 1
    assert ("GET", "/logo.png") not in Site.asked


def test_a_host_is_never_asked_much_at_once(site):
    looks.look_at([f"{site}/slow{n}" for n in range(10)], rule=HERE)

    assert Site.most <= looks.PER_HOST


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/x", "http://[::bad/x", "https://"])
def test_a_link_that_does_not_answer_is_told_in_words(url):
    (look,) = looks.look_at([url], rule=HERE)

    assert look.status == 0
    assert look.trouble


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"])
def test_a_link_into_this_machine_is_reported_and_not_asked(site, host):
    port = site.rpartition(":")[2]
    (look,) = looks.look_at([f"http://{host}:{port}/page"])

    assert not look.is_public
    assert Site.asked == []


def request(**fields):
    return video_request.VideoRequest({"replica_id": "r1", "script": "Hi.", **fields})


def test_what_is_wrong_is_told_with_its_rows():
    collected = link_checks.Links()
    good = {"background_url": "https://a.org/page", "watermark_image_url": "https://a.org/logo.png"}
    for row in (2, 3, 4):
        collected.add(request(**good), row)
    collected.add(request(background_url="https://a.org/gone"), 5)
    collected.add(request(background_url="https://a.org/gone"), 6)
    collected.add(request(audio_url="https://a.org/page"), 7)
    collected.add(request(watermark_image_url="https://a.org/secret"), 8)
    collected.add(request(background_source_url="https://in.org/v.mp4"), 9)
    collected.add(request(audio_url="https://down.org/a.wav", callback_url="https://a.org/hook"), 10)
    answers = {
        "https://a.org/page": link_checks.LinkAnswer(200, "text/html; charset=utf-8"),
        "https://a.org/logo.png": link_checks.LinkAnswer(200, "image/png"),
        "https://a.org/gone": link_checks.LinkAnswer(404, "text/html"),
        "https://a.org/secret": link_checks.LinkAnswer(403, "text/html"),
        "https://in.org/v.mp4": link_checks.LinkAnswer(
            0, is_public=False, trouble="in.org points to 10.0.0.5"
        ),
        "https://down.org/a.wav": link_checks.LinkAnswer(0, trouble="time-out"),
    }

    found = collected.problems(lambda urls: [answers[url] for url in urls])

    assert sorted(collected.urls) == sorted(answers)
    assert [(p.row, p.severity, p.message) for p in found] == [
        (None, "warning", "background_url does not exist (error 404): https://a.org/gone (rows 5-6)"),
        (7, "warning", "audio_url leads to text/html, not to wav or mp3 audio: https://a.org/page"),
        (8, "warning", "watermark_image_url is not public (error 403): https://a.org/secret"),
        (
            9,
            "warning",
            f"background_source_url {words.NOT_PUBLIC_NETWORK}: https://in.org/v.mp4",
        ),
        (10, "warning", "audio_url does not answer (time-out): https://down.org/a.wav"),
    ]


@pytest.mark.parametrize(
    ("seconds", "words"), [(2.99, "2.9 seconds"), (600.1, "10:01 minutes"), (725, "12:05")]
)
def test_a_length_just_beyond_a_border_does_not_read_as_the_border(seconds: float, words: str) -> None:
    [problem] = link_checks.audio_problems("https://a.example/a.mp3", audio.Heard(seconds=seconds))
    assert problem.severity == "error"
    assert f"audio_url is {words}" in problem.message

"""Who is let in: the token, the cookie, Host, Origin, sizes, and the headers of every answer."""

import contextlib
import http.client
import signal
from collections.abc import Iterator
from pathlib import Path

import appkit
import pytest

from batchgen import new_campaign


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[appkit.App]:
    with appkit.started(tmp_path_factory.mktemp("workspace")) as running:
        yield running


@pytest.fixture(scope="module")
def known(app: appkit.App) -> dict[str, str]:
    return app.cookie()


def test_a_stranger_sees_no_page(app):
    assert app.ask("GET", "/").status == 403
    assert app.ask("GET", "/static/app.css").status == 403


def test_the_address_lets_one_visitor_in(app, known):
    assert app.ask("GET", "/", known).status == 200

    again = app.ask("GET", app.address.removeprefix(app.url))

    assert again.status == 403
    assert "used already" in again.text


def test_the_cookie_is_for_this_app_alone(tmp_path):
    with appkit.started(tmp_path) as app:
        answer = app.ask("GET", app.address.removeprefix(app.url))

    name, *flags = answer.getheader("set-cookie").split("; ")
    assert name.startswith(f"batchgen-{app.port}=")
    assert {"HttpOnly", "Path=/"} <= set(flags)
    assert "samesite=strict" in {flag.lower() for flag in flags}
    assert len(name.partition("=")[2]) >= 40


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "localhost:1", ""])
def test_another_name_of_this_machine_is_refused(app, known, host):
    assert app.ask("GET", "/", known | {"Host": host}).status == 421


@pytest.mark.parametrize("origin", [None, "null", "http://evil.example", "http://127.0.0.1:1"])
def test_another_page_cannot_post(app, known, origin):
    headers = {"Cookie": known["Cookie"], "Content-Type": "application/json"}
    if origin is not None:
        headers["Origin"] = origin

    assert app.ask("POST", "/api/sample", headers, b"{}").status == 403


def test_an_upload_over_the_cap_is_refused_before_it_is_read(app, known):
    answer = app.ask("POST", "/api/sample", known | {"Content-Length": str(101 * 1024 * 1024)})

    assert answer.status == 413
    assert "100 MB" in answer.text


@pytest.mark.parametrize("path", ["/", "/static/core.js", "/nothing", "/c/..%2f..%2fetc/sheet"])
def test_every_answer_has_the_headers(app, known, path):
    answer = app.ask("GET", path, known)

    policy = answer.getheader("content-security-policy")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.getheader("x-content-type-options") == "nosniff"
    assert answer.getheader("referrer-policy") == "no-referrer"
    assert answer.getheader("cache-control") == "no-store"
    assert answer.getheader("access-control-allow-origin") is None


def test_a_folder_elsewhere_is_no_campaign(app, known):
    assert app.ask("GET", "/c/..%2f..%2fetc/sheet", known).status == 404
    assert app.ask("GET", "/static/..%2fguard.py", known).status == 404


def test_a_second_start_opens_the_first_app(tmp_path):
    with appkit.started(tmp_path) as first, appkit.started(tmp_path) as second:
        second.process.wait(20)

        assert second.port == first.port
        assert first.ask("GET", second.address.removeprefix(second.url)).status == 303


def test_the_app_ends_at_once_on_ctrl_c(tmp_path):
    with appkit.started(tmp_path) as app:
        app.process.terminate()
        with contextlib.suppress(OSError):
            app.ask("GET", "/")

        app.process.wait(20)


def test_an_open_event_stream_does_not_hold_the_end_of_the_app(tmp_path):
    new_campaign.write(tmp_path / "autumn", new_campaign.sample_files())
    with appkit.started(tmp_path) as app:
        line = http.client.HTTPConnection("127.0.0.1", app.port, timeout=30)
        known = app.cookie() | {"Host": f"127.0.0.1:{app.port}"}
        with contextlib.closing(line):
            line.request("GET", "/c/autumn/live/rehearse", headers=known)
            stream = line.getresponse()
            assert stream.readline().startswith(b"data: ")

            app.process.send_signal(signal.SIGINT)

            app.process.wait(20)  # it would be for ever: the stream is open still
            stream.close()


def test_no_page_has_inline_code():
    folder = Path(__file__).parents[2] / "batchgen" / "app" / "templates"

    for template in folder.glob("*.j2"):
        text = template.read_text(encoding="utf-8").lower()
        assert "<style" not in text, template.name
        assert " style=" not in text, template.name
        assert " onclick" not in text, template.name
        assert "<script>" not in text, template.name
        assert "|safe" not in text.replace(" ", ""), template.name

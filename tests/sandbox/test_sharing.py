"""Pages of other origins: the API is shared with those of this computer, and nothing else with anybody."""

import contextlib
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sandboxkit

from batchgen import sandbox
from batchgen.sandbox.render.web import browser, proxy
from batchgen.sandbox.studio import fetch

VITE = "http://localhost:5173"
OF_HERE = [VITE, "http://127.0.0.1:3000", "https://localhost", "http://[::1]:8080", "http://app.localhost:1"]
STRANGERS = [
    "https://evil.example",
    "http://localhost.evil.example",
    "http://127.0.0.1.evil.example:5173",
    "http://localhost@evil.example",
    "http://10.0.0.5:5173",
    "chrome-extension://localhost",
    "null",
    "localhost",
    "http://[",
]
FETCH = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}
ASKS = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type,x-api-key"}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sandboxkit.Api]:
    with sandboxkit.running(tmp_path_factory.mktemp("sandbox"), "--cors", "HTTPS://App.Example.com/") as api:
        yield api


def preflight(api: sandboxkit.Api, origin: str, **headers: str) -> sandboxkit.Answer:
    return api.call("OPTIONS", "/v2/videos", key=None, Origin=origin, **FETCH, **ASKS, **headers)


@pytest.mark.parametrize("origin", [*OF_HERE, "https://app.example.com"])
def test_a_preflight_is_answered_before_the_key_is_asked_for(api: sandboxkit.Api, origin: str) -> None:
    answer = preflight(api, origin)
    allowed = set(answer.headers["access-control-allow-headers"].split(", "))

    assert answer.status == 204
    assert answer.headers["access-control-allow-origin"] == origin
    assert allowed == {"x-api-key", "content-type"}
    assert answer.headers["access-control-allow-methods"] == "GET, POST, PATCH, DELETE"
    assert answer.headers["vary"] == "Origin"


@pytest.mark.parametrize("origin", STRANGERS)
def test_strangers_get_neither_a_preflight_nor_an_answer(api: sandboxkit.Api, origin: str) -> None:
    answers = [preflight(api, origin), api.call("GET", "/v2/videos", Origin=origin, **FETCH)]

    assert [answer.status for answer in answers] == [403, 403]
    assert [answer.headers["access-control-allow-origin"] for answer in answers] == [None, None]


@pytest.mark.parametrize(("key", "status"), [("any", 200), (None, 401), ("0" * 32, 401)])
def test_a_page_may_read_every_answer_of_the_api(api: sandboxkit.Api, key: str | None, status: int) -> None:
    answer = api.call("GET", "/v2/videos", key=key, Origin=VITE, **FETCH)
    unknown = api.call("GET", "/v2/no/such/thing", Origin=VITE, **FETCH)

    assert (answer.status, answer.headers["access-control-allow-origin"]) == (status, VITE)
    assert (unknown.status, unknown.headers["access-control-allow-origin"]) == (404, VITE)
    assert answer.headers["access-control-expose-headers"] == "retry-after"


def test_a_spoiled_answer_is_shared_too(tmp_path: Path) -> None:
    with sandboxkit.running(tmp_path, "--fault", "list:429:1", "--retry-after", "3") as api:
        answer = api.call("GET", "/v2/videos", Origin=VITE, **FETCH)

    assert (answer.status, answer.headers["access-control-allow-origin"]) == (429, VITE)
    assert answer.headers["retry-after"] == "3"


@pytest.mark.parametrize("origin", [VITE, "https://app.example.com"])
def test_pages_films_and_the_gallery_are_never_shared(api: sandboxkit.Api, origin: str) -> None:
    video_id = api.create()
    paths = ["/", "/gallery.json", f"/videos/{video_id}/index.html", f"/videos/{video_id}/placeholder.mp4"]
    answers = [
        api.call(method, path, Origin=origin, **FETCH, **ASKS)
        for path in (*paths, "/v2", "/v2x/videos")
        for method in ("GET", "OPTIONS")
    ]

    assert {answer.status for answer in answers} == {403}
    assert {answer.headers["access-control-allow-origin"] for answer in answers} == {None}


@pytest.mark.parametrize("mode", ["no-cors", "navigate", "websocket"])
def test_only_a_script_that_reads_the_answer_may_ask(api: sandboxkit.Api, mode: str) -> None:
    headers = {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": "iframe"}

    assert api.call("POST", "/v2/videos", {}, Origin=VITE, **headers).status == 403


def test_the_host_is_looked_at_before_the_origin(api: sandboxkit.Api) -> None:
    answer = preflight(api, VITE, Host="evil.example")

    assert (answer.status, answer.headers["access-control-allow-origin"]) == (403, None)


def test_a_public_page_that_is_allowed_may_reach_this_computer(api: sandboxkit.Api) -> None:
    asked = {"Access-Control-Request-Private-Network": "true"}
    answer = preflight(api, "https://app.example.com", **asked)

    assert answer.headers["access-control-allow-private-network"] == "true"


def test_a_child_is_for_its_parent_alone(tmp_path: Path) -> None:
    with sandbox.Child.start(tmp_path, render=False, key="only this one") as child:
        api = sandboxkit.Api(child.url, tmp_path)
        statuses = [
            api.call("GET", "/v2/videos", key=key).status for key in ("only this one", "any", "ü", None)
        ]
        shared = [
            preflight(api, VITE).status,
            api.call("GET", "/v2/videos", key="only this one", Origin=VITE, **FETCH).status,
        ]

    assert statuses == [200, 401, 401, 401]
    assert shared == [403, 403]


def test_a_child_is_shared_with_the_origins_that_its_parent_names(tmp_path: Path) -> None:
    with sandbox.Child.start(tmp_path, render=False, options=("--cors", VITE)) as child:
        api = sandboxkit.Api(child.url, tmp_path)
        statuses = [preflight(api, origin).status for origin in OF_HERE]

    assert statuses == [204, 403, 403, 403, 403]


PAGE = "<!doctype html><title>an app of another port</title>"
SCRIPT = """(async () => {
  const at = 'SANDBOX', told = {};
  const headers = {'x-api-key': 'sandbox', 'content-type': 'application/json'};
  const body = JSON.stringify({replica_id: 'rlocal0maya', script: 'Hi.'});
  const ask = async (name, path, options) => {
    try {
      const answer = await fetch(at + path, options);
      told[name] = [answer.status, await answer.text()];
    } catch (error) { told[name] = [0, error.name]; }
  };
  await ask('create', '/v2/videos', {method: 'POST', headers, body});
  await ask('list', '/v2/videos', {headers});
  await ask('no key', '/v2/videos', {});
  const id = told.create[0] ? JSON.parse(told.create[1]).video_id : 'none';
  await ask('delete', '/v2/videos/' + id, {method: 'DELETE', headers});
  await ask('gallery', '/gallery.json', {headers});
  await ask('page', '/', {});
  return JSON.stringify(told);
})()"""


def opened(tab: browser.Browser) -> bool:
    with contextlib.suppress(browser.CommandError):  # a page that is just being left evaluates nothing
        return tab.run("document.readyState + ' ' + document.title") == "complete an app of another port"
    return False


def in_a_browser(page: str, api: sandboxkit.Api) -> Any:
    """Open a page and run a script in it that asks the sandbox; return what it was told."""
    deadline = time.monotonic() + 120
    policy = fetch.Policy(allow_loopback=True)
    with proxy.Proxy(policy) as way, browser.Browser(browser.find(), deadline, way.url) as tab:
        tab.call("Page.navigate", url=page)
        while not opened(tab):
            tab.wait(0.05)
            assert time.monotonic() < deadline
        return json.loads(str(tab.run(SCRIPT.replace("SANDBOX", api.url))))


@pytest.mark.browser
@pytest.mark.skipif(not browser.find(), reason="no Chromium, Chrome or Edge is installed")
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_page_of_another_port_in_a_real_browser_calls_the_api_and_nothing_else(
    tmp_path: Path, host: str
) -> None:
    with sandboxkit.running(tmp_path) as api, sandboxkit.serving(PAGE) as port:
        told = in_a_browser(f"http://{host}:{port}/", api)

    assert {name: status for name, (status, _) in told.items()} == {
        "create": 200,
        "list": 200,
        "no key": 401,
        "delete": 200,
        "gallery": 0,
        "page": 0,
    }
    assert json.loads(told["list"][1])["total_count"] == 1


@pytest.mark.browser
@pytest.mark.skipif(not browser.find(), reason="no Chromium, Chrome or Edge is installed")
def test_a_page_in_a_real_browser_gets_nothing_from_a_rehearsal(tmp_path: Path) -> None:
    with sandbox.Child.start(tmp_path, render=False, key="secret") as child, sandboxkit.serving(PAGE) as port:
        told = in_a_browser(f"http://127.0.0.1:{port}/", sandboxkit.Api(child.url, tmp_path))

    assert {name: status for name, (status, _) in told.items()} == dict.fromkeys(
        ("create", "list", "no key", "delete", "gallery", "page"), 0
    )

"""Whatever way a background website asks for this machine: the proxy refuses it, and nothing goes around it.

A public website is played by a server on loopback that the proxy is told to find behind a public address;
what the website asks for is a server on loopback that takes any connection and any datagram.
"""

import contextlib
import http.server
import selectors
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from batchgen.sandbox.render.web import browser, proxy
from batchgen.sandbox.studio import fetch

PUBLIC = "93.184.216.34"
SITE = "http://site.example"
LOCAL_SITE = "http://localhost"
"""Chromium trusts this name as it trusts https: service workers need that. Here it is public, too."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not browser.find(), reason="no Chromium, Chrome or Edge is installed"),
]


class Inside:
    """A service of this machine that nobody may reach: TCP and UDP at one port, IPv4 and IPv6 where it is."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self._sockets: list[socket.socket] = []
        self.port = 0
        for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
            for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                with contextlib.suppress(OSError):
                    self._bind(family, kind, address)
        self._stopped = False
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def _bind(self, family: int, kind: int, address: str) -> None:
        made = socket.socket(family, kind)
        try:
            made.bind((address, self.port))
        except OSError:
            made.close()
            raise
        self._sockets.append(made)
        self.port = made.getsockname()[1]
        if kind == socket.SOCK_STREAM:
            made.listen()

    def _watch(self) -> None:
        with selectors.DefaultSelector() as selector:
            for each in self._sockets:
                selector.register(each, selectors.EVENT_READ)
            while not self._stopped:
                for key, _ in selector.select(0.05):
                    self._take(key.fileobj)  # type: ignore[arg-type]

    def _take(self, each: socket.socket) -> None:
        if each.type == socket.SOCK_STREAM:
            each.accept()[0].close()
            self.seen.append("connection")
        else:
            self.seen.append(f"datagram {each.recvfrom(2000)[0][:20]!r}")

    def close(self) -> None:
        self._stopped = True
        self._thread.join()
        for each in self._sockets:
            each.close()


class Website(http.server.BaseHTTPRequestHandler):
    """The public website: `page` is what it shows, and it redirects to whatever it is told."""

    page = ""
    worker = ""
    asked: list[str]

    def do_GET(self) -> None:
        Website.asked.append(self.path)
        path, _, query = self.path.partition("?")
        if path == "/to":
            self.send_response(307)
            self.send_header("location", query)
        else:
            self.send_response(200)
        body = {"/": Website.page, "/worker.js": Website.worker}.get(path, "<p>here</p>").encode()
        self.send_header("content-type", "text/javascript" if path.endswith(".js") else "text/html")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - the library's names

    def log_message(self, *_: object) -> None:
        pass


class Visit:
    """One browser behind one proxy, for all tests: it takes a second to start."""

    def __init__(self, tab: browser.Browser, names: list[str], way: proxy.Proxy) -> None:
        self.tab, self.names, self.way = tab, names, way

    def see(self, page: str, *, worker: str = "", site: str = SITE, seconds: float = 0.6) -> None:
        """Load a page and let it work."""
        Website.page, Website.worker = f"<!doctype html>{page}", worker
        Website.asked = []
        self.way.refusal = ""
        self.tab.call("Page.navigate", url=site + "/")
        self.tab.wait(seconds)
        assert "/" in Website.asked


@pytest.fixture(scope="module")
def visit() -> Iterator[Visit]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Website)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    names: list[str] = []

    def look_up(host: str, port: int) -> list[str]:
        del port
        names.append(host)
        if host == "inside.example":
            return ["127.0.0.1"]
        if host == "both.example":
            return [PUBLIC, "127.0.0.1"]
        if host == "turns.example":  # public at the first question, inside from then on
            return [PUBLIC] if names.count(host) == 1 else ["127.0.0.1"]
        return [PUBLIC]

    def dial(address: str, port: int) -> socket.socket:
        del port
        assert address == PUBLIC
        return proxy.dial("127.0.0.1", server.server_port)

    with (
        proxy.Proxy(fetch.Policy(), look_up=look_up, dial=dial) as way,
        browser.Browser(browser.find(), time.monotonic() + 300, way.url) as tab,
    ):
        yield Visit(tab, names, way)
    server.shutdown()
    server.server_close()


@pytest.fixture
def inside() -> Iterator[Inside]:
    made = Inside()
    yield made
    made.close()


WAYS = {
    "img": "<img src='http://{at}/'>",
    "script": "<script src='http://{at}/'></script>",
    "style": "<style>@import 'http://{at}/'; body{{background:url(http://{at}/b)}}</style>",
    "font": "<style>@font-face{{font-family:a;src:url(http://{at}/)}} p{{font-family:a}}</style><p>a",
    "video": "<video src='http://{at}/' autoplay></video>",
    "iframe": "<iframe src='http://{at}/'></iframe>",
    "object": "<object data='http://{at}/'></object><embed src='http://{at}/e'>",
    "svg": "<svg><image href='http://{at}/'/></svg>",
    "srcdoc": "<iframe srcdoc=\"<img src='http://{at}/'>\"></iframe>",
    "data": "<iframe src=\"data:text/html,<img src='http://{at}/'>\"></iframe>",
    "blob": "<script>const f = document.createElement('iframe');"
    "f.src = URL.createObjectURL(new Blob(['<img src=http://{at}/>'], {{type: 'text/html'}}));"
    "document.documentElement.append(f)</script>",
    "link": "<link rel=stylesheet href='http://{at}/'><link rel=icon href='http://{at}/i'>"
    "<link rel=manifest href='http://{at}/m'>",
    "preconnect": "<link rel=preconnect href='http://{at}/'><link rel=preconnect href='https://{at}/'>",
    "dns-prefetch": "<link rel=dns-prefetch href='http://{at}/'>",
    "prefetch": "<link rel=prefetch href='http://{at}/'><link rel=preload as=image href='http://{at}/p'>"
    "<link rel=modulepreload href='http://{at}/m'>",
    "speculation": '<script type=speculationrules>{{"prefetch":[{{"urls":["http://{at}/"]}}],'
    '"prerender":[{{"urls":["http://{at}/p"]}}]}}</script>',
    "fetch": "<script>fetch('http://{at}/', {{mode: 'no-cors'}})</script>",
    "https": "<script>fetch('https://{at}/', {{mode: 'no-cors'}})</script>",
    "post": "<script>fetch('http://{at}/', {{mode: 'no-cors', method: 'POST', body: 'EHLO'}})</script>",
    "xhr": "<script>const x = new XMLHttpRequest(); x.open('GET', 'http://{at}/'); x.send()</script>",
    "beacon": "<script>navigator.sendBeacon('http://{at}/', 'x')</script>",
    "keepalive": "<script>fetch('http://{at}/', {{mode: 'no-cors', keepalive: true}});"
    "setTimeout(() => location = '/next', 50)</script>",
    "unload": "<script>onpagehide = () => navigator.sendBeacon('http://{at}/', 'x');"
    "setTimeout(() => location = '/next', 50)</script>",
    "events": "<script>new EventSource('http://{at}/')</script>",
    "websocket": "<script>new WebSocket('ws://{at}/')</script>",
    "secure websocket": "<script>new WebSocket('wss://{at}/')</script>",
    "worker": "<script>new Worker(URL.createObjectURL(new Blob("
    "[\"fetch('http://{at}/', {{mode: 'no-cors'}}); new WebSocket('ws://{at}/')\"])))</script>",
    "import": "<script>new Worker(URL.createObjectURL(new Blob([\"importScripts('http://{at}/')\"])))</script>",
    "shared worker": "<script>new SharedWorker(URL.createObjectURL(new Blob("
    "[\"fetch('http://{at}/', {{mode: 'no-cors'}})\"])))</script>",
    "form": "<form id=f method=post target=t action='http://{at}/'></form><iframe name=t></iframe>"
    "<script>f.submit()</script>",
    "refresh": "<meta http-equiv=refresh content='0;url=http://{at}/'>",
    "location": "<script>location = 'http://{at}/'</script>",
    "popup": "<script>open('http://{at}/'); open('view-source:http://{at}/')</script>",
    "ping": "<a id=a ping='http://{at}/' href='#x'>x</a><script>a.click()</script>",
    "download": "<a id=a download href='http://{at}/'>x</a><script>a.click()</script>",
    "redirect": "<img src='/to?http://{at}/'><script>fetch('/to?http://{at}/f', {{mode: 'no-cors'}});"
    "fetch('/to?http://{at}/f', {{mode: 'no-cors', method: 'POST', body: 'x'}})</script>",
    "redirect of a frame": "<iframe src='/to?http://{at}/'></iframe>",
    "ftp": "<iframe src='ftp://{at}/'></iframe><img src='ftp://{at}/'>",
    "stun": "<script>const p = new RTCPeerConnection({{iceServers: [{{urls: 'stun:{at}'}}]}});"
    "p.createDataChannel('x'); p.createOffer().then(o => p.setLocalDescription(o))</script>",
    "turn": "<script>const p = new RTCPeerConnection({{iceServers: [{{urls: ['turn:{at}',"
    "'turn:{at}?transport=tcp', 'turns:{at}?transport=tcp'], username: 'u', credential: 'c'}}]}});"
    "p.createDataChannel('x'); p.createOffer().then(o => p.setLocalDescription(o))</script>",
    "peer": "<script>const p = new RTCPeerConnection(); p.createDataChannel('x');"
    "p.createOffer().then(async o => {{ await p.setLocalDescription(o); const q = new RTCPeerConnection();"
    "await q.setRemoteDescription(o); const a = await q.createAnswer(); await p.setRemoteDescription(a);"
    "for (const [kind, name] of [['udp', 'typ host'], ['tcp', 'typ host tcptype passive']])"
    "p.addIceCandidate({{sdpMid: '0',"
    "candidate: `candidate:1 1 ${{kind}} 2122260223 {host} {port} ${{name}}`}})}})</script>",
    "webtransport": "<script>new WebTransport('https://{at}/')</script>",
}
SPELLINGS = (
    "127.0.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0177.0.0.1",
    "017700000001",
    "127.1",
    "127.0.0.1.",
    "0.0.0.0",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::7f00:1]",
    "[::127.0.0.1]",
    "inside.example",
    "both.example",
)
QUIET = {"preconnect", "dns-prefetch", "speculation", "ftp", "popup", "ping", "stun", "peer", "webtransport"}
"""Ways that need not come as far as the proxy: the browser itself does not go them."""


@pytest.mark.parametrize("way", WAYS)
def test_a_website_does_not_reach_this_machine(visit: Visit, inside: Inside, way: str) -> None:
    page = WAYS[way].format(at=f"127.0.0.1:{inside.port}", host="127.0.0.1", port=inside.port)

    visit.see(page, seconds=1.5 if way in {"stun", "turn", "peer", "webtransport"} else 0.5)

    assert inside.seen == []
    assert way in QUIET or "127.0.0.1" in visit.way.refusal


def test_no_spelling_of_this_machine_is_reached(visit: Visit, inside: Inside) -> None:
    pages = [WAYS[way] for way in ("img", "websocket", "turn", "preconnect")]
    for host in SPELLINGS:
        visit.see("".join(p.format(at=f"{host}:{inside.port}") for p in pages), seconds=0.3)

    assert inside.seen == []


def test_a_name_that_points_inwards_later_is_not_followed_there(visit: Visit, inside: Inside) -> None:
    ask = (
        "<script>setInterval(() => fetch('http://turns.example:{port}/x', {{mode: 'no-cors'}}), 100)</script>"
    )

    visit.see(ask.format(port=inside.port), seconds=0.8)

    assert inside.seen == []
    assert "/x" in Website.asked
    assert "turns.example points to 127.0.0.1" in visit.way.refusal


def test_a_service_worker_does_not_reach_this_machine(visit: Visit, inside: Inside) -> None:
    at = f"127.0.0.1:{inside.port}"
    worker = (
        f"const go = () => {{ fetch('http://{at}/', {{mode: 'no-cors'}}).catch(() => 0);"
        f"new WebSocket('ws://{at}/'); fetch('/done') }}; self.oninstall = go"
    )

    visit.see(
        "<script>navigator.serviceWorker.register('/worker.js')</script>", worker=worker, site=LOCAL_SITE
    )

    assert inside.seen == []
    assert "/done" in Website.asked
    assert "127.0.0.1" in visit.way.refusal


@pytest.mark.parametrize("port", [22, 25, 445, 631])
def test_a_port_where_no_website_is_is_not_asked(visit: Visit, port: int) -> None:
    with pytest.raises(fetch.ForbiddenError, match="no website"):
        visit.way.connect("site.example", port)


def test_a_file_of_this_machine_is_not_shown(visit: Visit, tmp_path: Path) -> None:
    secret = tmp_path / "secret.html"
    secret.write_text("<script>parent.postMessage('read', '*')</script>")
    page = (
        f"<iframe src='{secret.as_uri()}'></iframe><script>onmessage = m => window.got = m.data;"
        f"fetch('{secret.as_uri()}').then(() => window.got = 'fetched').catch(() => 0);"
        f"open('{secret.as_uri()}'); location = '{secret.as_uri()}'</script>"
    )

    visit.see(page)

    assert visit.tab.run("window.got || ''") == ""
    assert visit.tab.run("location.href") == SITE + "/"


def test_the_browser_asks_its_maker_for_nothing(visit: Visit) -> None:
    visit.see("<p>quiet</p>", seconds=1.5)  # updates are asked for in the first second

    assert not [name for name in visit.names if "google" in name]
    assert {"/", "/favicon.ico"} >= set(Website.asked)


def test_what_a_website_loads_from_public_addresses_comes(visit: Visit) -> None:
    page = (
        "<script>Promise.all([fetch('/a'), fetch('http://other.example/b', {mode: 'no-cors'}),"
        "fetch('/c', {method: 'POST', body: 'x'.repeat(100000)})])"
        ".then(async all => window.got = await all[0].text())</script>"
    )

    visit.see(page)

    assert visit.tab.run("window.got") == "<p>here</p>"
    assert {"/a", "/b", "/c"} <= set(Website.asked)
    assert "other.example" in visit.names

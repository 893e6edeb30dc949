"""Where a link of somebody else may lead, and that a connection goes where was looked."""

import http.server
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import webspace

from batchgen import net

HERE = net.Rule(allow_loopback=True)
OPEN = net.Rule(allow_private=True)

INWARD = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.5",
    "100.64.0.1",
    "169.254.169.254",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.170",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "203.0.113.1",
    "224.0.0.251",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:0:127.0.0.1",
    "::ffff:0:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b::10.0.0.1",
    "64:ff9b::169.254.169.254",
    "64:ff9b:1::7f00:1",
    "64:ff9b:1::8.8.8.8",
    "64:ff9b:1:ffff::10.0.0.1",
    "100::1",
    "2001::1",
    "2001:0:7f00:1::",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
    "2001:0:808:808:0:0:f7f7:f7f7",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:5::1",
    "2002:c0a8:101::1",
    "2002:a9fe:a9fe::1",
    "2a00:1450:4001::5efe:10.0.0.1",
    "2a00:1450:4001::200:5efe:127.0.0.1",
    "fe80::5efe:8.8.8.8",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "feff::1",
    "ff02::1",
    "ff0e::1",
]
PUBLIC = [
    "8.8.8.8",
    "93.184.216.34",
    "100.128.0.1",
    "172.32.0.1",
    "223.255.255.254",
    "2606:4700:4700::1111",
    "2a00:1450:4001:82a::200e",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
    "2002:808:808::1",
    "2a00:1450:4001::5efe:8.8.8.8",
]


class Site(http.server.BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        Site.asked.append(f"{self.headers['host']}{self.path}")
        self.send_response(302 if self.path == "/hop" else 200)
        self.send_header("location", f"http://127.0.0.2:{self.server.server_address[1]}/inside")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    Site.asked = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("address", INWARD)
def test_an_address_that_is_not_of_the_internet_is_refused(address: str) -> None:
    host = f"[{address}]" if ":" in address else address

    assert not net.is_public(address)
    assert not net.PUBLIC.allows(address)
    with pytest.raises(net.InwardLinkError, match="does not fetch from there"):
        net.resolve(f"http://{host}/x")
    with pytest.raises(net.InwardLinkError):
        net.resolve("http://a.example/x", look_up=lambda *_: ["8.8.8.8", address])


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_internet_is_allowed(address: str) -> None:
    assert net.PUBLIC.allows(address)
    assert net.resolve("http://a.example/x", look_up=lambda *_: [address]).addresses == (address,)


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "127.1",
        "127.0.1",
        "127.0.0.1.",
        "0",
        "0x0A.0.1",
        "localhost",
    ],
)
def test_an_odd_spelling_of_this_machine_is_refused(host: str) -> None:
    with pytest.raises(net.InwardLinkError):
        net.resolve(f"http://{host}/x")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/a",
        "gopher://x",
        "file:///etc/passwd",
        "javascript:1",
        "http://",
        "a.png",
        "http://[::",
        "http://example.com:99999/",
        "http://\u2100\u2100:80x/",
    ],
)
def test_only_http_links_are_fetched(url: str) -> None:
    with pytest.raises(net.ForbiddenLinkError):
        net.resolve(url, look_up=lambda *_: ["8.8.8.8"])


@pytest.mark.parametrize("host", ["a.example", "1.2.3.4.5", "256.1.1.1", "09.1", "1e3", "4294967296", "1..2"])
def test_a_name_is_not_taken_for_a_number(host: str) -> None:
    assert net.resolve(f"http://{host}/x", look_up=lambda *_: ["8.8.8.8"]).addresses == ("8.8.8.8",)


def test_loopback_alone_does_not_open_the_network() -> None:
    addresses = ("127.0.0.1", "::1", "10.0.0.5", "224.0.0.1", "64:ff9b:1::7f00:1")

    assert [HERE.allows(ip) for ip in addresses] == [True, True, False, False, False]
    assert [OPEN.allows(ip) for ip in addresses] == [True, True, True, False, True]


def test_a_name_of_letters_beyond_ascii_is_written_as_the_dns_has_it() -> None:
    target = net.resolve("https://m\u00fcller.example/a?b=c", look_up=lambda *_: ["8.8.8.8"])

    assert target.host_header() == "xn--mller-kva.example"
    assert target.pinned("8.8.8.8") == "https://8.8.8.8:443/a?b=c"


def test_the_connection_goes_to_the_address_that_was_looked_at(port: int) -> None:
    # the name itself leads nowhere: whoever resolves it a second time fails
    def look(url: str) -> net.Target:
        return net.resolve(url, HERE, look_up=lambda *_: ["127.0.0.1"])

    with net.opened("GET", f"http://no.such.example:{port}/a", look, headers={}) as (answer, target):
        assert (answer.status_code, target.host) == (200, "no.such.example")
    assert Site.asked == [f"no.such.example:{port}/a"]


def test_an_address_that_does_not_answer_gives_way_to_the_next(port: int) -> None:
    # the server listens on 127.0.0.1 alone; many systems give ::1 first for localhost
    target = net.Target(f"http://localhost:{port}/a", "http", "localhost", port, ("::1", "127.0.0.1"))

    with net.opened("GET", target.url, lambda _: target, headers={}) as (answer, _):
        assert answer.status_code == 200


def test_a_redirect_is_looked_at_like_the_first_link(port: int) -> None:
    def look(url: str) -> net.Target:
        looked.append(url)
        if "/inside" in url:
            return net.resolve(url)
        return net.resolve(url, HERE)

    looked: list[str] = []
    with (
        pytest.raises(net.InwardLinkError),
        net.opened("GET", f"http://127.0.0.1:{port}/hop", look, headers={}),
    ):
        pass

    assert looked == [f"http://127.0.0.1:{port}/hop", f"http://127.0.0.2:{port}/inside"]
    assert Site.asked == [f"127.0.0.1:{port}/hop"]


def test_a_proxy_of_the_environment_resolves_names_and_is_not_asked_for_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("https_proxy", "proxy.example:3128")
    monkeypatch.delenv("no_proxy", raising=False)
    rule = net.Rule(use_proxy=True)

    target = net.resolve("https://cdn.example/v.mp4", rule)

    assert (target.proxy, target.addresses) == ("http://proxy.example:3128", ())
    with pytest.raises(net.InwardLinkError):
        net.resolve("https://10.0.0.5/v.mp4", rule)


def test_a_message_shows_no_user_and_no_query() -> None:
    assert net.shown("https://ana:secret@example.com/a?token=1#x") == "https://example.com/a"


def test_a_visit_asks_for_a_byte_or_reads_a_page(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(b"0123456789")
    with webspace.Website(tmp_path) as site:
        site.answer = lambda path: webspace.Page(302, location="/film.mp4") if path == "/moved" else None
        byte, whole = net.visit(f"{site.url}/film.mp4"), net.visit(f"{site.url}/film.mp4", most=100)
        moved, none = net.visit(f"{site.url}/moved", most=4), net.visit(f"{site.url}/none")

    assert (byte.status, byte.size, byte.body, byte.kind) == (206, 10, b"", "video/mp4")
    assert (whole.status, whole.size, whole.body) == (200, 10, b"0123456789")
    assert (moved.url, none.status) == (f"{site.url}/film.mp4", 404)


def test_a_server_that_takes_no_connection_is_said_in_plain_words() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens, and nobody else can
        with pytest.raises(net.NotReachedError, match=r"could not be reached \(no connection\)") as told:
            net.visit(f"http://127.0.0.1:{taken.getsockname()[1]}/")

    assert told.value.why == "no connection"

"""Sound files of a sheet, asked for over loopback: few bytes, once each, whatever the server does."""

import pytest
import soundkit

from batchgen import audio, net

SHORT = net.Patience(connect=2.0, read=0.2, whole=0.4)
FRAMES = 400
FILES = {
    "/a.wav": soundkit.wav(30),
    "/cbr.mp3": soundkit.cbr(FRAMES),
    "/lame.mp3": soundkit.tag(400_000) + soundkit.xing(soundkit.vbr(FRAMES), FRAMES),
    "/streamed.wav": soundkit.wav(30, said=0xFFFFFFFF),
    "/empty.mp3": b"",
    "/fake.wav": b"\0\0\0\x18ftypM4A " + bytes(9000),
    "/page.mp3": b"<!doctype html><title>Log in</title>" + bytes(9000),
}


@pytest.fixture
def server():
    with soundkit.serving(FILES) as server:
        yield server


def heard(url: str, **given) -> audio.Heard:  # type: ignore[no-untyped-def]
    return audio.listen([url], near=True, **given)[url]


@pytest.mark.parametrize("how", ["", "plain", "gzip", "chunked", "unknown", "refuse"])
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/a.wav", 30),
        ("/streamed.wav", 30),
        ("/cbr.mp3", FRAMES * soundkit.FRAME),
        ("/lame.mp3", FRAMES * soundkit.FRAME),
    ],
)
def test_a_length_is_found_however_the_server_sends(server, path, how, expected):
    found = heard(f"{server.url}{path}?{how}")

    assert found.seconds == pytest.approx(expected, rel=0.01)
    assert server.methods == {"GET"}


def test_only_a_few_kilobytes_are_fetched(server):
    for path in ("/a.wav", "/streamed.wav", "/lame.mp3"):
        heard(server.url + path)

    assert server.sent < 100_000


@pytest.mark.parametrize(
    ("rest", "trouble"),
    [
        ("/a.wav?404", "it answers 404"),
        ("/a.wav?503", "it answers 503"),
        ("/page.mp3", "leads to a page or a text"),
        ("/lame.mp3?shifted", "other parts"),
        ("/a.wav?silent", "time-out"),
        ("/a.wav?to=http://10.0.0.1/a.wav", "on this computer or its network"),
        ("/a.wav?to=http://169.254.169.254/latest", "on this computer or its network"),
        ("/a.wav?to=file:///etc/passwd", "not a link that can be fetched"),
        ("/a.wav?loop", "too many redirects"),
    ],
)
def test_why_a_length_is_not_known_is_told(server, rest, trouble):
    found = heard(server.url + rest, patience=SHORT)

    assert found.seconds is None
    assert trouble in found.trouble


def test_a_server_that_sends_for_ever_is_left(server):
    found = heard(f"{server.url}/a.wav?forever")
    dripping = heard(f"{server.url}/a.wav?drip", patience=SHORT)

    assert found.seconds == pytest.approx(30)
    assert dripping.trouble == "time-out"


def test_a_packed_answer_that_unpacks_to_much_is_left():
    with soundkit.serving({"/bomb.mp3": bytes(50_000_000)}) as server:
        found = heard(f"{server.url}/bomb.mp3?gzip")

    assert found.trouble == "there is no mp3 sound in it"


def test_an_empty_file_has_no_length(server):
    assert heard(f"{server.url}/empty.mp3").seconds == 0


def test_another_kind_of_file_is_named(server):
    assert heard(f"{server.url}/fake.wav").other == "m4a or mp4"


def test_one_address_is_asked_once_however_many_rows_have_it(server):
    url = f"{server.url}/a.wav"

    audio.listen([url] * 1000, near=True)

    assert server.paths() == ["/a.wav"]


def test_many_addresses_are_asked_once_each(server):
    urls = [f"{server.url}/a.wav?{'x' * number}" for number in range(1, 200)]

    found = audio.listen(urls, near=True)

    assert [round(found[url].seconds) for url in urls] == [30] * len(urls)
    assert sorted(server.paths()) == sorted(url.removeprefix(server.url) for url in urls)


def test_a_server_that_never_answers_is_given_up(server):
    silent = [f"{server.url}/{number}.wav?silent" for number in range(500)]

    found = audio.listen(silent, near=True, patience=SHORT)

    assert {one.trouble for one in found.values()} == {"time-out", "its server does not answer"}
    assert len(server.asked) < 40


def test_what_is_not_done_in_time_is_left_behind(server):
    url = f"{server.url}/a.wav?silent"

    found = audio.listen([url], near=True, whole=0.05)

    assert found[url].trouble == "there was no time left for this link"


def test_a_link_into_this_machine_is_not_asked_for_a_service_elsewhere(server):
    url = f"{server.url}/a.wav"

    found = audio.listen([url])[url]

    assert found.seconds is None
    assert not found.is_public
    assert server.asked == []


def test_what_is_no_address_is_told_like_the_others():
    found = audio.listen(["http://[::bad/x", "ftp://a.org/a.wav"])

    assert all(one.trouble for one in found.values())

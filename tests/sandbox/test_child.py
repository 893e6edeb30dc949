"""The sandbox as a process: it starts, keeps what it has, and leaves nothing running behind it."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import sandboxkit

from batchgen import errors, sandbox
from batchgen.sandbox.api import server

SMALL = ("--height", "360", "--workers", "1", "--browser", "none")
CARD = "rlocal0voice"
needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to see processes")


def descendants(pid: int) -> set[int]:
    """Return the processes below a process, as Linux lists them."""
    parents = {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = place.read_text()
        except OSError:
            continue
        parents[int(place.parent.name)] = int(text.rpartition(")")[2].split()[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def gone(pids: set[int]) -> bool:
    def runs(pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except OSError:
            return False

    return not any(runs(pid) for pid in pids)


@pytest.fixture(scope="module")
def filmed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[sandboxkit.Api, str]]:
    """A sandbox that makes films, with one video made."""
    folder = tmp_path_factory.mktemp("films") / "spring campaign.sandbox"
    with sandbox.Child.start(folder, options=SMALL) as child:
        api = sandboxkit.Api(child.url, folder)
        video_id = api.create(
            replica_id=CARD, script="Hello Ana. <b>Good</b> morning.", video_name="Ana & co"
        )
        assert api.finished(video_id, 60)["status"] == "ready"
        yield api, video_id


def fetched(url: str, **headers: str) -> tuple[int, bytes, str]:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
        return answer.status, answer.read(), answer.headers["content-type"]


def text_of(path: Path) -> str:
    """Return a file's text, empty while it is not written yet."""
    return path.read_text("utf-8") if path.exists() else ""


def test_a_ready_video_has_all_its_files(filmed: tuple[sandboxkit.Api, str]) -> None:
    api, video_id = filmed
    video = api.video(video_id)
    kinds = ("download_url", "stream_url", "still_image_thumbnail_url", "gif_thumbnail_url")

    types = {kind: fetched(video[kind])[2] for kind in kinds}
    assert types == {
        "download_url": "video/mp4",
        "stream_url": "application/vnd.apple.mpegurl",
        "still_image_thumbnail_url": "image/jpeg",
        "gif_thumbnail_url": "image/gif",
    }
    assert fetched(video["download_url"])[1][4:8] == b"ftyp"


def test_a_part_of_a_film_is_served_as_a_range(filmed: tuple[sandboxkit.Api, str]) -> None:
    api, video_id = filmed
    url = api.video(video_id)["download_url"]
    whole = fetched(url)[1]

    status, part, _ = fetched(url, range="bytes=100-199")
    assert (status, part) == (206, whole[100:200])


def test_a_page_plays_the_film_with_captions_and_preview_tags(filmed: tuple[sandboxkit.Api, str]) -> None:
    api, video_id = filmed
    video = api.video(video_id)
    page = fetched(video["hosted_url"])[1].decode()

    assert f'<source src="{video_id}.mp4" type="video/mp4">' in page
    assert '<track kind="captions"' in page
    assert '<meta property="og:title" content="Ana &amp; co">' in page
    assert f'<meta property="og:image" content="{video["still_image_thumbnail_url"]}">' in page
    assert f'<meta property="og:video" content="{video["download_url"]}">' in page
    assert "Sandbox preview" in page
    assert "&lt;b&gt;Good&lt;/b&gt;" in page


def test_the_folder_can_be_moved_since_its_links_are_relative(filmed: tuple[sandboxkit.Api, str]) -> None:
    api, video_id = filmed
    place = api.folder / "videos" / video_id / "index.html"
    data = api.folder / "gallery.js"
    page = sandboxkit.eventually(lambda: text_of(place), lambda text: "<video" in text)
    script = sandboxkit.eventually(lambda: text_of(data), lambda text: '"ready":1' in text)

    for text in (page, script, (api.folder / "index.html").read_text()):
        assert api.url not in text
        assert str(api.folder) not in text
        assert "file:" not in text
    assert (place.parent / f"{video_id}.mp4").exists()
    assert "spring campaign" in (api.folder / "index.html").read_text()


def test_another_sandbox_on_the_same_folder_is_refused(filmed: tuple[sandboxkit.Api, str]) -> None:
    api, _ = filmed

    with pytest.raises(errors.ServiceError, match="another sandbox running"):
        sandbox.Child.start(api.folder, render=False)


def test_only_its_own_names_are_answered(filmed: tuple[sandboxkit.Api, str]) -> None:
    api, _ = filmed

    hosts = ("evil.example", "127.0.0.1.evil.example:80", "[", "localhost:1", "127.0.0.2", "[::1]:80")
    statuses = [api.call("GET", "/gallery.json", Host=host).status for host in hosts]
    assert statuses == [403, 403, 403, 200, 200, 200]


@pytest.mark.parametrize("path", ["/sandbox.db", "/videos/../sandbox.db", "/videos/%2e%2e/sandbox.db"])
def test_nothing_but_pages_and_films_is_served(filmed: tuple[sandboxkit.Api, str], path: str) -> None:
    api, _ = filmed

    assert api.call("GET", path).status == 404


def test_a_video_that_was_not_finished_is_made_after_a_restart(tmp_path: Path) -> None:
    with sandbox.Child.start(tmp_path, options=SMALL) as child:
        api = sandboxkit.Api(child.url, tmp_path)
        made = [api.create(replica_id=CARD, script="Good morning. " * 20) for _ in range(2)]
    with sandbox.Child.start(tmp_path, options=SMALL) as child:
        api = sandboxkit.Api(child.url, tmp_path)
        statuses = [api.finished(video_id, 60)["status"] for video_id in made]

    assert statuses == ["ready", "ready"]
    assert not (tmp_path / "work").exists()


def test_links_are_files_of_the_folder_with_a_link_base(tmp_path: Path) -> None:
    with sandbox.Child.start(tmp_path, link_base=tmp_path.as_uri(), options=SMALL) as child:
        api = sandboxkit.Api(child.url, tmp_path)
        video_id = api.create(replica_id=CARD, script="Hello.")
        hosted = api.video(video_id)["hosted_url"]
        sandboxkit.eventually((tmp_path / "videos" / video_id / "index.html").exists)
        video = api.finished(video_id, 60)

    assert hosted == (tmp_path / "videos" / video_id / "index.html").as_uri()
    assert urllib.request.urlopen(video["download_url"]).read(8)[4:] == b"ftyp"
    assert '"live":false' in (tmp_path / "gallery.js").read_text()


@needs_proc
def test_a_stopped_sandbox_leaves_no_worker_behind(tmp_path: Path) -> None:
    child = sandbox.Child.start(tmp_path, options=SMALL)
    api = sandboxkit.Api(child.url, tmp_path)
    video_id = api.create(replica_id=CARD, script="Good morning to all of you. " * 100)
    sandboxkit.eventually(lambda: api.video(video_id)["generation_progress"] > "0/100")
    family = descendants(child.pid) | {child.pid}

    child.stop()
    assert len(family) >= 2
    sandboxkit.eventually(lambda: gone(family))


@needs_proc
def test_a_sandbox_dies_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    code = (
        "import pathlib, sys, time\n"
        "from batchgen import sandbox\n"
        f"child = sandbox.Child.start(pathlib.Path(sys.argv[1]), options={SMALL!r})\n"
        "print(child.url, child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    with parent:
        url, pid = parent.stdout.readline().split()  # type: ignore[union-attr]
        api = sandboxkit.Api(url, tmp_path)
        video_id = api.create(replica_id=CARD, script="Good morning to all of you. " * 100)
        sandboxkit.eventually(lambda: api.video(video_id)["status"] == "generating")
        family = descendants(int(pid)) | {int(pid)}
        parent.kill()

    sandboxkit.eventually(lambda: gone(family))


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_program_in_order(number: signal.Signals, code: int) -> None:
    command = [sys.executable, "-m", "batchgen.sandbox", "--no-render", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        url = program.stdout.readline().strip()  # type: ignore[union-attr]
        talk = program.stderr.readline()  # type: ignore[union-attr]
        program.send_signal(number)
        ended = program.wait(60)

    assert url.startswith("http://127.0.0.1:")
    assert "costs nothing" in talk
    assert ended == code


def test_a_port_in_use_is_said_in_words(filmed: tuple[sandboxkit.Api, str]) -> None:
    api, _ = filmed
    port = api.url.rpartition(":")[2]
    done = subprocess.run(
        [sys.executable, "-m", "batchgen.sandbox", "--no-render", "--port", port],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert f"cannot listen on 127.0.0.1, port {port}" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_extra_is_named_with_its_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(server, "NEEDED_FOR_FILMS", ("av", "no_such_package_of_ours"))

    with pytest.raises(errors.MissingExtraError, match=r"pip install 'batchgen\[sandbox\]'"):
        sandbox.Child.start(tmp_path)


def test_keys_are_not_kept(tmp_path: Path) -> None:
    with sandboxkit.running(tmp_path) as api:
        api.call("POST", "/v2/videos", {"replica_id": CARD, "script": "Hi."}, key="my-own-secret-word")
        api.call("GET", "/v2/videos", key="0123456789abcdef0123456789abcdef")

    kept = b"".join(place.read_bytes() for place in tmp_path.rglob("*") if place.is_file())
    assert b"my-own-secret-word" not in kept
    assert b"0123456789abcdef" not in kept


def test_the_gallery_data_say_where_everything_stands(tmp_path: Path) -> None:
    with sandboxkit.running(tmp_path, "--fail-rate", "1") as api:
        api.finished(api.create(video_name="bg-7k2m9q4xw1ab Ana Ruiz, Acme"))
        data = json.loads(urllib.request.urlopen(api.url + "/gallery.json").read())

    (video,) = data["videos"]
    assert (data["total"], data["counts"], data["live"]) == (1, {"error": 1}, True)
    assert (video["title"], video["presenter"]) == ("Ana Ruiz, Acme", "Maya")
    assert video["error"].startswith("An error occurred")


def test_a_photo_becomes_a_replica_that_speaks(tmp_path: Path) -> None:
    photo, folder = tmp_path / "me.png", tmp_path / "a.sandbox"
    draw_face(photo)
    with sandbox.Child.start(folder, options=[*SMALL, "--allow-files"]) as child:
        api = sandboxkit.Api(child.url, folder)
        asked = {"train_image_url": photo.as_uri(), "voice_name": "Omar", "replica_name": "Me"}
        replica_id = api.call("POST", "/v2/replicas", asked).body["replica_id"]
        video = api.finished(api.create(replica_id=replica_id, script="Hello, this is me."), 60)
        trained = api.call("GET", f"/v2/replicas/{replica_id}").body
        kind = fetched(trained["thumbnail_video_url"])[2]

    assert (trained["status"], trained["training_progress"]) == ("completed", "100/100")
    assert (video["status"], kind) == ("ready", "video/mp4")


def draw_face(path: Path) -> None:
    """Draw what is enough of a face for the search of one by colour."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (720, 720), (70, 90, 120))
    pen = ImageDraw.Draw(picture)
    pen.ellipse((210, 120, 510, 560), fill=(224, 178, 150))
    pen.rectangle((310, 520, 410, 720), fill=(224, 178, 150))
    for left in (285, 395):
        pen.ellipse((left, 290, left + 45, 315), fill=(40, 30, 30))
    pen.ellipse((310, 450, 410, 480), fill=(160, 70, 70))
    picture.save(path)


def test_a_training_that_fails_says_why_and_so_does_its_video(tmp_path: Path) -> None:
    with sandbox.Child.start(tmp_path, options=SMALL) as child:
        api = sandboxkit.Api(child.url, tmp_path)
        asked = {"train_video_url": "https://127.0.0.1:1/me.mp4"}
        replica_id = api.call("POST", "/v2/replicas", asked).body["replica_id"]
        video = api.finished(api.create(replica_id=replica_id), 60)
        trained = api.call("GET", f"/v2/replicas/{replica_id}").body

    assert trained["status"] == "error"
    assert trained["error_message"].startswith("download_link")
    assert video["status_details"].startswith(f"Request Failed: The replica {replica_id} is currently in an")

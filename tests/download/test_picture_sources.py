"""Picture sources: still and GIF fetched once, and a moment of the film where the service makes no still."""

import io
from pathlib import Path

import afterkit
import faketavus
import pytest
from PIL import Image

from batchgen import download, state, tavus
from batchgen.download import picture_sources


def picture(kind: str, colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 36), colour).save(out, kind)
    return out.getvalue()


def seen(folder: Path, account: faketavus.FakeTavus, *jobs: state.Job) -> list[download.Seen]:
    ask = lambda: tavus.Client("key-12345", account.url)  # noqa: E731
    collector = download.Collector(folder, near=True, ask=ask)
    found = download.collected(collector, jobs, download.NameTemplate())
    return [found[job.id] for job in jobs]


def served(account: faketavus.FakeTavus, number: int, name: str, **more: object) -> state.Job:
    video_id = account.add_video(name)
    account.files[f"/{video_id}.jpg"] = faketavus.Served(picture("JPEG"), kind="image/jpeg")
    account.files[f"/{video_id}.gif"] = faketavus.Served(picture("GIF"), kind="image/gif")
    links = {
        "thumbnail_url": f"{account.url}/{video_id}.jpg",
        "gif_url": f"{account.url}/{video_id}.gif",
        "download_url": f"{account.url}/{video_id}.mp4",
    }
    facts = {
        "id": number,
        "label": name,
        "video_id": video_id,
        "token": f"bg-aaaaaaaaaa{number:02d}",
        **links,
    }
    return afterkit.job(**{**facts, **more})  # type: ignore[arg-type]


def test_still_and_gif_are_fetched_once(tmp_path: Path) -> None:
    with faketavus.FakeTavus(film=afterkit.mp4(50_000)) as account:
        ana, ben = served(account, 1, "Ana"), served(account, 2, "Ben")

        first = seen(tmp_path, account, ana, ben)
        again = seen(tmp_path, account, ana, ben)

        assert first == [
            download.Seen(tmp_path / "Ana aa01.jpg", tmp_path / "Ana aa01.gif"),
            download.Seen(tmp_path / "Ben aa02.jpg", tmp_path / "Ben aa02.gif"),
        ]
        assert again == first
        assert account.calls[f"GET /{ana.video_id}.jpg"] == 1
        assert account.calls[f"GET /{ana.video_id}.mp4"] == 0


def test_a_fast_video_shows_a_moment_of_its_film_once_that_is_there(tmp_path: Path) -> None:
    with faketavus.FakeTavus(film=afterkit.mp4(50_000)) as account:
        request = '{"fast": true, "replica_id": "r1", "script": "Hi"}'
        ana = served(account, 1, "Ana", thumbnail_url="", gif_url="", request_json=request)

        without_film = seen(tmp_path, account, ana)
        (tmp_path / "Ana aa01.mp4").write_bytes(afterkit.mp4(50_000))
        with_film = seen(tmp_path, account, ana)

        assert without_film == [download.Seen()]
        assert with_film == [download.Seen(tmp_path / "Ana aa01.jpg", None)]
        with Image.open(tmp_path / "Ana aa01.jpg") as still:
            assert still.size == (64, 48)


def test_a_file_that_did_not_come_says_why(tmp_path: Path) -> None:
    with faketavus.FakeTavus(film=afterkit.mp4(50_000)) as account:
        ana = served(account, 1, "Ana")
        account.files[f"/{ana.video_id}.jpg"] = faketavus.Served(b"<html>log in</html>", kind="text/html")

        (got,) = seen(tmp_path, account, ana)

        assert got.still is None
        assert got.gif == tmp_path / "Ana aa01.gif"
        assert got.error == "The file cannot be used: it is not a thumbnail."


@pytest.mark.parametrize("data", [b"", b"not a film", afterkit.mp4(5_000)[:900]])
def test_a_film_that_does_not_play_has_no_moment(tmp_path: Path, data: bytes) -> None:
    film = tmp_path / "a.mp4"
    film.write_bytes(data)

    assert picture_sources.moment(film) is None
    assert not (tmp_path / "a.jpg").exists()

"""Small copies of thumbnails, which outlive their links."""

from pathlib import Path

import faketavus
import pytest

from batchgen import download, report

NEAR = download.Reach(near=True, patience=report.PATIENCE)


def test_a_picture_is_fetched_once_and_kept(tmp_path: Path) -> None:
    with faketavus.FakeTavus(film=b"film") as api:
        video_id = api.add_video("Ana")
        url = f"{api.url}/{video_id}.jpg"
        first = report.kept(tmp_path, video_id, url, NEAR)
        again = report.kept(tmp_path, video_id, url, NEAR)

    assert first == again == tmp_path / ".batchgen" / "pictures" / f"{video_id}.jpg"
    assert first.read_bytes().startswith(b"\xff\xd8\xff")
    assert api.count(f"GET /{video_id}.jpg") == 1


@pytest.mark.parametrize("data", [b"", b"<html>", b"\xff\xd8\xff" + bytes(400_000)])
def test_what_is_no_small_picture_is_not_kept(tmp_path: Path, data: bytes) -> None:
    with faketavus.FakeTavus() as api:
        api.files["/a.jpg"] = faketavus.Served(data)

        assert report.kept(tmp_path, "v1", f"{api.url}/a.jpg", NEAR) is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("video_id", ["", "../v1", "a/b", "v1.", "x" * 101])
def test_an_id_that_is_no_name_of_a_file_has_no_picture(tmp_path: Path, video_id: str) -> None:
    assert report.kept(tmp_path, video_id, "https://image.example/a.jpg", NEAR) is None

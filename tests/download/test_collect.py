"""Downloads: resumed, checked, atomic, well named, and only what is missing."""

import dataclasses
import shutil
import struct
from collections.abc import Iterator
from pathlib import Path

import afterkit
import faketavus
import pytest

from batchgen import download, errors, models, state, tavus
from batchgen.download import file_check, file_fetch, file_names, link_opener


@pytest.fixture
def account() -> Iterator[faketavus.FakeTavus]:
    with faketavus.FakeTavus(film=afterkit.mp4(200_000)) as served:
        yield served


def ready(account: faketavus.FakeTavus, name: str = "Ana Ruiz, Acme", **more: object) -> state.Job:
    """A ready job whose mp4 the account serves."""
    video_id = account.add_video(name)
    facts = {"video_id": video_id, "download_url": f"{account.url}/{video_id}.mp4", "label": name}
    return afterkit.job(**{**facts, **more})  # type: ignore[arg-type]


def collect(folder: Path, *jobs: state.Job, account: faketavus.FakeTavus | None = None) -> list[download.Got]:
    ask = (lambda: tavus.Client("key-12345", account.url)) if account else None
    collector = download.Collector(folder, near=True, ask=ask)
    template = download.NameTemplate()
    return list(collector.collect(download.orders(jobs, folder, template, ("video",))))


def test_a_ready_video_is_fetched_under_its_persons_name(
    account: faketavus.FakeTavus, tmp_path: Path
) -> None:
    job = ready(account, token="bg-aaaaaabbwxyz")

    got = collect(tmp_path / "videos", job)

    assert [g.path for g in got] == [tmp_path / "videos" / "Ana Ruiz, Acme wxyz.mp4"]
    assert got[0].path.read_bytes() == account.files[f"/{job.video_id}.mp4"].data
    assert [p.name for p in (tmp_path / "videos").iterdir()] == ["Ana Ruiz, Acme wxyz.mp4"]


def test_again_fetches_only_what_is_missing(account: faketavus.FakeTavus, tmp_path: Path) -> None:
    first, second = ready(account), ready(account, token="bg-aaaaaaaaaaaa")
    collect(tmp_path, first)

    got = collect(tmp_path, first, second)

    assert sorted((g.job.video_id, g.fresh) for g in got) == sorted(
        [(first.video_id, False), (second.video_id, True)]
    )
    assert [account.calls[f"{method} /{first.video_id}.mp4"] for method in ("HEAD", "GET")] == [1, 1]


def test_a_file_that_was_cut_short_is_fetched_again(account: faketavus.FakeTavus, tmp_path: Path) -> None:
    job = ready(account)
    (got,) = collect(tmp_path, job)
    assert got.path is not None
    got.path.write_bytes(got.path.read_bytes()[:1000])

    (again,) = collect(tmp_path, job)

    assert again.fresh
    assert got.path.stat().st_size == len(account.files[f"/{job.video_id}.mp4"].data)


def test_a_broken_connection_is_gone_on_with_where_it_broke(
    account: faketavus.FakeTavus, tmp_path: Path
) -> None:
    account.files["/v.mp4"] = faketavus.Served(afterkit.mp4(900_000), cut=600_000)
    fetcher = file_fetch.Fetcher(tmp_path, link_opener.Reach(near=True), sleep=lambda _: None)

    path = fetcher.fetch(account.url + "/v.mp4", tmp_path / "v", "video", part_name="v")

    assert path.read_bytes() == account.files["/v.mp4"].data
    assert account.seen_ranges[0] == ""
    assert account.seen_ranges[1].startswith("bytes=")
    assert not list(tmp_path.glob("*.part*"))


def test_a_file_that_changed_meanwhile_is_begun_anew(account: faketavus.FakeTavus, tmp_path: Path) -> None:
    account.files["/v.mp4"] = faketavus.Served(afterkit.mp4(900_000))
    (tmp_path / "v.video.part").write_bytes(b"x" * 5000)
    (tmp_path / "v.video.part.etag").write_text('"older"')
    fetcher = file_fetch.Fetcher(tmp_path, link_opener.Reach(near=True), sleep=lambda _: None)

    path = fetcher.fetch(account.url + "/v.mp4", tmp_path / "v", "video", part_name="v")

    assert path.read_bytes() == account.files["/v.mp4"].data


def test_a_server_without_ranges_serves_too(account: faketavus.FakeTavus, tmp_path: Path) -> None:
    account.files["/v.mp4"] = faketavus.Served(afterkit.mp4(900_000), cut=600_000, ranges=False)
    fetcher = file_fetch.Fetcher(tmp_path, link_opener.Reach(near=True), sleep=lambda _: None)

    path = fetcher.fetch(account.url + "/v.mp4", tmp_path / "v", "video", part_name="v")

    assert path.read_bytes() == account.files["/v.mp4"].data


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"<html>Welcome to the hotel network</html>", "not a video"),
        (afterkit.mp4(5000)[:4000], "ends in the middle"),
        (afterkit.mp4(5000, index=False), "no index"),
    ],
)
def test_what_is_no_video_is_not_kept(
    account: faketavus.FakeTavus, tmp_path: Path, data: bytes, words: str
) -> None:
    job = ready(account)
    account.files[f"/{job.video_id}.mp4"] = faketavus.Served(data)

    (got,) = collect(tmp_path, job)

    assert words in got.error
    assert not [p for p in tmp_path.rglob("*") if p.is_file()]


def test_an_expired_link_is_asked_for_anew(account: faketavus.FakeTavus, tmp_path: Path) -> None:
    job = ready(account)
    account.files["/old.mp4"] = faketavus.Served(b"", status=403)
    old = dataclasses.replace(job, download_url=account.url + "/old.mp4")

    (got,) = collect(tmp_path, old, account=account)

    assert got.fresh
    assert got.error == ""


def test_a_deleted_video_is_told(account: faketavus.FakeTavus, tmp_path: Path) -> None:
    job = ready(account)
    account.videos[job.video_id].status = "deleted"
    account.files[f"/{job.video_id}.mp4"].status = 404

    (got,) = collect(tmp_path, job, account=account)

    assert "deleted" in got.error


def test_rows_that_are_not_ready_are_not_asked_for(account: faketavus.FakeTavus, tmp_path: Path) -> None:
    job = ready(account, stage=models.Stage.GENERATING)

    assert collect(tmp_path, job) == []


def test_too_little_room_is_told_before_the_first_byte(
    account: faketavus.FakeTavus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 10, 1000))

    with pytest.raises(errors.UsageError, match="are free"):
        collect(tmp_path, ready(account))


def test_two_people_of_one_name_and_code_get_two_files(account: faketavus.FakeTavus, tmp_path: Path) -> None:
    jobs = [ready(account, token="bg-aaaaaabbwxyz"), ready(account, token="bg-cccccccbwxyz")]

    got = collect(tmp_path, *jobs)

    assert len({g.path for g in got}) == 2


def test_a_folder_that_cannot_be_written_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    with pytest.raises(errors.UsageError):
        collect(tmp_path / "file")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("../../etc/passwd", "etc passwd"),
        ("a/b\\c:d*e", "a b c d e"),
        ("CON", "CON_"),
        ("\x00\x1b[31mred\u202egnp", "[31mredgnp"),
        ("...", "video"),
        ("", "video"),
        ("Zoë Müller, Ärzte & Co. ", "Zoë Müller, Ärzte & Co"),
        (".hidden", "hidden"),
    ],
)
def test_a_name_cannot_leave_the_folder_or_fool_a_system(text: str, expected: str) -> None:
    assert file_names.safe(text) == expected


def test_a_long_name_keeps_its_code() -> None:
    name = file_names.safe("Ä" * 200 + " wxyz")

    assert name.endswith(" wxyz")
    assert len(name.encode()) <= 100


@pytest.mark.parametrize("text", ["{name}", "{row}", "{nope} {code}", "{code!r}", "{code.x}", "{", "{}"])
def test_a_template_that_cannot_work_is_refused(text: str) -> None:
    with pytest.raises(errors.UsageError):
        file_names.NameTemplate(text)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/v.mp4",
        "https://127.0.0.1/v.mp4",
        "https://localhost/v.mp4",
        "https://169.254.169.254/latest",
        "https://[::1]/v.mp4",
        "https://[::ffff:10.0.0.1]/v.mp4",
        "https://user:pw@example.com/v",
        "ftp://example.com/v",
        "file:///etc/passwd",
        "nonsense",
    ],
)
def test_a_link_into_the_local_network_is_not_followed(url: str) -> None:
    way = link_opener.Reach()

    with pytest.raises(link_opener.RefusedLinkError), way.open(url, {}):
        pass


def test_a_rehearsals_file_link_stays_in_its_folder(tmp_path: Path) -> None:
    inside = tmp_path / "x.sandbox"
    inside.mkdir()
    (inside / "v.mp4").write_bytes(afterkit.mp4(1000))
    outside = tmp_path / "secret.mp4"
    outside.write_bytes(afterkit.mp4(1000))
    fetcher = file_fetch.Fetcher(tmp_path, link_opener.Reach(near=True), files_of=inside)

    good = fetcher.fetch((inside / "v.mp4").as_uri(), tmp_path / "a", "video", part_name="a")

    assert good.name == "a.mp4"
    with pytest.raises(link_opener.RefusedLinkError):
        fetcher.fetch(outside.as_uri(), tmp_path / "b", "video", part_name="b")


def test_kinds_are_told_by_their_first_bytes(tmp_path: Path) -> None:
    samples = {
        ".webm": b"\x1a\x45\xdf\xa3rest",
        ".jpg": b"\xff\xd8\xff\xe0",
        ".gif": b"GIF89a",
        ".mov": struct.pack(">I", 20) + b"ftypqt  ",
        "": b"nothing",
    }
    found = {}
    for expected, data in samples.items():
        path = tmp_path / "x"
        path.write_bytes(data)
        found[expected] = file_check.ending(path)

    assert found == {name: name for name in samples}

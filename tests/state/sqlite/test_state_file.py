"""Opening a state file: what is refused, who holds it, and what an unclean end leaves."""

import errno
import json
import os
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import holding
import pytest
import statejobs

from batchgen import errors, models, state
from batchgen.state import runlock
from batchgen.state.sqlite import location, schema, writer
from batchgen.tavus import video_request

FLUSHES = ("fullfsync", "synchronous")
SERVICE = "http://127.0.0.1:1"
posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX only")


def open_state(path: Path, **options: object) -> state.StateFile:
    return state.open_state(path, **{"service": SERVICE, **options})  # type: ignore[arg-type]


def fill(file: state.StateFile, count: int = 3) -> list[int]:
    request = video_request.VideoRequest
    return statejobs.add(
        file, (statejobs.NewJob(f"k{n}", n, request({"script": f"Hi {n}"})) for n in range(count))
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.batchgen.db"


@posix
def test_only_the_owner_may_read_it(path: Path) -> None:
    with open_state(path) as file:
        fill(file)
        modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in path.parent.iterdir()}

    assert set(modes.values()) == {0o600}


def test_it_is_marked_with_a_version_and_documented_tables(path: Path) -> None:
    open_state(path).close()

    db = sqlite3.connect(path)
    tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    version = db.execute("PRAGMA user_version").fetchone()[0]
    db.close()
    assert tables == {"meta", "jobs", "attempts", "audio", "pages"}
    assert version == schema.VERSION


def test_what_is_written_down_goes_through_the_drives_own_memory(path: Path) -> None:
    """macOS needs it (https://www.sqlite.org/pragma.html#pragma_fullfsync); elsewhere it changes nothing."""
    with open_state(path) as file:
        kept = statejobs.change(
            file, lambda db: [db.execute(f"PRAGMA {name}").fetchone()[0] for name in FLUSHES]
        )

    assert kept == [1, 2]


def test_it_leaves_no_other_file_behind(path: Path) -> None:
    with open_state(path) as file:
        fill(file)
    with state.read_state(path) as beside:
        beside.counts()

    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_newer_version_is_refused_and_left_alone(path: Path) -> None:
    open_state(path).close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()
    before = path.read_bytes()

    with pytest.raises(errors.StateError, match="newer batchgen"):
        open_state(path)

    assert path.read_bytes() == before


def test_another_programs_database_is_refused_and_left_alone(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE songs (title TEXT)")
    db.commit()
    db.close()
    before = path.read_bytes()

    with pytest.raises(errors.StateError, match="another program"):
        open_state(path)

    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.write_text("name,email\n", encoding="utf-8")

    with pytest.raises(errors.StateError, match="not a batchgen state file"):
        open_state(path)

    assert path.read_text(encoding="utf-8") == "name,email\n"


def test_a_folder_is_refused(path: Path) -> None:
    path.mkdir()

    with pytest.raises(errors.StateError, match="is not a file"):
        open_state(path)


@posix
def test_a_symbolic_link_is_refused(path: Path, tmp_path: Path) -> None:
    open_state(tmp_path / "real.db").close()
    path.symlink_to(tmp_path / "real.db")

    with pytest.raises(errors.StateError, match="symbolic link"):
        open_state(path)


@posix
def test_another_users_file_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_state(path).close()
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)

    with pytest.raises(errors.StateError, match="belongs to another user"):
        open_state(path)


def test_an_empty_file_that_a_crash_left_is_taken(path: Path) -> None:
    path.touch()

    with open_state(path) as file:
        assert fill(file)


@posix
def test_a_folder_that_cannot_be_written_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)

    with pytest.raises(errors.StateError, match=r"cannot write the lock file .*: Permission denied"):
        open_state(path)


def test_a_service_is_remembered_and_another_refused(path: Path) -> None:
    open_state(path).close()

    with pytest.raises(errors.StateError, match="belongs to http://127"):
        open_state(path, service="https://tavusapi.com")
    with open_state(path, service="") as file:
        assert file.service == SERVICE


def test_a_damaged_file_after_an_unclean_end_is_told(path: Path) -> None:
    with open_state(path) as file:
        fill(file, 3000)
        file.set_meta("fill", "x" * 50_000)
    db = sqlite3.connect(path)
    db.execute("UPDATE meta SET value = '1' WHERE name = 'open'")
    db.commit()
    db.close()
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 8192] = b"\xff" * 8192
    path.write_bytes(bytes(data))

    with pytest.raises(errors.StateError, match="cannot be read"):
        open_state(path)


@pytest.mark.parametrize("reading", [True, False])
def test_a_damage_after_a_clean_end_is_told_when_it_is_met(path: Path, reading: bool) -> None:
    with open_state(path) as file:
        fill(file, 3000)
    data = bytearray(path.read_bytes())
    data[8192:-8192] = b"\xff" * (len(data) - 16384)
    path.write_bytes(bytes(data))

    def look() -> None:
        with open_state(path, lock=not reading) as file:
            list(file.jobs())

    with pytest.raises(errors.StateError, match=r"malformed.*move it to another folder"):
        look()


def test_a_clean_end_is_told_from_an_unclean_one(path: Path) -> None:
    file = open_state(path)
    crashed = path.read_bytes(), path.with_name(path.name + "-wal").read_bytes()
    file.close()
    with open_state(path) as clean:
        was_clean = not clean.unclean
    path.write_bytes(crashed[0])
    path.with_name(path.name + "-wal").write_bytes(crashed[1])

    with open_state(path) as again:
        assert was_clean
        assert again.unclean


# the lock


@pytest.fixture
def holder(path: Path) -> Iterator[subprocess.Popen[str]]:
    with holding.holding(f'state.open_state(path, service="{SERVICE}")', path) as process:
        yield process


def test_a_second_process_is_told_who_holds_it(path: Path, holder: subprocess.Popen[str]) -> None:
    with pytest.raises(errors.StateInUseError, match=rf"process {holder.pid} on .*, since 2"):
        open_state(path)


def test_a_holder_that_has_yet_to_write_its_name_is_waited_for(
    path: Path, holder: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runlock, "_MOMENT", 30.0)  # a busy machine may be late with the name
    lock = path.with_name(path.name + ".lock")
    written = lock.read_bytes()
    lock.write_bytes(b"")
    late = threading.Timer(0.2, lock.write_bytes, [written])
    late.start()

    with pytest.raises(errors.StateInUseError, match=rf"process {holder.pid} on "):
        open_state(path)

    late.join()


def test_reading_needs_no_lock(path: Path, holder: subprocess.Popen[str]) -> None:
    with state.read_state(path) as beside:
        assert beside.counts() == {}


def test_a_dead_holder_is_no_holder(path: Path, holder: subprocess.Popen[str]) -> None:
    holder.kill()
    holder.wait()

    with open_state(path) as file:
        assert file.unclean


def test_a_second_opening_in_the_same_program_is_refused(path: Path) -> None:
    with open_state(path), pytest.raises(errors.StateInUseError, match="this program"):
        open_state(path)
    open_state(path).close()


def test_a_lock_that_cannot_be_removed_is_given_back_all_the_same(path: Path) -> None:
    lock = state.RunLock(path)
    lock.path.unlink()
    lock.path.mkdir()

    lock.release()

    lock.path.rmdir()
    state.RunLock(path).release()


@posix
def test_a_forked_worker_does_not_hold_the_lock(path: Path) -> None:
    code = (
        "import os, sys, time\nfrom pathlib import Path\nfrom batchgen import state\n"
        "lock = state.RunLock(Path(sys.argv[1]))\n"
        "if os.fork() == 0:\n    time.sleep(5)\n    os._exit(0)\n"
        "os._exit(0)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True, stdout=subprocess.DEVNULL)

    open_state(path).close()


# places


def test_on_a_network_share_nothing_is_shared_and_all_is_kept(path: Path) -> None:
    with open_state(path, network=True) as file:
        [job_id, *_] = fill(file)
        attempt = file.begin(job_id, token="bg-1", request_json=file.job(job_id).request_json)
        file.finish_made(attempt.id, state.VideoFacts("v1", models.Stage.QUEUED))
        names = {p.name for p in path.parent.iterdir()}
        with pytest.raises(errors.StateError, match="or a run on another computer"):
            state.read_state(path)

    assert not any(name.endswith(("-wal", "-shm")) for name in names)
    with state.read_state(path) as beside:
        assert beside.known_ids() == {"v1"}


def test_a_mount_of_a_network_type_is_recognised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    share = tmp_path / "share"
    share.mkdir()
    lines = f"1 0 0:1 / / rw - ext4 /dev/x rw\n2 1 0:2 / {share.resolve()} rw - nfs4 host:/x rw\n"
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: lines)

    assert location.is_network_share(share / "s.db") is (sys.platform != "win32")
    assert not location.is_network_share(tmp_path / "s.db")


@posix
def test_a_read_only_folder_can_be_read(path: Path) -> None:
    with open_state(path) as file:
        fill(file)
    path.chmod(0o400)
    path.parent.chmod(0o500)
    try:
        with state.read_state(path) as beside:
            found = beside.counts()
    finally:
        path.parent.chmod(0o700)

    assert found == {models.Stage.NEW: 3}


def test_meta_survives_a_reopening(path: Path) -> None:
    with open_state(path) as file:
        file.set_meta("key", json.dumps(["email"]))

    with state.read_state(path) as again:
        assert again.meta("key") == '["email"]'


def test_a_full_database_is_told_and_nothing_is_lost(path: Path) -> None:
    with open_state(path) as file:
        ids = fill(file)
        pages = statejobs.change(file, lambda db: db.execute("PRAGMA page_count").fetchone()[0])
        statejobs.change(file, lambda db: db.execute(f"PRAGMA max_page_count = {pages + 2}").fetchone())

        with pytest.raises(errors.StateError, match="disk is full"):
            file.set_meta("large", "x" * 100_000)

        assert [job.id for job in file.jobs()] == ids
        file.set_meta("small", "y")
        assert file.meta("small") == "y"


def test_no_room_for_the_very_tables_is_told_as_such(path: Path) -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(errors.StateError) as told:
            open_state(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert "cannot write the state file" in str(told.value)
    assert "Free some disk space" in told.value.hint
    with open_state(path) as file:
        fill(file)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("database or disk is full", "the disk is full."),
        ("attempt to write a readonly database", "the file or its folder is read-only."),
        ("unable to open database file", "the file or its folder is read-only."),
        ("database is locked", "another program has locked it."),
    ],
)
def test_what_the_database_says_is_told_in_words_of_the_user(said: str, told: str) -> None:
    error = writer.translate(sqlite3.OperationalError(said))

    assert str(error).startswith(f"batchgen cannot write the state file: {told}")


def test_what_may_cost_money_is_flushed_to_the_disk(path: Path) -> None:
    levels: list[int] = []

    def probe(point: str) -> None:
        if point == "commit" and opened:
            levels.append(opened[0]._writer._connection.execute("PRAGMA synchronous").fetchone()[0])

    opened: list[state.StateFile] = []
    with open_state(path, probe=probe) as file:
        [first, *_] = fill(file)
        opened.append(file)
        attempt = file.begin(first, token="bg-1", request_json=file.job(first).request_json)
        file.finish_made(attempt.id, state.VideoFacts("v1", models.Stage.QUEUED))
        opened.clear()

    assert levels
    assert set(levels) == {2}  # FULL: https://www.sqlite.org/pragma.html#pragma_synchronous


@posix
def test_a_file_with_a_second_name_is_refused(path: Path) -> None:
    open_state(path).close()
    os.link(path, path.with_name("second.db"))

    with pytest.raises(errors.StateError, match=r"list\.batchgen\.db"):
        open_state(path)

    path.with_name("second.db").unlink()
    open_state(path).close()


def test_what_is_found_again_after_a_crash_is_written_without_a_flush(path: Path) -> None:
    def level(db: object) -> int:
        return int(db.execute("PRAGMA synchronous").fetchone()[0])  # type: ignore[attr-defined]

    with open_state(path) as file:
        levels = [file._post(level, durable=durable).wait() for durable in (True, False, False, True)]

    assert levels == [2, 1, 1, 2]

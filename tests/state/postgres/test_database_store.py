"""A campaign in a database: who may run it, what a lost link leaves, and what is refused."""

import contextlib
import dataclasses
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pgkit
import protocolkit
import psycopg
import pytest
import statejobs

from batchgen import errors, models, state
from batchgen.settings import database_url
from batchgen.state.postgres import (
    campaign_list,
    commits,
    database_store,
    local_server,
    membership,
    server_connection,
    versions,
)
from batchgen.tavus import video_request

SERVICE = "http://127.0.0.1:1"


@pytest.fixture
def place(tmp_path: Path) -> state.Address:
    return state.Address(tmp_path / "s.batchgen.db", pgkit.url(), "s")


@pytest.fixture
def store(place: state.Address) -> Iterator[database_store.DatabaseStore]:
    with contextlib.closing(place.open(service=SERVICE)) as opened:
        assert isinstance(opened, database_store.DatabaseStore)
        yield opened


def fill(store: state.Store, count: int = 3) -> list[int]:
    return statejobs.add(
        store,
        [
            statejobs.NewJob(
                f"k{n}",
                n,
                video_request.VideoRequest({"replica_id": "r1", "script": f"Hi {n}"}),
                cells_hash=f"c{n}",
            )
            for n in range(2, count + 2)
        ],
    )


def begin(store: state.Store, job_id: int, token: str = "bg-1") -> state.Attempt:
    return store.begin(job_id, token=token, request_json=store.job(job_id).request_json)


def queued(video_id: str) -> state.VideoFacts:
    return state.VideoFacts(video_id, models.Stage.QUEUED)


def elsewhere(place: state.Address, folder: str) -> state.Address:
    """The same campaign from another folder, whose lock file is another one."""
    path = place.path.parent / folder / place.path.name
    path.parent.mkdir()
    return dataclasses.replace(place, path=path)


def admin(place: state.Address) -> psycopg.Connection[tuple[object, ...]]:
    assert place.database is not None
    return server_connection.connect(place.database)


def forget_our_process(place: state.Address, **columns: object) -> None:
    """Let the run look like one of another machine, or of a process that is gone."""
    with contextlib.closing(admin(place)) as db:
        for name, value in columns.items():
            db.execute(f"UPDATE workers SET {name} = %s", (value,))  # type: ignore[arg-type]


# one run at a time


def test_a_second_run_is_refused_wherever_its_sheet_lies(
    store: database_store.DatabaseStore, place: state.Address
) -> None:
    with pytest.raises(errors.StateInUseError, match=r"Another run is using campaign s in .*process \d+ on"):
        elsewhere(place, "b").open(service=SERVICE)


def test_a_run_of_another_machine_is_not_taken_for_dead(
    store: database_store.DatabaseStore, place: state.Address
) -> None:
    forget_our_process(place, machine="another", host="laptop", name="laptop:7", pid=7)

    with pytest.raises(errors.StateInUseError, match="process 7 on laptop") as raised:
        elsewhere(place, "b").open(service=SERVICE)

    assert "batchgen workers forget laptop:7" in raised.value.hint


def test_a_process_of_this_machine_that_is_gone_has_no_claim(
    store: database_store.DatabaseStore, place: state.Address
) -> None:
    [job_id] = fill(store, 1)
    begin(store, job_id)
    forget_our_process(place, pid=2**22 + 1)

    with contextlib.closing(elsewhere(place, "b").open(service=SERVICE)) as again:
        assert again.job(job_id).stage is models.Stage.UNKNOWN


def test_a_run_that_was_forgotten_begins_nothing_and_its_answers_are_kept(
    store: database_store.DatabaseStore, place: state.Address
) -> None:
    assert place.database is not None
    first, second = fill(store, 2)
    attempt = begin(store, first)
    forget_our_process(place, machine="another", name="laptop:7")

    assert state.forget_worker(place.database, "laptop:7") == 1
    with contextlib.closing(elsewhere(place, "b").open(service=SERVICE)) as other:
        with pytest.raises(errors.StateError, match="Someone ended this run"):
            begin(store, second, "bg-2")
        store.finish_made_soon(attempt.id, queued("v1")).wait()

        assert other.job(first).video_id == "v1"
        assert other.job(second).stage is models.Stage.NEW


def test_who_runs_a_campaign_is_shown_and_gone_with_its_end(place: state.Address) -> None:
    assert place.database is not None
    with contextlib.closing(place.open(service=SERVICE)) as opened:
        during, holder = state.workers_of(place.database), opened.holder()
    with contextlib.closing(place.read()) as reader:
        after = reader.holder()

    assert [worker.campaign for worker in during] == ["s"]
    assert holder is not None
    assert holder.here
    assert after is None
    assert state.workers_of(place.database) == []


# the link


def cut(store: database_store.DatabaseStore) -> None:
    """End every connection of the store at the server, as a restart of the database does."""
    assert store._commits is not None
    open_ones = [tables for tables in (store._reader.tables, store._commits._tables) if tables is not None]
    pids = [tables.connection.info.backend_pid for tables in open_ones]
    with contextlib.closing(server_connection.connect(store._url)) as db:
        for pid in pids:
            db.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))


def test_reading_and_writing_go_on_after_a_lost_link(store: database_store.DatabaseStore) -> None:
    [job_id] = fill(store, 1)
    cut(store)

    attempt = begin(store, job_id)
    cut(store)

    assert store.attempt(attempt.id).token == "bg-1"
    assert store.job(job_id).stage is models.Stage.SENDING


@pytest.mark.parametrize("heard", [True, False])
def test_a_commit_without_an_answer_is_asked_about_and_done_once(
    store: database_store.DatabaseStore, heard: bool
) -> None:
    [job_id] = fill(store, 1)
    protocolkit.lose_link(store, heard=heard)

    attempt = begin(store, job_id)

    assert [one.id for one in store.attempts(job_id)] == [attempt.id]
    assert store.job(job_id).attempt == attempt.id


def test_without_asking_the_intent_would_be_there_twice(
    store: database_store.DatabaseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The blind form of the test above."""
    [job_id] = fill(store, 1)
    monkeypatch.setattr(commits.Commits, "_is_committed", lambda _: False)
    protocolkit.lose_link(store, heard=True)

    with pytest.raises(errors.StateError, match="can only be sent again with --redo"):
        begin(store, job_id)


def test_a_database_that_stays_away_is_told_and_loses_nothing(
    store: database_store.DatabaseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    [job_id] = fill(store, 1)
    connect = server_connection.connect
    monkeypatch.setattr(commits, "SECONDS", 0.0)
    cut(store)

    def away(url: database_url.DatabaseUrl) -> server_connection.Connection:
        raise errors.StateError(f"The database {url} cannot be used: it is away.")

    monkeypatch.setattr(server_connection, "connect", away)
    with pytest.raises(errors.StateError):
        store.set_meta("a", "b")
    monkeypatch.setattr(server_connection, "connect", connect)
    monkeypatch.setattr(commits, "SECONDS", 60.0)

    assert begin(store, job_id).job_id == job_id


# many at once


def test_intents_of_one_group_are_checked_one_by_one(store: database_store.DatabaseStore) -> None:
    first, second = fill(store, 2)
    text = store.job(first).request_json
    started = threading.Barrier(3)
    told: list[str] = []

    def send(job_id: int) -> None:
        started.wait()
        try:
            store.begin(job_id, token=f"bg-{job_id}", request_json=text)
        except errors.StateError as error:
            told.append(str(error))

    threads = [threading.Thread(target=send, args=(job_id,)) for job_id in (first, first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(told) == 1
    assert "can only be sent again with --redo" in told[0]
    assert store.counts() == {models.Stage.SENDING: 2}


def test_one_video_for_two_rows_is_refused_in_a_group_too(store: database_store.DatabaseStore) -> None:
    jobs = fill(store, 3)
    attempts = [begin(store, job_id, f"bg-{job_id}") for job_id in jobs]
    gate = threading.Event()
    blocked = store._post(lambda _: gate.wait(10))  # what is posted meanwhile goes out as one group

    promises = [store.finish_made_soon(a.id, queued(v)) for a, v in zip(attempts, "vvw", strict=True)]
    gate.set()
    blocked.wait()

    assert promises[0].wait()
    assert promises[2].wait()
    with pytest.raises(errors.OwnedVideoError, match="which already belongs to row 2"):
        promises[1].wait()
    assert [store.job(job_id).video_id for job_id in jobs] == ["v", "", "w"]


def test_campaigns_of_one_database_do_not_see_each_other(place: state.Address) -> None:
    other = elsewhere(dataclasses.replace(place, name="other"), "b")
    with (
        contextlib.closing(place.open(service=SERVICE)) as one,
        contextlib.closing(other.open(service=SERVICE)) as two,
    ):
        mine, _ = fill(one, 2), fill(two, 1)
        begin(one, mine[0])
        one.set_meta("rate", "7")

        assert one.counts() == {models.Stage.SENDING: 1, models.Stage.NEW: 1}
        assert two.counts() == {models.Stage.NEW: 1}
        assert (two.meta("rate"), two.meta("sequence"), two.in_the_air()) == ("", "0", 0)
        assert one.campaign_id() != two.campaign_id()


def test_names_of_files_that_are_not_unicode_and_nul_signs_are_kept_or_replaced(
    store: database_store.DatabaseStore,
) -> None:
    store.set_meta("sheet", "list\udcff.csv")
    store.set_meta("note", "a\x00b")

    assert store.meta("sheet") == "list\udcff.csv"
    assert store.meta("note") == "a␀b"


# what is refused, in one sentence


def refused(work: Callable[[], object]) -> str:
    with pytest.raises(errors.StateError) as raised:
        work()
    assert raised.value.exit_code == 2
    return str(raised.value)


def test_another_services_campaign_is_refused(place: state.Address) -> None:
    place.open(service=SERVICE).close()

    assert "belongs to http://127.0.0.1:1" in refused(lambda: place.open(service="https://tavusapi.com"))


def test_a_rehearsal_of_the_same_name_is_another_campaign(place: state.Address) -> None:
    with contextlib.closing(place.open(service=SERVICE)) as real:
        fill(real, 2)
    rehearsal = elsewhere(place, "b")

    with contextlib.closing(rehearsal.open(service="sandbox")) as opened:
        assert opened.counts() == {}
    with contextlib.closing(place.read()) as found:
        assert found.service == SERVICE


def test_a_schema_of_a_newer_version_is_refused_and_left_alone(place: state.Address) -> None:
    place.open(service=SERVICE).close()
    with contextlib.closing(admin(place)) as db:
        db.execute("INSERT INTO schema_version (n) VALUES (99)")

    assert f"was created by a newer batchgen (tables 99, this one reads up to {versions.NEWEST})" in refused(
        lambda: place.open(service=SERVICE)
    )
    assert "newer batchgen" in refused(place.read)


def test_an_older_schema_is_brought_up_by_the_command_alone(
    place: state.Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.open(service=SERVICE).close()
    monkeypatch.setattr(versions, "NEWEST", versions.NEWEST + 1)

    assert "Update its tables: batchgen db upgrade" in refused(lambda: place.open(service=SERVICE))


def test_the_database_of_this_computer_is_brought_up_by_itself(
    place: state.Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert place.database is not None
    monkeypatch.setattr(local_server, "address", lambda: place.database.text)  # type: ignore[union-attr]
    own = dataclasses.replace(place.database, text=database_url.LOCAL)
    with contextlib.closing(admin(place)) as db, monkeypatch.context() as older:
        older.setattr(versions, "NEWEST", 3)
        versions.bring_up(db, own)

    dataclasses.replace(place, database=own, path=place.path.with_name("other.db")).open(
        service=SERVICE
    ).close()

    with contextlib.closing(admin(place)) as db:
        newest = db.execute(f"SELECT max(n) FROM {own.schema}.schema_version".encode()).fetchone()
    assert newest == (versions.NEWEST,)


def test_a_server_that_is_too_old_is_refused(place: state.Address, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_connection, "OLDEST", 99)

    assert "batchgen needs 99 or newer" in refused(lambda: place.open(service=SERVICE))


@pytest.mark.parametrize("name", ["fsync", "full_page_writes"])
def test_a_server_that_may_forget_is_refused(place: state.Address, name: str) -> None:
    with contextlib.closing(admin(place)) as db:
        role = "postgres"
        db.execute(f"ALTER SYSTEM SET {name} = off")  # type: ignore[arg-type]
        db.execute("SELECT pg_reload_conf()")
    try:
        _wait_for(name, "off")
        words = refused(lambda: place.open(service=SERVICE))
    finally:
        with psycopg.connect(pgkit.server().address, autocommit=True) as db:
            db.execute(f"ALTER SYSTEM RESET {name}")  # type: ignore[arg-type]
            db.execute("SELECT pg_reload_conf()")
        _wait_for(name, "on")

    assert role in words
    assert f"has {name} = off. After a power cut it could forget which videos you paid for" in words


def _wait_for(name: str, value: str) -> None:
    """Wait until a new connection sees a setting: the server reads its file a moment after it was told."""
    for _ in range(1000):
        with psycopg.connect(pgkit.server().address, autocommit=True) as db:
            row = db.execute("SELECT current_setting(%s)", (name,)).fetchone()
        if row == (value,):
            return
        threading.Event().wait(0.01)
    raise AssertionError(name)


def test_an_unreachable_database_is_told_with_its_address_and_without_its_password(tmp_path: Path) -> None:
    url = database_url.parsed(f"postgresql://ana:secret@/x?host={tmp_path}", secret=True)
    place = state.Address(tmp_path / "s.batchgen.db", url, "s")

    words = refused(lambda: place.open(service=SERVICE))

    assert words.startswith(f"The database postgresql://ana@/x?host={tmp_path} cannot be used: ")
    assert "secret" not in words


def test_without_its_driver_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    place = state.Address(tmp_path / "s.batchgen.db", pgkit.url(), "s")

    with pytest.raises(errors.StateError) as raised:
        place.open(service=SERVICE)

    assert raised.value.hint == "Install it: pip install 'batchgen[cluster]'"


def test_the_table_of_campaigns_says_how_each_stands(place: state.Address) -> None:
    assert place.database is not None
    assert campaign_list.all_of(place.database) == []
    with contextlib.closing(place.open(service=SERVICE)) as opened:
        begin(opened, fill(opened, 2)[0])

        [found] = campaign_list.all_of(place.database)

    assert (found.name, found.service, found.counts) == ("s", SERVICE, {"new": 1, "sending": 1})
    assert found.worker.startswith(membership.socket.gethostname())


# a file beside it


def test_a_sheet_whose_campaign_is_in_a_file_does_not_begin_another_in_a_database(
    place: state.Address,
) -> None:
    state.open_state(place.path, service=SERVICE).close()

    words = refused(lambda: place.open(service=SERVICE))

    assert f"is in the file {place.path}, but --state names a database" in words
    assert f"batchgen move {place.path} 'postgresql://" in words


def test_without_the_database_a_run_is_refused_and_a_look_finds_it(place: state.Address) -> None:
    with contextlib.closing(place.open(service=SERVICE)) as opened:
        fill(opened, 2)

    words = refused(lambda: state.open_state(place.path, service=SERVICE))

    assert f"is now in a database: s in {place.database}" in words
    with state.read_state(place.path) as store:
        assert store.counts() == {models.Stage.NEW: 2}


def test_what_is_done_to_the_campaigns_of_a_folder_is_done_in_the_database(place: state.Address) -> None:
    with contextlib.closing(place.open(service=SERVICE)) as opened:
        [job_id] = fill(opened, 1)
        opened.finish_made(begin(opened, job_id).id, queued("v1"))

    with state.open_wherever(place.path) as store:
        store.note_deleted("v1")

    with contextlib.closing(place.read()) as reader:
        assert reader.job(job_id).stage is models.Stage.DELETED


def test_another_database_for_the_same_sheet_is_refused(place: state.Address) -> None:
    place.open(service=SERVICE).close()
    other = dataclasses.replace(place, database=pgkit.url())

    assert f"The campaign of this sheet is s in {place.database}, but --state names" in refused(
        lambda: other.open(service=SERVICE)
    )


def test_who_is_forgotten_is_erased_in_the_database(place: state.Address) -> None:
    with contextlib.closing(place.open(service=SERVICE)) as opened:
        jobs = fill(opened, 2)
        opened.finish_unknown(begin(opened, jobs[0]).id, why="no answer for k2, 100% sure")
        opened.make_page_codes(jobs)

    with state.open_wherever(place.path) as store:
        store.forget([jobs[1]], ["K2, 100%"])

    with contextlib.closing(place.read()) as reader:
        assert [job.id for job in reader.jobs()] == [jobs[0]]
        assert [page.job_id for page in reader.page_codes()] == [jobs[0]]
        assert reader.attempts(jobs[0])[0].words == ""

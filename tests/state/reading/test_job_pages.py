"""Pages of jobs: chosen by the sheet's word and by what they hold, in order, by an index."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import statejobs

from batchgen import models, state
from batchgen.results import result_cells
from batchgen.state.reading import job_pages
from batchgen.state.sqlite import schema
from batchgen.tavus import video_request

PEOPLE = ("Ana Ruiz", "Ben 100%", "Cleo_Ek", "Émile Zola", "Dev Das", "ana lower")


def asking(name: str) -> video_request.VideoRequest:
    return video_request.VideoRequest({"replica_id": "r1", "script": f"Hi {name}", "video_name": name})


@pytest.fixture
def file(place: state.Address) -> Iterator[state.Store]:
    with place.open(service="https://tavusapi.com") as made:
        yield made


def fill(file: state.Store) -> list[int]:
    return statejobs.add(
        file,
        [
            statejobs.NewJob(
                f"p{number}@x.test",
                20 - number,
                asking(name),
                cells=json.dumps(
                    {"name": name, "city": "Oslo" if number % 2 else "Köln"}, ensure_ascii=False
                ),
                cells_hash=f"h{number}",
            )
            for number, name in enumerate(PEOPLE)
        ],
    )


def rows(page: object) -> list[int | None]:
    return [job.row for job in page.jobs]  # type: ignore[attr-defined]


def test_pages_follow_each_other_in_the_order_of_the_sheet_and_gone_rows_come_last(
    file: state.Store,
) -> None:
    ids = fill(file)
    statejobs.change(file, lambda db: db.execute("UPDATE jobs SET row = NULL WHERE id = ?", (ids[5],)))

    pages = [file.page(offset=offset, limit=4) for offset in (0, 4, 8)]

    assert [rows(page) for page in pages] == [[16, 17, 18, 19], [20, None], []]
    assert [page.total for page in pages] == [6, 6, 6]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("", PEOPLE),
        ("ana", ("Ana Ruiz", "ana lower")),
        ("ANA ruiz", ("Ana Ruiz",)),
        ("100%", ("Ben 100%",)),
        ("%", ("Ben 100%",)),
        ("o_e", ("Cleo_Ek",)),
        ("émile", ("Émile Zola",)),
        ("KÖLN", ("Ana Ruiz", "Cleo_Ek", "Dev Das")),
        ("p3@", ("Émile Zola",)),
        ("city", ()),
        ("'; --", ()),
        ("\\", ()),
    ],
)
def test_every_word_stands_in_key_name_or_cells_and_not_in_a_header(
    file: state.Store, words: str, names: tuple[str, ...]
) -> None:
    fill(file)

    page = file.page(words=words)

    assert sorted(json.loads(job.cells)["name"] for job in page.jobs) == sorted(names)
    assert page.total == len(names)


def test_orders_are_those_of_key_status_and_last_change(file: state.Store) -> None:
    ids = fill(file)

    def change(db: object) -> None:
        for number, job in enumerate(ids):
            db.execute(  # type: ignore[attr-defined]
                "UPDATE jobs SET stage = ?, changed_at = ? WHERE id = ?",
                ("ready" if number % 2 else "invalid", f"2026-11-02T09:30:0{number % 3}.000+00:00", job),
            )

    statejobs.change(file, change)

    assert rows(file.page(order="key")) == [20, 19, 18, 17, 16, 15]
    assert rows(file.page(order="status")) == [16, 18, 20, 15, 17, 19]
    assert rows(file.page(order="changed")) == [15, 18, 16, 19, 17, 20]
    assert rows(file.page(status=("ready",))) == [15, 17, 19]
    assert file.page(status=("ready", "invalid"), words="oslo", limit=1).total == 3
    moment = "2026-11-02T09:30:01.000+00:00"
    assert [job.row for job in file.changed_since(moment)] == [19, 16, 18, 15]
    assert [job.row for job in file.changed_since(moment, limit=1)] == [19]
    assert file.changed_since("2026-11-02T09:30:03.000+00:00") == []


def test_the_word_of_a_status_is_the_one_that_the_sheet_shows(file: state.Store) -> None:
    cases = list(itertools.product(models.Stage, ("", "excluded"), ("", "The text differs."), (False, True)))
    names = [f"Name{number}" for number in range(len(cases))]
    ids = statejobs.add(
        file,
        [
            statejobs.NewJob(name, number + 2, asking(name), cells_hash=name)
            for number, name in enumerate(names)
        ],
    )

    def change(db: object) -> None:
        for job, (stage, left_out, outdated, keeps) in zip(ids, cases, strict=True):
            for attempt, kept in ((job * 2, None), (job * 2 + 1, job * 2 if keeps else None)):
                db.execute(  # type: ignore[attr-defined]
                    "INSERT INTO attempts (id, job_id, token, request_json, request_hash, start_seq,"
                    " started_at, outdated, keeps) VALUES (?, ?, ?, '{}', '', 1, '', ?, ?)",
                    (attempt, job, f"bg-{attempt}", outdated, kept),
                )
            db.execute(  # type: ignore[attr-defined]
                "UPDATE jobs SET stage = ?, left_out = ?, attempt = ? WHERE id = ?",
                (stage, left_out, job * 2 + 1, job),
            )

    statejobs.change(file, change)
    shown = {job.id: result_cells.status(job) or "new" for job in file.jobs()}
    words = {*shown.values()}

    by_word = {word: {job.id for job in file.page(status=[word], limit=1000).jobs} for word in words}

    assert len(words) > 8
    assert by_word == {word: {job for job, said in shown.items() if said == word} for word in words}


def plan(file: state.Store, sql: str, *values: object) -> str:
    return "\n".join(str(row[3]) for row in file._read(f"EXPLAIN QUERY PLAN {sql}", values))


@pytest.mark.parametrize("place", ["file"], indirect=True)
def test_pages_and_changes_are_found_by_an_index(file: state.Store) -> None:
    by_row = job_pages.query((), "", "row", offset=0, limit=100)
    by_change = job_pages.query((), "", "changed", offset=0, limit=100)

    assert "USING COVERING INDEX jobs_row" in plan(file, by_row.ids)
    assert "USING COVERING INDEX jobs_changed" in plan(file, by_change.ids)
    assert "TEMP B-TREE" not in plan(file, by_row.ids) + plan(file, by_change.ids)
    since = plan(file, "SELECT * FROM jobs j WHERE j.changed_at >= ? ORDER BY j.changed_at, j.id LIMIT 9", "")
    assert "SEARCH j USING INDEX jobs_changed" in since
    assert "TEMP B-TREE" not in since


def test_a_file_of_before_gets_the_indexes_when_a_run_opens_it(tmp_path: Path) -> None:
    path = tmp_path / "list.batchgen.db"
    with state.open_state(path, service="x") as file:
        fill(file)
        statejobs.change(
            file, lambda db: (db.execute("DROP INDEX jobs_row"), db.execute("DROP INDEX jobs_changed"))
        )
    with state.read_state(path) as file:
        assert file.page(limit=2).total == 6

    with state.open_state(path, service="x") as file:
        found = {str(row[0]) for row in file._read("SELECT name FROM sqlite_master WHERE type = 'index'")}
        version = file._read("PRAGMA user_version")

    assert {"jobs_row", "jobs_changed"} <= found
    assert version == [(schema.VERSION,)]

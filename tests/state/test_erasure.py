"""What is erased is gone byte for byte, and what keeps a video from being paid twice stays."""

import json
from pathlib import Path

import pytest
import statejobs

from batchgen import errors, models, state
from batchgen.state import records
from batchgen.tavus import video_request

SOUND = "https://cdn.test/ana-ruiz.mp3"


def filled(path: Path) -> tuple[state.StateFile, list[int]]:
    """Ana (twice) and Bo of one company, each with a video; Bo's row names Ana's."""
    store = state.open_state(path, service="https://tavusapi.com")
    jobs = [
        statejobs.NewJob(
            f"{name.casefold()}@acme.test",
            row,
            video_request.VideoRequest(
                {
                    "replica_id": "r1",
                    "script": f"Hello {name} of Acme Ltd.",
                    "video_name": f"{name}, Acme Ltd",
                }
                | ({"audio_url": SOUND} if name == "Ana" else {})
            ),
            cells=json.dumps({"name": name, "email": f"{name.casefold()}@acme.test", "company": "Acme Ltd"}),
            cells_hash=f"{row}",
        )
        for row, name in enumerate(("Ana", "Bo", "Ana"), start=2)
    ]
    ids = statejobs.add(store, jobs)
    for job_id in ids:
        text = store.job(job_id).request_json
        attempt = store.begin(job_id, token=f"bg-token{job_id}", request_json=text)
        store.finish_made(
            attempt.id,
            state.VideoFacts(f"v{job_id}", models.Stage.READY, hosted_url=f"https://tavus.video/v{job_id}"),
        )
    store.keep_audio({SOUND: 3.0, "https://cdn.test/bo.mp3": 4.0})
    store.make_page_codes(ids)
    store.set_meta(records.PAIRS, json.dumps({ids[0]: ["a", "b"], ids[1]: ["c", "d"]}))
    store.set_meta(records.SHARED, json.dumps({"hash": ids[2], "other": ids[1]}))
    return store, ids


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def test_no_byte_of_a_person_stays(tmp_path: Path) -> None:
    store, (ana, bo, again) = filled(tmp_path / "x.batchgen.db")
    with store:
        code = store.page_code(ana).code
        store.forget([ana, again])

        assert [job.id for job in store.jobs()] == [bo]
        assert [page.job_id for page in store.page_codes()] == [bo]
        assert (store.audio_seconds(SOUND), store.audio_seconds("https://cdn.test/bo.mp3")) == (None, 4.0)
        assert (store.pairs(), store.shared()) == ({bo: ("c", "d")}, {"other": bo})

    whole = bytes_of(tmp_path)
    words = (b"ana@acme.test", b"Hello Ana", b"Ana, Acme", b"ana-ruiz", code.encode(), b"tavus.video/v1")
    assert [word for word in words if word in whole] == []
    assert b"Hello Bo of Acme Ltd." in whole


def test_an_attempt_keeps_what_its_money_and_its_video_are_found_by(tmp_path: Path) -> None:
    store, (ana, bo, again) = filled(tmp_path / "x.batchgen.db")
    with store:
        before = {a.id: a for job in (ana, again) for a in store.attempts(job)}
        store.forget([ana, again])
        after = {a.id: a for job in (ana, again) for a in store.attempts(job)}
        store.check_sound()

        assert store.known_ids() == {f"v{ana}", f"v{bo}", f"v{again}"}
        assert set(store.tokens_by_id().values()) == {f"bg-token{job}" for job in (ana, bo, again)}
        assert [
            (a.token, a.video_id, a.outcome, a.start_seq, a.end_seq, a.started_at) for a in after.values()
        ] == [(a.token, a.video_id, a.outcome, a.start_seq, a.end_seq, a.started_at) for a in before.values()]
        assert {a.request_json for a in after.values()} == {"{}"}

    with state.open_state(tmp_path / "x.batchgen.db", service="") as store:
        assert [job.id for job in store.jobs()] == [bo]


def test_sentences_about_others_that_name_them_go(tmp_path: Path) -> None:
    store, (ana, bo, _) = filled(tmp_path / "x.batchgen.db")
    with store:
        store.finish_unknown(store.attempts(bo)[0].id, why="100 % like ANA_1@acme.test, it seems")
        store.forget([ana], ["ana@acme.test"])
        assert store.attempts(bo)[0].words == "100 % like ANA_1@acme.test, it seems"
        store.forget([], ["ana_1@acme.test", ""])

        assert store.attempts(bo)[0].words == ""


def test_a_file_that_somebody_reads_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "x.batchgen.db"
    store, (ana, *_) = filled(path)
    reading = state.read_state(path)
    reading._db.execute("BEGIN")
    reading._db.execute("SELECT * FROM jobs").fetchone()
    store.forget([ana])
    with pytest.raises(errors.StateError, match="locked"):
        store.close()
    reading.close()

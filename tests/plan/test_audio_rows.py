"""Rows that are spoken by a sound file: how long these are decides about money, before anything is sent."""

from __future__ import annotations

import json
import sqlite3

import enginekit
import pytest
import soundkit

from batchgen import errors, models, state
from batchgen.cli import error_boundary
from batchgen.plan import audio_rows, words

HOUR = round(3600 / soundkit.FRAME)
FILES = {
    "/a.wav": soundkit.wav(30),
    "/b.mp3": soundkit.xing(soundkit.cbr(10), round(90 / soundkit.FRAME), size=False),
    "/hour.mp3": soundkit.xing(soundkit.cbr(10), HOUR, size=False),
    "/short.wav": soundkit.wav(2),
    "/fake.wav": b"\0\0\0\x18ftypM4A " + bytes(900),
}
REQUEST = {
    "template": None,
    "fields": {"replica_id": "r90bbd427f71", "audio_url": "{{ sound }}"},
    "field_sources": {"replica_id": "flag", "audio_url": "flag"},
}


@pytest.fixture
def server():
    with soundkit.serving(dict(FILES)) as server:
        yield server


@pytest.fixture
def desk(tmp_path, api):
    return enginekit.desk(tmp_path, api, [], **REQUEST)


def listed(desk, server, *paths: str) -> None:  # type: ignore[no-untyped-def]
    desk.write([{"email": f"p{n}@x.com", "sound": server.url + path} for n, path in enumerate(paths)])


def test_a_mere_look_reads_no_file_and_says_that_the_length_is_unknown(desk, server):
    listed(desk, server, "/a.wav", "/b.mp3")

    plan = desk.plan(price_per_minute=2.0)

    assert (plan.to_send, plan.minutes, plan.unmeasured, plan.heard) == (2, 0, 2, False)
    assert server.asked == []


@pytest.mark.parametrize(
    ("options", "given"),
    [
        ({"max_minutes": 5.0}, "--max-minutes"),
        ({"max_cost": 5.0, "price_per_minute": 1.0}, "--max-cost"),
        ({"max_minutes": 5.0, "max_cost": 5.0, "price_per_minute": 1.0}, "--max-minutes and --max-cost"),
        ({"budget": {"unit": "minutes", "amount": 5}}, "the campaign's budget of 5 minutes in all"),
    ],
)
def test_a_cap_refuses_audio_whose_length_was_not_read(desk, server, options, given):
    listed(desk, server, "/a.wav", "/b.mp3")

    assert desk.plan(**options).refusal == (
        f"2 rows have sound files of unknown length, so {given} cannot be checked. "
        "To read the length, run batchgen check --links."
    )


def test_a_cap_on_the_number_of_videos_needs_no_length(desk, server):
    listed(desk, server, "/a.wav", "/b.mp3")

    assert desk.plan(max_videos=2).refusal == ""
    assert desk.plan(budget={"unit": "videos", "amount": 2}).refusal == ""


@pytest.mark.parametrize(
    "options", [{"max_minutes": 5.0}, {"max_cost": 5.0, "price_per_minute": 1.0}, {"price_per_minute": 1.0}]
)
def test_a_run_with_a_cap_or_a_price_reads_each_file_once(desk, server, options):
    listed(desk, server, "/a.wav", "/b.mp3", "/a.wav", "/a.wav")

    done = desk.run(**options)

    assert done.plan.minutes == pytest.approx(3.0, abs=0.01)
    assert done.plan.unmeasured == 0
    assert sorted(server.paths()) == ["/a.wav", "/b.mp3"]
    assert desk.made == 4


def test_a_run_without_cap_and_price_reads_no_file(desk, server):
    listed(desk, server, "/a.wav", "/hour.mp3")

    desk.run()

    assert server.asked == []
    assert desk.made == 2


def test_a_plan_above_a_cap_is_refused_and_says_how_many_rows_fit(desk, server):
    listed(desk, server, "/a.wav", "/b.mp3", "/a.wav")

    with pytest.raises(errors.PlanError, match=r"about 2\.5 minutes, but --max-minutes allows 2\..*limit 2"):
        desk.run(max_minutes=2.0)
    assert desk.made == 0


def test_a_wrong_file_is_an_error_of_its_row(desk, server):
    listed(desk, server, "/hour.mp3", "/a.wav", "/short.wav", "/fake.wav")

    done = desk.run(max_minutes=100.0, skip_invalid=True)

    assert [
        (problem.row, problem.kind, problem.message) for problem in done.plan.problems.problems("error")
    ] == [
        (2, "audio", "audio_url is 60:00 minutes long, but Tavus takes at most 10"),
        (4, "audio", "audio_url is 2.0 seconds long, but Tavus needs at least 3"),
        (5, "audio", "audio_url is m4a or mp4, but Tavus takes only wav and mp3"),
    ]
    assert desk.made == 1


def test_another_row_takes_the_place_of_a_wrong_one_under_a_limit(desk, server):
    listed(desk, server, "/hour.mp3", "/a.wav", "/short.wav", "/b.mp3", "/a.wav?1")

    done = desk.run(max_minutes=100.0, skip_invalid=True, limit=2)

    assert desk.made == done.plan.to_send == 2
    assert done.plan.minutes == pytest.approx(2.0, abs=0.01)
    assert "/a.wav?1" not in server.paths()


def test_a_cap_refuses_audio_whose_length_was_not_found(desk, server):
    listed(desk, server, "/a.wav", "/busy.wav?503")

    with pytest.raises(errors.PlanError, match=r"1 row has a sound file of unknown length.*--max-videos"):
        desk.run(max_minutes=100.0)
    assert desk.made == 0


def test_a_price_alone_lets_audio_of_unknown_length_pass(desk, server):
    listed(desk, server, "/a.wav", "/busy.wav?503")

    done = desk.run(price_per_minute=2.0)

    (problem,) = [p for p in done.plan.problems.problems("warning") if p.kind == "link"]
    assert problem.message == "audio_url does not work (error 503)"
    assert (done.plan.unmeasured, done.plan.price) == (1, 1.0)
    assert desk.made == 2


@pytest.mark.parametrize("status", [404, 410])
def test_a_file_that_is_not_there_is_an_error_of_its_row(desk, server, capsys, status):
    listed(desk, server, "/a.wav", f"/gone.wav?{status}")

    assert check(desk, "--links") == 2
    with pytest.raises(errors.PlanError):
        desk.run(price_per_minute=2.0)

    assert f"column sound: audio_url does not exist (error {status})" in capsys.readouterr().out
    assert desk.made == 0


def test_a_refused_plan_does_not_read_its_files_again(desk, server):
    listed(desk, server, "/a.wav", "/b.mp3")
    with pytest.raises(errors.PlanError):
        desk.run(max_minutes=1.0)
    asked = len(server.asked)

    done = desk.run(max_minutes=3.0)

    assert len(server.asked) == asked
    assert desk.made == 2
    assert done.plan.minutes == pytest.approx(2.0, abs=0.01)


def test_a_wrong_file_is_read_again_since_it_may_have_been_replaced(desk, server):
    listed(desk, server, "/short.wav")
    with pytest.raises(errors.PlanError):
        desk.run(max_minutes=1.0)
    server.files["/short.wav"] = soundkit.wav(6)

    desk.run(max_minutes=1.0)

    assert desk.made == 1


def check(desk, *options: str) -> int:  # type: ignore[no-untyped-def]
    request = ["--set", "audio_url={{ sound }}", "-r", "r90bbd427f71", "--api-url", desk.api.url]
    return error_boundary.run(["check", str(desk.sheet), *request, *options])


def test_check_with_links_reads_the_files_and_a_run_knows_them_then(desk, server, capsys):
    listed(desk, server, "/a.wav", "/b.mp3")
    assert check(desk, "--links", "--price-per-minute", "2") == 0
    assert "about 2 minutes, 4.00 USD (an estimate)" in capsys.readouterr().out
    asked = len(server.asked)

    done = desk.run(max_minutes=3.0)

    assert len(server.asked) == asked == 2
    assert done.plan.minutes == pytest.approx(2.0, abs=0.01)


def test_check_with_links_looks_at_known_files_again(desk, server):
    listed(desk, server, "/a.wav")
    check(desk, "--links")
    server.files["/a.wav"] = soundkit.wav(60)

    check(desk, "--links")

    assert desk.plan().minutes == 1.0


def test_check_says_what_is_unknown(desk, server, capsys):
    listed(desk, server, "/a.wav", "/busy.wav?503")

    assert check(desk) == 0
    nothing = capsys.readouterr().out
    assert check(desk, "--links") == 0
    some = capsys.readouterr().out
    assert check(desk, "--links", "--price-per-minute", "2", "--json") == 0
    told = json.loads(capsys.readouterr().out)

    assert "2 rows of audio, length unknown\n" in nothing
    assert "under a minute, and 1 row of audio, length unknown (an estimate)\n" in some
    assert (told["minutes"], told["price"], told["unknown_length"]) == (0.5, None, 1)


def test_check_with_a_cap_refuses_what_was_not_read(desk, server, capsys):
    listed(desk, server, "/a.wav")

    code = check(desk, "--max-minutes", "5")

    assert code == 2
    assert "\n1 row has a sound file of unknown length, so --max-minutes cannot" in capsys.readouterr().out


def test_the_files_of_rows_with_other_errors_are_looked_at_too(desk, server, capsys):
    desk.write([{"email": "a@x.com", "sound": f"{server.url}/fake.wav", "watermark_image_url": "none"}])

    assert check(desk, "--links") == 2

    out = capsys.readouterr().out
    assert "watermark_image_url is not a web address" in out
    assert "audio_url is m4a or mp4" in out


def test_a_file_on_this_machine_is_not_asked_for_a_service_elsewhere(desk, server, capsys):
    listed(desk, server, "/a.wav")
    request = ["--set", "audio_url={{ sound }}", "-r", "r90bbd427f71"]

    error_boundary.run(["check", str(desk.sheet), *request, "--links"])

    assert "audio_url can be reached only from your network" in capsys.readouterr().out
    assert server.asked == []


def test_nothing_is_written_while_somebody_else_uses_the_state_file(desk, server):
    listed(desk, server, "/a.wav")
    held = state.RunLock(desk.folder / "list.batchgen.db")
    assert check(desk, "--links") == 0
    held.release()

    assert not (desk.folder / "list.batchgen.db").exists()


def reported(desk) -> str:  # type: ignore[no-untyped-def]
    (desk.folder / "campaign.toml").write_text("price_per_minute = 2.0\n", encoding="utf-8")
    assert error_boundary.run(["report", str(desk.sheet), "--no-thumbnails"]) == 0
    return (desk.folder / "list.report.html").read_text(encoding="utf-8")


def test_the_length_of_the_film_corrects_that_of_its_sound(desk, server, capsys):
    listed(desk, server, "/a.wav", "/b.mp3")
    desk.run(price_per_minute=2.0)
    with state.open_state(desk.folder / "list.batchgen.db", service="") as store:
        (first, _) = sorted(store.jobs(), key=lambda job: job.row)
        store.note_seconds(first.video_id, 36.0)

    redone = desk.plan(redo="all", rows="2")
    page = reported(desk)

    assert redone.minutes == 0.6
    assert "2.1" in page
    assert "4.20 USD" in page


def test_the_report_says_what_is_unknown(desk, server):
    listed(desk, server, "/a.wav", "/b.mp3")
    desk.run()

    page = reported(desk)

    assert "rows of audio, length unknown" in page
    assert "price, at least" in page


def test_sound_does_not_say_how_fast_a_replica_speaks(desk, server):
    listed(desk, server, "/a.wav")
    desk.run(price_per_minute=2.0)

    with state.open_state(desk.folder / "list.batchgen.db", service="") as store:
        store.note_seconds(next(iter(store.jobs())).video_id, 300.0)
        assert store.measured() == {}


def test_a_state_file_without_the_table_is_read_and_gets_it(desk, server):
    listed(desk, server, "/a.wav")
    desk.run()
    path = desk.folder / "list.batchgen.db"
    with sqlite3.connect(path) as db:
        db.execute("DROP TABLE audio")
    db.close()

    with state.read_state(path) as store:
        assert store.audio_seconds("x") is None
    assert check(desk, "--links") == 0
    assert desk.run(redo="all", max_minutes=5.0).plan.minutes == 0.5


@pytest.mark.parametrize(("count", "told"), [(20, 0), (21, 1)])
def test_who_waits_for_many_files_is_told_how_many_are_read(desk, count: int, told: int):
    files = {f"/{number}.wav": soundkit.wav(1) for number in range(count)}
    notices: list[models.Event] = []
    with soundkit.serving(files) as server:
        urls = [server.url + path for path in files]
        lengths = audio_rows.Lengths()
        heard = lengths.hear(urls, desk.settings(), notices.append)
        again = lengths.hear(urls, desk.settings(), notices.append)

    assert [heard[url].seconds for url in urls] == [1.0] * count
    assert again == heard
    assert notices == [models.Notice(words.reading_lengths(count))] * told

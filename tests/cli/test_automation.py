"""Automation: the events of run --json, on_stop, completion, and callbacks that wake a run."""

import datetime as dt
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import afterkit
import faketavus
import httpx
import jsonschema
import pytest

from batchgen import campaign, cli, listen, models, paths, settings

KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[faketavus.FakeTavus]:
    with faketavus.FakeTavus() as served:
        monkeypatch.setenv("TAVUS_API_KEY", KEY)
        monkeypatch.setenv("TAVUS_API_URL", served.url)
        afterkit.hurry(monkeypatch)
        yield served


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text("Email\n" + "".join(f"p{n}@x.test\n" for n in range(3)))
    (tmp_path / "campaign.toml").write_text(
        'replica_id = "r90bbd427f71"\nscript = "Hi {{ email }}, how are you doing today?"\nsettle = 0\n'
    )
    return path


def run(capsys: pytest.CaptureFixture[str], *args: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        cli.main([str(arg) for arg in args])
    shown = capsys.readouterr()
    return int(ended.value.code or 0), shown.out, shown.err


def schema(capsys: pytest.CaptureFixture[str]) -> jsonschema.Draft202012Validator:
    code, out, _ = run(capsys, "schema")
    assert code == 0
    found = json.loads(out)
    jsonschema.Draft202012Validator.check_schema(found)
    return jsonschema.Draft202012Validator(found)


@pytest.mark.parametrize("fault", ["", "refuse:400:Invalid script", "html", "status:401", "status:503"])
def test_every_line_of_run_json_keeps_the_schema(
    api: faketavus.FakeTavus, sheet: Path, capsys: pytest.CaptureFixture[str], fault: str
) -> None:
    api.faults.extend([fault] if fault else [])
    rules = schema(capsys)

    code, out, _ = run(capsys, "run", sheet, "--json", "--yes")

    events = [json.loads(line) for line in out.splitlines()]
    for event in events:
        rules.validate(event)
    assert "plan" in [event["event"] for event in events][:3]
    assert events[-1]["event"] == "finished"
    assert events[-1]["exit_code"] == code
    assert {"progress", "wrote"} <= {event["event"] for event in events}


def test_a_run_says_when_and_in_which_phase_things_happen(
    api: faketavus.FakeTavus, sheet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = run(capsys, "run", sheet, "--json", "--yes")

    events = [json.loads(line) for line in out.splitlines()]
    times = [dt.datetime.fromisoformat(event["at"]) for event in events]
    assert {time.utcoffset() for time in times} == {dt.timedelta(0)}
    named = [event.get("phase") or event["event"] for event in events if event["event"] in ("phase", "plan")]
    assert named[:4] == ["reading", "searching", "plan", "sending"]
    assert named[-1] == "writing"
    assert events[-1]["event"] == "finished"


def test_a_run_with_nothing_to_send_has_no_phase_of_sending(
    api: faketavus.FakeTavus, sheet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "run", sheet, "--yes")

    _, out, _ = run(capsys, "run", sheet, "--yes", "--json")

    events = [json.loads(line) for line in out.splitlines()]
    assert [event["phase"] for event in events if event["event"] == "phase"] == ["reading", "writing"]


def _without_key(api: faketavus.FakeTavus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TAVUS_API_KEY")


def _refused_key(api: faketavus.FakeTavus, monkeypatch: pytest.MonkeyPatch) -> None:
    api.set(reads_fail="status:401")


def _as_it_is(api: faketavus.FakeTavus, monkeypatch: pytest.MonkeyPatch) -> None:
    pass


@pytest.mark.parametrize(
    ("prepare", "more", "kind", "code"),
    [
        (_without_key, ["--yes"], "no-key", 2),
        (_refused_key, ["--yes"], "account-refused", 4),
        (_as_it_is, ["--yes", "--max-videos", "1"], "plan-refused", 2),
        (_as_it_is, ["--confirm", "0" * 16], "other-plan", 2),
        (_as_it_is, [], "no-yes", 2),
        (_as_it_is, ["--yes", "--set", "script=Hi {{ nobody }}"], "row-errors", 2),
        (_as_it_is, ["--yes", "--template", "none.j2"], "template", 2),
        (_as_it_is, ["--yes", "--campaign", "none.toml"], "settings", 2),
    ],
)
def test_why_a_run_was_refused_is_an_event_and_stands_on_stderr(
    api: faketavus.FakeTavus,
    sheet: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    prepare: Callable[[faketavus.FakeTavus, pytest.MonkeyPatch], None],
    more: list[str],
    kind: str,
    code: int,
) -> None:
    rules = schema(capsys)
    prepare(api, monkeypatch)

    ended, out, err = run(capsys, "run", sheet, "--json", *more)

    events = [json.loads(line) for line in out.splitlines()]
    for event in events:
        rules.validate(event)
    error, last = events[-2:]
    assert (error["event"], error["kind"], error["exit_code"]) == ("error", kind, code)
    assert (last["event"], last["exit_code"], ended) == ("finished", code, code)
    assert f"Error: {error['text']}" in err
    assert error["hint"] in err
    assert api.posts == []


def test_downloads_of_a_run_keep_the_schema_too(
    sheet: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = schema(capsys)
    with faketavus.FakeTavus(film=afterkit.mp4(9000)) as account:
        monkeypatch.setenv("TAVUS_API_KEY", KEY)
        monkeypatch.setenv("TAVUS_API_URL", account.url)
        code, out, err = run(capsys, "run", sheet, "--json", "--yes", "--download")

    events = [json.loads(line) for line in out.splitlines()]
    for event in events:
        rules.validate(event)
    assert code == 0, err
    assert sum(event["event"] == "downloaded" for event in events) == 9


def test_on_stop_is_told_what_came_of_it(
    api: faketavus.FakeTavus, sheet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program = sheet.parent / "told.py"
    program.write_text("import sys, pathlib; pathlib.Path('told.json').write_text(sys.stdin.read())")
    with (sheet.parent / "campaign.toml").open("a") as file:
        file.write(f'on_stop = ["{sys.executable}", "told.py"]\n')

    code, _, _ = run(capsys, "run", sheet, "--yes")

    said = json.loads((sheet.parent / "told.json").read_text())
    assert code == 0
    assert said["exit_code"] == 0
    assert said["counts"] == {"ready": 3}
    assert said["results"] == [str(sheet.parent / "list.results.csv")]
    assert KEY not in json.dumps(said)


def test_on_stop_is_told_of_a_run_that_the_service_stopped(
    api: faketavus.FakeTavus, sheet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    api.credits = 1
    with (sheet.parent / "campaign.toml").open("a") as file:
        file.write("on_stop = \"sh -c 'cat > told.json'\"\n")

    code, _, _ = run(capsys, "run", sheet, "--yes", "--connections", "1")

    said = json.loads((sheet.parent / "told.json").read_text())
    assert code == said["exit_code"] == 4
    assert "credits" in said["stopped"]


@pytest.mark.parametrize(
    ("more", "code"),
    [(["--max-videos", "1"], 2), (["--where", "email ="], 2), ([], 4)],
    ids=["cap", "usage", "key"],
)
def test_a_refused_run_ends_its_json_and_tells_on_stop(
    api: faketavus.FakeTavus, sheet: Path, capsys: pytest.CaptureFixture[str], more: list[str], code: int
) -> None:
    with (sheet.parent / "campaign.toml").open("a") as file:
        file.write("on_stop = \"sh -c 'cat > told.json'\"\n")
    api.set(reads_fail="" if more else "status:401")

    ended, out, _ = run(capsys, "run", sheet, "--yes", "--json", *more)

    last = json.loads(out.splitlines()[-1])
    told = json.loads((sheet.parent / "told.json").read_text())
    assert (ended, last["event"], last["exit_code"], told["exit_code"]) == (code, "finished", code, code)
    assert last["stopped"] == told["stopped"] != ""


def test_an_on_stop_that_cannot_be_run_changes_nothing(
    api: faketavus.FakeTavus, sheet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (sheet.parent / "campaign.toml").open("a") as file:
        file.write('on_stop = "no-such-program --now"\n')

    code, _, err = run(capsys, "run", sheet, "--yes")

    assert code == 0
    assert "no-such-program could not be run" in err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(capsys: pytest.CaptureFixture[str], shell: str) -> None:
    code, out, _ = run(capsys, "completion", shell)

    assert code == 0
    assert "_BATCHGEN_COMPLETE" in out


@pytest.mark.parametrize(
    ("words", "index", "expected"), [("batchgen rep", 1, "replicas"), ("batchgen replicas w", 2, "wait")]
)
def test_completion_knows_commands(words: str, index: int, expected: str) -> None:
    env = {**os.environ, "_BATCHGEN_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(index)}

    done = subprocess.run(
        [sys.executable, "-c", "from batchgen import cli; cli.main()"],
        env=env, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert expected in done.stdout


def test_a_callback_wakes_a_run_that_follows(
    api: faketavus.FakeTavus, sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("batchgen.run.poll_pauses.pause", lambda **at: 60.0 if at["open_count"] else 0.1)
    api.queue_seconds = 3600
    found = settings.load(sheet, {"yes": True})
    with campaign.Batch.open(found, api_key=KEY) as batch:
        events = batch.run(batch.plan())
        seen = {}

        def finish() -> None:
            api.finish("ready")
            seen["at"] = time.monotonic()
            for video_id in list(api.videos):
                batch.hints.give(video_id)

        timer = threading.Timer(2.0, finish)
        known = set()
        for event in events:
            last = event
            if isinstance(event, models.JobChanged) and event.video_id and event.video_id not in known:
                known.add(event.video_id)
                if len(known) == 3:  # each row has its video: they can finish
                    timer.start()
        took = time.monotonic() - seen["at"]
        timer.join()

    assert last.exit_code == 0  # type: ignore[attr-defined]
    assert took < 20


def test_run_with_listen_gives_each_request_a_secret_address(
    api: faketavus.FakeTavus, sheet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    public = "https://tunnel.example/x"
    code, _, err = run(capsys, "run", sheet, "--yes", "--listen", "--public-url", public, "--listen-port", 0)

    secret = listen.secret_of(KEY, paths.state(settings.load(sheet)))
    assert code == 0
    assert {post.body["callback_url"] for post in api.posts} == {f"{public}/callback/{secret}"}
    assert secret not in err


def test_listening_does_not_make_videos_outdated(
    api: faketavus.FakeTavus, sheet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "run", sheet, "--yes")

    code, _, _ = run(capsys, "run", sheet, "--yes", "--listen", "--listen-port", 0)

    assert code == 0
    assert len(api.posts) == 3


def test_listen_without_a_sheet_prints_what_the_service_confirms(api: faketavus.FakeTavus) -> None:
    video = api.make_stranger()
    with subprocess.Popen(
        [sys.executable, "-m", "batchgen", "listen", "--listen-port", "0"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as child:  # fmt: skip
        assert child.stderr is not None
        assert child.stdout is not None
        url = ""
        while "callback_url" not in url:
            url = child.stderr.readline()
        address = url.split("callback_url: ")[1].strip()
        httpx.post(address, json={"video_id": "v-unknown"})
        httpx.post(address, json={"video_id": video.video_id, "status": "error"})
        line = child.stdout.readline()
        child.terminate()
        child.wait(20)

    said = json.loads(line)
    assert said["video_id"] == video.video_id
    assert said["status"] == "ready"


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--public-url", "https://x.example"], "--public-url works only with --listen"),
        (["--listen", "--public-url", "nonsense"], "cannot send callbacks"),
    ],
)
def test_listening_options_that_cannot_work_are_usage_errors(
    api: faketavus.FakeTavus,
    sheet: Path,
    capsys: pytest.CaptureFixture[str],
    args: list[str],
    words: str,
) -> None:
    code, _, err = run(capsys, "run", sheet, "--yes", *args)

    assert code == 2
    assert words in err
    assert api.posts == []


def test_listening_to_the_real_service_says_how_to_be_reached(
    sheet: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAVUS_API_KEY", KEY)

    code, _, err = run(capsys, "run", sheet, "--yes", "--listen")

    assert code == 2
    assert "tunnel" in err

"""Commands about replicas, videos and conversations: their words, their JSON, their exit codes."""

import json
from collections.abc import Iterator

import faketavus
import pytest

from batchgen import cli


def run(*args: object) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main([str(arg) for arg in args])
    return int(ended.value.code or 0)


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[faketavus.FakeTavus]:
    with faketavus.FakeTavus(any_replica=False, key="key-12345") as served:
        monkeypatch.setenv("TAVUS_API_KEY", "key-12345")
        monkeypatch.setenv("TAVUS_API_URL", served.url)
        yield served


def test_replicas_list_prints_the_apis_own_objects(
    account: faketavus.FakeTavus, capsys: pytest.CaptureFixture[str]
) -> None:
    own = account.add_replica("Anna")
    account.add_replica("Stock", kind="system")

    code = run("replicas", "list", "--type", "own", "--json")

    assert code == 0
    assert json.loads(capsys.readouterr().out) == [account.replicas[own]]


def test_replicas_are_shown_by_name(account: faketavus.FakeTavus, capsys: pytest.CaptureFixture[str]) -> None:
    replica_id = account.add_replica("Anna")

    assert run("replicas", "show", "anna") == 0
    assert replica_id in capsys.readouterr().out


def test_training_needs_a_yes(account: faketavus.FakeTavus, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("replicas", "train", "--train-video-url", "https://x.example/a.mp4") == 2
    assert account.count("POST") == 0
    assert "--yes" in capsys.readouterr().err


def test_training_sends_what_was_given(
    account: faketavus.FakeTavus, capsys: pytest.CaptureFixture[str]
) -> None:
    url = "https://x.example/a.mp4"

    code = run("replicas", "train", "--train-video-url", url, "--name", "A", "--model", "phoenix-3", "--yes")

    assert code == 0
    assert account.bodies == [{"train_video_url": url, "replica_name": "A", "model_name": "phoenix-3"}]
    assert "batchgen replicas wait" in capsys.readouterr().err


def test_a_model_that_is_not_known_is_sent_with_a_warning(
    account: faketavus.FakeTavus, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ("--train-image-url", "https://x.example/a.jpg", "--voice-name", "anna", "--name", "A")
    more = ("--model", "phoenix-5", "--auto-fix-training-image", "--background-green-screen", "--yes")

    code = run("replicas", "train", *given, *more)

    assert code == 0
    assert account.bodies == [
        {
            "train_image_url": "https://x.example/a.jpg",
            "voice_name": "anna",
            "replica_name": "A",
            "model_name": "phoenix-5",
            "auto_fix_training_image": True,
            "properties": {"background_green_screen": True},
        }
    ]
    assert 'does not know the model "phoenix-5"' in capsys.readouterr().err


def test_a_known_model_is_no_warning(
    account: faketavus.FakeTavus, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ("--train-video-url", "https://x.example/a.mp4", "--model", "phoenix-4.5", "--yes")

    assert run("replicas", "train", *given) == 0
    assert "knows no model" not in capsys.readouterr().err
    assert account.bodies[0]["model_name"] == "phoenix-4.5"


def test_a_first_look_is_not_what_waiting_is_for(
    account: faketavus.FakeTavus, capsys: pytest.CaptureFixture[str]
) -> None:
    new = {"model_name": "phoenix-4.5", "finetune_status": None}
    replica_id = account.add_replica("Anna", **new)

    assert run("replicas", "wait", replica_id, "--wait-max", "0") == 1
    assert "its videos carry a watermark" in capsys.readouterr().err
    assert run("replicas", "wait", replica_id, "--first-look") == 0


def test_a_failed_tuning_ends_with_one_and_says_what_to_do(
    account: faketavus.FakeTavus, capsys: pytest.CaptureFixture[str]
) -> None:
    replica_id = account.add_replica("Anna", model_name="phoenix-4.5", finetune_status="errored")

    for more in ((), ("--first-look",)):
        assert run("replicas", "wait", replica_id, *more) == 1
        assert "Train another replica: batchgen replicas train" in capsys.readouterr().err


def test_lists_and_pages_of_replicas_say_how_far_they_are(
    account: faketavus.FakeTavus, capsys: pytest.CaptureFixture[str]
) -> None:
    new = {"model_name": "phoenix-4.5", "finetune_status": None}
    replica_id = account.add_replica("Anna", **new)
    account.add_replica("Ben", kind="system", **new)

    run("replicas", "list")
    listed = capsys.readouterr().out
    run("replicas", "show", replica_id)
    shown = capsys.readouterr().out

    anna, ben = (next(line for line in listed.splitlines() if name in line) for name in ("Anna", "Ben"))
    assert "first look, with a watermark" in anna
    assert "done" in ben
    assert "first look, with a watermark" in shown


def test_waiting_for_a_failed_replica_ends_with_one(
    account: faketavus.FakeTavus, capsys: pytest.CaptureFixture[str]
) -> None:
    replica_id = account.add_replica("Anna", status="error", error_message="video_fps")

    assert run("replicas", "wait", replica_id) == 1
    assert "video_fps" in capsys.readouterr().out


def test_waiting_is_cut_short_by_wait_max(account: faketavus.FakeTavus) -> None:
    replica_id = account.add_replica("Anna", status="started")

    assert run("replicas", "wait", replica_id, "--wait-max", "0") == 1


def test_a_replica_is_renamed_and_deleted(account: faketavus.FakeTavus) -> None:
    replica_id = account.add_replica("Anna")

    assert run("replicas", "rename", "Anna", "Anna, sales") == 0
    assert account.replicas[replica_id]["replica_name"] == "Anna, sales"
    assert run("replicas", "delete", replica_id, "--yes") == 0
    assert account.replicas == {}


def test_a_conversation_tells_its_cost_and_needs_a_yes(
    account: faketavus.FakeTavus, capsys: pytest.CaptureFixture[str]
) -> None:
    replica_id = account.add_replica("Anna")

    assert run("conversations", "create", "-r", replica_id) == 2
    assert "costs credits" in capsys.readouterr().err
    assert account.conversations == {}


def test_a_conversation_in_test_mode_is_opened_without_a_question(
    account: faketavus.FakeTavus, capsys: pytest.CaptureFixture[str]
) -> None:
    account.add_replica("Anna")
    more = (
        "--property",
        "enable_recording=true",
        "--max-call-duration",
        60,
        "--language",
        "german",
        "--json",
    )

    assert run("conversations", "create", "-r", "Anna", "--test-mode", *more) == 0

    (body,) = account.bodies
    assert body["test_mode"] is True
    assert body["properties"] == {"max_call_duration": 60, "language": "german", "enable_recording": True}
    assert json.loads(capsys.readouterr().out)["status"] == "ended"


def test_a_conversation_is_opened_by_the_names_of_today_too(account: faketavus.FakeTavus) -> None:
    given = ("--face-id", "r0123456789", "--pal-id", "p1", "--test-mode")

    assert run("conversations", "create", *given) == 0
    assert account.bodies == [{"replica_id": "r0123456789", "persona_id": "p1", "test_mode": True}]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["-r", "r1", "--face-id", "r2"], "--replica-id and --face-id are the same option"),
        (["--pal-id", "p1", "--persona-id", "p2"], "--persona-id and --pal-id are the same option"),
        (["--language", "german", "--property", "language=french"], "--property language is given twice"),
    ],
)
def test_one_thing_with_two_values_is_refused(
    account: faketavus.FakeTavus, capsys: pytest.CaptureFixture[str], given: list[str], words: str
) -> None:
    assert run("conversations", "create", *given, "--test-mode") == 2

    assert words in capsys.readouterr().err
    assert account.count("POST") == 0


def test_both_names_of_an_option_with_one_value_are_fine(account: faketavus.FakeTavus) -> None:
    anna = account.add_replica("Anna")

    assert run("conversations", "create", "-r", anna, "--face-id", anna, "--test-mode") == 0
    assert account.bodies[0]["replica_id"] == anna


def test_an_empty_list_is_said_in_words(
    account: faketavus.FakeTavus, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("conversations", "list", "--status", "active") == 0

    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "No conversations found.\n")
    assert account.conversations == {}


def test_conversations_are_listed_shown_ended_and_deleted(
    account: faketavus.FakeTavus, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("conversations", "create", "--persona-id", "p1", "--name", "Call", "--yes") == 0
    (room,) = account.conversations

    assert run("conversations", "list", "--status", "active") == 0
    assert room in capsys.readouterr().out
    assert run("conversations", "show", room) == 0
    assert run("conversations", "end", room) == 0
    assert account.conversations[room]["status"] == "ended"
    assert run("conversations", "delete", room, "--yes") == 0
    assert account.conversations == {}


def test_videos_are_listed_shown_renamed_and_deleted(
    account: faketavus.FakeTavus, capsys: pytest.CaptureFixture[str]
) -> None:
    video_id = account.add_video("bg-aaaaaaaaaaaa Ana")
    account.add_video("other", status="queued")

    assert run("videos", "list", "--status", "ready", "--json") == 0
    assert [each["video_id"] for each in json.loads(capsys.readouterr().out)] == [video_id]
    assert run("videos", "show", video_id) == 0
    assert "Hello." in capsys.readouterr().out
    assert run("videos", "rename", video_id, "Ana") == 0
    assert account.videos[video_id].body["video_name"] == "Ana"
    assert run("videos", "delete", video_id, "--yes") == 0
    assert account.videos[video_id].status == "deleted"


@pytest.mark.parametrize(
    "command",
    [
        ("replicas", "show", "r0123456789"),
        ("replicas", "show", "Nobody"),
        ("replicas", "delete", "r0123456789", "--yes"),
        ("videos", "show", "v0"),
        ("videos", "delete", "v0", "--yes"),
        ("videos", "rename", "v0", "x"),
        ("conversations", "show", "c0"),
        ("conversations", "end", "c0"),
        ("conversations", "delete", "c0", "--hard", "--yes"),
    ],
)
def test_an_unknown_id_is_one_line_and_two(
    account: faketavus.FakeTavus, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    assert run(*command) == 2
    shown = capsys.readouterr()
    assert shown.err.startswith(("Error: This account has no", "Error: There is no replica"))
    assert len(shown.err.strip().splitlines()) <= 2
    assert shown.out == ""


@pytest.mark.parametrize("command", [("replicas", "list"), ("videos", "list"), ("conversations", "list")])
def test_a_wrong_key_is_one_line_and_four(
    account: faketavus.FakeTavus,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: tuple[str, ...],
) -> None:
    monkeypatch.setenv("TAVUS_API_KEY", "wrong-key-9")

    assert run(*command) == 4
    assert "TAVUS_API_KEY" in capsys.readouterr().err


def test_no_network_is_one_line_and_four(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TAVUS_API_KEY", "key-12345")
    monkeypatch.setattr("batchgen.tavus.retry.FIRST_PAUSE", 0.0)

    assert run("videos", "show", "v1", "--api-url", "http://127.0.0.1:9") == 4
    assert "Could not connect" in capsys.readouterr().err


def test_no_key_says_where_to_put_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("replicas", "list") == 2
    assert "TAVUS_API_KEY" in capsys.readouterr().err

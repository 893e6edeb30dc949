"""Replicas, videos and conversations: lists walked whole, nothing trained twice, unknown ids told."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import faketavus
import httpx
import pytest
import statejobs

from batchgen import account as account_room
from batchgen import errors, models, state, tavus
from batchgen.account import conversations, replicas, videos
from batchgen.tavus import video_request


@pytest.fixture
def account() -> Iterator[faketavus.FakeTavus]:
    with faketavus.FakeTavus(any_replica=False, key="key-12345") as served:
        yield served


@pytest.fixture
def client(account: faketavus.FakeTavus) -> Iterator[tavus.Client]:
    with tavus.Client("key-12345", account.url, read_seconds=5, create_seconds=5) as made:
        yield made


TRAINING = replicas.Training(train_video_url="https://files.example/anna.mp4", replica_name="Anna, sales")


@pytest.mark.parametrize("base", [0, 1])
def test_every_replica_is_listed_once_whichever_page_is_the_first(
    account: faketavus.FakeTavus, client: tavus.Client, base: int
) -> None:
    account.page_base = str(base)
    made = [account.add_replica(f"Rep {n}") for n in range(230)]

    listed = [each.replica_id for each in account_room.REPLICAS.list(client)]

    assert listed == made


def test_a_name_is_resolved_without_regard_to_case_and_blanks(
    account: faketavus.FakeTavus, client: tavus.Client
) -> None:
    anna = account.add_replica("Anna  Schmidt")
    account.add_replica("Ben")

    assert replicas.resolve(client, " anna schmidt ") == anna


def test_an_id_is_resolved_without_asking(account: faketavus.FakeTavus, client: tavus.Client) -> None:
    assert replicas.resolve(client, "r90bbd427f71") == "r90bbd427f71"
    assert not account.calls


def test_an_ambiguous_name_is_an_error_with_both_ids(
    account: faketavus.FakeTavus, client: tavus.Client
) -> None:
    first, second = account.add_replica("Anna"), account.add_replica("anna", kind="system")

    with pytest.raises(errors.UsageError, match=f"{first}, {second}"):
        replicas.resolve(client, "Anna")


def test_an_unknown_name_is_an_error_with_the_nearest(
    account: faketavus.FakeTavus, client: tavus.Client
) -> None:
    account.add_replica("Anna Schmidt")

    with pytest.raises(errors.UsageError, match='Did you mean "Anna Schmidt"'):
        replicas.resolve(client, "Anna Schmid")


def test_faces_are_understood_by_their_new_names(account: faketavus.FakeTavus, client: tavus.Client) -> None:
    account.replicas["r0123456789"] = {"face_id": "r0123456789", "face_name": "Zoe", "face_type": "user"}

    assert replicas.resolve(client, "Zoe") == "r0123456789"


def test_training_sends_one_call(account: faketavus.FakeTavus, client: tavus.Client) -> None:
    trained = replicas.train(client, TRAINING)

    assert trained.replica.replica_id in account.replicas
    assert account.count("POST") == 1
    assert trained.found == ""


def test_training_the_same_again_sends_nothing(account: faketavus.FakeTavus, client: tavus.Client) -> None:
    first = replicas.train(client, TRAINING)

    again = replicas.train(client, TRAINING)

    assert again.replica.replica_id == first.replica.replica_id
    assert again.found
    assert account.count("POST") == 1


def test_a_failed_training_may_be_begun_anew(account: faketavus.FakeTavus, client: tavus.Client) -> None:
    account.add_replica("Anna, sales", status="error")

    trained = replicas.train(client, TRAINING)

    assert trained.found == ""
    assert account.count("POST") == 1


def test_a_lost_answer_is_settled_by_the_list(account: faketavus.FakeTavus, client: tavus.Client) -> None:
    account.faults.append("close_after_body")
    waits: list[float] = []

    trained = replicas.train(client, TRAINING, sleep=waits.append)

    assert trained.replica.replica_id in account.replicas
    assert account.count("POST") == 1


def test_a_training_that_cannot_be_found_is_told_and_not_repeated(
    account: faketavus.FakeTavus, client: tavus.Client
) -> None:
    account.faults.append("dropped")
    waits: list[float] = []

    with pytest.raises(errors.NoAnswerError, match="no new replica"):
        replicas.train(client, TRAINING, sleep=waits.append)

    assert account.count("POST") == 1
    assert sum(waits) == 120


def test_footage_without_a_name_gets_the_same_name_each_time() -> None:
    training = replicas.Training(train_video_url="https://files.example/x/anna.mp4?sig=1")

    assert training.named() == training.named()
    assert training.named().replica_name.startswith("anna ")


@pytest.mark.parametrize(
    "training",
    [
        replicas.Training(),
        replicas.Training(train_video_url="https://a/b", train_image_url="https://a/c", voice_name="v"),
        replicas.Training(train_image_url="https://a/c"),
        replicas.Training(train_video_url="anna.mp4"),
    ],
)
def test_a_training_that_the_api_would_refuse_is_not_sent(
    account: faketavus.FakeTavus, client: tavus.Client, training: replicas.Training
) -> None:
    with pytest.raises(errors.UsageError):
        replicas.train(client, training)

    assert not account.calls


def test_waiting_ends_when_the_training_is_completed(
    account: faketavus.FakeTavus, client: tavus.Client
) -> None:
    replica_id = account.add_replica("Anna", status="started")
    steps = itertools.count(1)

    def sleep(_: float) -> None:
        step = next(steps)
        account.replicas[replica_id]["training_progress"] = f"{step * 40}/100"
        if step == 2:
            account.replicas[replica_id]["status"] = "completed"

    told: list[str] = []
    replica = replicas.wait(client, replica_id, tell=lambda r: told.append(r.progress), sleep=sleep)

    assert replica.status == "completed"
    assert told == ["0/100", "40/100", "80/100"]


def test_waiting_returns_a_failed_training_with_its_reason(
    account: faketavus.FakeTavus, client: tavus.Client
) -> None:
    replica_id = account.add_replica("Anna", status="error", error_message="video_fps")

    assert replicas.wait(client, replica_id).error_message == "video_fps"


@pytest.mark.parametrize(("answers", "seconds"), [(0, 30), (1, 600)])
def test_waiting_is_given_up_after_half_a_minute_without_a_first_answer_or_ten_without_another(
    answers: int, seconds: int
) -> None:
    now = [0.0]
    said = iter([httpx.Response(200, json={"replica_id": "r1", "status": "started"})] * answers)

    def service(_: httpx.Request) -> httpx.Response:
        if (answer := next(said, None)) is None:
            raise httpx.ConnectError("Name or service not known")
        return answer

    def sleep(pause: float) -> None:
        now[0] += pause

    transport = httpx.MockTransport(service)
    with (
        tavus.Client("key-12345", "https://api.example", transport=transport) as away,
        pytest.raises(errors.StoppedError, match=r"\(api\.example\): Name or service not known"),
    ):
        replicas.wait(away, "r1", clock=lambda: now[0], sleep=sleep)

    assert seconds <= now[0] < seconds * 1.2


@pytest.mark.parametrize(
    "ask",
    [
        lambda c: account_room.REPLICAS.show(c, "r0"),
        lambda c: account_room.REPLICAS.rename(c, "r0", "x"),
        lambda c: account_room.REPLICAS.delete(c, "r0"),
        lambda c: account_room.VIDEOS.show(c, "v0"),
        lambda c: account_room.VIDEOS.rename(c, "v0", "x"),
        lambda c: account_room.VIDEOS.delete(c, "v0"),
        lambda c: account_room.CONVERSATIONS.show(c, "c0"),
        lambda c: conversations.end(c, "c0"),
        lambda c: account_room.CONVERSATIONS.delete(c, "c0"),
        lambda c: account_room.VIDEOS.show(c, " "),
    ],
)
def test_an_unknown_id_is_a_usage_error(client: tavus.Client, ask: object) -> None:
    with pytest.raises(errors.UsageError) as caught:
        ask(client)  # type: ignore[operator]

    assert caught.value.exit_code == 2


def test_a_wrong_key_says_where_to_look(account: faketavus.FakeTavus) -> None:
    with tavus.Client("wrong-key-1", account.url) as client, pytest.raises(errors.RefusedError) as caught:
        list(account_room.REPLICAS.list(client))

    assert caught.value.exit_code == 4
    assert "TAVUS_API_KEY" in str(caught.value)


def test_conversations_count_their_pages_from_one(account: faketavus.FakeTavus, client: tavus.Client) -> None:
    made = [
        conversations.create(client, {"replica_id": "r1", "conversation_name": f"{n}", "test_mode": True})
        for n in range(3)
    ]

    listed = list(account_room.CONVERSATIONS.list(client))

    assert [room.conversation_id for room in listed] == [room.conversation_id for room in made]


def test_a_conversation_is_created_once_even_if_its_answer_is_lost(
    account: faketavus.FakeTavus, client: tavus.Client
) -> None:
    account.faults.append("close_after_body")

    with pytest.raises(errors.NoAnswerError, match="may be open"):
        conversations.create(client, {"replica_id": "r1"})

    assert account.count("POST") == 1


def test_a_conversation_needs_somebody_who_speaks(client: tavus.Client) -> None:
    with pytest.raises(errors.UsageError):
        conversations.create(client, {"conversation_name": "x"})


def test_a_deleted_video_is_shown_as_deleted(account: faketavus.FakeTavus, client: tavus.Client) -> None:
    video_id = account.add_video()
    account_room.VIDEOS.delete(client, video_id)

    assert account_room.VIDEOS.show(client, video_id).status == "deleted"


def ready_campaign(path: Path, account: faketavus.FakeTavus, *, loose: bool = False) -> state.StateFile:
    """A state file with two ready videos, whose names carry their tokens, and perhaps one in the air."""
    store = state.open_state(path, service=account.url)
    names = ["Ana Ruiz, Acme", "Bo Ek, Beta", "Cy, Corp"][: 3 if loose else 2]
    jobs = [
        statejobs.NewJob(
            name, n, video_request.VideoRequest({"replica_id": "r1", "script": "Hi.", "video_name": name})
        )
        for n, name in enumerate(names, start=2)
    ]
    for job_id, name in zip(statejobs.add(store, jobs), names, strict=True):
        token = f"bg-aaaaaaaaaaa{job_id}"
        attempt = store.begin(job_id, token=token, request_json="{}")
        if name != "Cy, Corp":
            video_id = account.add_video(f"{token} {name}")
            store.finish_made(attempt.id, state.VideoFacts(video_id, models.Stage.READY))
    return store


def test_names_are_cleaned_of_their_tokens(
    account: faketavus.FakeTavus, client: tavus.Client, tmp_path: Path
) -> None:
    with ready_campaign(tmp_path / "a.batchgen.db", account) as store:
        done = list(videos.clean(client, store))
        left = store.tokens_by_id()

    assert [video.body["video_name"] for video in account.videos.values()] == [
        "Ana Ruiz, Acme",
        "Bo Ek, Beta",
    ]
    assert [each.error for each in done] == ["", ""]
    assert left == {}


def test_names_are_not_cleaned_while_a_video_is_unsettled(
    account: faketavus.FakeTavus, client: tavus.Client, tmp_path: Path
) -> None:
    with (
        ready_campaign(tmp_path / "a.batchgen.db", account, loose=True) as store,
        pytest.raises(errors.UsageError, match="by these names"),
    ):
        list(videos.clean(client, store))


class Stages:
    """A phoenix-4.5 replica that is one step further at each look; the last one stays."""

    def __init__(self, account: faketavus.FakeTavus, *steps: tuple[str | None, str | None]) -> None:
        self.replica_id = account.add_replica("Anna", model_name="phoenix-4.5", finetune_status=None)
        self._found = account.replicas[self.replica_id]
        self._steps = list(steps)
        self.step()

    def step(self, _: float = 0.0) -> None:
        if self._steps:
            self._found["status"], self._found["finetune_status"] = self._steps.pop(0)


WAY = ((None, None), ("started", None), ("completed", None), ("completed", "training"))


@pytest.mark.parametrize(
    ("end", "first_look", "expected"),
    [
        ("completed", False, "done"),
        ("errored", False, "tuning failed, with a watermark"),
        ("completed", True, "first look, with a watermark"),
    ],
)
def test_waiting_goes_on_until_the_tuning_is_over(
    account: faketavus.FakeTavus,
    client: tavus.Client,
    end: str,
    first_look: bool,
    expected: str,
) -> None:
    stages = Stages(account, *WAY, ("completed", end))
    told: list[str] = []

    found = replicas.wait(
        client,
        stages.replica_id,
        first_look=first_look,
        tell=lambda replica: told.append(replica.readiness_words),
        sleep=stages.step,
    )

    assert found.readiness_words == expected
    assert told[0] == "in training"
    assert replicas.is_usable(found, first_look=first_look) is (end == "completed")


def test_a_replica_whose_tuning_failed_may_be_trained_again(
    account: faketavus.FakeTavus, client: tavus.Client
) -> None:
    account.add_replica("Anna, sales", model_name="phoenix-4.5", finetune_status="errored")

    trained = replicas.train(client, TRAINING)

    assert trained.found == ""
    assert account.count("POST") == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"model_name": "phoenix-3", "voice_name": "anna"}, "not from an image"),
        ({}, "needs a voice"),
    ],
)
def test_an_image_that_cannot_be_trained_is_refused_unsent(more: dict[str, str], words: str) -> None:
    training = replicas.Training(train_image_url="https://files.example/anna.jpg", **more)

    with pytest.raises(errors.UsageError, match=words):
        training.check()

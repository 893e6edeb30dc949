"""A Phoenix-4.5 replica in the sandbox: trained, waited for, and kept from speaking at its first look."""

import time
from collections.abc import Iterator
from pathlib import Path

import enginekit
import pytest
import sandboxkit

from batchgen import campaign, errors, settings, tavus
from batchgen.account import replicas
from batchgen.tavus import readiness

STAGED = ("--train-seconds", "0.05", "--tune-seconds", "600")


@pytest.fixture
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sandboxkit.Api]:
    with sandboxkit.running(tmp_path_factory.mktemp("sandbox") / "kept", *STAGED) as api:
        yield api


def trained(client: tavus.Client) -> str:
    """Train a replica and wait for its first look."""
    footage = "https://files.example/anna.mp4"
    training = replicas.Training(train_video_url=footage, replica_name="Anna", model_name="phoenix-4.5")
    made = replicas.train(client, training)
    found = replicas.wait(
        client, made.replica.replica_id, first_look=True, sleep=lambda _: time.sleep(0.05), longest=20
    )
    return found.replica_id


def test_rows_of_a_first_look_are_stopped(sandbox: sandboxkit.Api, tmp_path: Path) -> None:
    with tavus.Client("any", sandbox.url) as client:
        replica_id = trained(client)
    (tmp_path / "t.j2").write_text(enginekit.TEMPLATE, encoding="utf-8")
    (tmp_path / "list.csv").write_text("first_name,company,email\nAna,Acme,a@x.example\n", encoding="utf-8")
    wanted = settings.Settings(
        sheet=tmp_path / "list.csv",
        template=tmp_path / "t.j2",
        fields={"replica_id": replica_id},
        api_url=sandbox.url,
        settle=0.0,
    )

    with campaign.Batch.open(wanted, api_key="any") as batch:
        plan = batch.plan()
        with pytest.raises(errors.PlanError, match="1 problem must be fixed"):
            list(batch.run(plan))

    assert [problem.row for problem in plan.problems.problems("error")] == [2]
    assert sandbox.call("GET", "/v2/videos").body["total_count"] == 0


@pytest.mark.parametrize(
    ("more", "expected"),
    [((), readiness.Readiness.DONE), (("--tuning-fails",), readiness.Readiness.TUNING_FAILED)],
)
def test_waiting_ends_when_the_tuning_does(
    more: tuple[str, ...], expected: readiness.Readiness, tmp_path: Path
) -> None:
    quick = ("--train-seconds", "0.05", "--tune-seconds", "0.3", *more)
    with sandboxkit.running(tmp_path / "kept", *quick) as api, tavus.Client("any", api.url) as client:
        replica_id = trained(client)
        found = replicas.wait(client, replica_id, sleep=lambda _: time.sleep(0.05), longest=20)

    assert found.readiness is expected

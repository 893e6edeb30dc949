"""A replica column or setting may hold a name: looked up once, ambiguity is an error."""

import csv
from collections.abc import Iterator
from pathlib import Path

import afterkit
import faketavus
import pytest

from batchgen import cli

KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[faketavus.FakeTavus]:
    with faketavus.FakeTavus(any_replica=False, key=KEY) as served:
        monkeypatch.setenv("TAVUS_API_KEY", KEY)
        monkeypatch.setenv("TAVUS_API_URL", served.url)
        afterkit.hurry(monkeypatch)
        yield served


def sheet(folder: Path, *replicas: str, header: str = "Replica") -> Path:
    path = folder / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(["Email", header])
        csv.writer(file).writerows((f"p{n}@x.test", name) for n, name in enumerate(replicas))
    return path


def run(command: str, path: Path, *args: str) -> int:
    given = [command, str(path), "--set", "script=Hi {{ email }}, how are you doing today?"]
    with pytest.raises(SystemExit) as ended:
        cli.main([*given, *(["-y"] if command == "run" else []), *args])
    return int(ended.value.code or 0)


def listed(account: faketavus.FakeTavus) -> int:
    return account.calls["GET /v2/replicas"]


def asked(account: faketavus.FakeTavus) -> set[object]:
    return {post.body["replica_id"] for post in account.posts}


@pytest.mark.parametrize("header", ["Replica", "replica_id"])
def test_names_in_a_column_are_sent_as_ids(account: faketavus.FakeTavus, tmp_path: Path, header: str) -> None:
    anna, ben = account.add_replica("Anna Schmidt"), account.add_replica("Ben")
    path = sheet(tmp_path, "Anna Schmidt", "BEN", ben, header=header)

    assert run("run", path) == 0

    assert asked(account) == {anna, ben}


def test_a_service_that_lists_no_replicas_says_which_name_it_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TAVUS_API_KEY", KEY)
    path = sheet(tmp_path, "Anna Schmidt")
    with faketavus.FakeTavus(replica_calls=False) as api:
        monkeypatch.setenv("TAVUS_API_URL", api.url)

        assert run("run", path) == 4

    told = capsys.readouterr().err
    assert '"Anna Schmidt": Tavus answered 404' in told
    assert "Enter the replica's ID instead" in told
    assert api.posts == []


def test_a_name_is_looked_up_once_and_then_kept(account: faketavus.FakeTavus, tmp_path: Path) -> None:
    account.add_replica("Anna")
    path = sheet(tmp_path, "Anna", "Anna", "Anna")
    run("run", path)
    before = listed(account)

    assert run("run", path) == 0

    assert listed(account) == before
    assert account.count("POST") == 3


def test_a_name_in_a_setting_is_understood(account: faketavus.FakeTavus, tmp_path: Path) -> None:
    anna = account.add_replica("Anna, sales")
    path = tmp_path / "list.csv"
    path.write_text("Email\na@x.test\n")
    (tmp_path / "campaign.toml").write_text('replica = "Anna, sales"\n')

    assert run("run", path) == 0

    assert asked(account) == {anna}


@pytest.mark.parametrize(("name", "words"), [("Anna", "2 replicas are called"), ("Ann", "Did you mean")])
def test_a_name_that_does_not_mean_one_replica_is_an_error_of_its_rows(
    account: faketavus.FakeTavus,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    words: str,
) -> None:
    account.add_replica("Anna")
    account.add_replica("Anna", kind="system")
    ben = account.add_replica("Ben")
    path = sheet(tmp_path, name, "Ben")

    assert run("run", path) == 2
    shown = capsys.readouterr().err
    assert words in shown
    assert "there is no replica_id" not in shown

    assert run("run", path, "--skip-invalid") == 1
    assert asked(account) == {ben}


def test_ids_are_not_looked_up(account: faketavus.FakeTavus, tmp_path: Path) -> None:
    anna = account.add_replica("Anna")
    path = sheet(tmp_path, anna, anna)

    assert run("run", path) == 0

    assert listed(account) == 0


def test_check_without_a_network_leaves_names_as_they_are(
    account: faketavus.FakeTavus, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = sheet(tmp_path, "Anna")

    code = run("check", path, "--api-url", "http://127.0.0.1:9")

    assert code == 0
    assert "could not look up the names of replicas" in capsys.readouterr().err

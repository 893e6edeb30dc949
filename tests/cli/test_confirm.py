"""--confirm: only the plan that was read is sent."""

import decimal
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import afterkit
import faketavus
import pytest

from batchgen import campaign, cli, errors

KEY = "0123456789abcdef0123456789abcdef"


class Office:
    """A list of four people, a campaign file and a service."""

    def __init__(self, folder: Path, api: faketavus.FakeTavus, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.api = api
        self._capsys = capsys
        self.err = ""
        self.list = folder / "list.csv"
        self.write("Ana", "Ben", "Cleo", "Dev")
        (folder / "campaign.toml").write_text(
            'replica_id = "r90bbd427f71"\nscript = "Hi {{ name }}, how are you doing today?"\nsettle = 0\n'
        )

    def write(self, *names: str) -> None:
        rows = (f"{name},{name.lower()}@x.test\n" for name in names)
        self.list.write_text("Name,Email\n" + "".join(rows))

    def batchgen(self, *args: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            cli.main([args[0], str(self.list), *args[1:]])
        shown = self._capsys.readouterr()
        self.err = shown.err
        return int(ended.value.code or 0), shown.out

    def digest(self, *more: str) -> str:
        found = json.loads(self.batchgen("check", "--json", *more)[1])["digest"]
        assert isinstance(found, str)
        return found


@pytest.fixture
def office(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    with faketavus.FakeTavus() as served:
        monkeypatch.setenv("TAVUS_API_KEY", KEY)
        monkeypatch.setenv("TAVUS_API_URL", served.url)
        afterkit.hurry(monkeypatch)
        yield Office(tmp_path, served, capsys)


def test_the_plan_that_was_read_is_sent_without_a_question(office: Office) -> None:
    digest = office.digest()

    code, out = office.batchgen("run", "--json", "--confirm", digest)

    assert (code, len(office.api.posts)) == (0, 4)
    assert [line["digest"] for line in map(json.loads, out.splitlines()) if "digest" in line] == [digest]


def _edit(office: Office) -> None:
    office.write("Ana", "Ben", "Cleopatra", "Dev")


def _add(office: Office) -> None:
    office.write("Ana", "Ben", "Cleo", "Dev", "Eve")


def _remove(office: Office) -> None:
    office.write("Ana", "Ben", "Cleo")


def _swap(office: Office) -> None:
    office.write("Ben", "Ana", "Cleo", "Dev")


def _reword(office: Office) -> None:
    path = office.folder / "campaign.toml"
    text = path.read_text()
    path.write_text(text.replace("Hi", "Hello"))


def _recast(office: Office) -> None:
    path = office.folder / "campaign.toml"
    text = path.read_text()
    path.write_text(text.replace("r90bbd427f71", "r79e1c033f99"))


@pytest.mark.parametrize("change", [_edit, _add, _remove, _swap, _reword, _recast])
@pytest.mark.parametrize("told", [["--yes"], ["--json"], []], ids=["yes", "json", "alone"])
def test_another_plan_is_refused_before_anything_is_sent(
    office: Office, change: Callable[[Office], None], told: list[str]
) -> None:
    digest = office.digest()
    change(office)

    code, _ = office.batchgen("run", "--confirm", digest, *told)

    assert (code, office.api.posts) == (2, [])
    assert f"but you confirmed {digest}." in office.err
    assert "batchgen check --json" in office.err


def test_a_plan_of_other_rows_or_of_a_rehearsal_is_another_plan(office: Office) -> None:
    digests = {
        office.digest(),
        office.digest("--limit", "2"),
        office.digest("--rows", "3-5"),
        office.digest("--api-url", "http://127.0.0.1:9"),
    }

    assert len(digests) == 4


def test_what_does_not_go_out_changes_no_digest(office: Office) -> None:
    digest = office.digest("--rows", "2-3")
    office.write("Ana", "Ben", "Cleopatra", "Dev", "Eve")

    assert office.digest("--rows", "2-3") == digest
    assert len({office.digest() for _ in range(2)}) == 1


def test_what_was_confirmed_once_is_not_sent_twice(office: Office) -> None:
    digest = office.digest()
    office.batchgen("run", "--confirm", digest)

    code, _ = office.batchgen("run", "--confirm", digest)

    assert (code, len(office.api.posts)) == (2, 4)
    assert office.batchgen("run", "--confirm", office.digest())[0] == 0
    assert len(office.api.posts) == 4


def test_paying_again_for_the_same_rows_is_another_plan(office: Office) -> None:
    first = office.digest()
    office.batchgen("run", "--confirm", first)
    again = office.digest("--redo", "all")

    assert first != again
    assert office.batchgen("run", "--redo", "all", "--confirm", first)[0] == 2
    assert office.batchgen("run", "--redo", "all", "--confirm", again)[0] == 0
    assert len(office.api.posts) == 8


def test_retry_takes_the_digest_of_its_own_plan(office: Office) -> None:
    office.api.faults.extend(["refuse:400:Something was wrong for a while."] * 2)
    office.batchgen("run", "--yes", "--limit", "2")
    refused = len(office.api.posts)
    digest = office.digest("--retry", "--force")

    assert office.batchgen("retry", "--force", "--confirm", office.digest("--limit", "2"))[0] == 2
    assert office.batchgen("retry", "--force", "--json", "--confirm", digest)[0] == 0
    assert len(office.api.posts) == refused + 2


def test_errors_in_rows_stop_a_confirmed_plan_unless_they_are_to_be_left_out(office: Office) -> None:
    office.write("Ana", "", "Cleo", "Dev")
    digest = office.digest("--skip-invalid")

    assert office.batchgen("run", "--confirm", digest)[0] == 2
    assert office.api.posts == []
    assert office.batchgen("run", "--confirm", digest, "--skip-invalid")[0] == 1
    assert len(office.api.posts) == 3


def test_a_campaign_file_cannot_confirm(office: Office) -> None:
    with (office.folder / "campaign.toml").open("a") as file:
        file.write('confirm = "0123456789abcdef"\n')

    assert office.batchgen("check")[0] == 2
    assert "confirm" in office.err


def test_the_library_takes_it_too(office: Office) -> None:
    digest = campaign.library.Campaign(office.list).plan(KEY).digest

    with pytest.raises(errors.PlanError, match="but you confirmed"):
        campaign.library.Campaign(office.list, confirm="0" * 16).run(KEY)
    assert campaign.library.Campaign(office.list, confirm=digest).run(KEY).ok


def test_the_first_video_alone_has_a_digest_of_its_own(office: Office) -> None:
    first = json.loads(office.batchgen("check", "--json")[1])["first"]
    alone = json.loads(office.batchgen("check", "--json", "--limit", "1")[1])

    assert first["digest"] == alone["digest"]
    assert first["seconds"] == alone["seconds"]
    code, _ = office.batchgen("run", "--json", "--limit", "1", "--confirm", first["digest"])
    assert (code, len(office.api.posts)) == (0, 1)
    assert json.loads(office.batchgen("check", "--json")[1])["first"]["digest"] != first["digest"]


def test_nothing_to_send_has_no_first_video(office: Office) -> None:
    office.batchgen("run", "--yes")

    assert json.loads(office.batchgen("check", "--json")[1])["first"] is None


def test_a_calculator_comes_to_the_price_that_is_shown(office: Office) -> None:
    found = json.loads(office.batchgen("check", "--json", "--price-per-minute", "1.5")[1])

    exact = decimal.Decimal(found["seconds"]) * decimal.Decimal("1.5") / 60
    assert found["price"] == float(exact.quantize(decimal.Decimal("0.01"), decimal.ROUND_HALF_UP))


def test_rows_that_say_something_else_now_are_named(office: Office) -> None:
    office.batchgen("run", "--yes")
    office.list.write_text(office.list.read_text().replace("Ben,", "Benjamin,"))

    changed = json.loads(office.batchgen("check", "--json")[1])["changed"]

    assert [(each["row"], each["name"]) for each in changed] == [(3, "Benjamin")]

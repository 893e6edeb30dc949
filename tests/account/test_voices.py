"""Stock voices: a list of pages from 1, read whole, and near ones for a name that is not in it."""

import json
from collections.abc import Iterator

import httpx
import pytest
import sandboxkit

from batchgen import cli, tavus
from batchgen.account import voices

NAMES = ["anna", "annabel", "Hannah", "omar", *[f"voice-{number:03d}" for number in range(246)]]


class Service:
    """Answers `GET /v2/voices` as the official client reads it: pages from 1, a total."""

    def __init__(self, names: list[str], *, status: int = 200) -> None:
        self.names, self.status = names, status
        self.pages: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        query = request.url.params
        self.pages.append(query["page"])
        page, limit = int(query["page"]), int(query["limit"])
        if self.status != 200 or page < 1:
            return httpx.Response(self.status if self.status != 200 else 400, json={"error": "No."})
        found = [name for name in self.names if query.get("search", "") in name]
        data = [
            {"voice_name": name, "replica_id": "r1", "audio_url": None, "tags": ["warm", "us"]}
            for name in found[(page - 1) * limit : page * limit]
        ]
        return httpx.Response(200, json={"data": data, "total_count": len(found), "page": page})


def client(service: Service) -> tavus.Client:
    return tavus.Client("key-12345", "https://api.example", transport=httpx.MockTransport(service))


def test_all_voices_are_read_in_pages_from_one() -> None:
    service = Service(NAMES)

    found = list(voices.find(client(service)))

    assert [voice.name for voice in found] == NAMES
    assert service.pages == ["1", "2", "3"]
    assert (found[0].tags, found[0].audio_url) == (("warm", "us"), "")


def test_a_search_is_the_services_own() -> None:
    found = voices.find(client(Service(NAMES)), search="anna")

    assert [voice.name for voice in found] == ["anna", "annabel", "Hannah"]


def test_a_name_that_is_not_in_the_list_gets_near_ones() -> None:
    words = voices.doubts(client(Service(NAMES)), "hana")

    assert words == 'The list of voices does not have "hana". Did you mean "Hannah" or "anna"?'


@pytest.mark.parametrize("name", ["anna", "ANNA", " Anna "])
def test_a_name_that_is_in_the_list_is_no_doubt(name: str) -> None:
    assert voices.doubts(client(Service(NAMES)), name) == ""


def test_without_a_list_the_service_has_the_last_word() -> None:
    assert voices.doubts(client(Service([], status=404)), "anna") == ""
    assert voices.doubts(client(Service([])), "anna") == ""


@pytest.fixture
def sandbox(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[sandboxkit.Api]:
    with sandboxkit.running(tmp_path_factory.mktemp("sandbox") / "kept") as api:
        monkeypatch.setenv("TAVUS_API_KEY", "any")
        monkeypatch.setenv("TAVUS_API_URL", api.url)
        yield api


def run(*args: str) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main(list(args))
    return int(ended.value.code or 0)


@pytest.mark.usefixtures("sandbox")
def test_the_sandboxs_voices_are_listed_and_searched(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("voices", "list", "--json") == 0
    listed = [voice["voice_name"] for voice in json.loads(capsys.readouterr().out)]
    assert run("voices", "search", "may") == 0
    searched = capsys.readouterr()

    assert {"maya", "omar"} <= set(listed)
    assert "maya" in searched.out
    assert "omar" not in searched.out
    assert "1 voice" in searched.err


@pytest.mark.usefixtures("sandbox")
@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["search", "zzz"], 'No voices match "zzz".'),
        (["list", "--tag", "zzz"], 'No voices have the tag "zzz".'),
        (["search", "may", "--tag", "zzz"], 'No voices match "may" and have the tag "zzz".'),
    ],
)
def test_a_search_without_a_match_says_so(
    args: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("voices", *args) == 0

    said = capsys.readouterr()
    assert said.out == ""
    assert f"{words} To see all: batchgen voices list" in said.err


@pytest.mark.usefixtures("sandbox")
def test_training_offers_near_voices(capsys: pytest.CaptureFixture[str]) -> None:
    url = "https://files.example/anna.jpg"

    run("replicas", "train", "--train-image-url", url, "--voice-name", "mayaa", "--yes")

    assert 'The list of voices does not have "mayaa". Did you mean "maya"' in capsys.readouterr().err

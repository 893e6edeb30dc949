"""Settings: what is typed stands in campaign.toml and .env, comments kept, and the key can be tried."""

import html
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import appkit
import appruns
import faketavus
import pytest


@pytest.fixture(scope="module")
def api() -> Iterator[faketavus.FakeTavus]:
    with faketavus.FakeTavus(key=appruns.KEY) as found:
        yield found


@pytest.fixture
def folder(tmp_path: Path, api: faketavus.FakeTavus) -> Path:
    made = appruns.campaign(tmp_path / "spring", api.url, rows=3, price_per_minute=1.5)
    toml = (made / "campaign.toml").read_text("utf-8")
    (made / "campaign.toml").write_text(f'# Ours, since May\n{toml}\n[pronounce]\nOLD = "old"\n', "utf-8")
    (made / "opted out.csv").write_text("Email\np2@firm2.test\n", "utf-8")
    return made


@pytest.fixture
def app(folder: Path) -> Iterator[appkit.App]:
    with appkit.started(folder.parent) as running:
        yield running


def change(app: appkit.App, **given: str) -> tuple[int, str]:
    """Return the status and the text of the answer to a change."""
    answer = appruns.post(app, app.cookie(), "/c/spring/api/settings/change", **given)
    return answer.status, answer.text


def test_fields_become_settings_and_an_empty_one_takes_its_setting_out(app, folder):
    status, _ = change(
        app,
        price_per_minute="",
        currency="EUR",
        max_cost="130.50",
        max_videos="20",
        confirm_above="5",
        locale="de_DE",
        words_per_minute="140",
        allow="ACME\n\n  SaaS ",
        pronounce="PIXELPARK = Pixelpark\nSaaS = sass",
        exclude="opted out.csv",
    )

    text = (folder / "campaign.toml").read_text("utf-8")
    said = tomllib.loads(text)
    assert status == 200
    assert text.startswith("# Ours, since May\n")
    assert "price_per_minute" not in said
    assert (said["currency"], said["max_cost"], said["max_videos"], said["confirm_above"]) == (
        "EUR",
        130.5,
        20,
        5,
    )
    assert (said["locale"], said["words_per_minute"], said["allow"]) == ("de_DE", 140, ["ACME", "SaaS"])
    assert said["pronounce"] == {"PIXELPARK": "Pixelpark", "SaaS": "sass"}
    assert said["exclude"] == "opted out.csv"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"max_cost": "much"}, "The most to spend on one send: “much” is not a number."),
        ({"max_videos": "2.5"}, "“2.5” is not a whole number."),
        ({"pronounce": "PIXELPARK"}, "“PIXELPARK” does not say how to say it."),
        ({"locale": "klingon"}, 'Language of dates and numbers: "klingon" is not a locale'),
        ({"max_minutes": "-1"}, "max_minutes"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_written(app, folder, given, words):
    before = (folder / "campaign.toml").read_bytes()

    status, text = change(app, **given)

    assert status == 409
    assert words in json.loads(text)["error"]
    assert (folder / "campaign.toml").read_bytes() == before


def test_a_list_elsewhere_cannot_be_named(app, folder):
    change(app, exclude="../../etc/passwd")

    assert "exclude" not in tomllib.loads((folder / "campaign.toml").read_text("utf-8"))


def test_saving_the_page_as_it_stands_changes_nothing(app, folder, tmp_path):
    elsewhere = tmp_path.parent / f"{tmp_path.name}-opted-out.csv"
    elsewhere.write_text("Email\np1@firm1.test\n", "utf-8")
    toml = folder / "campaign.toml"
    lines = f'exclude = "{elsewhere}"\nwords_per_minute = {{ en_US = 140 }}\n'
    toml.write_text(toml.read_text("utf-8").replace("\n[pronounce]", f"{lines}\n[pronounce]"), "utf-8")
    before = toml.read_bytes()
    page = app.ask("GET", "/c/spring/settings", known := app.cookie()).text
    fields = dict(re.findall(r'<input name="(\w+)" value="([^"]*)"', page))
    fields |= {name: html.unescape(text) for name, text in fields.items()}
    chosen = re.search(r"<option selected>([^<]+)</option>", page)
    said = html.unescape(re.search(r'<textarea name="pronounce"[^>]*>([^<]*)<', page)[1])

    answer = appruns.post(
        app,
        known,
        "/c/spring/api/settings/change",
        **fields,
        exclude=chosen[1],
        pronounce=said.replace("\n", "\r\n"),
        allow="",
    )

    assert (answer.status, chosen[1]) == (200, elsewhere.name)
    assert {"locale", "words_per_minute", "price_per_minute"} <= fields.keys()
    assert toml.read_bytes() == before


def test_the_key_can_be_tried(app, folder, api):
    known = app.cookie()

    taken = appruns.post(app, known, "/c/spring/api/settings/try")
    (folder / ".env").write_text("TAVUS_API_KEY=0123456789abcdef\n", "utf-8")
    refused = appruns.post(app, known, "/c/spring/api/settings/try")

    assert json.loads(taken.text)["said"] == "Tavus accepted the key. The account has 2 presenters."
    assert refused.status == 409
    assert json.loads(refused.text)["error"] == "Tavus did not accept your API key."


def test_the_number_is_typed_above_the_setting(app, folder, api):
    known = app.cookie()
    appruns.post(app, known, "/c/spring/api/settings/change", confirm_above="2")
    count, digest = appruns.plan(app, known, "spring")

    untyped = appruns.post(app, known, "/c/spring/api/send/start", digest=digest)

    assert count == "3"
    assert json.loads(untyped.text)["error"] == "Type the number of videos, 3, to confirm."
    assert api.posts == []

"""campaign.toml is changed with its comments kept, whole or not at all."""

import os
import stat
import tomllib
from pathlib import Path

import pytest

from batchgen import errors, settings
from batchgen.settings.campaign_edit import Changes

CAMPAIGN = """\
# Autumn
sheet = "leads.csv"   # from sales
script = "Hi {{ name }}"
price-per-minute = 1.5 # dollars
allow = [
  "ACME", # a firm
  "PIX",
]

[properties]
background_scroll = "{{ a }}" # the page

[columns."Start date"]
kind = "date"

[lookup.reps]
Ana = { replica_id = "r1" } # she
"""


def made(tmp_path: Path, text: str = CAMPAIGN) -> Path:
    path = tmp_path / "campaign.toml"
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize(
    ("place", "value", "old", "new"),
    [
        ("price_per_minute", 2.0, "price-per-minute = 1.5 # dollars", "price-per-minute = 2.0 # dollars"),
        ("price_per_minute", None, "price-per-minute = 1.5 # dollars\n", ""),
        ("allow", ["ACME", "Bo"], '  "PIX",\n', '  "Bo",\n'),
        ("background_scroll", "{{ b }}", '"{{ a }}" # the', '"{{ b }}" # the'),
        ("properties.background_scroll", "x", '"{{ a }}" # the', '"x" # the'),
        ("columns.Start date.kind", "text", 'kind = "date"', 'kind = "text"'),
        ("columns.Start date.order", "dmy", 'kind = "date"', 'kind = "date"\norder = "dmy"'),
        ("lookup.reps.Bo", {"replica_id": "r2"}, "# she\n", '# she\n\n[lookup.reps.Bo]\nreplica_id = "r2"\n'),
        ("lookup.reps.Ana.replica_id", "r9", '"r1" } # she', '"r9" } # she'),
        ("lookup.reps.Ana", None, 'Ana = { replica_id = "r1" } # she\n', ""),
        ("pronounce.PIX", "Picks", "# she\n", '# she\n\n[pronounce]\nPIX = "Picks"\n'),
        ("currency", "EUR", '  "PIX",\n]\n', '  "PIX",\n]\ncurrency = "EUR"\n'),
    ],
)
def test_one_value_changes_and_all_else_stays(
    tmp_path: Path, place: str, value: object, old: str, new: str
) -> None:
    path = made(tmp_path)

    assert settings.change_campaign(path, {tuple(place.split(".")): value})

    lines = [line for line in path.read_text().splitlines() if line]
    expected = CAMPAIGN.replace(old, new)
    assert expected != CAMPAIGN
    assert lines == [line for line in expected.splitlines() if line]


def test_several_values_at_once_and_what_they_mean(tmp_path: Path) -> None:
    path = made(tmp_path)

    changes: Changes = {
        ("max_cost",): 130,
        ("replica_id",): "r7",
        ("key",): ["Email", "Name"],
        ("columns", 'A "b".c', "kind"): "company",
        ("pronounce", "PIX = [x]"): 'say "it"\n',
    }
    settings.change_campaign(path, changes)

    found = settings.load(None, {}, {}, folder=tmp_path)
    assert found.max_cost == 130
    assert found.fields["replica_id"] == "r7"
    assert found.key == ("Email", "Name")
    assert found.columns['A "b".c'].kind == "company"
    assert found.pronounce == {"PIX = [x]": 'say "it"\n'}
    assert found.price_per_minute == 1.5


def test_the_order_of_a_list_is_kept(tmp_path: Path) -> None:
    path = made(tmp_path, 'key = ["A", "B"]\n')

    settings.change_campaign(path, {("key",): ["B", "A"]})

    assert tomllib.loads(path.read_text()) == {"key": ["B", "A"]}


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        ("templte", "x", "there is no setting 'templte'"),
        ("properties.fast_", "x", "no setting 'fast_'"),
        ("columns.Name.sort", "x", "has no setting 'sort'"),
        ("columns.Name.kind", "fruit", "kind can be"),
        ("columns.Name", "date", "needs a table"),
        ("price_per_minute", "cheap", "price_per_minute: 'cheap' is not valid"),
        ("price_per_minute", -1, "is not valid"),
        ("sheet.name", "x", "must be a table"),
        ("yes", True, "on the command line"),
        ("api_key", "tvs_0123456789abcdef", "do not keep an API key"),
        ("name", "\ud800", "half a character"),
    ],
)
def test_what_will_not_do_is_refused_and_the_file_stays(
    tmp_path: Path, place: str, value: object, words: str
) -> None:
    path = made(tmp_path)

    with pytest.raises(errors.SettingsError) as refused:
        settings.change_campaign(path, {("currency",): "EUR", tuple(place.split(".")): value})

    assert words in str(refused.value)
    assert "campaign.toml" in str(refused.value)
    assert path.read_text() == CAMPAIGN
    assert [file.name for file in tmp_path.iterdir()] == ["campaign.toml"]


def test_a_list_in_a_file_of_its_own_is_not_changed_here(tmp_path: Path) -> None:
    (tmp_path / "say.csv").write_text("written,spoken\nPIX,Picks\n")
    path = made(tmp_path, 'pronounce = "say.csv"\n')

    with pytest.raises(errors.SettingsError, match=r"pronounce is 'say\.csv', but it must be a table"):
        settings.change_campaign(path, {("pronounce", "ACME"): "Acme"})


def test_a_file_that_cannot_be_read_is_refused_and_one_name_can_be_taken_out(tmp_path: Path) -> None:
    broken, wrong = "name = \n", 'templte = "x"\nname = "a"\n'
    path = made(tmp_path, broken)
    with pytest.raises(errors.SettingsError, match="not valid TOML"):
        settings.change_campaign(path, {("name",): "x"})
    made(tmp_path, wrong)

    settings.change_campaign(path, {("templte",): None})

    assert path.read_text() == 'name = "a"\n'


def test_mark_newlines_and_mode_stay(tmp_path: Path) -> None:
    path = made(tmp_path, '\ufeff# top\r\nname = "a"\r\n')
    path.chmod(0o600)

    settings.change_campaign(path, {("name",): "b", ("currency",): "EUR"})

    assert path.read_bytes() == '\ufeff# top\r\nname = "b"\r\ncurrency = "EUR"\r\n'.encode()
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_same_value_writes_nothing(tmp_path: Path) -> None:
    path = made(tmp_path)
    before = path.stat().st_ino

    assert not settings.change_campaign(path, {("price_per_minute",): 1.5, ("limit",): None})
    assert path.stat().st_ino == before


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.SettingsError, match="There is no campaign file"):
        settings.change_campaign(tmp_path / "campaign.toml", {("name",): "x"})

"""Settings as people type them: read into values, empty ones taken out, wrong ones said by their label."""

from pathlib import Path

import pytest

from batchgen import errors, new_campaign, settings, workspace
from batchgen.workspace import setting_form


@pytest.fixture
def place(tmp_path: Path) -> workspace.Place:
    new_campaign.write(tmp_path / "autumn", new_campaign.sample_files())
    (tmp_path / "autumn" / "no video.csv").write_text("Email\na@b.example\n", encoding="utf-8")
    return workspace.Place("autumn", tmp_path / "autumn")


def test_what_stands_there_is_shown_and_written_again_unchanged(place):
    before = place.settings()
    shown = {name: "" if value is None else str(value) for name, value in setting_form.values(before).items()}
    shown = {name: text for name, text in shown.items() if text}

    settings.change_campaign(place.file, setting_form.changes(place, before, shown))

    assert setting_form.values(place.settings()) == setting_form.values(before)


def test_what_was_typed_becomes_settings_and_empty_ones_go(place):
    given = {"price_per_minute": " 1.50 ", "max_videos": "20", "allow": "Null\n\n", "pronounce": "AG = A G"}
    settings.change_campaign(place.file, setting_form.changes(place, place.settings(), given))
    found = place.settings()

    assert (found.price_per_minute, found.max_videos, found.allow) == (1.5, 20, ("Null",))
    assert found.pronounce == {"AG": "A G"}
    settings.change_campaign(place.file, setting_form.changes(place, found, {"price_per_minute": ""}))
    assert place.settings().price_per_minute is None


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"price_per_minute": "1,50"}, "Price of a minute: “1,50” is not a number."),
        ({"max_videos": "2.5"}, "The most videos in one send: “2.5” is not a whole number."),
        ({"pronounce": "PIXELPARK"}, "“PIXELPARK” does not say how to say it."),
        ({"locale": "xx_nowhere"}, "Language of dates and numbers:"),
    ],
)
def test_a_text_that_cannot_be_read_is_said_by_its_label(place, given, words):
    with pytest.raises(errors.UsageError, match=words.replace(".", r"\.")):
        setting_form.changes(place, place.settings(), given)


def test_only_a_sheet_of_the_folder_can_be_the_list_of_those_left_out(place):
    before = place.settings()

    assert setting_form.lists(place, before) == ["no video.csv"]
    assert setting_form.changes(place, before, {"exclude": "no video.csv"}) == {("exclude",): "no video.csv"}
    assert setting_form.changes(place, before, {"exclude": "../secret.csv"}) == {}

"""From a script to sound files of the sheet and back; no script is lost on the way."""

from pathlib import Path

import pytest

from batchgen import errors, settings
from batchgen.campaign import speech_source

FILES = ("script.txt.j2", "second.txt.j2", "templates/outreach.txt.j2", "templates/macros.j2", "notes.txt")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "templates").mkdir()
    for name in FILES:
        (tmp_path / name).write_text("Hi {{ first_name }}.\n", encoding="utf-8")
    return tmp_path


def test_the_scripts_of_a_folder_are_offered(home):
    assert speech_source.scripts(home) == ["script.txt.j2", "second.txt.j2", "templates/outreach.txt.j2"]


def test_sound_files_take_the_place_of_the_script_and_back(home):
    assert speech_source.from_column(settings.Settings(), home, "recording") == {
        ("audio_url",): "{{ recording | url }}",
        ("template",): None,
        ("script",): None,
    }
    assert speech_source.from_script(home, "second.txt.j2") == {
        ("audio_url",): None,
        ("template",): "second.txt.j2",
    }
    with pytest.raises(errors.UsageError, match="Choose a script"):
        speech_source.from_script(home, "../elsewhere.j2")


def test_a_script_in_the_campaign_file_is_kept_in_a_file_of_its_own(tmp_path):
    given = settings.Settings(fields={"script": "Hi {{ first_name }}."})

    speech_source.from_column(given, tmp_path, "recording")

    assert (tmp_path / "script.txt.j2").read_text("utf-8") == "Hi {{ first_name }}."
    with pytest.raises(errors.UsageError, match="a file script"):
        speech_source.from_column(given, tmp_path, "recording")

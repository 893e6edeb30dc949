"""Wrong values: what a setting must be is said in everyday words."""

from pathlib import Path

import pytest

from batchgen import errors, settings


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('limit = "x"', "limit: 'x' is not valid. It must be a whole number."),
        ("limit = 0", "limit: 0 is not valid. It must be 1 or more."),
        ("limit = 1.5", "limit: 1.5 is not valid. It must be a whole number."),
        ("connections = 99", "connections: 99 is not valid. It must be 20 or less."),
        ('rate = "fast"', "rate: 'fast' is not valid. It must be a number."),
        ("rate = 0", "rate: 0 is not valid. It must be more than 0."),
        ('strict = "perhaps"', "strict: 'perhaps' is not valid. It must be true or false."),
        ('duplicates = "x"', "duplicates: 'x' is not valid. It must be 'share', 'each' or 'error'."),
        (
            'words_per_minute = "fast"',
            "words_per_minute: 'fast' is not valid. It must be a number or a table.",
        ),
    ],
)
def test_what_a_setting_must_be_is_said_in_everyday_words(tmp_path: Path, line: str, words: str) -> None:
    (tmp_path / "campaign.toml").write_text(line + "\n", encoding="utf-8")

    with pytest.raises(errors.SettingsError) as caught:
        settings.load(tmp_path / "list.csv", {}, {}, folder=tmp_path)

    assert caught.value.message.endswith(f" line 1: {words}")


@pytest.mark.parametrize("line", ["words_per_minute = 0", "words_per_minute = { en = 150, de = -1 }"])
def test_nobody_speaks_no_words_a_minute(tmp_path: Path, line: str) -> None:
    (tmp_path / "campaign.toml").write_text(line + "\n", encoding="utf-8")

    with pytest.raises(errors.SettingsError, match="It must be more than 0"):
        settings.load(tmp_path / "list.csv", {}, {}, folder=tmp_path)

"""The API key is saved so that only its owner can read it, and never told again."""

import datetime as dt
import os
import stat
from pathlib import Path

import pytest

from batchgen import errors, settings

KEY = "tvs_3fA9c0dE71b2-44"
BEFORE = '# mine\nOTHER="a b"\n\nexport TAVUS_API_KEY=old # from Mia\nLAST=1\n'


def test_the_key_takes_the_place_of_the_old_one_and_other_lines_stay(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text(BEFORE)
    path.chmod(0o644)

    place = settings.save_key(tmp_path, f" {KEY}\n")

    assert path.read_text() == BEFORE.replace("old # from Mia", KEY)
    assert place.kind == "file"
    assert place.path == path
    assert settings.read_key(settings.Settings(campaign=tmp_path / "campaign.toml"), {}) == KEY
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"", f"TAVUS_API_KEY={KEY}\n"),
        (b"A=1", f"A=1\nTAVUS_API_KEY={KEY}\n"),
        (b"A=1\r\n", f"A=1\r\nTAVUS_API_KEY={KEY}\n"),
        (b"TAVUS_API_KEY=a\nTAVUS_API_KEY=b\nA=1\n", f"TAVUS_API_KEY={KEY}\nA=1\n"),
        (b"TAVUS_API_KEY='a'\n\n# end", f"TAVUS_API_KEY={KEY}\n\n# end"),
        (b"\xef\xbb\xbfTAVUS_API_KEY=a\n", f"TAVUS_API_KEY={KEY}\n"),
    ],
)
def test_the_rest_of_the_file_stays(tmp_path: Path, before: bytes, after: str) -> None:
    path = tmp_path / ".env"
    if before:
        path.write_bytes(before)

    settings.save_key(tmp_path, KEY)

    assert path.read_bytes() == after.encode()


@pytest.mark.parametrize("key", ["a'b\\c#d$e\"f0123456", "${HOME}0123456789", "abc==", "#123456789abcdefg"])
def test_a_key_of_any_characters_is_read_as_it_was_saved(tmp_path: Path, key: str) -> None:
    settings.save_key(tmp_path, key)

    assert settings.read_key(settings.Settings(campaign=tmp_path / "campaign.toml"), {}) == key


@pytest.mark.parametrize(
    "key",
    ["", "  ", "two words 0123456789", "tvs_é0123456789", "tvs\n0123", f"TAVUS_API_KEY={KEY}", f'"{KEY}"'],
)
def test_a_malformed_key_is_refused_and_not_shown(tmp_path: Path, key: str) -> None:
    path = tmp_path / ".env"
    path.write_text(BEFORE)

    with pytest.raises(errors.SettingsError) as refused:
        settings.save_key(tmp_path, key)

    assert path.read_text() == BEFORE
    assert not key.strip() or key.strip() not in str(refused.value)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_bytes(b"A=\xff\xfe\n")

    with pytest.raises(errors.SettingsError, match="not UTF-8") as refused:
        settings.save_key(tmp_path, KEY)

    assert KEY not in str(refused.value)
    assert path.read_bytes() == b"A=\xff\xfe\n"


def test_a_quote_that_is_never_closed_swallows_no_key(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A='open\n")

    settings.save_key(tmp_path, KEY)

    assert settings.read_key(settings.Settings(campaign=tmp_path / "campaign.toml"), {}) == KEY


def test_where_a_key_is_kept_is_said_without_it(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    assert settings.key_place(tmp_path, {}) == settings.KeyPlace("none")
    path.write_text("OTHER=1\nTAVUS_API_KEY=\n")
    assert settings.key_place(tmp_path, {}) == settings.KeyPlace("none")
    path.write_text(f"TAVUS_API_KEY={KEY}\n")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    path.chmod(0o600)

    place = settings.key_place(tmp_path, {})

    saved = dt.datetime(2023, 11, 14, 22, 13, 20, tzinfo=dt.UTC)
    assert place == settings.KeyPlace("file", path, saved)
    assert settings.key_place(tmp_path, {"TAVUS_API_KEY": KEY}) == settings.KeyPlace("environment")
    assert KEY not in repr(place)
    if os.name == "posix":
        path.chmod(0o644)
        assert not settings.key_place(tmp_path, {}).private


def test_a_folder_where_nothing_can_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()

    with pytest.raises(errors.SettingsError) as refused:
        settings.save_key(tmp_path, KEY)

    assert KEY not in str(refused.value)

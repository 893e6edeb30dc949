"""The `.env` files beside a campaign, and the keys in them."""

import pytest

from batchgen import errors, settings

KEY = "tvs_3fA9c0dE-71b2.44"


def test_all_keys_of_environment_and_env_files_are_known(tmp_path):
    (tmp_path / ".env").write_text(f"TAVUS_API_KEY = '{KEY}' \nOTHER=x\n")
    found = settings.Settings(sheet=tmp_path / "list.csv")

    assert settings.known_keys(found, {"TAVUS_API_KEY": " from-environment-0 "}) == (
        "from-environment-0",
        KEY,
    )


def test_a_campaign_is_not_named_after_a_key(tmp_path):
    (tmp_path / ".env").write_text(f"TAVUS_API_KEY={KEY}\n")

    with pytest.raises(errors.SettingsError) as refused:
        settings.load(tmp_path / "list.csv", {"name": f"spring {KEY}"}, {}, folder=tmp_path)

    assert KEY not in str(refused.value)


def test_an_env_file_that_cannot_be_read_is_no_trouble(tmp_path):
    (tmp_path / ".env").write_bytes(b"TAVUS_API_KEY=\xff\xfe\x00")

    assert settings.known_keys(settings.Settings(template=tmp_path / "t.j2"), {}) == ()


def test_a_working_directory_that_is_gone_is_no_trouble(tmp_path, monkeypatch):
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()

    assert settings.known_keys(settings.Settings(sheet=tmp_path / "list.csv"), {"TAVUS_API_KEY": KEY}) == (
        KEY,
    )

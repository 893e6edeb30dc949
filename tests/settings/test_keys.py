"""A key is found in a text however it came there, and nothing else is taken for one."""

import html
import json
import urllib.parse

import pytest

from batchgen import errors, settings

KEY = "tvs_3fA9c0dE-71b2.44"
ODD = 'q"7/Zk+2=mW&x\\9pLs04'


@pytest.mark.parametrize("key", [KEY, ODD, f"  {KEY}\n"])
@pytest.mark.parametrize(
    "written",
    [
        lambda k: f"Hello {k}, how are you?",
        str.upper,
        str.lower,
        " ".join,
        lambda k: f"x{k}y",
        lambda k: k.replace("3", "3\u200b"),
        lambda k: urllib.parse.quote(k, safe=""),
        lambda k: "".join(f"%{ord(c):02x}" for c in k),
        lambda k: urllib.parse.quote("https://a.org/?k=" + urllib.parse.quote(k, safe=""), safe=""),
        json.dumps,
        lambda k: "".join(f"\\u{ord(c):04x}" for c in k),
        html.escape,
    ],
)
def test_a_key_is_found_however_it_is_written(key, written):
    assert settings.Keys([key]).are_in(written(key.strip()))


@pytest.mark.parametrize("text", ["", "Hi Ana, welcome to Acme.", KEY[:-1], "100% sure \\u00e9", "tvs 3f A9"])
def test_ordinary_text_holds_no_key(text):
    assert not settings.Keys([KEY]).are_in(text)


@pytest.mark.parametrize("keys", [[], [""], ["sandbox"], ["x" * 15], ["  short-key  "]])
def test_a_short_key_is_not_looked_for(keys):
    assert not settings.Keys(keys)
    assert not settings.Keys(keys).are_in("sandbox short-key " + "x" * 15)


def test_a_key_without_letters_is_found_as_it_is():
    assert settings.Keys(["-+-+-+-+-+-+-+-+"]).are_in("a -+-+-+-+-+-+-+-+ b")
    assert not settings.Keys(["-+-+-+-+-+-+-+-+"]).are_in("abc")


def test_a_repr_shows_no_key():
    assert KEY not in repr(settings.Keys([KEY]))


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
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()

    assert settings.known_keys(settings.Settings(sheet=tmp_path / "list.csv"), {"TAVUS_API_KEY": KEY}) == (
        KEY,
    )

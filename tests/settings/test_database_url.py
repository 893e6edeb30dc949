"""Addresses of databases: what they say, and that a password is neither taken from an argument nor shown."""

from pathlib import Path

import pytest

from batchgen import errors, settings
from batchgen.settings import database_url


@pytest.mark.parametrize(
    ("given", "text", "schema"),
    [
        ("postgresql://ana@db.example.com/videos", "postgresql://ana@db.example.com/videos", "batchgen"),
        ("postgres://db:5433/videos", "postgresql://db:5433/videos", "batchgen"),
        ("postgresql://db/v?schema=acme", "postgresql://db/v?schema=acme", "acme"),
        (
            "postgresql://db/v?sslmode=require&schema=a_1",
            "postgresql://db/v?sslmode=require&schema=a_1",
            "a_1",
        ),
        ("postgresql:///v?host=/run/pg", "postgresql:///v?host=/run/pg", "batchgen"),
        ("postgresql://[::1]/v", "postgresql://[::1]/v", "batchgen"),
        ("postgresql://?host=/run/pg", "postgresql://?host=/run/pg", "batchgen"),
        ("postgresql://", "postgresql://", "batchgen"),
        ("local", "local", "batchgen"),
    ],
)
def test_an_address_is_read_and_written(given: str, text: str, schema: str) -> None:
    found = database_url.parsed(given)

    assert (str(found), found.schema) == (text, schema)


@pytest.mark.parametrize(
    "given",
    [
        "postgresql://ana:geheim@db/v",
        "postgresql://ana:ge%68eim@db/v",
        "postgresql://db/v?password=geheim",
        "postgresql://:geheim@db/v",
    ],
)
def test_a_password_in_an_argument_or_a_campaign_file_is_refused(tmp_path: Path, given: str) -> None:
    with pytest.raises(errors.SettingsError, match="--state has a password in it") as raised:
        settings.load(None, {"state": given}, {}, folder=tmp_path)
    (tmp_path / "campaign.toml").write_text(f'state = "{given}"\n', encoding="utf-8")
    with pytest.raises(errors.SettingsError, match=r"campaign\.toml.*has a password in it"):
        settings.load(None, {}, {}, folder=tmp_path)

    assert "geheim" not in str(raised.value)
    assert "BATCHGEN_STATE" in str(raised.value)


def test_the_variable_and_the_dotenv_file_may_have_one_and_nothing_shows_it(tmp_path: Path) -> None:
    secret = "postgresql://ana:ge%40heim@db/v?schema=acme"
    (tmp_path / ".env").write_text(f"BATCHGEN_STATE={secret}\n", encoding="utf-8")

    by_file = settings.load(None, {}, {}, folder=tmp_path)
    by_variable = settings.load(None, {}, {"BATCHGEN_STATE": secret}, folder=tmp_path)

    for found in (by_file, by_variable):
        assert found.state is None
        assert found.database is not None
        assert found.database.password == "ge@heim"
        assert str(found.database) == "postgresql://ana@db/v?schema=acme"
        assert "heim" not in repr(found)


def test_a_flag_is_stronger_than_the_variable(tmp_path: Path) -> None:
    environ = {"BATCHGEN_STATE": "postgresql://db/v"}

    found = settings.load(None, {"state": "own.db"}, environ, folder=tmp_path)

    assert (found.state, found.database) == (tmp_path / "own.db", None)


def test_a_rehearsal_stays_out_of_the_database_of_the_real_runs(tmp_path: Path) -> None:
    environ = {"BATCHGEN_STATE": "postgresql://db/v"}

    assert settings.load(None, {"sandbox": True}, environ, folder=tmp_path).database is None
    both = settings.load(None, {"sandbox": True, "state": "local"}, environ, folder=tmp_path)
    assert both.database == database_url.DatabaseUrl("local")


@pytest.mark.parametrize("schema", ["", "pg_x", "Acme", "a-b", "a;b", "1a"])
def test_a_schema_that_cannot_be_one_is_refused(schema: str) -> None:
    with pytest.raises(errors.SettingsError, match="cannot be the name of a schema"):
        database_url.parsed(f"postgresql://db/v?schema={schema}")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("postgresql://ana:geheim@[::1/v", "is not the address of a database"),
        ("postgresql://ana:geheim@db/v?x", "is not the address of a database"),
        ("postgresql://ana:geheim", "is not the address of a database"),
        ("postgresql:ana:geheim@db/v", "is not the address of a database"),
        ("mysql://ana:geheim@db/v", "is not the address of a database"),
        ("host=db password=geheim dbname=v", "is not the address of a database"),
        ("dbname = v password = geheim", "is not the address of a database"),
        ("postgresql://ana:ge/heim@db/v", "has a @, / or #"),
        ("postgresql://ana:ge?heim@db/v", "has a @, / or #"),
        ("postgresql://ana:ge#heim@db/v", "has a @, / or #"),
        ("postgresql://db/v?password=ge#heim", "has a @, / or #"),
        ("postgresql://db/v?sslpassword=geheim", "has sslpassword in it"),
    ],
)
def test_an_address_that_cannot_be_read_is_refused_and_not_shown(
    tmp_path: Path, given: str, words: str
) -> None:
    for flags, environ, where in (
        ({"state": given}, {}, "--state"),
        ({}, {"BATCHGEN_STATE": given}, "BATCHGEN_STATE"),
    ):
        with pytest.raises(errors.SettingsError, match=f"{where} {words}") as raised:
            settings.load(None, flags, environ, folder=tmp_path)

        assert "heim" not in f"{raised.value} {raised.value.hint}"
        assert "ge/" not in f"{raised.value} {raised.value.hint}"


@pytest.mark.parametrize("given", ["list.db", "C:\\lists\\list.db", "sub/a=b.db", "/data/list (1).db"])
def test_a_file_stays_a_file(given: str) -> None:
    assert not database_url.is_one(given)


@pytest.mark.parametrize(
    "given", ["POSTGRESQL://ana@a:1,b:2/v", "postgresql://ana@[::1]:5432/v", "postgresql://%2Frun%2Fpg/v"]
)
def test_other_forms_of_postgresql_are_taken(given: str) -> None:
    assert str(database_url.parsed(given)).lower() == given.lower()


def test_the_variable_gives_the_password_of_an_address_that_a_flag_repeats(tmp_path: Path) -> None:
    environ = {"BATCHGEN_STATE": "postgresql://ana:geheim@db/v"}

    same = settings.load(None, {"state": "postgresql://ana@db/v"}, environ, folder=tmp_path).database
    other = settings.load(None, {"state": "postgresql://ana@elsewhere/v"}, environ, folder=tmp_path).database

    assert same is not None
    assert other is not None
    assert (same.password, other.password) == ("geheim", "")

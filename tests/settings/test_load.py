"""Settings from flags, environment and campaign file."""

from pathlib import Path

import pytest

from batchgen import errors, settings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "list.csv").write_text("First Name\nAna\n")
    return tmp_path


def write(folder: Path, text: str) -> None:
    (folder / "campaign.toml").write_text(text, encoding="utf-8")


def load(folder: Path, flags: dict[str, object] | None = None, env: dict[str, str] | None = None):
    return settings.load(folder / "list.csv", flags or {}, env or {}, folder=folder)


def test_a_flag_beats_the_environment_which_beats_the_campaign_file(folder: Path) -> None:
    write(folder, 'replica_id = "r1"\nlocale = "de_DE"\nlimit = 1\nrate = 2\n')
    env = {"BATCHGEN_REPLICA_ID": "r2", "BATCHGEN_LIMIT": "2"}

    found = load(folder, {"replica_id": "r3"}, env)

    assert found.fields == {"replica_id": "r3"}
    assert found.field_sources == {"replica_id": "flag"}
    assert (found.limit, found.rate, found.locale) == (2, 2.0, "de_DE")


def test_a_rehearsal_leaves_the_files_of_the_real_runs_alone(folder: Path) -> None:
    write(folder, 'output = "out.csv"\nstate = "s.db"\nfailures = "f.csv"\nproblems = "p.csv"\n')

    rehearsed = load(folder, {"sandbox": True})
    asked = load(folder, {"sandbox": True, "output": folder / "other.csv"})

    assert (rehearsed.output, rehearsed.state, rehearsed.failures) == (None, None, None)
    assert asked.output == folder / "other.csv"
    assert load(folder).output == folder / "out.csv"


def test_a_campaign_that_is_run_in_place_can_be_rehearsed(folder: Path) -> None:
    write(folder, "in_place = true\n")

    assert not load(folder, {"sandbox": True}).in_place
    with pytest.raises(errors.UsageError, match="cannot be used with --sandbox"):
        load(folder, {"sandbox": True, "in_place": True})


def test_paths_of_a_campaign_file_start_from_its_folder(folder: Path) -> None:
    write(folder, 'sheet = "list.csv"\ntemplate = "texts/../a.j2"\nexclude = "no.csv"\n')

    found = settings.load(None, {"campaign": folder / "campaign.toml"}, {})

    assert found.sheet == folder / "list.csv"
    assert found.template == folder / "a.j2"
    assert found.exclude == folder / "no.csv"


def test_names_may_have_hyphens_and_properties_a_table(folder: Path) -> None:
    write(folder, "header-row = 3\nfast = true\n[properties]\nstart-with-wave = false\n")

    found = load(folder)

    assert found.header_row == 3
    assert found.fields == {"fast": "true", "start_with_wave": "false"}


def test_an_unknown_key_names_file_line_and_the_nearest_name(folder: Path) -> None:
    write(folder, '# a comment\nreplica_id = "r1"\ntemplat = "a.j2"\n')

    with pytest.raises(errors.SettingsError) as caught:
        load(folder)

    assert f"{folder / 'campaign.toml'} line 3: there is no setting 'templat'" in str(caught.value)
    assert 'Did you mean "template"?' in str(caught.value)


@pytest.mark.parametrize("line", ["yes = true", 'redo = "all"', "accept-new = 3", "force = true"])
def test_what_pays_again_is_refused_in_a_campaign_file(folder: Path, line: str) -> None:
    write(folder, line)

    with pytest.raises(errors.SettingsError, match="on the command line each time"):
        load(folder)


def test_a_wrong_value_names_the_place_where_it_stands(folder: Path) -> None:
    write(folder, "\nlimit = 0\n")

    with pytest.raises(errors.SettingsError, match=r"campaign.toml line 2: limit: 0 is not valid"):
        load(folder)


def test_a_wrong_flag_is_named_as_a_flag(folder: Path) -> None:
    with pytest.raises(errors.SettingsError, match=r"--connections: 99 is not valid"):
        load(folder, {"connections": 99})


@pytest.mark.parametrize("name", ["a/b", "../x", "two\nlines", "nul\0", "ü" * 76])
def test_a_campaigns_name_is_one_that_its_files_can_have(folder: Path, name: str) -> None:
    with pytest.raises(
        errors.SettingsError, match=r"--name: .* is not valid. It must be a name that files can have"
    ):
        load(folder, {"name": name})


def test_broken_toml_names_file_and_line(folder: Path) -> None:
    write(folder, "limit = \n")

    with pytest.raises(errors.SettingsError, match=r"campaign.toml is not valid TOML: .*line 1"):
        load(folder)


def test_a_key_in_a_campaign_file_is_refused(folder: Path) -> None:
    write(folder, 'api_key = "canary"\n')

    with pytest.raises(errors.SettingsError) as caught:
        load(folder)

    assert "canary" not in str(caught.value)
    assert ".env" in str(caught.value)


def test_the_key_comes_from_the_environment_before_the_env_file(folder: Path) -> None:
    (folder / ".env").write_text("TAVUS_API_KEY=from-file\nTAVUS_API_URL=http://127.0.0.1:9\n")
    found = load(folder)

    assert found.api_url == "http://127.0.0.1:9"
    assert settings.read_key(found, {}) == "from-file"
    assert settings.read_key(found, {"TAVUS_API_KEY": "from-environment"}) == "from-environment"
    assert "from-file" not in repr(found)


def test_an_empty_address_of_the_service_is_refused_and_another_wins(folder: Path) -> None:
    empty, other = {"TAVUS_API_URL": ""}, "http://127.0.0.1:8"
    with pytest.raises(errors.SettingsError, match="TAVUS_API_URL is empty"):
        load(folder, {}, empty)
    with pytest.raises(errors.SettingsError, match="--api-url is empty"):
        load(folder, {"api_url": ""})

    assert load(folder, {"api_url": other}, empty).api_url == other
    (folder / ".env").write_text(f"TAVUS_API_URL={other}\n")
    assert load(folder, {}, empty).api_url == other
    (folder / ".env").write_text("TAVUS_API_URL=\n")
    assert load(folder).api_url == "https://tavusapi.com"


def test_lookup_and_pronounce_come_from_tables_or_csv_files(folder: Path) -> None:
    (folder / "reps.csv").write_text("rep;replica_id;spoken\nTom Becker;r79;Tom\n", encoding="utf-8")
    (folder / "say.csv").write_text("written,spoken\nNguyen,Win\n", encoding="utf-8")
    tables = '[lookup]\nreps = "reps.csv"\n[lookup.greet]\nde = "Hallo"\n"A B" = {x = "1"}\n'
    write(folder, 'pronounce = "say.csv"\n' + tables)

    found = load(folder)

    assert found.lookup["reps"] == {"Tom Becker": {"replica_id": "r79", "spoken": "Tom"}}
    assert found.lookup["greet"] == {"de": {"value": "Hallo"}, "A B": {"x": "1"}}
    assert found.pronounce == {"Nguyen": "Win"}


def test_a_template_flag_replaces_the_script_of_the_campaign_file(folder: Path) -> None:
    write(folder, 'script = "Hello"\nreplica_id = "r1"\n')

    found = load(folder, {"template": "t.j2"})

    assert found.fields == {"replica_id": "r1"}
    assert found.template == folder / "t.j2"


def test_set_takes_any_request_field_and_refuses_others(folder: Path) -> None:
    found = load(folder, {"set": ("background_url={{ website }}", "fast=true")})

    assert found.fields == {"background_url": "{{ website }}", "fast": "true"}
    with pytest.raises(errors.UsageError, match='Did you mean "background_url"'):
        load(folder, {"set": ("backgroud_url=x",)})


@pytest.mark.parametrize("host", ["127.0.0.1:8", "127.1.2.3:8", "[::1]:8", "localhost:8"])
def test_plain_http_is_for_this_machine(folder: Path, host: str) -> None:
    assert load(folder, {"api_url": f"http://{host}/v2/"}).api_url == f"http://{host}"


@pytest.mark.parametrize("host", ["tavusapi.com", "127.evil.example", "127.0.0.1.evil.example", "10.0.0.1"])
def test_plain_http_is_for_no_other_machine(folder: Path, host: str) -> None:
    with pytest.raises(errors.SettingsError, match="starts with http:"):
        load(folder, {"api_url": f"http://{host}"})


def test_a_missing_campaign_file_says_how_to_make_one(folder: Path) -> None:
    with pytest.raises(errors.SettingsError, match="batchgen init"):
        load(folder, {"campaign": "other.toml"})


def test_an_unknown_keyword_is_an_error(folder: Path) -> None:
    with pytest.raises(errors.SettingsError, match='Did you mean "template"'):
        load(folder, {"templates": "x"})


def test_a_campaign_file_sets_the_kind_of_a_column(folder: Path) -> None:
    write(
        folder, '[columns."Start date"]\nkind = "date"\norder = "dmy"\n[columns.Customer]\nkind = "yes/no"\n'
    )

    found = load(folder)

    assert found.columns["Start date"] == settings.ColumnSetting(kind="date", order="dmy")
    assert found.columns["Customer"] == settings.ColumnSetting(kind="yes/no")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[columns."Start date"]\nkind = "dates"\n', "line 1: the column 'Start date': kind can be text,"),
        ('[columns."Start date"]\norder = "day"\n', "order can be dmy, mdy, ymd, not 'day'"),
        ('[columns."Start date"]\nordr = "dmy"\n', "has no setting 'ordr'. Did you mean \"order\"?"),
        (
            '[columns.Fee]\nkind = "money"\norder = "dmy"\n',
            "only dates have an order, and the kind here is money",
        ),
        ('[columns]\nFee = "money"\n', "the column 'Fee' needs a table"),
        ('columns = "dates"\n', 'as [columns."Header"]'),
    ],
)
def test_a_wrong_setting_of_a_column_is_named_with_its_line(folder: Path, text: str, words: str) -> None:
    write(folder, text)

    with pytest.raises(errors.SettingsError) as caught:
        load(folder)

    assert words in str(caught.value)


@pytest.mark.parametrize(
    "flags", [{"set": ["face_id=r2"]}, {"set": {"face_id": "r2"}}, {"face_id": "r2"}, {"face-id": "r2"}]
)
def test_face_id_is_another_name_of_replica_id(folder: Path, flags: dict[str, object]) -> None:
    write(folder, 'face_id = "r1"\n')

    assert load(folder).fields == {"replica_id": "r1"}
    assert load(folder, env={"BATCHGEN_FACE_ID": "r3"}).fields == {"replica_id": "r3"}
    assert load(folder, flags).fields == {"replica_id": "r2"}


def test_one_setting_under_two_names_is_refused_with_its_line(folder: Path) -> None:
    write(folder, 'replica_id = "r1"\nface_id = "r2"\n')

    words = r"line 2: face_id and replica_id are the same setting, with two values. Remove one"
    with pytest.raises(errors.SettingsError, match=words):
        load(folder)


def test_a_property_inside_and_outside_its_table_is_one_setting(folder: Path) -> None:
    write(folder, "background_scroll = true\n[properties]\nbackground-scroll = false\n")

    with pytest.raises(
        errors.SettingsError, match=r"background-scroll and background_scroll are the same setting"
    ):
        load(folder)


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        ({"set": ["face_id=A", "replica_id=B"]}, "--set replica_id and --set face_id are the same setting"),
        ({"set": ["face_id=A"], "replica_id": "B"}, "--replica-id and --set face_id are the same setting"),
        ({"face_id": "A", "replica_id": "B"}, "--replica-id and --face-id are the same setting"),
        ({"set": ["fast=true", "properties.fast=no"]}, "--set properties.fast and --set fast are the same"),
        ({"set": ["script=A", "script=B"]}, "--set script is set twice, with two values"),
    ],
)
def test_one_setting_with_two_values_on_the_command_line_is_refused(
    folder: Path, flags: dict[str, object], words: str
) -> None:
    with pytest.raises(errors.SettingsError, match=words):
        load(folder, flags)


def test_one_setting_with_two_values_in_the_environment_is_refused(folder: Path) -> None:
    with pytest.raises(errors.SettingsError, match="BATCHGEN_REPLICA_ID and BATCHGEN_FACE_ID are the same"):
        load(folder, env={"BATCHGEN_FACE_ID": "A", "BATCHGEN_REPLICA_ID": "B"})


def test_one_setting_given_twice_with_one_value_is_fine(folder: Path) -> None:
    write(folder, 'replica_id = "r1"\nface_id = "r1"\n')

    assert load(folder).fields == {"replica_id": "r1"}
    assert load(folder, {"set": ["face_id=A", "replica_id=A"], "face_id": "A"}).fields == {"replica_id": "A"}

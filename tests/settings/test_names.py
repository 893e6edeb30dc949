"""Names of state files, results and rehearsals."""

from pathlib import Path

import pytest

from batchgen import errors, settings

HOME = Path("/data").resolve()


def made(**given: object) -> settings.Settings:
    return settings.Settings.model_validate({"sheet": HOME / "list.csv", **given})


@pytest.mark.parametrize(
    "name",
    [
        "list.csv",
        "list.results.csv",
        "list.results-20261121-0930.csv",
        "list.failures.xlsx",
        "list.sandbox.results.csv",
        "list.results.failures.csv",
    ],
)
def test_files_that_we_wrote_belong_to_the_sheet_they_came_from(name: str) -> None:
    assert settings.state_file(made(sheet=HOME / name)) == HOME / "list.batchgen.db"


def test_the_state_file_lies_beside_the_campaign_when_it_has_a_name() -> None:
    found = made(name="q4", campaign=HOME / "set" / "campaign.toml")

    assert settings.state_file(found) == HOME / "set" / "q4.batchgen.db"
    assert settings.results_file(found, ".csv") == HOME / "list.q4.results.csv"


def test_a_results_file_of_a_named_campaign_is_updated_in_place() -> None:
    found = made(name="q4", sheet=HOME / "list.q4.results.csv")

    assert settings.results_file(found, ".csv") == HOME / "list.q4.results.csv"


def test_a_rehearsal_has_files_of_its_own() -> None:
    found = made(sandbox=True)

    assert settings.state_file(found) == HOME / "list.sandbox" / "list.batchgen.db"
    assert settings.results_file(found, ".csv") == HOME / "list.sandbox.results.csv"
    assert settings.unmatched_file(found) == HOME / "list.sandbox.unmatched.csv"


def test_a_sheet_from_standard_input_needs_a_named_state_file() -> None:
    with pytest.raises(errors.SettingsError, match="--state"):
        settings.state_file(made(sheet="-"))

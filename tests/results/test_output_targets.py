"""What a run writes never replaces what the campaign is made from."""

import enginekit
import pytest

from batchgen import errors


@pytest.mark.parametrize("option", ["output", "failures", "problems"])
@pytest.mark.parametrize("name", ["list.batchgen.db", "t.j2", "campaign.toml", "no.csv"])
def test_no_file_of_the_campaign_is_overwritten(desk: enginekit.Desk, option: str, name: str) -> None:
    (desk.folder / "campaign.toml").write_text("", encoding="utf-8")
    (desk.folder / "no.csv").write_text("email\nnobody@example.com\n", encoding="utf-8")
    given = {"campaign": desk.folder / "campaign.toml", "exclude": desk.folder / "no.csv"}
    desk.run(**given)
    before = (desk.folder / name).read_bytes()

    with pytest.raises(errors.UsageError, match=f"--{option} would overwrite"):
        desk.run(**given, **{option: desk.folder / name})

    assert (desk.folder / name).read_bytes() == before


@pytest.mark.parametrize("name", ["list.csv", "list.results.csv"])
def test_the_problems_never_replace_the_list_or_its_results(desk: enginekit.Desk, name: str) -> None:
    desk.run()
    before = (desk.folder / name).read_bytes()

    with pytest.raises(errors.UsageError, match=r"which is (your sheet|the results)"):
        desk.run(problems=desk.folder / name)

    assert (desk.folder / name).read_bytes() == before


@pytest.mark.parametrize("option", ["output", "failures"])
@pytest.mark.parametrize("name", ["out.pdf", "out.ODS", "out.xls"])
def test_no_file_is_written_that_is_not_what_its_ending_says(
    desk: enginekit.Desk, option: str, name: str
) -> None:
    with pytest.raises(errors.UsageError, match=r"cannot write \.\w+ files"):
        desk.run(**{option: desk.folder / name})

    assert desk.made == 0


@pytest.mark.parametrize("option", ["output", "failures"])
def test_no_file_has_the_place_of_videos_without_a_row(desk: enginekit.Desk, option: str) -> None:
    with pytest.raises(errors.UsageError, match="videos without a row"):
        desk.run(**{option: desk.folder / "list.unmatched.csv"})

    assert desk.made == 0


def test_a_rehearsal_never_replaces_the_results_of_real_runs(desk: enginekit.Desk) -> None:
    desk.run()
    before = desk.output.read_bytes()

    with pytest.raises(errors.UsageError, match="the results of real runs"):
        desk.run(sandbox=True, output=desk.output)

    assert desk.output.read_bytes() == before

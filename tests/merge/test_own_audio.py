"""A row's own audio file against the campaign's script: the cell is stronger, two cells are an error."""

import mergekit
import pytest

from batchgen import checks

HEADERS = ("First Name", "audio_url", "script")
AUDIO = "https://files.example.com/ana.wav"


def test_a_filled_audio_cell_is_stronger_than_the_campaigns_script():
    found = mergekit.examined("Hi {{ first_name }}.", "Ana", AUDIO, headers=HEADERS)

    assert (found.problems, found.unscripted) == ((), True)
    assert dict(found.request.fields) == {
        "replica_id": "r79e1c033f",
        "audio_url": AUDIO,
        "video_name": "Ana",
    }


def test_what_the_script_would_have_lacked_is_no_problem_of_such_a_row():
    found = mergekit.examined("Hi {{ first_name }}.", "", AUDIO, headers=HEADERS)

    assert mergekit.kinds(found.problems) == []
    assert found.request.audio_url == AUDIO


@pytest.mark.parametrize("cell", ["", "   ", "\u200b"])
def test_an_audio_cell_that_shows_nothing_leaves_the_script(cell):
    found = mergekit.examined("Hi {{ first_name }}, welcome to the show.", "Ana", cell, headers=HEADERS)

    assert (found.request.script, found.unscripted) == ("Hi Ana, welcome to the show.", False)
    assert "audio_url" not in found.request.fields


def test_script_and_audio_in_the_cells_of_one_row_are_an_error():
    found = mergekit.examined("{{ script }}", "Ana", AUDIO, "Hello there.", headers=HEADERS)

    (problem,) = found.problems
    assert (
        problem.message
        == "the cells script and audio_url are both filled, but a video can say only one of them"
    )
    assert (problem.severity, problem.row, problem.column) == ("error", 7, "audio_url")


def test_a_column_script_that_the_campaign_does_not_name_is_no_second_voice(tmp_path):
    (tmp_path / "t.j2").write_text("Hi {{ first_name }}.")
    examiner = checks.Examiner(mergekit.from_folder(tmp_path, "t.j2"), mergekit.columns(*HEADERS))

    found = examiner.examine(mergekit.row("Ana", AUDIO, "Hello there."))

    assert (found.problems, found.request.audio_url) == ((), AUDIO)


def test_a_template_that_the_row_picks_beside_its_audio_is_an_error():
    headers = ("First Name", "audio_url", "template")

    found = mergekit.examined("Hi.", "Ana", AUDIO, "b.j2", headers=headers, template_column=True)

    assert "the cells template and audio_url are both filled" in found.problems[0].message


def test_a_campaign_that_says_both_for_all_rows_is_still_an_error():
    fields = {"audio_url": AUDIO}

    found = mergekit.examined("Hi {{ first_name }}, welcome.", "Ana", headers=("First Name",), fields=fields)

    assert "both a script and an audio_url" in found.problems[0].message

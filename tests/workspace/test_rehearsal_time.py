"""How long a rehearsal takes, said before it begins."""

import draftkit
import pytest

from batchgen.workspace import rehearsal_time


@pytest.mark.parametrize(
    ("minutes", "people", "cores", "expected"),
    [
        (15.5, 20, 2, "All 20 films take less than a minute on this computer."),
        (150, 200, 1, "5 films take less than a minute on this computer, all 200 about 8 minutes."),
        (150, 200, 8, "5 films take less than a minute on this computer, all 200 about 1 minute."),
        (15_000, 20_000, 2, "5 films take less than a minute on this computer, all 20,000 about 6 hours."),
        (120, 4, 2, "4 films take about 3 minutes on this computer."),
        (0.5, 1, 2, "1 film takes less than a minute on this computer."),
        (0, 20, 2, ""),
        (0, 0, 2, ""),
    ],
)
def test_it_is_said_for_some_and_for_all(minutes, people, cores, expected):
    assert rehearsal_time.sentence(minutes, people, 5, cores=cores) == expected


def test_the_rows_of_a_sheet_say_how_long_their_films_are(tmp_path):
    campaign = draftkit.Campaign(tmp_path)

    assert rehearsal_time.of(campaign.drafts(), 5) == "4 films take less than a minute on this computer."


def test_a_broken_script_has_no_time(tmp_path):
    campaign = draftkit.Campaign(tmp_path, script="Hi {{ first_name.")

    assert rehearsal_time.of(campaign.drafts(), 5) == ""

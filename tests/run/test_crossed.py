"""One id for two rows: nobody gets the video of somebody else."""

import enginekit
import pytest

pytestmark = pytest.mark.usefixtures("either_store")


def wrong_links(desk: enginekit.Desk) -> list[str]:
    """Return the rows whose video says another row's script."""
    return [
        row["first_name"]
        for row in desk.results()
        if row["video_id"] and row["first_name"] not in str(desk.api.videos[row["video_id"]].body["script"])
    ]


@pytest.mark.parametrize("fault", ["previous", "previous_named"])
@pytest.mark.parametrize("connections", [1, 8])
def test_an_answer_with_another_rows_id_is_not_taken(
    desk: enginekit.Desk, fault: str, connections: int
) -> None:
    desk.api.set(list_lag=1e9)
    desk.api.faults.extend(["", "", fault, "", fault])

    done = desk.run(connections=connections, ignore_account=True)

    results = desk.results()
    assert done.code == 1
    assert wrong_links(desk) == []
    assert [row["status"] for row in results].count("unknown") >= 2
    assert {row["hosted_url"] for row in results if row["status"] == "unknown"} == {""}
    assert "batchgen does not use it here. The row is now unknown" in done.words

    desk.api.set(list_lag=0.0)
    again = desk.run()

    assert (again.code, desk.made) == (0, 10)
    assert wrong_links(desk) == []


def test_a_crossed_row_whose_own_video_is_not_found_is_never_paid_again(desk: enginekit.Desk) -> None:
    desk.api.set(list_lag=1e9)
    desk.api.faults.extend(["", "", "previous"])
    desk.run(connections=1, no_wait=True)
    desk.api.set(list_lag=0.0)
    lost = next(row for row in desk.results() if row["status"] == "unknown")
    own = next(v for v in desk.api.videos.values() if lost["first_name"] + "," in str(v.body["script"]))
    desk.api.forget(own.video_id)
    desk.write(enginekit.people(12))

    codes = [desk.run().code, desk.run().code]

    assert (codes, desk.made) == ([1, 1], 12)


def test_swapped_answers_are_found_out_and_put_right(desk: enginekit.Desk) -> None:
    desk.write(enginekit.people(2))
    desk.api.set(make_seconds=1e9)
    desk.run(no_wait=True, connections=1)
    names = [video.body for video in desk.api.videos.values()]
    # The ids were given the wrong way round: each is found under the other one's name.
    names[0]["video_name"], names[1]["video_name"] = names[1]["video_name"], names[0]["video_name"]
    names[0]["script"], names[1]["script"] = names[1]["script"], names[0]["script"]
    desk.api.set(make_seconds=0.0)

    first = desk.run()

    assert "which belongs to another row" in first.words
    assert wrong_links(desk) == []

    desk.run()

    assert (desk.run().code, desk.made) == (0, 2)
    assert wrong_links(desk) == []


def test_ten_crossed_answers_stop_a_run(desk: enginekit.Desk) -> None:
    desk.write(enginekit.people(30))
    desk.api.set(list_lag=1e9)
    desk.api.faults.extend(["", *["first"] * 29])

    done = desk.run(connections=1, no_wait=True)

    assert done.code == 4
    assert desk.made == 11


def test_ids_that_are_numbers_are_followed_and_found(desk: enginekit.Desk) -> None:
    desk.api.set(number_ids=True)
    desk.api.faults.extend(["", "reset_after_body"])

    first = desk.run()
    before = desk.results()
    for file in desk.folder.glob("list.batchgen.db*"):
        file.unlink()
    again = desk.run()

    assert (first.code, again.code, desk.made) == (0, 0, 10)
    assert desk.results() == before

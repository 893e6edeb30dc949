"""A row whose video failed and that was edited since waits for `retry`, in words that say so."""

import enginekit

from batchgen.results import words


def test_a_failed_row_that_was_fixed_says_so_and_retry_sends_it(desk: enginekit.Desk) -> None:
    people = enginekit.people(3)
    desk.api.status_of = lambda video: "error" if "Name2" in str(video.body["script"]) else "ready"
    desk.write(people)
    desk.run()
    people[1]["first_name"] = "Nadia"
    desk.write(people)

    again = desk.run()

    row = desk.results()[1]
    assert (row["status"], again.plan.failed, again.plan.outdated, desk.made) == ("error", 1, 0, 3)
    assert row["error"].startswith(words.NOT_SENT_AGAIN)
    assert desk.plan(retry=True).to_send == 1
    assert desk.run(retry=True).code == 0
    assert [row["status"] for row in desk.results()] == ["ready"] * 3

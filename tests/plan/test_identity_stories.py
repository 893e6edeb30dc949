"""Which job is this row's: stories of edited, sorted, renamed and re-exported lists, told in videos."""

from pathlib import Path

import enginekit
import faketavus
import pytest

from batchgen import errors


def nameless(count: int) -> list[dict[str, str]]:
    """People without any column that could be a key."""
    return [
        {"first_name": f"Name{n}", "company": f"Company {n}", "date": "1 May"} for n in range(1, count + 1)
    ]


@pytest.fixture
def cells(api: faketavus.FakeTavus, tmp_path: Path) -> enginekit.Desk:
    """A sheet whose rows are known by their cells; its ten videos are made."""
    desk = enginekit.desk(tmp_path, api, nameless(10))
    desk.run()
    return desk


def test_the_first_filled_and_unique_candidate_is_the_key(desk: enginekit.Desk) -> None:
    rows = [{"ID": "7", **row} for row in enginekit.people(3)]
    desk.write(rows)

    assert desk.plan().key == "email"


def test_a_column_called_e_mail_is_one_of_e_mail_addresses(desk: enginekit.Desk) -> None:
    desk.write(
        [{"E-Mail" if name == "email" else name: text for name, text in row.items()} for row in desk.rows()]
    )

    assert desk.plan().key == "e_mail"


def test_without_a_candidate_rows_are_known_by_their_cells(cells: enginekit.Desk) -> None:
    assert cells.plan().key == "all its cells"


def test_a_key_that_fails_late_in_the_sheet_gives_way_to_the_next(desk: enginekit.Desk) -> None:
    rows = [{"id": str(n), **row} for n, row in enumerate(enginekit.people(10))]
    rows[9]["id"] = ""
    desk.write(rows)

    done = desk.run()

    assert done.plan is not None
    assert done.plan.key == "email"
    assert desk.run().code == 0
    assert desk.made == 10


def test_sorting_filtering_and_inserting_change_nothing(cells: enginekit.Desk) -> None:
    rows = nameless(11)
    cells.write([rows[10], *reversed(rows[:10])])

    done = cells.run()

    assert done.code == 0
    assert cells.made == 11
    by_name = {r["first_name"]: cells.api.videos[r["video_id"]].body["script"] for r in cells.results()}
    assert all(f"Hi {name}," in str(script) for name, script in by_name.items())


def test_a_column_that_nothing_uses_may_be_added(cells: enginekit.Desk) -> None:
    cells.write([{**row, "phone": "123"} for row in nameless(10)])

    done = cells.run()

    assert done.code == 0
    assert cells.made == 10
    assert {r["status"] for r in cells.results()} == {"ready"}


def test_a_new_file_name_with_the_same_state_changes_nothing(cells: enginekit.Desk) -> None:
    renamed = cells.folder / "other.csv"
    cells.sheet.rename(renamed)
    cells.sheet = renamed

    cells.run(state=cells.folder / "list.batchgen.db")

    assert cells.made == 10


def test_a_re_export_with_another_date_stops_at_the_guard_when_the_template_uses_it(
    cells: enginekit.Desk,
) -> None:
    (cells.folder / "t.j2").write_text("Hi {{ first_name }} on {{ date }}, all is well.", encoding="utf-8")
    cells.write([{**row, "date": "2 May"} for row in nameless(10)])

    with pytest.raises(errors.PlanError, match="--key") as stop:
        cells.run()

    assert "10 of 10 rows with a video are no longer in the sheet" in str(stop.value)
    assert "--accept-new 10" in str(stop.value)
    assert cells.made == 10


def test_a_re_export_with_another_date_that_nothing_uses_is_recognised(cells: enginekit.Desk) -> None:
    cells.write([{**row, "date": "2 May"} for row in nameless(10)])

    done = cells.run()

    assert done.code == 0
    assert cells.made == 10


def test_a_key_given_later_finds_the_known_rows_again(cells: enginekit.Desk) -> None:
    (cells.folder / "t.j2").write_text("Hi {{ first_name }} on {{ date }}, all is well.", encoding="utf-8")
    cells.write([{**row, "date": "2 May"} for row in nameless(10)])

    done = cells.run(key=("first_name",))

    assert done.code == 1
    assert cells.made == 10
    assert {r["status"] for r in cells.results()} == {"outdated"}
    assert cells.plan().key == "first_name"


def test_accept_new_lets_new_people_in(cells: enginekit.Desk) -> None:
    cells.write([{**row, "first_name": f"New {row['first_name']}"} for row in nameless(10)])

    with pytest.raises(errors.PlanError):
        cells.run(accept_new=9)
    done = cells.run(accept_new=10)

    assert done.code == 0
    assert cells.made == 20


def test_a_key_under_which_two_known_rows_would_be_one_is_refused(cells: enginekit.Desk) -> None:
    with pytest.raises(errors.PlanError, match="does not tell all rows apart"):
        cells.run(key=("date",))

    assert cells.plan().key == "all its cells"


def test_a_key_that_does_not_tell_gone_rows_apart_says_that_they_are_gone(cells: enginekit.Desk) -> None:
    cells.write([{"first_name": "Zoe", "company": "Zed", "date": "2 May"}])
    cells.run()

    with pytest.raises(errors.PlanError, match="a row that is gone and a row that is gone both have 1 May"):
        cells.run(key=("date",))


def test_key_cells_are_compared_folded(desk: enginekit.Desk) -> None:
    desk.run()
    desk.write([{**row, "email": f" {row['email'].upper()} "} for row in enginekit.people(10)])

    desk.run()

    assert desk.made == 10


def test_a_corrected_key_keeps_its_video_and_says_so(desk: enginekit.Desk) -> None:
    desk.run()
    rows = enginekit.people(10)
    rows[3]["email"] = "p4@example.org"
    desk.write(rows)

    done = desk.run()
    again = desk.run()

    assert (done.code, again.code, desk.made) == (0, 0, 10)
    assert done.plan is not None
    assert (done.plan.new, done.plan.gone, done.plan.done) == (0, 0, 10)
    assert "Row 5 (p4@example.org) keeps the video of p4@example.com" in " ".join(done.plan.notes)
    assert again.plan is not None
    assert "keeps the video" not in " ".join(again.plan.notes)
    assert desk.results()[3]["status"] == "ready"
    with desk.open(lock=False) as batch:
        assert [row.key for row in batch.status().rows()][3] == "p4@example.org"


def test_a_corrected_key_of_a_lost_video_is_not_sent_again(desk: enginekit.Desk) -> None:
    desk.api.fault_of = lambda post: "dropped" if "Name10," in str(post.body) else ""
    desk.run(connections=1)
    rows = enginekit.people(10)
    rows[9]["email"] = "p10@example.org"
    desk.write(rows)

    desk.run()

    assert sum("Name10," in str(post.body) for post in desk.api.posts) == 1
    assert desk.results()[9]["status"] == "unknown"


@pytest.mark.parametrize("accept_new", [None, 1])
def test_a_key_of_somebody_new_gets_a_video(desk: enginekit.Desk, accept_new: int | None) -> None:
    desk.run()
    rows = enginekit.people(10)
    rows[3]["email"] = "new@example.com"
    # Without the option the words must differ, with it they need not.
    rows[3]["first_name"] = "Name4" if accept_new else "Nora"
    desk.write(rows)

    done = desk.run(accept_new=accept_new)

    assert (done.code, desk.made) == (0, 11)


def test_a_key_alone_that_is_new_waits_where_many_are_told_the_same(desk: enginekit.Desk) -> None:
    rows = [{**row, "first_name": "Ann", "company": "Acme"} for row in enginekit.people(10)]
    desk.write(rows)
    desk.run()
    rows[3]["email"] = "new@example.com"
    desk.write(rows)

    assert (desk.run().code, desk.made) == (1, 10)
    assert (desk.run(accept_new=1).code, desk.made) == (0, 11)


def test_many_changed_keys_stop_at_the_guard(desk: enginekit.Desk) -> None:
    desk.run()
    desk.write([{**row, "email": row["email"].replace(".com", ".org")} for row in enginekit.people(10)])

    with pytest.raises(errors.PlanError, match="this may be another sheet"):
        desk.run()

    assert desk.made == 10


def test_an_empty_key_cell_is_an_error_of_its_row(desk: enginekit.Desk) -> None:
    desk.run(limit=2)
    rows = enginekit.people(10)
    rows[5]["email"] = ""
    desk.write(rows)

    plan = desk.plan()

    [problem] = plan.problems.problems("error")
    assert (problem.kind, problem.row) == ("empty-key", 7)
    assert plan.to_send == 7


def test_a_sheet_without_the_key_column_is_refused(desk: enginekit.Desk) -> None:
    desk.run()
    desk.write([{k: v for k, v in row.items() if k != "email"} for row in enginekit.people(10)])

    with pytest.raises(errors.UsageError, match="no column email"):
        desk.run()


def test_one_key_with_different_requests_is_an_error_that_names_both_rows(desk: enginekit.Desk) -> None:
    rows = enginekit.people(4)
    rows[3]["email"] = rows[1]["email"]
    desk.write(rows)

    plan = desk.plan(key=("email",))

    found = {p.row: p.message for p in plan.problems.problems("error")}
    assert found.keys() == {3, 5}
    assert "row 3" in found[5]
    assert "row 5" in found[3]


def test_a_row_with_the_key_of_another_never_gets_the_link_of_that_one(desk: enginekit.Desk) -> None:
    rows = enginekit.people(4)
    desk.write(rows)
    desk.run()
    twin = rows[1] | {"first_name": "Somebody", "company": "Elsewhere"}
    desk.write([twin, *rows])

    done = desk.run(skip_invalid=True)

    results = desk.results()
    assert done.code == 1
    assert [row["status"] for row in results] == ["invalid", "ready", "ready", "ready", "ready"]
    assert results[0]["hosted_url"] == ""
    assert "has the same key" in results[0]["error"]
    assert len({row["video_id"] for row in results[1:]}) == 4
    desk.write([twin | {"email": "own@acme.test"}, *rows])
    assert desk.run().code == 0
    assert desk.made == 5
    assert [row["video_id"] for row in desk.results()[1:]] == [row["video_id"] for row in results[1:]]


def test_a_row_with_the_key_of_another_stays_apart_when_the_list_is_sorted(desk: enginekit.Desk) -> None:
    rows = enginekit.people(4)
    desk.write(rows)
    desk.run()
    twin = rows[1] | {"first_name": "Somebody", "company": "Elsewhere"}
    desk.write([*rows, twin])
    desk.run(skip_invalid=True)
    desk.write([twin, *reversed(rows)])

    desk.run(skip_invalid=True)

    results = desk.results()
    assert [row["status"] for row in results] == ["invalid", "ready", "ready", "ready", "ready"]
    assert [row["first_name"] for row in results[1:]] == [row["first_name"] for row in reversed(rows)]
    assert desk.made == 4


def test_equal_rows_share_one_video(desk: enginekit.Desk) -> None:
    desk.write([*nameless(3), *nameless(3)])

    done = desk.run()

    ids = [r["video_id"] for r in desk.results()]
    assert done.code == 0
    assert desk.made == 3
    assert ids[:3] == ids[3:]


def test_equal_rows_may_each_have_a_video_of_their_own(desk: enginekit.Desk) -> None:
    desk.write([*nameless(3), *nameless(3)])

    done = desk.run(duplicates="each")
    again = desk.run(duplicates="each")

    assert (done.code, again.code) == (0, 0)
    assert desk.made == 6
    assert len({r["video_id"] for r in desk.results()}) == 6


def test_equal_rows_may_be_an_error(desk: enginekit.Desk) -> None:
    desk.write([*nameless(3), *nameless(1)])

    with pytest.raises(errors.PlanError):
        desk.run(duplicates="error")

    assert desk.made == 0


def test_equal_requests_of_different_people_are_two_videos(desk: enginekit.Desk) -> None:
    rows = [{**row, "first_name": "Ana", "company": "Acme"} for row in enginekit.people(2)]
    desk.write(rows)

    desk.run()

    assert desk.made == 2


def test_a_row_that_vanishes_goes_to_the_unmatched_file(desk: enginekit.Desk) -> None:
    desk.run()
    desk.write(enginekit.people(9))

    done = desk.run()

    [gone] = desk.results(desk.folder / "list.unmatched.csv")
    assert done.code == 0
    assert gone["key"] == "p10@example.com"
    assert gone["status"] == "ready"
    assert gone["hosted_url"]


def test_a_row_that_comes_back_is_not_paid_again(desk: enginekit.Desk) -> None:
    desk.run()
    desk.write(enginekit.people(9))
    desk.run()
    desk.write(enginekit.people(10))

    desk.run()

    assert desk.made == 10
    assert desk.results()[9]["status"] == "ready"
    assert desk.results(desk.folder / "list.unmatched.csv") == []


def test_a_hidden_or_unselected_row_keeps_its_job(desk: enginekit.Desk) -> None:
    desk.run()

    plan = desk.plan(where='first_name == "Name1"')

    assert plan.gone == 0
    assert plan.left_out == {"where": 9}


def test_an_excluded_person_is_never_sent_and_loses_the_links(desk: enginekit.Desk) -> None:
    desk.run(limit=1)
    stop = desk.folder / "stop.csv"
    stop.write_text("Email\nP1@example.com\np2@example.com\n", encoding="utf-8")

    done = desk.run(exclude=stop)

    results = desk.results()
    assert done.code == 0
    assert desk.made == 9
    assert [r["status"] for r in results[:3]] == ["excluded", "excluded", "ready"]
    assert results[0]["hosted_url"] == ""
    assert desk.run().code == 0
    assert desk.made == 10
    assert desk.results()[0]["hosted_url"]


def test_who_is_excluded_stays_so_in_a_run_about_others(desk: enginekit.Desk) -> None:
    desk.run(limit=2)
    stop = desk.folder / "stop.csv"
    stop.write_text("email\np1@example.com\n", encoding="utf-8")
    desk.run(exclude=stop, limit=1)

    desk.run(rows="5-6")

    assert desk.results()[0]["status"] == "excluded"
    assert desk.results()[0]["hosted_url"] == ""

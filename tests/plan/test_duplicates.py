"""One address on two rows is one person if the name or the whole request is equal too."""

from pathlib import Path

import enginekit
import faketavus
import pytest

Row = dict[str, str]


def row(name: str, email: str, *, company: str = "Acme", deal: str = "") -> Row:
    return {"first_name": name, "company": company, "email": email, "deal": deal}


ANA, AGAIN = row("Ana", "ana@a.test", deal="A"), row("Ana", " ANA@a.test", deal="B")
OTHER = row("Ana", "mailto:ana@a.test", company="Beta", deal="C")
BO = row("Bo", "bo@b.test", deal="D")


def desk(api: faketavus.FakeTavus, folder: Path, *rows: Row) -> enginekit.Desk:
    return enginekit.desk(folder, api, list(rows))


def test_equal_requests_of_one_address_share_a_video(api: faketavus.FakeTavus, tmp_path: Path) -> None:
    found = desk(api, tmp_path, ANA, BO, AGAIN)

    plan = found.plan()

    assert (plan.to_send, plan.duplicates, plan.key_columns) == (2, 1, ())
    assert any("Row 4 has the same e-mail address as row 2" in note for note in plan.notes)
    assert found.run().code == 0
    ana, _, again = found.results()
    assert (found.made, again["status"]) == (2, "ready")
    assert ana["hosted_url"] == again["hosted_url"] != ""


def test_a_later_row_of_a_made_video_shares_it(api: faketavus.FakeTavus, tmp_path: Path) -> None:
    found = desk(api, tmp_path, ANA, BO)
    found.run()
    found.write([AGAIN, BO, ANA])

    assert found.run().code == 0
    assert found.made == 2
    assert found.results()[0]["hosted_url"] == found.results()[2]["hosted_url"] != ""
    found.write([AGAIN, BO])
    assert found.run().code == 0
    assert found.made == 2


def test_one_name_with_different_requests_is_an_error_of_both(
    api: faketavus.FakeTavus, tmp_path: Path
) -> None:
    plan = desk(api, tmp_path, ANA, BO, OTHER).plan()

    problems = plan.problems.problems("error")
    assert [(p.row, p.kind) for p in problems] == [(2, "duplicate-person"), (4, "duplicate-person")]
    assert "row 4 has the same name and e-mail address" in problems[0].message
    assert "--duplicates each" in problems[0].hint
    assert plan.to_send == 1


@pytest.mark.parametrize("again", ["ANA RUÍZ", "Ruiz, Ana", "Ana  Ruiz."])
def test_a_name_that_is_spelled_in_another_way_is_the_same(
    api: faketavus.FakeTavus, tmp_path: Path, again: str
) -> None:
    rows = (row("Ana Ruiz", "ana@a.test"), row(again, "ana@a.test", company="Beta"))

    assert desk(api, tmp_path, *rows).plan().problems.errors == 2


def test_two_names_at_one_address_are_two_people(api: faketavus.FakeTavus, tmp_path: Path) -> None:
    plan = desk(api, tmp_path, row("Ana", "info@a.test"), row("Bo", "info@a.test")).plan()

    assert (plan.to_send, plan.problems.errors, plan.duplicates) == (2, 0, 0)


@pytest.mark.parametrize("rows", [(ANA, BO, AGAIN), (ANA, BO, OTHER)])
def test_each_sends_both_and_error_refuses_both_kinds(
    api: faketavus.FakeTavus, tmp_path: Path, rows: tuple[Row, ...]
) -> None:
    found = desk(api, tmp_path, *rows)

    assert found.plan(duplicates="each").to_send == 3
    refused = found.plan(duplicates="error")
    assert refused.problems.errors > 0
    assert 4 in [p.row for p in refused.problems.problems("error")]


def test_what_is_paid_stays_as_it_is(api: faketavus.FakeTavus, tmp_path: Path) -> None:
    found = desk(api, tmp_path, ANA, AGAIN, OTHER)
    found.run(duplicates="each")

    plan = found.plan()

    assert (found.made, plan.done, plan.to_send, plan.problems.errors, plan.gone) == (3, 3, 0, 0, 0)
    assert found.run().code == 0
    assert len({row["video_id"] for row in found.results()}) == 3


def test_a_row_that_is_left_out_is_in_nobodys_way(api: faketavus.FakeTavus, tmp_path: Path) -> None:
    plan = desk(api, tmp_path, ANA, BO, OTHER).plan(where='deal != "A"')

    assert (plan.to_send, plan.problems.errors) == (2, 0)


def test_an_id_as_key_does_not_hide_a_repeated_person(api: faketavus.FakeTavus, tmp_path: Path) -> None:
    rows = [{"id": str(n), **each} for n, each in enumerate((ANA, BO, AGAIN))]
    found = desk(api, tmp_path, *rows)

    assert (found.plan().key_columns, found.plan().duplicates) == (("id",), 1)
    assert found.run().code == 0
    assert found.results()[2]["hosted_url"] == found.results()[0]["hosted_url"] != ""


def test_the_plan_says_why_an_address_is_not_the_key(api: faketavus.FakeTavus, tmp_path: Path) -> None:
    notes = "\n".join(desk(api, tmp_path, ANA, BO, AGAIN, row("Cy", "")).plan().notes)

    assert "batchgen cannot recognise each row by its email: row 4 repeats row 2, row 5 has none" in notes
    assert "cannot recognise" not in "\n".join(desk(api, tmp_path, ANA, BO).plan().notes)


def test_many_repeats_take_time_that_grows_with_their_number(
    api: faketavus.FakeTavus, tmp_path: Path
) -> None:
    rows = [row("Ana", f"p{n % 500}@a.test", company=str(n % 1000), deal=str(n)) for n in range(3000)]

    plan = desk(api, tmp_path, *rows).plan()

    assert plan.duplicates + plan.invalid == 3000

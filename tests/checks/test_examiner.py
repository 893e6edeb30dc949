"""One row's examination."""

import mergekit

from batchgen import checks, models, settings


def test_a_good_row_has_a_request_a_hash_minutes_and_no_problems():
    found = mergekit.examined("Hi {{ first_name }}, " + "word " * 148 + "end.", "Ana", "Acme")

    assert found.problems == ()
    assert found.request is not None
    assert found.request_hash == found.request.hash()
    assert found.minutes == 151 / 150
    assert found.request.fields["video_name"] == "Ana, Acme"


def test_a_blank_is_an_error_of_the_row_and_not_told_twice():
    found = mergekit.examined("{{ first_name }}", "")

    assert mergekit.kinds(found.problems) == ["blank"]
    assert mergekit.has_error(found)


def test_rows_are_examined_in_their_order():
    examiner = checks.Examiner(
        mergekit.given("Hello {{ first_name }}, how are you today?"), mergekit.columns()
    )
    rows = [mergekit.row(name, number=number) for number, name in enumerate("abc", 2)]

    found = [examiner.examine(row) for row in rows]

    assert [(x.row.number, x.request.script[6]) for x in found] == [(2, "a"), (3, "b"), (4, "c")]


def test_rows_examined_together_come_to_what_each_comes_to_alone(tmp_path):
    # From row 71 on a template says the city too: "N/A" there is junk for those rows, and for none before.
    (tmp_path / "a.j2").write_text("Hello {{ first_name }}, how are you today?", encoding="utf-8")
    (tmp_path / "b.j2").write_text("Hello {{ first_name }}, how is {{ city }} today?", encoding="utf-8")
    page = settings.Page(base_url="https://a.org", title="For {{ first_name }}")
    given = mergekit.from_folder(tmp_path, "a.j2", template_column=True, page=page)
    columns = mergekit.columns("First name", "City", "Template")
    rows = [mergekit.row(f"Ana {n}", "N/A", "b.j2" if n > 70 else "", number=n) for n in range(2, 150)]
    rows[5] = rows[5]._replace(ragged=models.Ragged("line 7 has 4 fields", ("a",) * 4))
    alone, together = checks.Examiner(given, columns), checks.Examiner(given, columns)

    found = list(together.examine_all(rows))

    assert found == [alone.examine(row) for row in rows]
    assert [x.row.number for x in found if mergekit.kinds(x.problems) == ["junk-value"]] == [*range(71, 150)]
    assert [x.page.texts["title"] for x in found[:2] if x.page] == ["For Ana 2", "For Ana 3"]


def test_what_is_wrong_with_a_cell_names_the_cell():
    found = mergekit.examined(
        "Hi {{ first_name }}, how is everybody at {{ company }} **today**?", "Ana", "HUGE Corp"
    )

    assert [(p.kind, p.column, p.value) for p in found.problems] == [
        ("markdown", None, ""),
        ("all-caps", "company", "HUGE Corp"),
    ]


def test_the_comma_that_a_blank_leaves_alone_is_not_told_too():
    found = mergekit.examined("Hi {{ first_name }}, how is everybody at {{ company }} today?", "", "Acme")

    assert mergekit.kinds(found.problems) == ["blank"]


def test_a_mark_in_a_cell_is_an_error_of_that_cell():
    found = mergekit.examined("Hi {{ first_name }}, how is everybody at the office today?", "[NAME]")

    assert [(p.kind, p.severity, p.column) for p in found.problems] == [
        ("leftover-mark", "error", "first_name")
    ]

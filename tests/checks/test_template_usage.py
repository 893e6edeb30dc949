"""Branches taken and columns unused (told with -v)."""

import mergekit

from batchgen import campaign, checks


def test_rows_by_branch_and_columns_that_nothing_uses_are_told():
    template = (
        "Hi {{ first_name }}.\n{% if city %}\nHow is {{ city }}?\n"
        "{% elif seats %}\nSo many!\n{% endif %}\nBye."
    )
    examiner = checks.Examiner(mergekit.given(template, verbose=True), mergekit.columns())
    usage = checks.Usage(examiner)

    for city, seats in (("Bonn", ""), ("Rome", "5"), ("", "5"), ("", "")):
        usage.add(examiner.examine(mergekit.row("Ana", "", city, seats)))

    assert list(usage.lines()) == [
        "campaign.toml script line 2: this condition is true in 2 of 4 rows",
        "campaign.toml script line 4: this condition is true in 1 of 2 rows",
        "columns that nothing uses: Trial Ends, Contact Owner",
    ]


def test_without_v_no_branch_is_counted():
    examiner = checks.Examiner(mergekit.given("{% if city %}a{% endif %}b."), mergekit.columns())

    assert examiner.examine(mergekit.row("Ana", "", "Bonn")).branches == ()


def test_the_plan_tells_them_with_v_alone(tmp_path):
    sheet = tmp_path / "people.csv"
    sheet.write_text("Id,First Name,City,Phone\n1,Ana,Bonn,555\n2,Ben,,556\n")
    template = "Hi {{ first_name }}, how is everybody{% if city %} in {{ city }}{% endif %} today?"

    def notes(**options):
        settings = mergekit.given(template, sheet=sheet, state=tmp_path / "s.db", **options)
        with campaign.Batch.open(settings, lock=False) as batch:
            return [note for note in batch.plan().notes if "condition" in note or "nothing uses" in note]

    assert notes() == []
    assert notes(verbose=True) == [
        "campaign.toml script line 1: this condition is true in 1 of 2 rows",
        "columns that nothing uses: Phone",
    ]

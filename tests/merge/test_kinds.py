"""Kinds of columns: found once for the whole column, checked against every cell."""

import datetime as dt

import mergekit
import pytest

from batchgen import checks, merge, models, settings

TEMPLATE = "See you on {{ start_date | date }}."


def study(
    template: str,
    header: str,
    *cells: str,
    stored: str = "",
    locales: tuple[str, ...] = (),
    **options: object,
):
    """Return the examined rows of a column under "Start date", beside a column of locales if there is one."""
    headers = (header, "Locale") if locales else (header,)
    rows = [models.Row(n, (cell, *locales[n - 2 : n - 1])) for n, cell in enumerate(cells, start=2)]
    given = mergekit.given(template, **options)
    examiner = checks.Examiner(given, mergekit.columns(*headers), stored_kinds=stored)
    return [examiner.examine(row) for row in examiner.study(rows)], examiner


def said(*cells: str, **options: object) -> list[str]:
    """Return what is said of dates, or the kinds of problems that stop the row."""
    found, _ = study(TEMPLATE, "Start date", *cells, **options)
    return [
        " ".join(p.kind for p in one.problems if p.severity == "error")
        or one.request.script.removeprefix("See you on ").removesuffix(".")
        for one in found
    ]


@pytest.mark.parametrize(
    ("cells", "options", "expected"),
    [
        # a number over 12 settles the order
        (("13/12/2026", "05/12/2026"), {}, ["December 13, 2026", "December 5, 2026"]),
        (("05/12/2026", "12/13/2026"), {}, ["May 12, 2026", "December 13, 2026"]),
        (("13/12/2026", "05/12/2026"), {"locale": "en_US"}, ["December 13, 2026", "December 5, 2026"]),
        # dots are day first, and say how the column is written
        (("04.11.2026", "05/12/2026"), {}, ["November 4, 2026", "December 5, 2026"]),
        # a named month says how a person writes
        (("5-Nov-26", "05/12/2026"), {}, ["November 5, 2026", "December 5, 2026"]),
        (("Nov 5, 2026", "05/12/2026"), {}, ["November 5, 2026", "May 12, 2026"]),
        (("Nov 5, 2026", "6 Nov 2026", "05/12/2026"), {"locale": "en_GB"},
         ["5 November 2026", "6 November 2026", "5 December 2026"]),
        # nothing settles it: an explicit locale or order does, else the rows stop
        (("05/12/2026", "2026-12-01"), {}, ["date-order", "December 1, 2026"]),
        (("05/12/2026",), {"locale": "en_US"}, ["May 12, 2026"]),
        (("05/12/2026",), {"locale": "en_GB"}, ["5 December 2026"]),
        (("05/12/2026",), {"columns": {"Start date": {"order": "dmy"}}}, ["December 5, 2026"]),
        (("05/05/2026",), {}, ["May 5, 2026"]),
        # both orders: what reads two ways stops, the others go on
        (
            ("13/12/2026", "12/31/2026", "05/12/2026"),
            {},
            ["December 13, 2026", "December 31, 2026", "date-order"],
        ),
        (
            ("13/12/2026", "12/31/2026", "05/12/2026"),
            {"locale": "en_GB"},
            ["13 December 2026", "31 December 2026", "date-order"],
        ),
        # an order that the campaign names is one for all cells
        (
            ("13/12/2026", "12/31/2026", "05/12/2026"),
            {"columns": {"start_date": {"order": "dmy"}}},
            ["December 13, 2026", "date", "December 5, 2026"],
        ),
        (("TBD", "13/12/2026"), {}, ["date", "December 13, 2026"]),
    ],
)  # fmt: skip
def test_a_column_of_dates_is_read_one_way(cells, options, expected):
    assert said(*cells, **options) == expected


def test_a_row_s_own_locale_comes_first_and_each_locale_shows_its_own_order():
    cells = ("05/12/2026", "05/12/2026", "05/12/2026", "13/12/2026")

    found = said(*cells, locales=("de_DE", "en_US", "", ""))

    assert found == ["5. Dezember 2026", "May 12, 2026", "December 5, 2026", "December 13, 2026"]


def test_both_orders_of_one_locale_leave_another_alone():
    cells = ("13/12/2026", "12/31/2026", "05/12/2026", "05/12/2026")

    found = said(*cells, locales=("en_US", "en_US", "en_US", "de_DE"))

    assert found == ["December 13, 2026", "December 31, 2026", "date-order", "5. Dezember 2026"]


def test_an_open_date_names_both_readings_and_the_line_to_add():
    [one], _ = study(TEMPLATE, "Start date", "05/12/2026")

    [problem] = one.problems
    assert (problem.row, problem.column, problem.severity) == (2, "start_date", "error")
    assert problem.message.startswith("05/12/2026 can be 5 December 2026 or May 12, 2026")
    assert problem.hint == 'Add order = "dmy" or order = "mdy" under [columns."Start date"] in campaign.toml.'


def test_a_date_that_lacks_what_the_filter_asks_for_needs_no_other_kind():
    [one], _ = study('{{ start_date | date("HH:mm") }}', "Start date", "2026-12-05")

    [problem] = [problem for problem in one.problems if problem.severity == "error"]
    assert problem.message.startswith('"2026-12-05" has no time of day, but the filter asks for one')
    assert problem.hint == "Write it in the cell, or ask for less in the filter date."


def test_what_was_settled_holds_for_later_runs():
    _, first = study(TEMPLATE, "Start date", "13/12/2026", "05/12/2026")
    stored = first.kinds.to_text()

    assert stored == '{"start_date": {"kind": "date", "settled": {"": "dmy"}}}'
    assert said("05/12/2026", "12/31/2026", stored=stored) == ["December 5, 2026", "date"]
    assert said("12/31/2026", "11/30/2026", stored=stored) == ["date", "date"]


def test_the_order_of_a_locale_is_settled_where_it_was_needed():
    _, first = study(TEMPLATE, "Start date", "05/12/2026", locale="en_US")
    stored = first.kinds.to_text()

    assert said("05/12/2026", "13/12/2026", stored=stored, locale="en_US") == ["May 12, 2026", "date"]


def test_both_orders_and_what_the_campaign_names_are_not_kept():
    _, mixed = study(TEMPLATE, "Start date", "13/12/2026", "12/31/2026")
    _, asked = study(TEMPLATE, "Start date", "05/12/2026", columns={"Start date": {"order": "dmy"}})

    assert mixed.kinds.to_text() == '{"start_date": {"kind": "date", "settled": {}}}'
    assert asked.kinds.to_text() == ""


def test_a_cell_after_the_rows_that_were_looked_at_gives_no_new_meaning():
    many = ["13/12/2026"] * merge.kinds.LOOKED_AT

    found = said(*many, "12/31/2026", "05/12/2026")

    assert found[-2:] == ["date", "December 5, 2026"]


def test_real_dates_beside_texts_that_no_program_could_read_may_be_swapped():
    def row(number: int, text: str, real: dt.date | None = None) -> models.Row:
        return models.Row(number, (text,), dates={0: real} if real else {})

    swapped = row(2, "2026-05-12", dt.date(2026, 5, 12))
    rows = [swapped, row(3, "13/12/2026"), row(4, "2026-06-06", dt.date(2026, 6, 6))]
    sound = [*rows, row(5, "2026-05-30", dt.date(2026, 5, 30))]
    dotted = [swapped, row(3, "13.12.2026")]

    def stopped(rows: list[models.Row], **options: object) -> list[int]:
        examiner = checks.Examiner(mergekit.given(TEMPLATE, **options), mergekit.columns("Start date"))
        return [
            one.row.number for one in map(examiner.examine, examiner.study(rows)) if mergekit.has_error(one)
        ]

    assert stopped(rows) == [2]
    assert stopped(rows, columns={"Start date": {"order": "dmy"}}) == []
    assert stopped(sound) == []
    assert stopped(dotted) == []


def test_a_filter_says_what_a_column_is_meant_to_hold():
    cells = ("to be agreed in Q4 2026", "sometime in 2027", "2nd half of 2027", "13/12/2026", "05/12/2026")

    found = said(*cells)

    assert found == ["date", "date", "date", "December 13, 2026", "December 5, 2026"]


CUSTOMER = "Hi, {% if customer %}thank you{% else %}welcome{% endif %}."


@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        ("Customer", ("FALSE", "TRUE", "no", "0"), "nyn n".replace(" ", "")),
        ("Customer", ("yes", "No", "", "Yes"), "ynny"),
        ("Customer", ("ja", "nein"), "yn"),
        ("Customer", ("oui", "non"), "yn"),
        ("Customer", ("sí", "no", "si"), "yny"),
        ("Customer", ("sì", "no"), "yn"),
        ("Customer", ("tak", "nie"), "yn"),
        ("Customer", ("WAHR", "FALSCH"), "yn"),
        ("Customer", ("VRAI", "FAUX"), "yn"),
        ("Customer", ("да", "нет"), "yn"),
        ("Customer", ("y", "n"), "yn"),
        ("Customer", ("j", "n"), "yn"),
        ("Customer", ("x", "", "X"), "yny"),
        ("Customer", ("no", "no"), "nn"),
        ("Customer", ("1", "0"), "yy"),
        ("Customer?", ("1", "0"), "yn"),
        ("Customer", ("yes\u200b", "no\u200b", "\ufeffno"), "ynn"),
        ("Customer", ("\uff39", "\uff2e"), "yn"),  # full-width Y and N
        ("Customer", ("'TRUE", "'FALSE"), "yn"),
        ("Customer", ("Ja.", "Nein."), "yn"),
        ("Customer", ("V", "F"), "yn"),
        ("Customer?", ("1.0", "0.0"), "yn"),
        ("Customer?\u200b", ("1", "0"), "yn"),
        ("Customer", ("x", "-"), "yn"),
        ("Customer", ("✔\ufe0f", "–"), "yn"),
        ("Customer", ("○", "\xd7"), "yn"),
        ("Customer", ("yep", "nope"), "yn"),
        ("Customer", ("N", "N", ""), "nnn"),
        ("Customer", ("[x]", "[ ]", "[X]"), "yny"),
        ("Customer", ("EVET", "HAYIR"), "yn"),
        # words that are something else
        ("Customer", ("no", "since 2019", "ask Bob", "gold"), "yyyy"),
        ("Customer", ("x", "y"), "yy"),
        ("Customer", ("yes", "call her", "-"), "yyy"),
    ],
)  # fmt: skip
def test_a_condition_on_a_yes_no_column_is_false_for_no(header, cells, expected):
    found, _ = study(CUSTOMER, header, *cells)

    assert "".join("y" if "thank" in one.request.script else "n" for one in found) == expected
    assert not any(mergekit.has_error(one) for one in found)


def late(template: str, header: str, *cells: str, **options: object) -> list[str]:
    """Return what is said of cells below as many blank ones as the study looks at, or the problem."""
    blanks = [""] * merge.kinds.LOOKED_AT
    found, _ = study(template, header, *blanks, *cells, **options)
    return [
        " ".join(p.kind for p in one.problems if p.severity == "error") or one.request.script
        for one in found[len(blanks) :]
    ]


def test_a_no_far_below_blank_cells_is_still_a_no():
    assert late(CUSTOMER, "Customer", "TRUE", "FALSE", "no") == [
        "Hi, thank you.",
        "Hi, welcome.",
        "Hi, welcome.",
    ]


def test_an_amount_far_below_blank_cells_is_read_for_itself():
    found = late("You pay {{ fee | money }}.", "Fee", "$5M", "12.5k", locale="en_US")

    assert found == ["You pay $5,000,000.", "You pay $12,500."]


def test_a_percentage_far_below_blank_cells_needs_its_sign():
    assert late("It is {{ rate | percent }}.", "Rate", "12%", "0.5") == ["It is 12%.", "number"]


def test_a_zero_that_counts_as_filled_is_reported():
    found, _ = study(CUSTOMER, "Customer", "1", "0")

    assert [[p.kind for p in one.problems if p.kind == "yes-no"] for one in found] == [[], ["yes-no"]]
    assert '"0" counts as a filled cell, not as no' in str(found[1].problems)


def test_a_header_of_signs_alone_is_a_column_like_any_other():
    template = "That is {{ row['%'] | percent }}."

    found, examiner = study(template, "%", "12", "0.5")

    assert [one.request.script for one in found] == ["That is 12%.", "That is 0.5%."]
    again, _ = study(template, "%", "0.5", stored=examiner.kinds.to_text())
    assert again[0].request.script == "That is 0.5%."


def test_a_header_of_signs_alone_can_be_given_its_kind():
    found, _ = study("On {{ row['#'] | date }}.", "#", "05/12/2026", columns={"#": {"order": "dmy"}})

    assert found[0].request.script == "On December 5, 2026."


def test_a_no_beside_one_word_that_nobody_knows_is_still_a_no():
    found, _ = study(CUSTOMER, "Customer", "absolut", "no")

    assert [mergekit.has_error(one) for one in found] == [True, False]
    assert found[1].request.script == "Hi, welcome."


def test_the_test_for_yes_knows_the_letters_of_a_yes_no_column():
    found, _ = study("{% if customer is yes %}Thanks{% else %}Welcome{% endif %}.", "Customer", "j", "n")

    assert [one.request.script for one in found] == ["Thanks.", "Welcome."]


@pytest.mark.parametrize("header", ["Country", "Province", "Language code"])
def test_a_country_called_no_is_not_a_no(header):
    name = header.lower().replace(" ", "_")

    found, _ = study(f"Hi from {{% if {name} %}}yes{{% else %}}no{{% endif %}}.", header, "NO", "NO")

    assert found[0].request.script == "Hi from yes."


def test_a_campaign_may_say_that_digits_are_yes_and_no():
    found, _ = study(CUSTOMER, "Customer", "1", "0", columns={"Customer": {"kind": "yes/no"}})

    assert [one.request.script for one in found] == ["Hi, thank you.", "Hi, welcome."]


def test_a_cell_that_says_neither_stops_its_row_where_it_is_asked_for():
    found, _ = study(CUSTOMER, "Customer", "yes", "no", "maybe")

    assert [mergekit.has_error(one) for one in found] == [False, False, True]
    [problem] = [p for p in found[2].problems if p.severity == "error"]
    assert (problem.row, problem.column, problem.kind) == (4, "customer", "yes-no")
    assert problem.message.startswith('"maybe" is not yes or no')


def test_a_cell_that_is_only_spoken_is_its_text():
    found, _ = study("You said {{ customer }} to us.", "Customer", "yes", "no", "maybe")

    assert [one.request.script for one in found] == [
        f"You said {word} to us." for word in ("yes", "no", "maybe")
    ]
    assert not any(mergekit.has_error(one) for one in found)


@pytest.mark.parametrize(
    ("header", "cells", "kind"),
    [
        ("Start", ("13/12/2026", "TBD", "5. Mai 2026"), "date"),
        ("Anything", ("2026-12-01",), "date"),
        ("Email", ("a@x.test", "b@y.test"), "e-mail"),
        ("Website", ("acme.com", "https://b.test/x", "www.c.test"), "web address"),
        ("Seats", ("12", "1,200", "7"), "number"),
        ("Revenue", ("$5M", "12.5k", "$2,000,000"), "money"),
        ("Revenue", ("1200", "900"), "money"),
        ("Saving", ("15 %", "15,5 %"), "percent"),
        ("Zip", ("01234", "10115"), "text"),
        ("Phone", ("+49 171 1234567", "0171 1234567"), "text"),
        ("Record ID", ("1", "2"), "text"),
        ("First Name", ("Ana", "Bo"), "person"),
        ("First Name", ("Si", "No"), "person"),
        ("Company", ("Acme", "Beta GmbH"), "company"),
        ("Axis", ("x", "y", "z"), "text"),
        ("Saving", ("15 %", "0.155"), "percent"),
        ("Notes", ("no", "call back on 5/12/2026", "likes tea"), "text"),
        ("City", ("Oslo", "Bonn"), "text"),
        ("Empty", ("", ""), "text"),
        ("Version", ("1.2.3", "2.0.1"), "text"),
        ("Street", ("12 March Street", "5 May Road"), "text"),
    ],
)
def test_a_kind_is_found_from_header_and_cells(header, cells, kind):
    columns = mergekit.columns(header)
    kinds = merge.kinds_of(settings.Settings(), columns)

    list(kinds.study(mergekit.row(cell) for cell in cells))

    assert kinds.of(0).kind == kind


def test_the_rows_that_were_looked_at_are_not_read_again():
    read = []

    def rows():
        for number in range(2, 9):
            read.append(number)
            yield mergekit.row("x", number=number)

    kinds = merge.kinds_of(settings.Settings(), mergekit.columns("A"))

    assert [row.number for row in kinds.study(rows())] == list(range(2, 9))
    assert read == list(range(2, 9))


def test_a_column_that_the_campaign_sets_and_the_sheet_lacks_is_an_error():
    _, examiner = study(TEMPLATE, "Start date", "2026-12-01", columns={"Start dat": {"kind": "date"}})

    [problem] = examiner.problems
    assert problem.message == (
        'campaign.toml sets the kind of the column "Start dat", but the sheet has no such column'
    )
    assert problem.hint == 'Did you mean "Start date"?'


def test_dates_compare_as_days_in_a_condition():
    template = "{% if start_date < '2026-12-10' %}Soon{% else %}Later{% endif %} then."

    found, _ = study(template, "Start date", "13/12/2026", "05/12/2026", "TBD")

    assert [one.request.script for one in found[:2]] == ["Later then.", "Soon then."]
    assert mergekit.has_error(found[2])


def test_a_date_that_is_compared_with_something_else_stops_its_row():
    [one], _ = study(
        "{% if start_date > 5 %}Soon{% else %}Later{% endif %} then.", "Start date", "2026-12-05"
    )

    [problem] = [p for p in one.problems if p.severity == "error"]
    assert problem.message == '"2026-12-05" is compared with 5, which is not a date'


def test_a_campaign_finds_a_header_whatever_invisible_characters_it_has():
    asked = settings.Settings(columns={"Start date": {"order": "dmy"}})

    kinds = merge.kinds_of(asked, mergekit.columns("Start\u200b date"))

    assert (kinds.problems, kinds.of(0).order) == ((), "dmy")

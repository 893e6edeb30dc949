"""Lookup tables and the pronunciation list."""

import mergekit
import pytest

REPS = {
    "reps": {
        "Tom Becker": {"replica_id": "r79aaaaaaaa", "spoken": "Tom"},
        "Maya Lindqvist": {"replica_id": "r90bbbbbbbb", "spoken": "Maya"},
    }
}
HEADERS = ("Contact Owner",)


def test_a_cell_stands_for_the_values_of_its_entry():
    found = mergekit.merged(
        '{{ contact_owner | lookup("reps", "spoken") }} here.',
        " tom becker",
        headers=HEADERS,
        lookup=REPS,
        fields={"replica_id": '{{ contact_owner | lookup("reps") }}'},
    )

    assert found.problems == ()
    assert found.request.script == "Tom here."
    assert found.request.replica_id == "r79aaaaaaaa"


def test_without_a_name_the_first_value_is_taken():
    table = {"langs": {"AT": {"value": "German"}}}

    assert (
        mergekit.script_of('{{ contact_owner | lookup("langs") }}', "AT", headers=HEADERS, lookup=table)
        == "German"
    )


def test_a_value_that_is_not_in_the_table_is_an_error_with_the_nearest():
    found = mergekit.merged(
        '{{ contact_owner | lookup("reps", "spoken") }}', "Tom Beker", headers=HEADERS, lookup=REPS
    )

    assert [(p.kind, p.severity, p.row, p.column, p.value, p.hint) for p in found.problems] == [
        ("lookup", "error", 7, "contact_owner", "Tom Beker", 'Did you mean "Tom Becker"?')
    ]
    assert found.problems[0].message == (
        '"Tom Beker" is not in the lookup table reps, used in campaign.toml script line 1'
    )


def test_a_name_that_no_entry_has_is_an_error():
    found = mergekit.merged(
        '{{ contact_owner | lookup("reps", "spokn") }}', "Tom Becker", headers=HEADERS, lookup=REPS
    )

    assert found.problems[0].hint == 'Did you mean "spoken"?'


def test_a_table_that_is_not_there_is_an_error():
    found = mergekit.merged('{{ contact_owner | lookup("rep") }}', "Tom Becker", headers=HEADERS, lookup=REPS)

    assert 'there is no lookup table "rep". Did you mean "reps"?' in found.problems[0].message


def test_a_lookup_may_give_its_own_fallback():
    template = '{{ contact_owner | lookup("reps", "spoken", default="your team") }}'

    assert mergekit.script_of(template, "Nobody", headers=HEADERS, lookup=REPS) == "your team"
    assert mergekit.script_of(template, "", headers=HEADERS, lookup=REPS) == "your team"


def test_a_blank_cell_stays_a_blank():
    found = mergekit.merged(
        '{{ contact_owner | lookup("reps", "spoken") }}', "", headers=HEADERS, lookup=REPS
    )

    assert mergekit.kinds(found.problems) == ["blank"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi Nguyen, hi.", "Hi Win, hi."),
        ("Nguyen's SaaS", "Win's sass"),
        ("Nguyens and preSaaS stay", "Nguyens and preSaaS stay"),
        ("saas is not SaaS", "saas is not sass"),
        ("New York and York", "Noo Yawk and York"),
        ("We use .NET and C++ here", "We use dot net and see plus plus here"),
        ("R&D and D", "are and dee and D"),
        ("50% off", "50 percent off"),
    ],
)
def test_whole_words_are_replaced_by_how_they_are_spoken(text, expected):
    pronounce = {
        "Nguyen": "Win",
        "SaaS": "sass",
        "New York": "Noo Yawk",
        ".NET": "dot net",
        "C++": "see plus plus",
        "R&D": "are and dee",
        "%": " percent",
    }

    assert mergekit.script_of("{{ first_name }}", text, pronounce=pronounce) == expected


def test_what_was_replaced_is_told():
    found = mergekit.merged("{{ first_name }}, {{ first_name }}.", "Nguyen", pronounce={"Nguyen": "Win"})

    assert found.replaced == (("Nguyen", "Win", 2),)


def test_only_the_script_is_respelt():
    found = mergekit.merged(
        "Hi {{ first_name }}.",
        "Nguyen",
        pronounce={"Nguyen": "Win"},
        fields={"video_name": "{{ first_name }}"},
    )

    assert found.request.fields["video_name"] == "Nguyen"

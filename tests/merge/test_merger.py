"""Request fields: templates, columns named like them, booleans (design 6)."""

import mergekit
import pytest

from batchgen import checks, errors, merge, models, settings


def fields_of(template, headers, *cells, **options):
    found = mergekit.merged(template, *cells, headers=headers, **options)
    assert found.request is not None
    return found.request.fields


def test_every_request_field_is_a_template():
    fields = fields_of(
        "Hi {{ city }}.",
        ("City", "Site"),
        "Boston",
        "acme.com",
        fields={"background_url": "{{ site | url }}", "video_name": "For {{ city }}"},
    )

    assert fields["background_url"] == "https://acme.com"
    assert fields["video_name"] == "For Boston"


def test_a_filled_cell_of_a_column_named_like_a_field_wins():
    merger = merge.Merger(mergekit.given("Hello."), mergekit.columns("Replica ID", "Fast"))

    own = merger.merge(mergekit.row("r90bbd427f71", "yes")).request.fields
    common = merger.merge(mergekit.row("", "")).request.fields

    assert (own["replica_id"], own["fast"]) == ("r90bbd427f71", True)
    assert common["replica_id"] == "r79e1c033f"
    assert "fast" not in common
    assert sorted(merger.column_fields) == ["fast", "replica_id"]


def test_script_and_callback_columns_count_only_where_the_campaign_names_them(tmp_path):
    (tmp_path / "t.j2").write_text("From the template.")
    columns = mergekit.columns("Script", "Callback URL")
    row = mergekit.row("From the cell.", "https://acme.com/hook")

    unnamed = merge.Merger(mergekit.from_folder(tmp_path, "t.j2"), columns).merge(row).request.fields
    named = mergekit.given("{{ script }}", fields={"callback_url": "https://acme.com/all"})
    used = merge.Merger(named, columns).merge(row).request.fields

    assert unnamed["script"] == "From the template."
    assert "callback_url" not in unnamed
    assert used["script"] == "From the cell."
    assert used["callback_url"] == "https://acme.com/hook"


def test_a_field_that_renders_empty_is_not_sent():
    fields = fields_of(
        "Hi.", ("City",), "", fields={"background_url": "{% if city %}https://{{ city }}{% endif %}"}
    )

    assert "background_url" not in fields


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("true", True),
        ("TRUE", True),
        ("yes", True),
        ("1", True),
        ("no", False),
        ("False", False),
        ("0", False),
    ],
)
def test_booleans_are_what_people_write(text, expected):
    assert fields_of("Hi.", ("Fast",), text)["fast"] is expected


def test_any_other_word_for_a_boolean_is_an_error():
    found = mergekit.merged("Hi.", "perhaps", headers=("Fast",))

    assert [(p.kind, p.column, p.value) for p in found.problems] == [("request-rule", "fast", "perhaps")]


def test_a_wrong_boolean_of_the_campaign_is_an_error_too():
    found = mergekit.merged("Hi.", "x", headers=("City",), fields={"fast": "perhaps"})

    assert mergekit.kinds(found.problems) == ["request-rule"]


def test_a_template_column_picks_the_template_of_its_row(tmp_path):
    (tmp_path / "a.txt.j2").write_text("This is A.")
    (tmp_path / "b.txt.j2").write_text("This is B for {{ city }}.")
    merger = merge.Merger(
        mergekit.from_folder(tmp_path, "a.txt.j2", template_column=True), mergekit.columns("Template", "City")
    )

    rows = [("", "x"), ("b", "Bonn"), ("b.txt.j2", "Rome"), ("c", "x")]
    found = [merger.merge(mergekit.row(*cells)) for cells in rows]

    assert [f.request and f.request.script for f in found] == [
        "This is A.",
        "This is B for Bonn.",
        "This is B for Rome.",
        None,
    ]
    assert found[3].problems[0].message == 'there is no template "c"'
    assert found[3].problems[0].column == "template"
    assert merger.used == {"template", "city"}


def test_a_broken_template_of_a_row_is_that_rows_problem(tmp_path):
    (tmp_path / "a.j2").write_text("This is A.")
    (tmp_path / "b.j2").write_text("{% if %}")
    merger = merge.Merger(
        mergekit.from_folder(tmp_path, "a.j2", template_column=True), mergekit.columns("Template")
    )

    found = merger.merge(mergekit.row("b"))

    assert "b.j2 line 1" in found.problems[0].message


def test_a_picked_template_cannot_leave_the_folders(tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.j2").write_text("This is A.")
    merger = merge.Merger(
        mergekit.from_folder(tmp_path / "in", "a.j2", template_column=True), mergekit.columns("Template")
    )

    assert merger.merge(mergekit.row("../secret.txt")).request is None


def test_shipped_macros_can_be_imported_from_any_folder(tmp_path):
    (tmp_path / "t.j2").write_text('{% from "macros.j2" import hello %}{{ hello(first_name) }}.')

    found = merge.Merger(mergekit.from_folder(tmp_path, "t.j2"), mergekit.columns()).merge(
        mergekit.row("ANA")
    )

    assert found.request.script == "Hi Ana."


def test_the_video_is_named_after_the_person_and_the_company():
    headers = ("First Name", "Last Name", "Company", "Email")
    columns = mergekit.columns(*headers)

    labels = [
        merge.default_label(columns, mergekit.row(*cells))
        for cells in (
            (" Ana ", "Ruiz", "Acme", "a@x.org"),
            ("Ana", "", "", "a@x.org"),
            ("", "", "", "a@x.org"),
            ("", "", "", ""),
            ("A" * 30, "B" * 30, "C", ""),
            ("Ana\n", "Ru\x1biz", "", ""),
            ("\u200b", "\u3164", "Acme", ""),
            ("A\u200bna", "Ruiz", "Acme", ""),
        )
    ]

    assert labels[:4] == ["Ana Ruiz, Acme", "Ana", "a@x.org", ""]
    assert labels[4:] == ["A" * 30 + " " + "B" * 13, "Ana Ru iz", "Acme", "Ana Ruiz, Acme"]


def test_a_syntax_error_names_file_and_line(tmp_path):
    (tmp_path / "bad.j2").write_text("Hi.\n{% if x %}\n")

    with pytest.raises(errors.TemplateError, match=r"bad\.j2 line 2") as caught:
        merge.Merger(mergekit.from_folder(tmp_path, "bad.j2"), mergekit.columns())

    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{{ first_name | uper }}", 'Did you mean "upper"?'),
        ("{% include 'gone.j2' %}", "gone.j2"),
        ("{% from 'gone.j2' import x %}", "gone.j2"),
        ("{{ 'x' + }}", "line 1"),
    ],
)
def test_a_template_that_cannot_be_used_says_why(source, words):
    with pytest.raises(errors.TemplateError) as caught:
        merge.Merger(mergekit.given(source), mergekit.columns())

    assert words in str(caught.value)


def test_a_template_file_that_is_not_there_is_one_clear_line(tmp_path):
    for name in ("gone.j2", "."):
        with pytest.raises(errors.TemplateError):
            merge.Merger(mergekit.from_folder(tmp_path, name), mergekit.columns())


def test_a_template_that_is_no_utf8_names_the_line(tmp_path):
    (tmp_path / "t.j2").write_bytes(b"Hi\nJos\xe9")

    with pytest.raises(errors.TemplateError, match=r"t\.j2 line 2 is not UTF-8"):
        merge.Merger(mergekit.from_folder(tmp_path, "t.j2"), mergekit.columns())


def test_a_byte_order_mark_is_not_spoken(tmp_path):
    (tmp_path / "t.j2").write_bytes("\ufeffHi {{ first_name }}.\r\nBye.".encode())
    merger = merge.Merger(mergekit.from_folder(tmp_path, "t.j2"), mergekit.columns())

    assert merger.merge(mergekit.row("Ana")).request.script == "Hi Ana.\nBye."


def test_tags_leave_no_empty_lines_and_glue_no_words():
    template = (
        "Hi{% if city %} you{% endif %}\nthere.\n{% if city %}\nSee you.\n{% endif %}\n{# note #}\nBye."
    )

    assert mergekit.script_of(template, "Bonn", headers=("City",)) == "Hi you\nthere.\nSee you.\nBye."


def test_comparing_a_cell_with_a_number_says_how():
    found = mergekit.merged("{% if seats > 5 %}x{% endif %}", "", "", "", "9")

    assert found.problems[0].kind == "template"
    assert "seats | int" in found.problems[0].hint


def test_nothing_to_say_and_nobody_to_say_it_are_problems_of_the_sheet():
    merger = merge.Merger(settings.Settings(), mergekit.columns("Script"))

    assert mergekit.kinds(merger.problems) == ["no-script", "no-replica"]
    assert 'script = "{{ script }}"' in merger.problems[0].hint


def test_our_result_columns_are_no_input():
    columns = (models.Column(0, "A", "City", "city"), models.Column(1, "B", "status", "status", ours=True))

    merger = merge.Merger(mergekit.given("{{ status }}"), columns)

    assert mergekit.kinds(merger.problems) == ["missing-column"]


def test_an_unknown_locale_in_the_settings_is_an_error():
    with pytest.raises(errors.SettingsError, match="locale"):
        merge.Merger(mergekit.given("Hi.", locale="klingon"), mergekit.columns())


def test_branches_are_counted_when_asked():
    template = "{% if city %}a{% elif seats %}b{% else %}c{% endif %}"
    merger = merge.Merger(mergekit.given(template), mergekit.columns(), count_branches=True)

    taken = [
        merger.merge(mergekit.row("", "", city, seats)).branches
        for city, seats in (("x", ""), ("", "1"), ("", ""))
    ]

    yes, no = "campaign.toml script line 1: yes", "campaign.toml script line 1: no"
    assert taken == [(yes,), (no, yes), (no, no)]


def test_a_macro_that_names_a_column_is_told_that_it_cannot_see_it(tmp_path):
    (tmp_path / "m.j2").write_text("{% macro hi() %}Hi {{ first_name }}{% endmacro %}")
    (tmp_path / "t.j2").write_text('{% from "m.j2" import hi %}{{ hi() }}')
    (tmp_path / "c.j2").write_text('{% from "m.j2" import hi with context %}{{ hi() }}.')

    blind = merge.Merger(mergekit.from_folder(tmp_path, "t.j2"), mergekit.columns())
    seeing = merge.Merger(mergekit.from_folder(tmp_path, "c.j2"), mergekit.columns())

    assert "it only knows what you pass to it" in blind.problems[0].message
    assert seeing.problems == ()
    assert [seeing.merge(mergekit.row(n)).request.script for n in ("Ana", "Ben")] == ["Hi Ana.", "Hi Ben."]


def test_an_included_template_sees_the_row(tmp_path):
    (tmp_path / "part.j2").write_text("{{ city }}, {{ compny }}")
    (tmp_path / "t.j2").write_text('{% set x = first_name %}{{ x }} {% include "part.j2" %}')

    merger = merge.Merger(mergekit.from_folder(tmp_path, "t.j2"), mergekit.columns())

    assert "part.j2 line 1" in merger.problems[0].message
    assert merger.merge(mergekit.row("Ana", "", "Bonn")).request.script == "Ana Bonn,"


def test_a_template_that_extends_another_renders_every_row_alike(tmp_path):
    (tmp_path / "base.j2").write_text("Hi {% block who %}all{% endblock %}.")
    (tmp_path / "t.j2").write_text('{% extends "base.j2" %}{% block who %}{{ first_name }}{% endblock %}')
    merger = merge.Merger(mergekit.from_folder(tmp_path, "t.j2"), mergekit.columns())

    assert [merger.merge(mergekit.row(n)).request.script for n in ("Ana", "Ben")] == ["Hi Ana.", "Hi Ben."]


@pytest.mark.parametrize("header", ["replica_id", "Replica ID", "face_id", "Face ID", "Replica"])
def test_a_column_says_who_speaks_whatever_tavus_calls_it(header):
    found = mergekit.merged("Hi.", "Ana", "r0123456789", headers=("First Name", header))

    assert found.request.replica_id == "r0123456789"
    assert mergekit.merged("Hi.", "Ana", "", headers=("First Name", header)).request.replica_id == (
        "r79e1c033f"
    )


BOTH = ("Name", "replica_id", "Face ID")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("r0123456789", ""), "r0123456789"),
        (("", "r9876543210"), "r9876543210"),
        (("r0123456789", " R0123456789 "), "r0123456789"),
        (("", ""), "r79e1c033f"),
    ],
)
def test_of_two_columns_that_say_who_speaks_the_filled_cell_counts(cells, expected):
    assert mergekit.merged("Hi.", "Ana", *cells, headers=BOTH).request.replica_id == expected


def test_two_cells_that_name_two_replicas_are_one_error_of_the_row():
    (problem,) = mergekit.examined("Hi.", "Ana", "r0123456789", "r9876543210", headers=BOTH).problems

    assert (problem.row, problem.column, problem.severity) == (7, "face_id", "error")
    assert problem.message == (
        'the cells replica_id and face_id name two different replicas, "r0123456789" and "r9876543210"'
    )


@pytest.mark.parametrize("header", ["Face ID", "Replica"])
def test_a_problem_of_the_replica_names_the_column_that_the_sheet_has(header):
    fields = {"replica_id": "", "script": "Hello there, my dear friend. How do you do?"}
    examiner = checks.Examiner(settings.Settings(fields=fields), mergekit.columns("Name", header))

    (problem,) = examiner.examine(mergekit.row("Ana", "")).problems

    assert (problem.message, problem.column) == ("there is no replica_id", header.lower().replace(" ", "_"))


def test_a_column_face_id_is_a_column_in_use():
    merger = merge.Merger(mergekit.given("Hi."), mergekit.columns("Name", "Face ID"))

    assert merger.used == {"face_id"}


def test_a_draft_stands_for_its_template_and_finds_what_it_includes(tmp_path):
    (tmp_path / "script.txt.j2").write_text("Old words.")
    (tmp_path / "end.j2").write_text("Bye!")
    given = settings.Settings(template=tmp_path / "script.txt.j2", fields={"replica_id": "r1"})
    column = models.Column(0, "A", "City", "city")

    merger = merge.Merger(given.with_script("In {{ city }}. {% include 'end.j2' %}"), [column])
    found = merger.merge(models.Row(2, ("Oslo",)))

    assert found.request.script == "In Oslo. Bye!"
    assert merger.template == "script.txt.j2"


def test_a_missing_column_says_in_which_line_of_which_template_it_stands_first(tmp_path):
    (tmp_path / "greeting.j2").write_text("Hello,\n\n{{ nickname }}")
    (tmp_path / "t.j2").write_text(
        "{% include 'greeting.j2' %}\nHi {{ first_nam }}\nof {{ first_nam }}, good day."
    )
    merger = merge.Merger(mergekit.from_folder(tmp_path, "t.j2"), mergekit.columns())

    places = {(p.column, p.template, p.line) for p in merger.problems if p.kind == "missing-column"}

    assert places == {("nickname", "greeting.j2", 3), ("first_nam", "t.j2", 2)}

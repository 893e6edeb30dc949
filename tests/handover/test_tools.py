"""Tools of the user's own, and what is said of a file that will not do."""

from pathlib import Path

import handoverkit
import pytest

OURS = """
title = "Our tool"
paste = ["One.", "Two.", "Three."]
[columns]
page = { header = "vp", tag = "<%= vp %>" }
status = { header = "vs" }
"""


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> handoverkit.Office:
    return handoverkit.Office(tmp_path, capsys)


def test_a_file_adds_a_tool(office: handoverkit.Office) -> None:
    office.write()
    (office.folder / "ours.toml").write_text(OURS)

    assert office.batchgen("export", "--for", office.folder / "ours.toml") == 0

    found = handoverkit.table(office.folder / "list.ours.csv")
    assert found[:2] == [["Email", "vp", "vs"], ["ana@acme.example", "https://tavus.example/v2", "ready"]]
    text = (office.folder / "list.ours.html").read_text()
    assert 'href="<%= vp %>"' in text
    assert "1. One.\n2. Two.\n3. Three." in text


@pytest.mark.parametrize(
    ("tool", "said"),
    [
        ("hubspott", 'Did you mean "hubspot"?'),
        ("Mail Chimp", 'Did you mean "mailchimp"?'),
        ("salesforce", "You can use: hubspot, outreach, mailchimp, gmass, yamm, generic."),
        ("", "You can use: hubspot"),
        ("./nowhere.toml", "nowhere.toml is not a description of a tool: No such file or directory."),
    ],
)
def test_a_tool_that_is_not_known_is_refused(office: handoverkit.Office, tool: str, said: str) -> None:
    office.write()

    assert office.batchgen("export", "--for", tool) == 2
    assert said in office.err
    assert sorted(path.name for path in office.folder.glob("list.*.*")) == ["list.batchgen.db"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (OURS, "title = ", "is not a description of a tool: Invalid value"),
        (OURS, "", "title: this is missing"),
        ('title = "Our tool"', "", "title: this is missing"),
        ('title = "Our tool"', "title = 3", "title: this must be a text"),
        ('title = "Our tool"', 'title = "a\\nb"', "title: this must be one line"),
        ('title = "Our tool"', f'title = "{"x" * 500}"', "title: this must be one line of 1 to 400"),
        ('"Three."', "", "paste.2: this is missing"),
        ('"Three."', '"Three.", "Four."', "paste: there must be three lines"),
        ('"Three."', '"--> <script>"', "paste.2: this must be plain words"),
        ("[columns]", 'colour = "red"\n[columns]', "colour: there is no such setting"),
        ("[columns]", "longest_header = 1\n[columns]", "the header vp has over 1 characters"),
        ("[columns]", "longest_value = 0\n[columns]", "longest_value: "),
        ('"vs"', '"VP"', "two columns have the same header"),
        ('"vs"', '"email"', "two columns have the same header"),
        (', tag = "<%= vp %>"', "", "every link needs a tag"),
        ('page = { header = "vp", tag = "<%= vp %>" }', "", "columns.page: this is missing"),
        ("page = {", "pages = {", "columns.page: this is missing"),
    ],
)
def test_a_file_that_will_not_do_is_refused(
    office: handoverkit.Office, old: str, new: str, said: str
) -> None:
    office.write()
    (office.folder / "ours.toml").write_text(OURS.replace(old, new))

    assert office.batchgen("export", "--for", office.folder / "ours.toml") == 2
    assert said in office.err
    assert "ours.toml is not a description of a tool" in office.err
    assert not (office.folder / "list.ours.csv").exists()


def test_a_merge_tag_of_mailchimp_has_ten_characters(office: handoverkit.Office) -> None:
    office.write()
    text = OURS.replace("[columns]", "longest_header = 10\n[columns]")
    (office.folder / "ours.toml").write_text(text.replace('"vp"', '"VIDEOPAGE_1"'))

    assert office.batchgen("export", "--for", office.folder / "ours.toml") == 2
    assert "the header VIDEOPAGE_1 has over 10 characters" in office.err


def test_the_longest_tool_has_a_snippet_under_four_kilobytes(office: handoverkit.Office) -> None:
    office.write()
    long = "x" * 400
    text = OURS.replace("One.", long).replace("Two.", long).replace("Three.", long).replace("Our tool", long)
    (office.folder / "ours.toml").write_text(text.replace("<%= vp %>", long))

    office.batchgen("export", "--for", office.folder / "ours.toml")

    assert (office.folder / "list.ours.html").stat().st_size < 4_000


def test_a_tool_of_your_own_can_find_people_by_a_record_id(office: handoverkit.Office) -> None:
    office.write([("Ana", "ana@acme.example", "7")], headers=("First Name", "Email", "Contact Key"))
    (office.folder / "ours.toml").write_text('record_id = "Contact Key"\n' + OURS)

    office.batchgen("export", "--for", office.folder / "ours.toml")

    assert [line[0] for line in handoverkit.table(office.folder / "list.ours.csv")] == ["Contact Key", "7"]

"""Import files and snippets: what each mail tool takes, right to the byte."""

import codecs
from pathlib import Path

import handoverkit
import mailhtml
import pytest

from batchgen.handover import tools

NAMES = ("hubspot", "outreach", "mailchimp", "gmass", "yamm", "generic")


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> handoverkit.Office:
    return handoverkit.Office(tmp_path, capsys)


HEADERS = {
    "hubspot": ["Email", "Video Page", "Video Picture", "Video GIF", "Video Status"],
    "outreach": ["Email", "Video Page", "Video Picture", "Video GIF", "Video Status"],
    "mailchimp": ["Email Address", "VIDEOPAGE", "VIDEOPIC", "VIDEOGIF", "VIDEOSTAT"],
    "gmass": ["Email", "VideoPage", "VideoPicture", "VideoGIF", "VideoStatus"],
    "yamm": ["Email Address", "VideoPage", "VideoPicture", "VideoGIF", "VideoStatus"],
    "generic": ["Email", "video_page", "video_picture", "video_gif", "video_status"],
}
TAGS = {
    "hubspot": ("{{ contact.video_page }}", "{{ contact.video_gif }}"),
    "outreach": ("{{custom1}}", "{{custom3}}"),
    "mailchimp": ("*|VIDEOPAGE|*", "*|VIDEOGIF|*"),
    "gmass": ("{VideoPage}", "{VideoGIF}"),
    "yamm": ("{{VideoPage}}", "{{VideoGIF}}"),
    "generic": ("[video_page]", "[video_gif]"),
}


def test_every_tool_of_the_issue_is_known() -> None:
    assert tools.names() == NAMES == tuple(HEADERS) == tuple(TAGS)


@pytest.mark.parametrize("tool", NAMES)
def test_an_import_file_has_the_address_and_our_columns_and_no_other(
    office: handoverkit.Office, tool: str
) -> None:
    people = [("Ana", "Ana.Ruiz@Acme.example", "Acme"), ("Jörg", "jörg@müller.example", "Müller")]
    office.write(people, headers=("First Name", "E-mail", "Company"))

    assert office.batchgen("export", "--for", tool) == 0

    path = office.folder / f"list.{tool}.csv"
    links = [f"https://tavus.example/v{{}}{ending}" for ending in ("", ".jpg", ".gif")]
    assert handoverkit.table(path) == [
        HEADERS[tool],
        ["Ana.Ruiz@Acme.example", *(link.format(2) for link in links), "ready"],
        ["jörg@müller.example", *(link.format(3) for link in links), "ready"],
    ]
    assert not path.read_bytes().startswith(codecs.BOM_UTF8)
    assert "Acme\n" not in path.read_text("utf-8")
    assert f"Wrote 2 rows to {path}" in office.err


@pytest.mark.parametrize("tool", NAMES)
def test_a_snippet_has_the_tools_own_tags_and_three_lines(office: handoverkit.Office, tool: str) -> None:
    office.write()
    office.batchgen("export", "--for", tool)

    text = (office.folder / f"list.{tool}.html").read_text("utf-8")

    comment, _, code = text.partition("-->")
    page, gif = TAGS[tool]
    assert code.count(f'href="{page}"') == 2
    assert f'src="{gif}"' in code
    assert [line[:2] for line in comment.splitlines()[1:4]] == ["1.", "2.", "3."]
    assert "are at Tavus" in comment
    assert len(text.encode()) < 4_000
    assert mailhtml.unshown(text) == []


@pytest.mark.parametrize("tool", NAMES)
def test_every_fact_has_a_source_and_a_date(tool: str) -> None:
    facts = tools.load(tool)[1].facts

    assert facts
    assert all(fact.source and len(fact.date) == len("2026-11-27") for fact in facts)


@pytest.mark.parametrize("header", ["Record ID", "record_id", "Record ID - Contact", "hs_object_id"])
def test_hubspot_finds_people_by_their_record_id_if_the_sheet_has_it(
    office: handoverkit.Office, header: str
) -> None:
    people = [("Ana", "a@a.example", "0012"), ("Bo", "b@b.example", " 77 "), ("Cy", "c@c.example", "")]
    office.write(people, headers=("First Name", "Email", header))

    office.batchgen("export", "--for", "hubspot")

    found = handoverkit.table(office.folder / "list.hubspot.csv")
    assert [line[0] for line in found] == ["Record ID", "0012", "77"]
    assert "1 row was left out: there is no record id (row 4)." in office.err


def test_a_record_id_column_that_is_empty_is_none(office: handoverkit.Office) -> None:
    office.write([("Ana", "ana@acme.example", "")], headers=("First Name", "Email", "Record ID"))

    office.batchgen("export", "--for", "hubspot")

    assert handoverkit.table(office.folder / "list.hubspot.csv")[1][0] == "ana@acme.example"


def test_other_tools_take_no_record_id(office: handoverkit.Office) -> None:
    office.write([("Ana", "ana@acme.example", "12")], headers=("First Name", "Email", "Record ID"))

    office.batchgen("export", "--for", "mailchimp")

    assert handoverkit.table(office.folder / "list.mailchimp.csv")[1][0] == "ana@acme.example"


@pytest.mark.parametrize(
    ("link", "taken"), [("https://t.example/" + "x" * 237, True), ("https://t.example/" + "é" * 119, False)]
)
def test_no_link_is_longer_than_mailchimp_keeps(office: handoverkit.Office, link: str, taken: bool) -> None:
    office.write(facts={3: {"gif_url": link}})

    office.batchgen("export", "--for", "mailchimp", "--problems", office.folder / "why.csv")

    found = handoverkit.table(office.folder / "list.mailchimp.csv")
    assert [line[0] for line in found[1:]] == [
        "ana@acme.example",
        *(["bo@beta.example"] if taken else []),
        "cy@corp.example",
    ]
    assert all(len(cell.encode()) <= 255 for line in found for cell in line)
    why = (office.folder / "why.csv").read_text("utf-8-sig")
    assert ("VIDEOGIF would have 256 bytes, and Mailchimp cuts it off after 255" in why) is not taken


def test_an_address_that_a_spreadsheet_would_run_is_not_handed_over(office: handoverkit.Office) -> None:
    office.write([("Ana", "ana@acme.example"), ("Bo", "=1+1@beta.example"), ("Cy", "+1@c.example")])

    office.batchgen("export", "--for", "hubspot")

    found = handoverkit.table(office.folder / "list.hubspot.csv")
    assert [line[0] for line in found] == ["Email", "ana@acme.example"]
    assert "2 rows were left out: the cell starts like a formula (rows 3-4)." in office.err


def test_the_still_picture_is_shown_if_somebody_has_no_gif(office: handoverkit.Office) -> None:
    office.write(facts={3: {"gif_url": ""}, 4: {"gif_url": "", "thumbnail_url": ""}})

    office.batchgen("export", "--for", "gmass")

    assert 'src="{VideoPicture}"' in (office.folder / "list.gmass.html").read_text("utf-8")
    assert "1 row to look at: there is no picture of the video, so the mail shows the link alone (row 4)" in (
        office.err
    )


def test_where_nobody_has_a_picture_the_snippet_is_the_link(office: handoverkit.Office) -> None:
    nothing = {"gif_url": "", "thumbnail_url": ""}
    office.write(facts={2: nothing, 3: nothing, 4: nothing})

    office.batchgen("export", "--for", "gmass")

    text = (office.folder / "list.gmass.html").read_text("utf-8")
    assert "<img" not in text
    assert 'href="{VideoPage}"' in text


def test_the_files_go_where_output_says(office: handoverkit.Office) -> None:
    office.write()

    office.batchgen("export", "--for", "yamm", "-o", office.folder / "out.csv")

    assert len(handoverkit.table(office.folder / "out.csv")) == 4
    assert (office.folder / "out.html").is_file()


def test_a_file_that_somebody_edited_is_kept(office: handoverkit.Office) -> None:
    office.write()
    office.batchgen("export", "--for", "yamm")
    (office.folder / "list.yamm.html").write_text("edited")

    office.batchgen("export", "--for", "yamm")

    kept = [path for path in office.folder.glob("list.yamm-*.html") if path.read_text() == "edited"]
    assert len(kept) == 1
    assert "was changed since the last run" in office.err


@pytest.mark.parametrize("option", [("--columns", "Email"), ("--only", "ready"), ("--format", "csv")])
def test_a_tool_decides_columns_rows_and_format_itself(
    office: handoverkit.Office, option: tuple[str, str]
) -> None:
    office.write()

    assert office.batchgen("export", "--for", "yamm", *option) == 2
    assert "--for sets the columns" in office.err


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("out.xlsx", "An import file for a mail tool must be CSV"),
        ("out.html", "batchgen cannot write .html files"),
        ("out", "An import file for a mail tool must be CSV"),
        ("list.csv", "which is your sheet"),
        ("list.results.csv", "which is the results"),
    ],
)
def test_no_other_file_is_overwritten(office: handoverkit.Office, output: str, said: str) -> None:
    office.write()
    before = office.sheet.read_bytes()

    assert office.batchgen("export", "--for", "yamm", "-o", office.folder / output) == 2
    assert said in office.err
    assert office.sheet.read_bytes() == before
    assert not (office.folder / "out.html").exists()

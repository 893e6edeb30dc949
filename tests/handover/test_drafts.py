"""Drafts: each as a mail program reads it, nothing of a cell in its headers or its code."""

import email
import email.message
import email.policy
from pathlib import Path

import handoverkit
import mailhtml
import pytest

from batchgen import sheets

BODY = '<p>Hi {{ first_name }},</p>\n{{ embed_html }}\n<p><a href="{{ page_url }}">Look</a></p>\n'


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> handoverkit.Office:
    found = handoverkit.Office(tmp_path, capsys)
    (tmp_path / "mail.html.j2").write_text(BODY, "utf-8")
    return found


def drafts(office: handoverkit.Office, *options: object, subject: str = "For {{ first_name }}") -> int:
    return office.batchgen("drafts", "--subject", subject, "--body", office.folder / "mail.html.j2", *options)


def read(office: handoverkit.Office, row: int) -> email.message.EmailMessage:
    path = office.folder / "list.drafts" / f"row-{row}.eml"
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


def names(office: handoverkit.Office) -> list[str]:
    return sorted(path.name for path in (office.folder / "list.drafts").glob("*"))


def test_each_person_has_a_draft_without_a_sender(office: handoverkit.Office) -> None:
    office.write()

    assert drafts(office) == 0

    assert names(office) == ["row-2.eml", "row-3.eml", "row-4.eml"]
    mail = read(office, 3)
    assert {name.lower() for name in mail.keys()} == {  # noqa: SIM118 (not a dict)
        "to",
        "subject",
        "x-unsent",
        "mime-version",
        "content-type",
    }
    assert (mail["To"], mail["Subject"], mail["X-Unsent"]) == ("bo@beta.example", "For Bo", "1")
    assert mail.get_content_type() == "multipart/alternative"
    assert "Wrote 3 drafts to" in office.err


def test_a_draft_says_the_same_in_html_and_in_text(office: handoverkit.Office) -> None:
    office.write()
    drafts(office)

    mail = read(office, 2)

    code = mail.get_body(("html",)).get_content()
    text = mail.get_body(("plain",)).get_content()
    assert code.count('<a href="https://tavus.example/v2">') == 3
    assert '<img src="https://tavus.example/v2.gif"' in code
    assert mailhtml.unshown(code) == []
    assert text.splitlines() == [
        "Hi Ana,",
        "",
        "Play the video (https://tavus.example/v2)",
        "",
        "Watch the video (https://tavus.example/v2)",
        "",
        "Look (https://tavus.example/v2)",
    ]


HOSTILE = [
    "Ana\r\nBcc: all@evil.example",
    "Ana\nBcc: all@evil.example\n\n<script>alert(1)</script>",
    "Ana\x0b\x0c\x85\u2028Bcc: all@evil.example",
    "=?utf-8?q?Ana=0ABcc=3A_all=40evil.example?=",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}",
    "Ana & <b>Bo</b>",
    "\u202eanA",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_cell_gets_into_the_headers_or_the_code(office: handoverkit.Office, name: str) -> None:
    office.write([(name, "ana@acme.example")])
    sheet = sheets.open_sheet(office.sheet)
    assert len(list(sheet.rows())) == 1
    code = drafts(office)

    if code == 2:  # what a check stops is not written at all
        assert "so none was written" in office.err
        assert not (office.folder / "list.drafts").exists()
        return
    mail = read(office, 2)
    assert mail["Bcc"] is None
    assert len(mail.keys()) == 5
    assert mail["To"].addresses[0].addr_spec == "ana@acme.example"
    assert len(mail["To"].addresses) == 1
    assert len(str(mail["Subject"]).splitlines()) == 1
    body = mail.get_body(("html",)).get_content()
    assert "<script" not in body
    assert "onerror=alert(1)>" not in body
    assert "<b>" not in body
    assert "49" not in body
    assert body.count("<img") == 1


def test_addresses_beyond_ascii_stay_as_they_are(office: handoverkit.Office) -> None:
    office.write([("Jörg Weiß", "jörg@müller.example")])

    drafts(office)

    raw = (office.folder / "list.drafts" / "row-2.eml").read_bytes()
    assert "To: jörg@müller.example".encode() in raw
    assert read(office, 2)["Subject"] == "For Jörg Weiß"


def test_an_address_can_name_one_person_only(office: handoverkit.Office) -> None:
    office.write(
        [("Ana", "ana@acme.example, bcc: b@evil.example"), ("Bo", '"x" <bo@beta.example>, c@evil.example')]
    )

    drafts(office)

    assert read(office, 2)["To"] == "ana@acme.example"
    assert read(office, 3)["To"] == "bo@beta.example"


@pytest.mark.parametrize(
    ("subject", "body", "said"),
    [
        ("For {{ first_nam }}", BODY, "first_nam"),
        ("For {{ first_name", BODY, "--subject line 1"),
        ("", BODY, "A draft needs a subject and a body."),
        ("{{ '' }}", BODY, "the subject is empty"),
        ("{{ first_name * 200 }}", BODY, "so none was written"),
        ("x" * 300, BODY, "the subject has 300 characters, but at most 250 are allowed"),
        ("Hi", "{{ first_name | safe }}", 'remove the filter "safe"'),
        ("Hi", "{% autoescape false %}{{ first_name }}{% endautoescape %}", "remove autoescape"),
        ("Hi", "{{ last_name }}", "last_name"),
        ("Hi [First Name]", BODY, "[First Name]"),
        ("Hi", "<p>Hi {FirstName}</p>", "{FirstName}"),
        ("Hi", '<a href="javascript:alert(1)">x</a>', "a link leads to 'javascript:alert(1)'"),
        ("Hi", '<img src="file:///etc/passwd">', "a link leads to 'file:///etc/passwd'"),
        ("Hi", '<a href="{{ first_name }}">x</a>', "a link leads to 'Ana'"),
    ],
)
def test_a_subject_or_body_with_a_mistake_writes_nothing(
    office: handoverkit.Office, subject: str, body: str, said: str
) -> None:
    office.write()
    (office.folder / "mail.html.j2").write_text(body, "utf-8")

    assert drafts(office, subject=subject) == 2
    assert said in office.err
    assert not (office.folder / "list.drafts").exists()


@pytest.mark.parametrize("body", ["nowhere.html", "list.csv", "list.batchgen.db"])
def test_a_body_that_is_no_template_is_refused(office: handoverkit.Office, body: str) -> None:
    office.write()

    assert office.batchgen("drafts", "--subject", "Hi", "--body", office.folder / body) == 2
    assert body in office.err


def test_a_gap_stops_the_drafts_and_names_its_row(office: handoverkit.Office) -> None:
    office.write([("Ana", "ana@acme.example"), ("", "bo@beta.example")])

    assert drafts(office, "--problems", office.folder / "why.csv") == 2
    assert "1 of the drafts would have an error, so none was written." in office.err
    assert "row 3" in office.err
    assert ",blank," in (office.folder / "why.csv").read_text("utf-8-sig")
    assert drafts(office, "--rows", "2") == 0


def test_who_is_left_out_of_an_import_file_has_no_draft(office: handoverkit.Office) -> None:
    office.write(facts={4: {"stage": "deleted"}})
    (office.folder / "stop.csv").write_text("Email\nbo@beta.example\n")

    assert drafts(office, "--exclude", office.folder / "stop.csv") == 0

    assert names(office) == ["row-2.eml"]
    assert "these people are on the suppression list (row 3)" in office.err
    assert "the video was deleted at Tavus (row 4)" in office.err


def test_drafts_of_before_are_not_mixed_with_new_ones(office: handoverkit.Office) -> None:
    office.write()
    drafts(office)

    assert drafts(office, "--rows", "2") == 2
    assert "has older drafts" in office.err
    assert drafts(office, "--rows", "2", "--to", office.folder / "again") == 0
    assert [path.name for path in (office.folder / "again").iterdir()] == ["row-2.eml"]


def test_more_than_two_hundred_are_for_a_tool(office: handoverkit.Office) -> None:
    office.write([(f"P{n}", f"p{n}@acme.example") for n in range(201)])

    assert drafts(office) == 2
    assert (
        "That would be 201 drafts, and you send them by hand. You can make at most 200 at once." in office.err
    )
    assert drafts(office, "--rows", "2-201") == 0
    assert len(names(office)) == 200


def test_a_body_that_leads_nobody_to_the_video_is_warned_of(office: handoverkit.Office) -> None:
    office.write()
    (office.folder / "mail.html.j2").write_text("<p>Hi {{ first_name }}</p>")

    assert drafts(office) == 0
    assert "The drafts have no link to the video" in office.err


def test_a_folder_that_cannot_be_made_is_said(office: handoverkit.Office) -> None:
    office.write()
    (office.folder / "taken").write_text("")

    assert drafts(office, "--to", office.folder / "taken") == 1
    assert "taken cannot be made: File exists." in office.err

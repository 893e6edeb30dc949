"""The last look: who gets no mail, each reason with its count, and the rows in the file of problems."""

import csv
import dataclasses
import hashlib
from collections.abc import Iterator
from pathlib import Path

import handoverkit
import pytest
import webspace

from batchgen.checks.people import forgotten


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> handoverkit.Office:
    return handoverkit.Office(tmp_path, capsys)


def handed_over(office: handoverkit.Office, *options: object, tool: str = "outreach") -> list[str]:
    """The addresses, or record ids, of the import file."""
    office.batchgen("export", "--for", tool, *options)
    return [line[0] for line in handoverkit.table(office.folder / f"list.{tool}.csv")[1:]]


def problems(office: handoverkit.Office) -> list[tuple[str, str, str]]:
    with (office.folder / "why.csv").open(encoding="utf-8-sig", newline="") as file:
        return [(line["row"], line["severity"], line["kind"]) for line in csv.DictReader(file)]


def test_who_opted_out_since_is_left_out(office: handoverkit.Office) -> None:
    office.write()
    (office.folder / "stop.csv").write_text("Email\nBO@beta.example\n")

    found = handed_over(office, "--exclude", office.folder / "stop.csv")

    assert found == ["ana@acme.example", "cy@corp.example"]
    assert "1 row was left out: these people are on the suppression list (row 3)." in office.err


def test_who_asked_to_be_forgotten_is_left_out_and_not_named(office: handoverkit.Office) -> None:
    office.write()
    forgotten.note(office.folder, ["bo@beta.example"])

    found = handed_over(office, "--problems", office.folder / "why.csv")

    assert found == ["ana@acme.example", "cy@corp.example"]
    assert "1 row was left out: these people asked to be forgotten (row 3)." in office.err
    assert b"bo@beta" not in (office.folder / "why.csv").read_bytes()
    assert problems(office) == [("3", "error", "forgotten")]


@pytest.mark.parametrize(
    ("stage", "why"),
    [
        ("deleted", "the video was deleted at Tavus (row 3)."),
        ("generating", "there is no finished video (row 3)."),
        ("error", "there is no finished video (row 3)."),
    ],
)
def test_a_video_that_is_not_there_is_left_out(office: handoverkit.Office, stage: str, why: str) -> None:
    office.write(facts={3: {"stage": stage}})

    assert handed_over(office) == ["ana@acme.example", "cy@corp.example"]
    assert f"1 row was left out: {why}" in office.err


def test_a_row_that_was_never_sent_is_left_out(office: handoverkit.Office) -> None:
    office.write(unmade=(3, 4))

    assert handed_over(office, "--problems", office.folder / "why.csv") == ["ana@acme.example"]
    assert "2 rows were left out: there is no finished video (rows 3-4)." in office.err
    assert "there is no finished video: not sent" in (office.folder / "why.csv").read_text("utf-8-sig")


def test_a_row_without_an_address_is_left_out(office: handoverkit.Office) -> None:
    office.write([("Ana", "ana@acme.example"), ("Bo", ""), ("Cy", "n/a")])

    assert handed_over(office) == ["ana@acme.example"]
    assert "2 rows were left out: there is no e-mail address (rows 3-4)." in office.err


def test_of_two_rows_with_one_address_the_first_is_handed_over(office: handoverkit.Office) -> None:
    office.write([("Ana", "ana@acme.example"), ("Bo", "bo@beta.example"), ("Anne", "Ana@ACME.example")])

    found = handed_over(office, "--problems", office.folder / "why.csv")

    assert found == ["ana@acme.example", "bo@beta.example"]
    assert "1 row was left out: an earlier row has the same person (row 4)." in office.err
    assert "row 2 has the same person" in (office.folder / "why.csv").read_text("utf-8-sig")


def test_two_records_with_one_address_are_handed_over_and_reported(office: handoverkit.Office) -> None:
    people = [("Ana", "ana@acme.example", "1"), ("Anne", "ana@acme.example", "2"), ("Bo", "", "1")]
    office.write(people, headers=("First Name", "Email", "Record ID"))

    found = handed_over(office, "--problems", office.folder / "why.csv", tool="hubspot")

    assert found == ["1", "2"]
    assert problems(office) == [("3", "warning", "same-address"), ("4", "error", "same-person")]
    assert "1 row to look at: an earlier row has the same address" in office.err


def test_of_several_addresses_in_a_cell_the_first_is_taken(office: handoverkit.Office) -> None:
    people = [
        ("Ana", "ana@acme.example; a@home.example"),
        ("Bo", "Bo Ek <bo@beta.example>"),
        ("Cy", "cy@corp.example, c@home.example"),
    ]
    office.write(people, facts={4: {"stage": "deleted"}})

    assert handed_over(office) == ["ana@acme.example", "bo@beta.example"]
    assert "the cell has several addresses, and only the first one is used (row 2)." in office.err


@pytest.mark.parametrize("tool", ["hubspot", "mailchimp"])
def test_a_sheet_without_addresses_and_record_ids_is_refused(office: handoverkit.Office, tool: str) -> None:
    office.write([("Ana", "Acme")], headers=("First Name", "Company"))

    assert office.batchgen("export", "--for", tool) == 2
    assert "list.csv has no column of e-mail addresses" in office.err
    assert not list(office.folder.glob(f"list.{tool}.*"))


def test_where_nobody_is_left_no_file_is_written(office: handoverkit.Office) -> None:
    office.write(facts={row: {"stage": "deleted"} for row in (2, 3, 4)})

    assert office.batchgen("export", "--for", "yamm", "--problems", office.folder / "why.csv") == 2
    assert "3 rows were left out: the video was deleted at Tavus (rows 2-4)." in office.err
    assert "No row is left for the mail tool" in office.err
    assert not list(office.folder.glob("list.yamm.*"))
    assert len(problems(office)) == 3


def test_links_to_files_of_a_rehearsal_are_refused(office: handoverkit.Office) -> None:
    links = {3: {"hosted_url": "file:///home/ana/list.sandbox/v3.html"}}
    office.write(facts=links, sandbox=True)
    office.write(facts=links)

    assert office.batchgen("export", "--for", "yamm", "--sandbox") == 2
    assert "The links of this rehearsal are files on this computer" in office.err
    assert office.batchgen("export", "--for", "yamm") == 2
    assert "Its links are files on this computer" in office.err
    assert not list(office.folder.glob("list*.yamm.*"))


def test_a_column_that_is_called_after_addresses_comes_before_one_that_holds_some(
    office: handoverkit.Office,
) -> None:
    office.write([("ana@home.example", "ana@acme.example"), ("Bo", "bo@beta.example")])

    assert handed_over(office) == ["ana@acme.example", "bo@beta.example"]


# published pages


@dataclasses.dataclass
class Space:
    """A campaign's pages on a website of this machine, by row."""

    site: webspace.Website
    codes: dict[int, str]

    def address(self, row: int, name: str = "") -> str:
        return f"{self.site.url}/{self.codes[row]}/{name}"

    def index(self, row: int) -> Path:
        assert self.site.root is not None
        return self.site.root / self.codes[row] / "index.html"


@pytest.fixture
def space(office: handoverkit.Office) -> Iterator[Space]:
    """The pages of three people are out, and the one of the fourth was not sent."""
    office.write([*handoverkit.PEOPLE, ("Di", "di@dot.example")])
    with webspace.Website(office.folder / "site") as site, handoverkit.store(office.state) as store:
        jobs = {job.row: job.id for job in store.jobs()}
        pages = store.make_page_codes(jobs.values())
        found = Space(site, {row: pages[job].code for row, job in jobs.items()})
        for row, job in jobs.items():
            found.index(row).parent.mkdir(parents=True)
            found.index(row).write_text(f"<h1>{row}</h1>")
            digest = hashlib.sha256(found.index(row).read_bytes()).hexdigest()
            files = {"index.html": digest, "mail.jpg": "1" * 64, "mail.gif": "2" * 64}
            store.page_made({job: files})
            if row != 5:
                store.page_sent(job, files, space="somewhere", base_url=site.url)
                store.page_answered([job], base_url=site.url)
        store.close()
        yield found


def test_published_pages_and_their_pictures_are_handed_over(office: handoverkit.Office, space: Space) -> None:
    assert office.batchgen("export", "--for", "generic") == 0

    found = handoverkit.table(office.folder / "list.generic.csv")
    assert found[1:] == [
        [address, *(space.address(row, name) for name in ("", "mail.jpg", "mail.gif")), "ready"]
        for row, (_, address) in enumerate(handoverkit.PEOPLE, start=2)
    ]
    assert "Tavus's own" not in (office.folder / "list.generic.html").read_text()
    assert "Tavus's own" not in office.err
    assert "1 row was left out: the page was not published, or was taken back (row 5)." in office.err


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (webspace.Page(404), "there is nothing (404)"),
        (webspace.Page(500), "the server answers 500"),
        (webspace.Page(200, b"<h1>Log in</h1>"), "another page"),
    ],
)
def test_a_page_that_no_longer_answers_is_left_out_until_it_does(
    office: handoverkit.Office, space: Space, answer: webspace.Page, why: str
) -> None:
    gone = "/" + space.codes[3] + "/"
    space.site.answer = lambda path: answer if path == gone else None

    found = handed_over(office, "--problems", office.folder / "why.csv")

    assert found == ["ana@acme.example", "cy@corp.example"]
    assert "1 row was left out: the page does not answer (row 3)." in office.err
    assert why in (office.folder / "why.csv").read_text("utf-8-sig")
    space.site.answer = lambda _: None
    assert handed_over(office) == ["ana@acme.example", "bo@beta.example", "cy@corp.example"]


def test_a_page_that_was_taken_back_is_left_out(office: handoverkit.Office, space: Space) -> None:
    with handoverkit.store(office.state) as store:
        store.page_unpublished([page.job_id for page in store.page_codes() if page.code == space.codes[2]])

    assert handed_over(office) == ["bo@beta.example", "cy@corp.example"]
    assert "the page was not published, or was taken back (rows 2, 5)." in office.err


def test_drafts_ask_the_pages_too(office: handoverkit.Office, space: Space) -> None:
    space.index(4).unlink()
    (office.folder / "mail.html.j2").write_text("{{ embed_html }}")

    office.batchgen("drafts", "--subject", "Hi", "--body", office.folder / "mail.html.j2")

    drafts = sorted((office.folder / "list.drafts").glob("*.eml"))
    assert [path.name for path in drafts] == ["row-2.eml", "row-3.eml"]
    assert "1 row was left out: the page does not answer (row 4)." in office.err

"""publish and unpublish from the command line: real pages, sent to a folder and read back from a website."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pagekit
import pytest
import webspace

from batchgen import cli, result_columns, settings, state
from batchgen.cli import invocation


@pytest.fixture
def site(tmp_path: Path) -> Iterator[webspace.Website]:
    with webspace.Website(tmp_path / "web") as made:
        yield made


@pytest.fixture
def desk(
    tmp_path: Path,
    site: webspace.Website,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[pagekit.Desk]:
    """Three people whose pages are made."""
    with pagekit.desk(tmp_path, capsys, monkeypatch) as made:
        made.campaign(pagekit.PAGE.replace("https://watch.example.com/spring", site.url))
        made.ready()
        assert made.batchgen("pages") == 0
        yield made


def results(desk: pagekit.Desk) -> list[dict[str, str]]:
    text = (desk.folder / "list.results.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def test_pages_are_sent_read_back_and_linked(desk: pagekit.Desk, site: webspace.Website) -> None:
    codes = desk.codes()

    sent = desk.batchgen("publish", "--to", desk.folder / "web")
    said = desk.err
    again = desk.batchgen("publish")

    assert (sent, again) == (0, 0)
    assert "3 checked at " + site.url in said
    assert "3 pages: 0 files sent. 3 checked" in desk.err
    assert [row["page_url"] for row in results(desk)] == [f"{site.url}/{code}/" for code in codes]
    assert results(desk)[0]["picture_url"] == f"{site.url}/{codes[0]}/mail.jpg"
    assert list(results(desk)[0])[-3:] == list(result_columns.PAGE_LINKS)


def test_each_step_names_the_next_one(desk: pagekit.Desk) -> None:
    sheet = invocation.sheet_words(settings.Settings(sheet=desk.folder / "list.csv"))
    desk.batchgen("pages")
    first = desk.err
    desk.batchgen("publish", "--to", desk.folder / "web")
    sent = desk.err
    desk.batchgen("pages")

    assert first.endswith(f"web space: batchgen publish {sheet} --to s3://our-videos/spring\n")
    assert sent.endswith(f"(hubspot, mailchimp, …): batchgen export {sheet} --for hubspot\n")
    assert desk.err.endswith(f"web space: batchgen publish {sheet}\n")


def test_pages_that_name_another_base_url_are_made_again_first(
    desk: pagekit.Desk, site: webspace.Website
) -> None:
    other = site.url.replace("127.0.0.1", "localhost")
    desk.campaign(pagekit.PAGE.replace("https://watch.example.com/spring", other))

    assert desk.batchgen("publish", "--to", desk.folder / "web") == 2
    assert f"The pages were made for {site.url}, but base_url is now {other}. No page was sent." in desk.err
    assert "batchgen pages" in desk.err
    assert desk.batchgen("pages", "--rows", "2") == 0
    assert desk.batchgen("publish", "--to", desk.folder / "web") == 2
    assert desk.batchgen("pages") == 0
    assert desk.batchgen("publish", "--to", desk.folder / "web") == 0


def test_an_export_has_the_links_of_pages_that_answer_alone(
    desk: pagekit.Desk, site: webspace.Website
) -> None:
    codes = desk.codes()
    site.answer = lambda path: webspace.Page(200, b"<h1>Log in</h1>") if codes[1] in path else None

    code = desk.batchgen("publish", "--to", desk.folder / "web")
    said = desk.err
    target = desk.folder / "links.csv"
    desk.batchgen("export", "--columns", "Email,page_url", "-o", target)

    assert code == 1
    assert "Row 3: not published: another page is shown, such as a login or an older one." in said
    assert target.read_text(encoding="utf-8-sig").splitlines() == [
        "Email,page_url",
        f"ana@acme.test,{site.url}/{codes[0]}/",
        "bo@beta.test,",
        f"cy@corp.test,{site.url}/{codes[2]}/",
    ]


def test_a_page_is_taken_back_and_brought_back(desk: pagekit.Desk) -> None:
    desk.batchgen("publish", "--to", desk.folder / "web")
    codes = desk.codes()

    gone = desk.batchgen("unpublish", "--rows", "3")
    said, after = desk.err, results(desk)
    there = {path.name for path in (desk.folder / "web").iterdir()}
    skipped = desk.batchgen("publish")
    note = desk.err
    back = desk.batchgen("publish", "--again")

    assert (gone, skipped, back) == (0, 0, 0)
    assert "1 page deleted from the web space" in said
    assert [bool(row["page_url"]) for row in after] == [True, False, True]
    assert codes[1] not in there
    assert "Row 3: you took the page offline. To publish it again: batchgen publish --again." in note
    assert [bool(row["page_url"]) for row in results(desk)] == [True] * 3
    assert desk.codes() == codes


def test_a_run_that_holds_the_state_file_is_not_in_the_way(desk: pagekit.Desk) -> None:
    held = state.RunLock(desk.folder / "list.batchgen.db")
    try:
        code = desk.batchgen("publish", "--to", desk.folder / "web")
    finally:
        held.release()
    said, before = desk.err, list(results(desk)[0])
    desk.batchgen("export")

    assert code == 0
    assert "A run is using this campaign, so the links come with the next" in said
    assert "page_url" not in before
    assert all(row["page_url"] for row in results(desk))


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("publish", "--done", "--to", "x"), "--done sends nothing"),
        (("publish", "--to", "ftp://x/y"), "Pages cannot be sent to ftp://"),
        (("publish",), "batchgen does not know where to send the pages"),
        (("unpublish",), "Say which pages"),
        (("publish", "--done"), "there is nothing (404)"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_exit_code_2(
    desk: pagekit.Desk, args: tuple[str, ...], words: str
) -> None:
    assert desk.batchgen(*args) == 2

    assert words in " ".join(desk.err.split())
    assert not (desk.folder / "web").exists()


def test_json_is_one_event_a_line(desk: pagekit.Desk, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["publish", str(desk.folder / "list.csv"), "--to", str(desk.folder / "web"), "--json"])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert [line["event"] for line in lines] == [*["page_sent"] * 3, "published"]
    assert (lines[-1]["answered"], lines[-1]["faults"], lines[-1]["unsent"]) == (3, {}, 0)

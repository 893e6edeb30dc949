"""Share: pages published, handed over to a mail tool, and a person forgotten, each as its command does it."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import afterkit
import appkit
import appruns
import faketavus
import pagekit
import pytest
from PIL import Image

PAGE = """
[brand]
colour = "#1d5fc4"

[page]
base_url = "{}"
title = "{{{{ first_name }}}}, a short video for you"
picture_text = "For {{{{ first_name }}}}"
"""


class Desk:
    """An app with a campaign whose three videos are ready and downloaded, and a web space in a folder."""

    def __init__(self, app: appkit.App, folder: Path, web: Path, base: str) -> None:
        self.app, self.folder, self.web, self.base = app, folder, web, base
        self.known = app.cookie()

    def page(self, slug: str = "spring", query: str = "") -> str:
        return str(self.app.ask("GET", f"/c/{slug}/share{query}", self.known).text)

    def post(self, what: str, slug: str = "spring", **given: object) -> appkit.Any:
        return self.app.post(self.known, f"/c/{slug}/api/share/{what}", **given)

    def ended(self) -> str:
        """The page once nothing is being done any more."""
        return self.app.until(self.known, "/c/spring/share", lambda text: "data-wait" not in text)


def gif() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (64, 36), (n * 40, 80, 80)) for n in range(4)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=200)
    return out.getvalue()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    root = tmp_path_factory.mktemp("workspace")
    web = tmp_path_factory.mktemp("web")
    with (
        faketavus.FakeTavus(key=appruns.KEY, film=afterkit.mp4(20_000)) as api,
        pagekit.served(web) as base,
    ):
        appruns.campaign(root / "autumn", api.url, rows=2, name="Autumn")
        folder = appruns.campaign(root / "spring", api.url, rows=3, name="Spring")
        with appkit.started(root) as app:
            made = Desk(app, folder, web, base)
            appruns.send(app, made.known, "spring")
            appruns.waited(lambda: len(api.posts) == 3, "the videos")
            appruns.waited(lambda: not appruns.is_running(app, made.known), "the end of the run")
            for path in api.files:
                kind, data = (
                    ("image/gif", gif()) if path.endswith(".gif") else ("image/jpeg", pagekit.still())
                )
                if path.endswith((".gif", ".jpg")):
                    api.files[path] = faketavus.Served(data, kind=kind)
            toml = folder / "campaign.toml"
            text = toml.read_text("utf-8") + PAGE.format(base)
            toml.write_text(text, "utf-8")
            path = "/c/spring/api/results/films"
            appruns.waited(lambda: app.post(made.known, path).status == 200, "the start of the download")
            appruns.waited(lambda: '"running":false' in app.ask("GET", path, made.known).text, "the films")
            assert len(list((folder / "people.Spring.videos").glob("*.mp4"))) == 3
            yield made


def test_a_campaign_without_pages_says_what_to_add(desk: Desk) -> None:
    text = desk.page("autumn")

    assert "campaign.toml has no [page]" in text
    assert "base_url = &#34;https://watch.example.com/spring&#34;" in text
    assert "No video is ready yet, so there is nothing to hand over." in text


def test_wrong_requests_begin_nothing(desk: Desk) -> None:
    for what, given, words in (
        ("publish", {"way": "send", "to": " "}, "Enter the address of your web space."),
        ("publish", {"way": "send", "to": "--all"}, "Enter the address of your web space."),
        ("publish", {"way": "unpublish"}, "Choose what to do with the pages."),
        ("forget", {"address": "--access"}, "Enter the person's e-mail address."),
        ("forget", {"address": "nobody"}, "Enter the person's e-mail address."),
        ("forget", {"sure": "1"}, "First look at what batchgen has about this person."),
    ):
        answer = desk.post(what, "autumn", **given)
        assert (answer.status, answer.data["error"]) == (409, words)
    assert "data-wait" not in desk.page("autumn")


def test_pages_are_published_handed_over_and_a_person_is_forgotten(desk: Desk) -> None:
    assert "3 videos are ready. 0 pages answer at" in desk.page()

    desk.post("publish", way="send", to=str(desk.web))
    published = desk.ended()
    handed = desk.page(query="?tool=mailchimp")
    table = desk.app.ask("GET", "/c/spring/share/mailchimp.csv", desk.known)
    desk.post("forget", address="p2@firm2.test")
    looked = desk.ended()
    sheet = (desk.folder / "people.csv").read_bytes()
    deleting = desk.post("forget", sure="1")
    forgotten = desk.ended()

    assert "3 pages answer at" in published
    assert "3 checked at" in published
    assert len(list(desk.web.glob("*/index.html"))) >= 2
    assert 'title="' not in handed
    assert "p1@firm1.test" in handed
    assert "For the text of your mail" in handed
    lines = list(csv.reader(io.StringIO(table.text.removeprefix("\ufeff"))))
    assert [line[0] for line in lines[1:]] == ["p1@firm1.test", "p2@firm2.test", "p3@firm3.test"]
    assert all(line[1].startswith(desk.base) for line in lines[1:])
    assert "What batchgen has about this person" in looked
    assert "Delete this permanently" in looked
    assert deleting.status == 200
    assert "Delete this permanently" not in forgotten
    assert "This person is forgotten" in forgotten, forgotten
    assert "in a state file" in forgotten, forgotten
    assert "Read the receipt" in forgotten, forgotten
    assert (desk.folder / "people.csv").read_bytes() == sheet


def test_a_tool_that_is_not_known_has_no_file(desk: Desk) -> None:
    assert desk.app.ask("GET", "/c/spring/share/none.csv", desk.known).status == 409
    assert "Download the file" not in desk.page(query="?tool=none")

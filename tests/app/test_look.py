"""Presenter and look: who can be chosen, what a choice writes, what people are told; axe in every state."""

import contextlib
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import appkit
import faketavus
import pytest

from batchgen import checks, new_campaign, state, workspace
from batchgen.workspace import campaigns

browser_only = [
    pytest.mark.browser,
    pytest.mark.skipif(not appkit.CHROMIUM, reason="there is no Chromium here"),
    pytest.mark.filterwarnings("default"),
]
KEY = "key-that-is-shown-nowhere"
SHEET = """First Name,Email,Website,Owner,Recording,replica
Ana,ana@acme.example,acme.example,Tom,https://acme.example/ana.mp3,
Ben,ben@acme.example,,tom ,,
Cleo,cleo@acme.example,http://127.0.0.1:1/,Maya,,
"""
TOML = """# ours
sheet = "leads.csv"
template = "script.txt.j2"
replica_id = "r90bbd427f71" # a stock one
"""


def campaign(folder: Path, *, url: str = "", sheet: str = SHEET) -> Path:
    folder.mkdir(parents=True)
    (folder / "leads.csv").write_text(sheet, encoding="utf-8")
    (folder / "script.txt.j2").write_text("Hi {{ first_name }}, this is for you.\n", encoding="utf-8")
    (folder / "campaign.toml").write_text(TOML, encoding="utf-8")
    if url:
        (folder / ".env").write_text(f"TAVUS_API_KEY={KEY}\nTAVUS_API_URL={url}\n", encoding="utf-8")
    return folder


class Caller:
    """Calls of the page of the campaign "spring", without a browser."""

    def __init__(self, app: appkit.App, folder: Path) -> None:
        self.app, self.headers, self.place = app, app.cookie(), workspace.Place("spring", folder)

    def page(self, query: str = "") -> Any:
        return self.app.ask("GET", f"/c/spring/look{query}", self.headers)

    def get(self, name: str) -> Any:
        headers = self.headers | {"Content-Type": "application/json"}
        return json.loads(self.app.ask("GET", f"/c/spring/api/look/{name}", headers).text)

    def post(self, name: str, **given: object) -> Any:
        headers = self.headers | {"Content-Type": "application/json"}
        where = f"/c/spring/api/look/{name}"
        return json.loads(self.app.ask("POST", where, headers, json.dumps(given).encode()).text)

    def toml(self) -> str:
        return self.place.file.read_text("utf-8")

    def bodies(self) -> list[dict[str, object]]:
        """What would be sent for each row."""
        found = campaigns.Open(self.place)
        examiner = checks.Examiner(found.settings, found.sheet.columns)
        requests = [examiner.examine(row).request for row in found.rows()]
        return [request.body() for request in requests if request]


@pytest.fixture
def spring(tmp_path: Path) -> Iterator[Caller]:
    folder = campaign(tmp_path / "spring")
    with appkit.started(tmp_path) as app:
        yield Caller(app, folder)


LOOK = {"background": "plain", "scroll": "human", "comes_back": "on", "wave": ""}


class TestChoosing:
    def test_one_presenter_for_all_keeps_the_file_as_it_is(self, spring):
        now = spring.post("choose", one="rlocal0amara")

        assert spring.toml() == TOML.replace("r90bbd427f71", "rlocal0amara")
        assert now["one"] == "rlocal0amara"
        assert now["who"] == [
            "Where the column replica is filled, the cells say who presents.",
            "Amara is for rehearsals only. Choose one of Tavus's presenters before you send.",
        ]

    def test_a_column_decides_and_all_others_get_one(self, spring):
        values = {"Tom": "r11111111a", "Maya": ""}
        now = spring.post("choose", column="owner", values=values, otherwise="r90bbd427f71")

        assert [body["replica_id"] for body in spring.bodies()] == [
            "r11111111a",
            "r11111111a",
            "r90bbd427f71",
        ]
        assert now["who"][0] == "The column Owner says who presents."
        assert "# ours" in spring.toml()
        shown = spring.page().text
        assert 'data-value="Tom" data-now="r11111111a"' in shown
        assert 'id="otherwise" data-now="r90bbd427f71"' in shown

    def test_a_run_that_goes_on_is_said(self, spring):
        path = spring.place.folder / "leads.batchgen.db"
        with state.open_state(path, service="http://127.0.0.1:1"):
            now = spring.post("choose", one="r22222222b")

        assert now["who"][0] == "A run is going on. Changes count for the next one."

    def test_one_for_all_again_takes_the_column_out(self, spring):
        spring.post("choose", column="owner", values={"Tom": "r11111111a"})
        spring.post("choose", one="r22222222b")

        assert {body["replica_id"] for body in spring.bodies()} == {"r22222222b"}

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"one": "r1 }} {{ 7 * 7 }}"}, "This is not the id of a presenter."),
            ({"column": "owner", "values": {"Tom": ""}}, "Choose a presenter for at least one value."),
            ({"column": "x %}", "values": {"Tom": "r1"}}, "Choose a column of the sheet."),
        ],
    )
    def test_what_will_not_do_is_said_and_changes_nothing(self, spring, given, words):
        assert spring.post("choose", **given)["error"] == words
        assert spring.toml() == TOML

    def test_a_column_with_too_many_values_says_which_to_choose(self, tmp_path):
        rows = "".join(f"Ana,a{number}@acme.example\n" for number in range(120))
        folder = campaign(tmp_path / "spring", sheet=f"First Name,Email\n{rows}")
        with appkit.started(tmp_path) as app:
            shown = Caller(app, folder).page("?by=B").text

        assert "This column has 120 different values. Choose one with 100 or fewer" in shown


class TestLook:
    def test_a_page_for_each_row_leaves_those_without_one_plain(self, spring):
        given = LOOK | {"background": "page", "page": "website", "scroll": "smooth", "wave": "true"}
        now = spring.post("change", **given)

        assert now["how"] == ["1 person has no website. They get a plain background."]
        ana, ben, _ = spring.bodies()
        assert ana["background_url"] == "https://acme.example"
        assert ana["properties"] == {
            "background_scroll": True,
            "background_scroll_type": "smooth",
            "background_scroll_depth": "middle",
            "background_scroll_return": "return",
            "start_with_wave": True,
        }
        assert "background_url" not in ben
        assert ben["properties"] == {"start_with_wave": True}

    def test_nothing_is_left_of_a_page_that_is_taken_away(self, spring):
        spring.post("change", **LOOK | {"background": "page", "page": "website", "wave": "false"})
        spring.post("change", **LOOK)

        assert {str(body.get("properties")) for body in spring.bodies()} == {"None"}

    def test_own_sound_files_take_the_place_of_the_script_and_back(self, spring):
        now = spring.post("change", **LOOK | {"recording": "recording"})

        assert now["how"] == ["2 people have no sound file. The check shows them."]
        assert spring.bodies()[0]["audio_url"] == "https://acme.example/ana.mp3"
        assert "script" not in spring.bodies()[0]
        assert "script.txt.j2" in spring.page().text
        spring.post("change", **LOOK | {"script": "script.txt.j2"})
        assert spring.bodies()[0]["script"] == "Hi Ana, this is for you."

    def test_what_was_written_by_hand_is_shown_and_kept(self, spring):
        hand = 'background_url = "https://acme.example/{{ owner }}"\naudio_url = "https://acme.example/all.mp3"\n'
        spring.place.file.write_text(TOML.replace('template = "script.txt.j2"\n', hand), encoding="utf-8")

        shown = spring.page().text
        assert "As campaign.toml says: https://acme.example/{{ owner }}" in shown
        assert "As campaign.toml says: https://acme.example/all.mp3" in shown
        spring.post("change", **LOOK | {"background": "own", "wave": "true"})
        assert hand in spring.toml()
        assert "start_with_wave = true" in spring.toml()

    def test_an_address_that_is_none_is_said_and_changes_nothing(self, spring):
        found = spring.post("change", **LOOK | {"watermark": "logo.png"})

        assert found["error"] == "“logo.png” is not the address of a png or jpeg image."
        assert spring.toml() == TOML

    def test_the_page_behind_a_person_is_shown_or_why_not(self, spring):
        spring.post("change", **LOOK | {"background": "page", "page": "website"})

        shown = [spring.get(f"row?row={number}") for number in (2, 3, 4)]
        assert [(one["name"], one["page"], one["words"]) for one in shown] == [
            ("Ana", "https://acme.example", ""),
            ("Ben", "", ""),
            ("Cleo", "http://127.0.0.1:1/", "This page cannot be reached from outside your network."),
        ]
        assert spring.get("row?row=99")["error"] == "The sheet has no person in this row."
        assert "error" in spring.post("picture", row=4)


class TestPresenters:
    def test_without_a_key_those_of_rehearsals_are_shown(self, spring):
        found = spring.get("presenters")

        assert [one["name"] for one in found["presenters"]] == [
            "Maya",
            "Omar",
            "Ingrid",
            "Kenji",
            "Amara",
            "Voice and captions",
        ]
        assert found["no_key"]
        for one in found["presenters"]:
            answer = spring.app.ask("GET", f"/portraits/{one['id']}", spring.headers)
            assert (answer.status, answer.text[:4]) == (200, "<svg")
        assert spring.app.ask("GET", "/portraits/..%2f..%2fetc", spring.headers).status == 404

    def test_a_service_that_is_silent_blocks_no_page(self, tmp_path):
        with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as silent:
            url = f"http://127.0.0.1:{silent.getsockname()[1]}"
            folder = campaign(tmp_path / "spring", url=url)
            with appkit.started(tmp_path) as app:
                caller = Caller(app, folder)
                asked = [caller.get("presenters") for _ in range(5)]
                shown = caller.page()

        assert asked == [{"ready": False, "wrong": ""}] * 5
        assert shown.status == 200


@pytest.fixture(scope="module")
def account() -> Iterator[faketavus.FakeTavus]:
    with faketavus.FakeTavus() as fake:
        fake.replicas.clear()
        fake.add_replica("Stock Sam", kind="system")
        fake.add_replica("Anna", status="started")
        fake.add_replica("Cleo", model_name="phoenix-4.5", finetune_status="pending")
        for number in range(70):
            fake.add_replica(f"Extra {number}", kind="system")
        yield fake


class TestInABrowser:
    pytestmark = browser_only

    @pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
    @pytest.mark.parametrize("size", list(appkit.SIZES))
    def test_axe_objects_to_nothing_in_any_state(self, browser, account, tmp_path, size, dark):
        folder = campaign(tmp_path / "spring")
        campaign(tmp_path / "own", url=account.url)
        with appkit.started(tmp_path) as app:
            page = appkit.let_in(browser, app, size=size, dark=dark)
            page.goto(f"{app.url}/c/spring/look")
            page.get_by_role("button", name="Amara").wait_for()
            assert appkit.violations(page) == []

            page.goto(f"{app.url}/c/spring/look?by=D")
            page.get_by_label("A web page for each row").check()
            page.get_by_label("Column of the web pages").select_option("website")
            page.get_by_text("1 person has no website. They get a plain background.").wait_for()
            page.get_by_label("Presenter for Tom").select_option(label="Omar")
            page.get_by_text("The column Owner says who presents.").wait_for()
            assert appkit.violations(page) == []

            page.goto(f"{app.url}/c/own/look")
            page.get_by_text("Anna is being trained. This takes about four hours.").wait_for()
            assert appkit.violations(page) == []
            page.context.close()
        assert "rlocal0omar" in (folder / "campaign.toml").read_text("utf-8")

    def test_a_refused_key_is_said_with_ways_out(self, browser, tmp_path):
        with faketavus.FakeTavus(key="another") as api:
            campaign(tmp_path / "spring", url=api.url)
            with appkit.started(tmp_path) as app:
                page = appkit.let_in(browser, app)
                page.goto(f"{app.url}/c/spring/look")
                words = "Tavus did not accept your API key. The presenters stay as they are."
                page.get_by_text(words).wait_for()
                assert appkit.violations(page) == []

                api.set(key=KEY)
                page.get_by_role("button", name="Try again").click()
                page.get_by_role("list", name="Presenters").get_by_role("button").first.wait_for()
                assert KEY not in page.content()
                page.context.close()

    def test_own_presenters_are_found_and_chosen(self, browser, account, tmp_path):
        folder = campaign(tmp_path / "spring", url=account.url)
        with appkit.started(tmp_path) as app:
            page = appkit.let_in(browser, app)
            page.goto(f"{app.url}/c/spring/look")
            page.get_by_text("and 13 more. Search to find them.").wait_for()
            page.get_by_label("Search for a presenter").fill("cle")
            page.get_by_text("This is a first look. Its videos carry a watermark").wait_for()
            assert page.locator("#tiles li").count() == 1

            page.get_by_role("button", name="Cleo, yours").press("Enter")
            page.locator("#now", has_text="Cleo").wait_for()
            assert page.get_by_role("button", name="Cleo, yours").get_attribute("aria-pressed") == "true"
            assert page.locator("#said").inner_text() == "Saved."
            page.context.close()
        chosen = next(r for r in account.replicas.values() if r["replica_name"] == "Cleo")
        assert str(chosen["replica_id"]) in (folder / "campaign.toml").read_text("utf-8")

    def test_a_script_gives_way_to_sound_files_and_comes_back(self, browser, tmp_path):
        folder = campaign(tmp_path / "spring")
        with appkit.started(tmp_path) as app:
            page = appkit.let_in(browser, app)
            page.goto(f"{app.url}/c/spring/look")
            page.get_by_label("Your own sound files").check()
            page.get_by_label("Column of the sound files").select_option("recording")
            page.get_by_text("2 people have no sound file. The check shows them.").wait_for()
            assert "template" not in (folder / "campaign.toml").read_text("utf-8")

            page.get_by_label("The script", exact=True).check()
            page.get_by_label("Which script?").select_option("script.txt.j2")
            page.get_by_text("2 people have no sound file.").wait_for(state="detached")
            assert 'template = "script.txt.j2"' in (folder / "campaign.toml").read_text("utf-8")
            page.context.close()

    def test_each_person_sees_their_page_and_cells_stay_text(self, browser, tmp_path):
        bad = "<img src=x onerror=alert(1)>"
        campaign(tmp_path / "spring", sheet=f"{SHEET}{bad},d@acme.example,javascript:alert(2),{bad},,\n")
        seen: list[str] = []
        with appkit.started(tmp_path) as app:
            page = appkit.let_in(browser, app)
            page.on("dialog", lambda dialog: (seen.append(dialog.message), dialog.dismiss()))
            page.goto(f"{app.url}/c/spring/look?by=D")
            page.get_by_label("A web page for each row").check()
            page.get_by_label("Column of the web pages").select_option("website")
            page.get_by_role("link", name="https://acme.example").wait_for()
            page.get_by_role("button", name="The next person").click()
            page.locator("#page", has_text="A plain background.").wait_for()
            page.get_by_role("button", name="The next person").click()
            page.get_by_text("This page cannot be reached from outside your network.").wait_for()
            page.get_by_role("button", name="The next person").click()
            page.locator("#words", has_text="This is not a web address").wait_for()

            assert page.locator("#page a").count() == 0
            assert page.locator("main img[src=x]").count() == 0
            assert page.get_by_role("cell", name=bad, exact=True).count() == 1
            page.context.close()
        assert seen == []

    def test_the_sample_gets_a_presenter_in_one_click(self, browser, tmp_path):
        new_campaign.write(tmp_path / "autumn", new_campaign.sample_files())
        with appkit.started(tmp_path) as app:
            page = appkit.let_in(browser, app)
            page.goto(f"{app.url}/c/autumn/script")
            page.get_by_role("link", name="Presenter and look").click()
            page.get_by_text("Add your Tavus key to see your own presenters.").wait_for()
            page.get_by_role("button", name="Amara").click()
            page.get_by_text("Amara is for rehearsals only.").wait_for()
            assert page.get_by_role("img").count() == 0  # the tiles' names say it all
            page.context.close()

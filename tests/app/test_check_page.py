"""The check page: every kind of problem is shown with its rows, and cells stay text."""

from pathlib import Path

import appkit
import pytest

FILES = {
    "campaign.toml": 'sheet = "leads.csv"\ntemplate = "script.txt.j2"\nreplica_id = "r90bbd427f71"\n',
    "script.txt.j2": "Hi {{ first_name }} of {{ company }}, thank you for your interest in {{ topic }}.\n",
    "leads.csv": "First Name,Company,Email,Topic\n"
    "Ana,Acme,ana@acme.test,food\n"
    "Ben,PIXELPARK AG,ben@acme.test,\n"
    "Cleo,<script>window.ran = 1</script>,cleo@acme.test,{{ 7 * 7 }}\n",
}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not appkit.CHROMIUM, reason="there is no Chromium here"),
    pytest.mark.filterwarnings("default"),
]


@pytest.mark.parametrize("size", list(appkit.SIZES))
def test_problems_are_shown_and_cells_stay_text(tmp_path: Path, size: str):
    folder = tmp_path / "spring"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with appkit.started(tmp_path) as app, appkit.chromium() as browser:
        page = appkit.let_in(browser, app, size=size)
        page.goto(f"{app.url}/c/spring/check")
        page.get_by_role("heading", name="Topic: An empty cell would be spoken").wait_for()

        assert page.get_by_role("heading", name="“PIXELPARK AG” in Company").count() == 1
        assert page.evaluate("window.ran") is None
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert appkit.violations(page) == []

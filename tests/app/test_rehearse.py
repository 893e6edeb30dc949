"""The page of rehearsals says how long its films take on this computer, before they are made."""

from pathlib import Path

import appkit


def test_the_time_of_the_films_is_said(tmp_path: Path) -> None:
    appkit.paying(tmp_path / "spring", "http://127.0.0.1:9", people=("Ana", "Ben", "Cleo"))
    with appkit.started(tmp_path) as app:
        page = app.ask("GET", "/c/spring/rehearse", app.cookie()).text

    assert "3 films take less than a minute on this computer." in page


def test_a_broken_script_leaves_the_page_as_it_is(tmp_path: Path) -> None:
    folder = appkit.paying(tmp_path / "spring", "http://127.0.0.1:9", people=("Ana",))
    file = folder / "campaign.toml"
    file.write_text(file.read_text("utf-8").replace("{{ name }}", "{{ name"), encoding="utf-8")
    with appkit.started(tmp_path) as app:
        page = app.ask("GET", "/c/spring/rehearse", app.cookie())

    assert page.status == 200
    assert "Rehearse, free" in page.text
    assert "on this computer.</span>" not in page.text

"""Templates that rows pick: only when somebody says so; no key is ever part of a request."""

import contextlib
import sqlite3

import enginekit
import pytest

from batchgen import Campaign, errors, settings

PEOPLE = [("Ana", ""), ("Bo", "b"), ("Chi", "b.j2"), ("Dee", "")]


@pytest.fixture
def desk(tmp_path, api, monkeypatch):
    monkeypatch.delenv("TAVUS_API_KEY", raising=False)
    rows = [{"first_name": name, "company": f"Firm {name}", "template": cell} for name, cell in PEOPLE]
    (tmp_path / "b.j2").write_text("This is B for {{ first_name }}, and it is long enough to be said.")
    return enginekit.desk(tmp_path, api, rows)


def test_a_filled_column_template_that_nobody_speaks_of_stops_the_run(desk):
    for ask in (desk.plan, desk.run):
        with pytest.raises(errors.SettingsError) as stopped:
            ask()

        assert 'The column "template" (C) has text in row 3' in stopped.value.message
        assert "template_column = true" in stopped.value.hint
        assert "--template-column yes" in stopped.value.hint
    assert desk.made == 0


def test_an_empty_column_template_asks_nothing(desk):
    desk.write([{"first_name": "Ana", "company": "Acme", "template": "  "}])

    assert desk.run().code == 0


def test_yes_picks_templates_and_the_plan_counts_their_rows(desk):
    done = desk.run(template_column=True)

    assert (done.code, desk.made) == (0, 4)
    assert dict(done.plan.templates) == {"b.j2": 2, "t.j2": 2}
    assert dict(desk.plan(template_column=True).templates) == {}


def test_no_makes_it_a_column_like_any_other(desk):
    done = desk.run(template_column=False)

    assert (done.code, desk.made) == (0, 4)
    assert dict(done.plan.templates) == {"t.j2": 4}


def test_yes_holds_for_a_campaign_whose_videos_were_made_so(desk):
    desk.run(template_column=True)

    assert (desk.run().code, desk.wait().code, desk.made) == (0, 0, 4)
    assert desk.plan().done == 4


def test_a_campaign_of_an_older_version_goes_on_with_its_templates(desk):
    desk.run(template_column=True)
    with contextlib.closing(sqlite3.connect(desk.sheet.with_suffix(".batchgen.db"))) as db, db:
        assert db.execute("DELETE FROM meta WHERE name = 'template_column'").rowcount == 1

    assert (desk.run().code, desk.plan().done, desk.made) == (0, 4, 4)


def test_no_is_asked_for_again_and_wait_needs_no_answer(desk):
    desk.run(template_column=False)

    assert desk.wait().code == 0
    assert desk.plan(template_column=False).done == 4
    with pytest.raises(errors.SettingsError):
        desk.plan()


def test_a_cell_that_names_the_env_file_reaches_nobody(desk):
    (desk.folder / ".env").write_text(f"TAVUS_API_KEY={enginekit.KEY}\n")
    desk.write([{"first_name": "Ana", "company": "Acme", "template": ".env"}])

    plan = desk.plan(template_column=True)

    assert (plan.invalid, plan.problems.errors) == (1, 1)
    assert (
        "hidden" in plan.problems.problems("error")[0].message
        or "must end in" in plan.problems.problems("error")[0].message
    )


@pytest.mark.parametrize("how", ["argument", "environment", "file"])
@pytest.mark.parametrize("place", ["script", "video_name", "background_url"])
def test_a_request_that_holds_a_key_is_not_made(desk, monkeypatch, how, place):
    key = enginekit.KEY
    if how == "environment":
        monkeypatch.setenv("TAVUS_API_KEY", key)
    if how == "file":
        (desk.folder / ".env").write_text(f"TAVUS_API_KEY={key}\n")
    desk.write(
        [{"first_name": "Ana", "company": f" {key.upper()} "}, {"first_name": "Bo", "company": "Acme"}]
    )
    (desk.folder / "t.j2").write_text("Hello, this is a script that is long enough to be said.")
    fields = {"replica_id": "r90bbd427f71", place: "https://acme.com/{{ company | urlencode }} and more."}
    options = {"fields": fields, "template": None if place == "script" else desk.folder / "t.j2"}

    with desk.open(lock=False, api_key=key if how == "argument" else "", **options) as batch:
        plan = batch.plan()
    found = plan.problems.problems("error")

    assert [(p.kind, p.row) for p in found if p.kind == "api-key"] == [("api-key", 2)]
    assert not any(key in text.casefold() for p in found for text in (p.message, p.value, p.hint))


def test_a_campaign_of_the_library_looks_for_the_key_that_it_is_given(desk):
    desk.write([{"first_name": "Ana", "company": enginekit.KEY}])
    campaign = Campaign(
        desk.sheet, template=desk.folder / "t.j2", replica_id="r90bbd427f71", api_url=desk.api.url
    )

    assert campaign.plan(api_key=enginekit.KEY).invalid == 1
    assert isinstance(campaign.settings, settings.Settings)

"""Budgets in campaign.toml and in the user's own settings file."""

from pathlib import Path

import pytest

from batchgen import errors, settings


def load(folder: Path, campaign: str, user: str | None = None, **flags: object) -> settings.Settings:
    (folder / "list.csv").write_text("Name\nAna\n")
    (folder / "campaign.toml").write_text(campaign)
    path = settings.user_file()
    assert path is not None
    if user is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(user)
    return settings.load(folder / "list.csv", flags, {}, folder=folder)


@pytest.mark.parametrize(
    "text",
    [
        'budget = { unit = "cost", amount = 500, per = "month" }\n',
        '[budget]\nunit = "cost"\namount = 500.0\nper = "month"\n',
    ],
)
def test_a_budget_may_stand_in_a_line_or_in_a_table(tmp_path: Path, text: str) -> None:
    found = load(tmp_path, text)

    assert found.budget == settings.Budget(unit="cost", amount=500, per="month")
    assert found.account_budget is None


def test_the_accounts_budget_stands_in_the_users_own_file(tmp_path: Path) -> None:
    found = load(tmp_path, "", 'budget = { unit = "videos", amount = 40, per = "week" }\n')

    assert found.account_budget == settings.Budget(unit="videos", amount=40, per="week")
    assert found.budget is None


def test_a_rehearsal_has_no_budget(tmp_path: Path) -> None:
    line = 'budget = { unit = "videos", amount = 0 }\n'
    found = load(tmp_path, line, line, sandbox=True)

    assert (found.budget, found.account_budget) == (None, None)


@pytest.mark.parametrize(
    ("value", "must"),
    [
        ("500", "a table such as"),
        ('"500 USD"', "a table such as"),
        ('{ unit = "cost" }', "a table whose amount is a number from 0 up"),
        ('{ unit = "cost", amount = -1 }', "a table whose amount is a number from 0 up"),
        ('{ unit = "cost", amount = nan }', "a table whose amount is a number from 0 up"),
        ('{ unit = "cost", amount = inf }', "a table whose amount is a number from 0 up"),
        ('{ unit = "cost", amount = true }', "a table whose amount is a number from 0 up"),
        ('{ unit = "cost", amount = "500" }', "a table whose amount is a number from 0 up"),
        ('{ unit = "euros", amount = 5 }', "a table whose unit is cost, minutes or videos"),
        ("{ amount = 5 }", "a table whose unit is cost, minutes or videos"),
        ('{ unit = ["cost"], amount = 5 }', "a table whose unit is cost, minutes or videos"),
        ('{ unit = "cost", amount = 5, per = "year" }', "a table whose per is day, week, month or none"),
        ('{ unit = "cost", amount = 5, pre = "day" }', "without 'pre'"),
        ('{ unit = "cost", amount = 5, currency = 3 }', "a table whose currency is a text"),
    ],
)
def test_what_is_no_budget_is_refused_with_its_place(tmp_path: Path, value: str, must: str) -> None:
    with pytest.raises(errors.SettingsError) as in_campaign:
        load(tmp_path, f"# a line\nbudget = {value}\n")
    with pytest.raises(errors.SettingsError) as in_user_file:
        load(tmp_path, "", f"budget = {value}\n")

    assert str(in_campaign.value).startswith("campaign.toml line 2: budget: ")
    assert str(in_user_file.value).startswith(f"{settings.user_file()}: budget: ")
    assert must in str(in_campaign.value)
    assert must in str(in_user_file.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [("budgt = 5\n", 'Did you mean "budget"?'), ("budget = \n", "not valid TOML"), ("yes = true\n", "'yes'")],
)
def test_what_else_stands_in_the_users_file_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(errors.SettingsError) as refused:
        load(tmp_path, "", text)

    assert words in str(refused.value)
    assert str(settings.user_file()) in str(refused.value)

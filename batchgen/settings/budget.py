"""Budgets: what may be spent in all, by an account (the user's own settings file) or by one campaign."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from batchgen import did_you_mean, errors, user_folders
from batchgen.settings import words

Unit = Literal["cost", "minutes", "videos"]
Period = Literal["day", "week", "month", "none"]

_CHOICES = {"unit": ("cost", "minutes", "videos"), "per": ("day", "week", "month", "none")}
_NAMES = ("unit", "amount", "per", "currency")
ACCOUNT = "account_budget"
"""The setting that the user's own file calls `budget`."""


class Budget(BaseModel):
    """So much of a unit in each period of the calendar; "none" is for ever.

    `currency` is that of a budget in money; empty: the campaign's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    unit: Unit
    amount: float
    per: Period = "none"
    currency: str = ""


def _checked(value: object) -> object:
    """Return a budget as it stands in a file, if it is one. Raises ValueError, with what it must be."""
    if value is None or isinstance(value, Budget):
        return value
    if must := _must(value):
        raise ValueError(must)
    return value


def _must(value: object) -> str:
    """Return what a budget must be that this is not; empty if it is one."""
    if not isinstance(value, Mapping):
        return words.budget_table()
    if unknown := [name for name in value if name not in _NAMES]:
        return words.budget_without(unknown[0])
    for name, choices in _CHOICES.items():
        if value.get(name, choices[-1] if name == "per" else "") not in choices:
            return words.budget_choice(name, f"{', '.join(choices[:-1])}{words.OR}{choices[-1]}")
    if not _is_amount(value.get("amount")):
        return words.budget_table(words.BUDGET_AMOUNT)
    is_text = isinstance(value.get("currency", ""), str)
    return "" if is_text else words.BUDGET_CURRENCY


def _is_amount(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < math.inf


Given = Annotated[Budget | None, BeforeValidator(_checked)]
"""A budget as a file gives it."""


def changes(amount: str, unit: str, per: str) -> Mapping[tuple[str, ...], str | float | None]:
    """Return what to change in a file for a budget as it was typed; an empty amount takes it out.

    Raises errors.SettingsError for an amount that is none.
    """
    if not amount.strip():
        return {("budget",): None}
    try:
        number = float(amount)
    except ValueError:
        number = math.nan
    if not _is_amount(number):
        msg = words.not_an_amount(amount.strip())
        raise errors.SettingsError(msg, hint=words.WRITE_AMOUNT)
    whole = int(number) if number.is_integer() else number
    return {("budget", "unit"): unit, ("budget", "amount"): whole, ("budget", "per"): per}


def user_file() -> Path | None:
    """Return where the user's own settings stand, None without a home."""
    try:
        return user_folders.config() / "settings.toml"
    except RuntimeError:
        return None


def of_user(path: Path | None, text: str) -> Mapping[str, object]:
    """Return what the user's own settings file says, by its text. Raises errors.SettingsError."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise errors.SettingsError(words.not_toml(path, error)) from None
    for name in data:
        if name != "budget":
            hint = did_you_mean.hint(name, ("budget",)) or words.ONLY_BUDGET
            raise errors.SettingsError(words.no_setting(path, name), hint=hint)
    return {ACCOUNT: data["budget"]} if data else {}

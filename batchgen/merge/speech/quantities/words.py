"""Words: the sentences about cells that cannot be said as numbers, in one place."""

from __future__ import annotations

NOT_A_NUMBER = "is not a number"
NOT_ONE_NUMBER = "is not a single number"
NOT_ONLY_NUMBER = "is not only a number"


def two_numbers(one: str, other: str) -> str:
    return f"can be {one} or {other}, and the column shows both ways: write it without separators"


NOT_A_RANGE = "is not a range from a smaller number to a larger one"
TWO_CURRENCIES = "has two currencies in it"
RANGE_AND_BOUND = "is a range with another limit before or after it: write only one of them"
SIGN_BEFORE_RANGE = "is not exact: write the range without a sign before it"
RANGE_OR_MINUS = "can be read in two ways: write the range with a word (5 to 10)"


def not_clear(why: object) -> str:
    return f"is not clear: {why}"


def other_sign(tail: str) -> str:
    return f'is not clear: "{tail}" can be a sign of accounts, or crore: write the number in digits'


def differs_by_language(word: str) -> str:
    return f'"{word}" is not the same number in every language: write all digits'


def thousand_or_million(word: str) -> str:
    return f'"{word}" can be a thousand or a million: write the number in digits'


def thousand_or_trillion(word: str) -> str:
    return f'"{word}" can be a thousand or a trillion: write the number in digits'


TWO_BOUNDS = "has two limits: write one number"
BOUND_NOT_SAID = "is more than a plain number, and this language has no words for it here"


def not_a_style(text: str) -> str:
    return f"{text!r} is not a style of numbers"


PERCENT_AS_MONEY = "is a percentage, not an amount: use the filter percent"


def not_an_amount(tail: str) -> str:
    return f'is not an amount: batchgen does not know "{tail}"'


MONEY_AS_PERCENT = "is an amount of money, not a percentage: use the filter money"
NOT_A_PERCENTAGE = "is not a percentage"
NOT_A_RANK = "is not a number that can be said as first, second or third"
LETTER_OR_UNIT = "is not clear: its letter can mean a million, or a unit such as metres"


def letter_or_currency(letter: str) -> str:
    return f'is not clear: "{letter}" can be the currency or a larger number: write all digits'


HEADER_OF_LARGE = (
    "is below a header that says thousands or millions: write the unit in the cell, for example 5M"
)
SEVERAL_CURRENCIES = "is in a column with several currencies: use the filter money"


def without_sign(filter_name: str) -> str:
    return f"is said without its sign: the filter {filter_name} says it"


def shared_sign(code: str) -> str:
    return f'has a sign that several currencies share: write the code ({code}), or money("{code}")'


NO_CURRENCY = "has no currency, and its column has several: write the currency in the cell"


def needs_currency(code: str) -> str:
    return f'needs its currency: write the code, or money("{code}")'


NEEDS_A_CURRENCY = 'needs a currency: money("EUR")'


def two_percentages(one: str, other: str) -> str:
    return f"can be {one}% or {other}%, and the column does not show which: write the percent sign"


OTHER_SCALE = "does not fit its column, in which 0.12 is 12%: write the percent sign"


def no_words(language: object) -> str:
    return f"cannot be said in words in {language}"

"""A callback's address is shown without what lets others send callbacks."""

import pytest

from batchgen import models
from batchgen.tavus import request_rules, url_masks


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://h.test/cb", "https://h.test/cb"),
        ("https://h.test/cb?token=s3cret", "https://h.test/cb?…"),
        ("https://h.test:8443/callback/0123456789abcdef0123", "https://h.test:8443/callback/…"),
        ("https://ann:pw@h.test/cb#s3cret", "https://…@h.test/cb#…"),
        ("https://[h.test/cb?token=s3cret", "…"),
    ],
)
def test_what_may_be_a_secret_is_left_out(url: str, expected: str) -> None:
    assert url_masks.shown("callback_url", url) == expected


def test_every_secret_part_is_known() -> None:
    url = "https://ann:pw@h.test/cb/0123456789abcdef0?token=s3cret-s3cret&list=prospects.csv#part"

    assert url_masks.secrets(url) == (
        "ann:pw",
        "0123456789abcdef0",
        "s3cret-s3cret",
        "token=s3cret-s3cret&list=prospects.csv",
    )


def test_other_fields_are_shown_whole() -> None:
    body = {"background_url": "https://h.test/?page=2", "fast": True, "callback_url": "https://h.test/?a=1"}

    assert url_masks.body(body) == {**body, "callback_url": "https://h.test/?…"}


@pytest.mark.parametrize(
    "url", ["h.test/cb?token=s3cret", "ftp://h.test/cb?token=s3cret", "https://u:s3cret@h.test"]
)
def test_a_problem_of_a_callback_does_not_tell_its_secret(url: str) -> None:
    problems: tuple[models.Problem, ...] = request_rules.url_problems("callback_url", url)

    assert problems
    assert "s3cret" not in str(problems)

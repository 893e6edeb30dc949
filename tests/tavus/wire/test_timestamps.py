"""The API's three date formats, and Retry-After."""

import datetime as dt

import pytest

from batchgen.tavus.wire import timestamps

NOW = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tue, 24 Jun 2025 07:01:57 GMT", dt.datetime(2025, 6, 24, 7, 1, 57, tzinfo=dt.UTC)),
        ("2024-08-28 15:27:40.824457", dt.datetime(2024, 8, 28, 15, 27, 40, 824457, tzinfo=dt.UTC)),
        ("2024-01-24T07:14:03.327Z", dt.datetime(2024, 1, 24, 7, 14, 3, 327000, tzinfo=dt.UTC)),
        ("2025-05-13T06:42:58Z", dt.datetime(2025, 5, 13, 6, 42, 58, tzinfo=dt.UTC)),
    ],
)
def test_each_documented_format_is_read_as_a_moment_with_a_zone(text: str, expected: dt.datetime) -> None:
    moment = timestamps.parse_date(text)

    assert moment == expected
    assert moment is not None
    assert moment.tzinfo is not None


@pytest.mark.parametrize("text", ["", "soon", "Tue, 99 Foo 2025", "2025-99-99", None, 7, ["x"], "0000"])
def test_what_is_no_date_is_none(text: object) -> None:
    assert timestamps.parse_date(text) is None


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("7", 7.0),
        ("0.5", 0.5),
        ("0", 0.0),
        ("-5", 0.0),
        ("99999999", timestamps.LONGEST_WAIT),
        ("1e400", timestamps.LONGEST_WAIT),
        ("Fri, 02 Jan 2026 03:04:17 GMT", 12.0),
        ("Fri, 02 Jan 2026 03:00:00 GMT", 0.0),
        ("Fri, 02 Jan 2099 03:00:00 GMT", timestamps.LONGEST_WAIT),
        ("nan", None),
        ("banana", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_never_absurd(
    header: str | None, expected: float | None
) -> None:
    assert timestamps.parse_retry_after(header, NOW) == expected

"""Minutes and price."""

import mergekit
import pytest

from batchgen import checks
from batchgen.checks import duration


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("", 0),
        ("one two three", 3),
        ("in 2026 we", 2 + 4),
        ("call 555 1234 now", 2 + 3 + 4),
        ("one\n\ntwo", 2 + 1),
        ("well… fine", 2 + 1),
        ("well - fine", 3 + 1),
        ("a—b", 1 + 1),
        ("今日は晴れ", 1 + 5 / 2),
    ],
)
def test_numbers_and_pauses_take_the_time_of_words(script, words):
    assert duration.spoken_words(script) == words


def test_minutes_follow_the_words_per_minute_of_the_locale():
    settings = mergekit.given(words_per_minute={"de_DE": 120, "de": 125, "default": 200})
    clock = duration.Clock(settings)

    assert [clock.pace(locale) for locale in ("de_DE", "de_AT", "fr_FR")] == [120, 125, 200]
    assert duration.Clock(mergekit.given()).pace("en_US") == 150


def test_real_durations_correct_the_estimate_of_their_replica():
    factors = checks.correction({"r1": (2.0, 3.0), "r2": (0.0, 1.0)})
    clock = duration.Clock(mergekit.given(), factors)
    script = "word " * 150

    assert factors == {"r1": 1.5}
    assert [clock.minutes(script, "en_US", replica) for replica in ("r1", "r2")] == [1.5, 1.0]


def test_a_price_is_told_only_if_the_settings_name_one():
    assert checks.price(10.0, mergekit.given()) is None
    assert checks.price(10.0, mergekit.given(price_per_minute=0.35)) == 3.5


def test_a_calculator_comes_to_the_same_price():
    # 14 minutes 45 seconds at 1.50 are 22.125; a binary fraction would say 22.12.
    assert checks.price(14.75, mergekit.given(price_per_minute=1.5)) == 22.13
    assert checks.price(1.0, mergekit.given(price_per_minute=1.005)) == 1.01


def test_a_row_with_audio_has_no_estimate():
    found = mergekit.examined("", headers=("City",), fields={"audio_url": "https://x.org/a.wav"})

    assert found.minutes == 0
    assert found.problems == ()

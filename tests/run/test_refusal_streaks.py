"""Streaks, strikes, stopping, contact and tokens: the small rules that submitting and following rest on."""

from __future__ import annotations

import contextlib
import threading

import pytest
import rig

from batchgen import errors, models, stop_request
from batchgen.run import refusal_streaks
from batchgen.tavus import contact, name_tokens, video_states


def refused(number: int, *, replica: str = "r1", words: str = "No.") -> refusal_streaks.Refused:
    return refusal_streaks.Refused(number, number, replica, words)


def test_nine_in_the_same_words_are_rows_of_their_own() -> None:
    counted = refusal_streaks.Streaks()

    verdicts = [counted.refused(refused(number)) for number in range(9)]

    assert verdicts == [refusal_streaks.NO_VERDICT] * 9
    assert counted.held == {}


def test_the_tenth_gives_all_ten_back_and_holds_their_replica() -> None:
    counted = refusal_streaks.Streaks()

    verdicts = [counted.refused(refused(number)) for number in range(10)]

    assert [row.job_id for row in verdicts[-1].give_back] == list(range(10))
    assert counted.held == {"r1": "No."}
    assert "replica r1" in verdicts[-1].why


def test_a_late_answer_in_the_same_words_is_given_back_too() -> None:
    counted = refusal_streaks.Streaks()
    for number in range(10):
        counted.refused(refused(number))

    late, other = counted.refused(refused(10)), counted.refused(refused(11, words="Else."))

    assert late.give_back == (refused(10),)
    assert other == refusal_streaks.NO_VERDICT


def test_a_video_that_was_made_breaks_the_streak() -> None:
    counted = refusal_streaks.Streaks()
    for number in range(9):
        counted.refused(refused(number))
    counted.made("r1")

    assert counted.refused(refused(9)) == refusal_streaks.NO_VERDICT


def test_streaks_go_on_from_their_text() -> None:
    words = "Não, é “mau”."
    counted = refusal_streaks.Streaks()
    for number in range(9):
        counted.refused(refused(number, words=words))
        counted.unknown()
    counted = refusal_streaks.Streaks.restored(counted.text())

    last = counted.refused(refused(9, words=words))
    again = refusal_streaks.Streaks.restored(counted.text())

    assert [row.job_id for row in last.give_back] == list(range(10))
    assert again.held == {"r1": words}
    assert again.refused(refused(10, words=words)).give_back == (refused(10, words=words),)


def test_only_the_last_replicas_have_a_streak_of_their_own() -> None:
    counted = refusal_streaks.Streaks()
    for _ in range(9):
        for number in range(refusal_streaks.MOST_REPLICAS):
            counted.refused(refused(number, replica=f"r{number}", words=f"No r{number}."))
    counted.refused(refused(500, replica="one more", words="Else."))

    oldest = counted.refused(refused(501, replica="r0", words="No r0."))
    latest = counted.refused(refused(502, replica="r99", words="No r99."))

    assert oldest == refusal_streaks.NO_VERDICT
    assert len(latest.give_back) == 10
    assert len(counted.text()) < 200_000


def test_ten_unknown_outcomes_count_only_when_nothing_was_answered_between() -> None:
    counted = refusal_streaks.Streaks()
    before = [counted.unknown() for _ in range(9)]
    counted.answered()
    after = [counted.unknown() for _ in range(10)]

    assert before == [False] * 9
    assert after == [False] * 9 + [True]


def test_a_second_strike_counts_after_a_minute_and_not_after_a_good_answer() -> None:
    counted = video_states.Strikes()

    first, soon, late = counted.strike("a", 0.0), counted.strike("a", 59.0), counted.strike("a", 60.0)
    counted.clear("a")
    again = counted.strike("a", 200.0)

    assert (first, soon, late, again) == (False, False, True, False)


def test_a_pause_ends_when_somebody_asks_to_stop() -> None:
    stop = stop_request.Stop()
    stop.ask()

    stop.pause(60.0)

    assert (stop.asked, stop.at_once) == (True, False)
    stop.ask()
    assert stop.at_once


@pytest.mark.parametrize(
    ("limit", "told"), [(1.0, "1 second."), (15.0, "15 seconds."), (600.0, "10 minutes.")]
)
def test_how_long_the_service_was_away_is_told_as_it_was(limit: float, told: str) -> None:
    clock = rig.VirtualClock()
    known = contact.Contact(
        clock=clock, stop=stop_request.Stop(), emit=lambda _: None, limit=limit, jitter=lambda: 0.5
    )

    def miss_for_ever() -> None:
        while True:
            known.missed("Gone.")
            clock.sleep(1.0)

    with pytest.raises(errors.StoppedError, match=f"has not answered for {told}"):
        miss_for_ever()


def test_threads_that_miss_the_service_together_make_one_miss() -> None:
    clock = rig.VirtualClock()
    events: list[models.Event] = []
    known = contact.Contact(clock=clock, stop=stop_request.Stop(), emit=events.append, jitter=lambda: 0.5)

    pauses = [known.missed("Gone.") for _ in range(8)]
    clock.sleep(pauses[-1])
    longer = known.missed("Gone.")

    assert len(set(pauses)) == 1
    assert longer == 2 * pauses[0]


def test_a_token_is_found_wherever_it_stands_whole() -> None:
    token = name_tokens.make("ab" * 32)

    found = [
        name_tokens.find(name) for name in (token, f"{token} Ana", f"video: {token}", token[:-1], f"x{token}")
    ]

    assert found == [token, token, token, "", ""]
    assert name_tokens.find(f"{token}x") == ""


def test_two_tokens_of_one_request_share_its_mark_and_nothing_else() -> None:
    made = {name_tokens.make("0123456789abcdef" * 4) for _ in range(1000)}

    assert len(made) == 1000
    assert {name_tokens.mark_of(token) for token in made} == {name_tokens.mark("0123456789abcdef" * 4)}


def patient(clock: rig.VirtualClock, answered: threading.Event) -> contact.Contact:
    """A contact at the beginning of a run, until `answered` is set."""
    return contact.Contact(
        clock=clock,
        stop=stop_request.Stop(sleep=clock.sleep),
        emit=lambda _: None,
        jitter=lambda: 0.5,
        answered=answered,
    )


@pytest.mark.parametrize("seconds", [0.0, 10.0, 30.0], ids=["refused", "connect time-out", "read time-out"])
def test_a_service_that_never_answered_is_given_up_after_30_seconds(seconds: float) -> None:
    clock = rig.VirtualClock()
    began, known = clock.now, patient(clock, threading.Event())

    def ask() -> None:
        clock.sleep(seconds)
        raise errors.NotSentError("Could not connect to Tavus (api.example): Name or service not known.")

    with pytest.raises(errors.StoppedError, match=r"\(api\.example\): Name or service not known") as stopped:
        known.read(ask)
    assert 30 <= clock.now - began < 41
    assert "--api-url" in stopped.value.hint
    assert stopped.value.exit_code == 4


@pytest.mark.parametrize(
    "answer",
    [
        errors.RefusedError("Service unavailable", status=503),
        errors.BadAnswerError("HTML", status=502),
        errors.RefusedError("Not found", status=404),
    ],
)
def test_a_service_that_said_anything_is_waited_for_as_ever(answer: errors.ServiceError) -> None:
    clock, answered = rig.VirtualClock(), threading.Event()
    began, known = clock.now, patient(clock, answered)
    said = iter([answer])

    def ask() -> None:
        raise next(said, errors.NotSentError("Gone."))

    with contextlib.suppress(errors.RefusedError, errors.BadAnswerError):
        known.greet(ask)
    with pytest.raises(errors.StoppedError, match="10 minutes"):
        known.read(ask)
    assert clock.now - began >= 600


def test_what_one_contact_of_a_run_heard_the_others_know() -> None:
    clock, answered = rig.VirtualClock(), threading.Event()
    began = clock.now
    patient(clock, answered).met()

    def ask() -> None:
        raise errors.NotSentError("Gone.")

    with pytest.raises(errors.StoppedError):
        patient(clock, answered).read(ask)
    assert clock.now - began >= 600

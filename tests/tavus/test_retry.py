"""Which failed calls are asked again, after how many seconds, and which never."""

import pytest

from batchgen import errors
from batchgen.tavus import retry


class Service:
    """Answers with each failure in turn, then with words; `pauses` are what the caller slept."""

    def __init__(self, *failures: errors.BatchgenError) -> None:
        self._failures = list(failures)
        self.asked = 0
        self.pauses: list[float] = []

    def ask(self) -> str:
        self.asked += 1
        if self._failures:
            raise self._failures.pop(0)
        return "here"


def refused(status: int, **more: float) -> errors.RefusedError:
    return errors.RefusedError("words", status=status, retry_after=more.get("retry_after"))


def test_a_call_that_fails_is_asked_again_after_pauses_that_double() -> None:
    service = Service(errors.NoAnswerError("away"), refused(503), refused(429))

    answer = retry.few(service.ask, sleep=service.pauses.append)

    assert answer == "here"
    assert [0.375 <= service.pauses[0] <= 0.625, 0.75 <= service.pauses[1] <= 1.25] == [True, True]
    assert len(service.pauses) == 3


def test_the_last_failure_is_raised_as_it_came() -> None:
    service = Service(*(errors.NoAnswerError(f"away {n}") for n in range(9)))

    with pytest.raises(errors.NoAnswerError, match="away 3"):
        retry.few(service.ask, sleep=service.pauses.append)

    assert service.asked == retry.TRIES == 4


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 422])
def test_a_refusal_that_will_not_pass_is_raised_at_once(status: int) -> None:
    service = Service(refused(status))

    with pytest.raises(errors.RefusedError):
        retry.few(service.ask, sleep=service.pauses.append)

    assert (service.asked, service.pauses) == (1, [])


def test_a_retry_after_is_waited_for() -> None:
    service = Service(refused(429, retry_after=33.0))

    retry.few(service.ask, sleep=service.pauses.append)

    assert service.pauses == [33.0]


def test_what_is_no_failure_of_the_service_is_not_asked_again() -> None:
    service = Service(errors.InterruptedRunError("stopped"))

    with pytest.raises(errors.InterruptedRunError):
        retry.few(service.ask, sleep=service.pauses.append)

    assert service.asked == 1


def test_a_retry_writes_nothing_to_a_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    retry.few(Service(errors.NoAnswerError("away")).ask, sleep=lambda _: None)

    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("status", "hint"), [(401, "TAVUS_API_KEY"), (402, "credits"), (403, "this key"), (400, ""), (429, "")]
)
def test_a_refused_account_has_a_hint_and_no_other_refusal_has(status: int, hint: str) -> None:
    assert hint in retry.hint(status)
    assert bool(hint) == retry.is_of_account(status)

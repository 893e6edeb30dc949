"""What the event lines of a run say to somebody who watches it."""

import pytest

from batchgen.campaign import run_events


def _progress(total: int, submitted: int, left: float | None = None) -> dict[str, object]:
    return {"event": "progress", "total": total, "submitted": submitted, "seconds_left": left}


def test_the_last_progress_counts() -> None:
    told = run_events.watched([_progress(9, 2), _progress(9, 4, 125.5)])

    assert (told.waiting, told.left, told.ended) == (5, 125.5, False)


def test_a_run_that_was_stopped_is_paused_and_one_that_stopped_says_why() -> None:
    paused = run_events.watched([{"event": "finished", "exit_code": 130, "stopped": ""}])
    stopped = run_events.watched([{"event": "finished", "exit_code": 4, "stopped": "Out of credits."}])

    assert (paused.ended, paused.paused, paused.stopped) == (True, True, "")
    assert (stopped.ended, stopped.paused, stopped.stopped) == (True, False, "Out of credits.")


@pytest.mark.parametrize(
    ("kind", "words"),
    [("no-key", "There is no key. Add it."), ("other-plan", run_events.OTHER_PLAN)],
)
def test_a_run_that_was_refused_says_why_once(kind: str, words: str) -> None:
    error = {"event": "error", "kind": kind, "text": "There is no key.", "hint": "Add it."}
    finished = {"event": "finished", "exit_code": 2, "stopped": "There is no key."}

    told = run_events.watched([error, finished])

    assert (told.wrong, told.stopped) == (words, "")


def test_the_latest_news_come_first_and_not_all_of_them() -> None:
    lines = [{"event": "notice", "at": "2026-11-27T10:00:00+00:00", "text": str(n)} for n in range(20)]

    news = run_events.watched(lines).news

    assert [text for _, text in news] == [str(n) for n in range(19, 11, -1)]
    assert all(len(at) == 5 for at, _ in news)


def test_rubbish_says_nothing() -> None:
    lines = [{}, {"event": 7}, {"event": "progress", "total": "x"}, {"event": "notice", "at": "then"}]

    assert run_events.watched(lines)._replace(news=()) == run_events.Watched()

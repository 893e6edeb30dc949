"""Worker processes find what this process would find."""

import dataclasses
import datetime as dt
import os
import signal
import sys

import mergekit
import pytest

from batchgen import checks, models
from batchgen.checks import crew, hands

TEMPLATE = (
    "Hi {{ first_name }} of {{ company | upper }}, see you on {{ trial_ends | date }}"
    "{% if seats | int > 5 %} with all of you{% endif %}."
)


def rows(count):
    for number in range(2, count + 2):
        cells = (
            f"Ana{number}",
            "Acme" if number % 7 else "",
            "Boston",
            str(number % 11),
            "1/2",
            "Tom Becker",
        )
        dates = {4: dt.date(2026, 1, 1 + number % 28)} if number % 2 else {}
        faults = {1: "holds the error #N/A"} if number % 13 == 0 else {}
        yield models.Row(number, cells, dates=dates, faults=faults)


def examiner(**options):
    settings = mergekit.given(TEMPLATE, pronounce={"Acme": "Ackmee"}, **options)
    return checks.Examiner(settings, mergekit.columns(), count_branches=True)


def test_workers_find_the_same_as_this_process():
    here = list(map(examiner().examine, rows(3_000)))

    found = list(checks.examine_rows(examiner(), rows(3_000), workers=2))

    assert found == here
    assert any(x.problems for x in found)
    assert any(x.branches for x in found)


@pytest.mark.parametrize("count", [0, 2, 300])
def test_a_small_sheet_starts_no_process_however_slow_its_rows_are(
    monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(crew, "SLOW_SECONDS", 0.0)
    monkeypatch.setattr(hands, "Crew", None)

    assert len(list(checks.examine_rows(examiner(), rows(count)))) == count


def test_a_template_column_reaches_the_workers(tmp_path):
    (tmp_path / "short.j2").write_text("Hello {{ first_name }}, it is me, and I have news for {{ company }}.")
    columns = mergekit.columns(*mergekit.HEADERS, "Template")
    settings = mergekit.given(campaign=tmp_path / "campaign.toml")
    given = [models.Row(n, ("Ana", "Acme", "", "", "", "", "short")) for n in range(2, 900)]

    found = list(checks.examine_rows(checks.Examiner(settings, columns), given, workers=1))

    assert found == list(map(checks.Examiner(settings, columns).examine, given))
    assert found[0].problems == ()


def test_a_worker_that_dies_costs_no_row(monkeypatch):
    started = []

    class Mortal(hands.Hand):
        def __init__(self, start):
            super().__init__(start)
            started.append(self._process)

        def ask(self, question):
            if self._process.poll() is None:
                os.kill(self._process.pid, signal.SIGKILL)
                self._process.wait()
            return super().ask(question)

    monkeypatch.setattr(hands, "Hand", Mortal)

    found = list(checks.examine_rows(examiner(), rows(2_000), workers=1))

    assert [x.row.number for x in found] == list(range(2, 2_002))
    assert started[0].returncode is not None


def test_without_a_second_python_the_rows_are_examined_here(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    found = list(checks.examine_rows(examiner(), rows(1_500), workers=1))

    assert len(found) == 1_500


def test_a_reader_that_stops_early_leaves_no_process_behind(monkeypatch):
    started = []
    start = hands._started
    monkeypatch.setattr(hands, "_started", lambda: started.append(start()) or started[-1])

    examined = checks.examine_rows(examiner(), rows(20_000), workers=1)
    next(examined)
    examined.close()

    assert started[0].returncode == 0


def test_a_quick_template_starts_no_process(monkeypatch):
    monkeypatch.setattr(crew, "INLINE_ROWS", 100)
    monkeypatch.setattr(crew, "SLOW_SECONDS", 10.0)
    monkeypatch.setattr(hands, "Crew", None)

    assert len(list(checks.examine_rows(examiner(), rows(1_000)))) == 1_000


def test_a_slow_template_starts_some(monkeypatch):
    monkeypatch.setattr(crew, "INLINE_ROWS", 100)
    monkeypatch.setattr(crew, "SLOW_SECONDS", 0.0)
    counts = []
    real = hands.Crew
    monkeypatch.setattr(hands, "Crew", lambda start, count: counts.append(count) or real(start, count))

    assert len(list(checks.examine_rows(examiner(), rows(1_000)))) == 1_000
    assert counts
    assert counts[0] >= 1


def test_the_hash_of_many_rows_is_the_hash_of_one():
    settings = mergekit.given('Hi {{ first_name }} "{{ company }}"\n\\.', fields={"fast": "yes"})
    found = checks.Examiner(settings, mergekit.columns()).examine(mergekit.row("Zoë \u2028", "Ü\ud83d"))

    assert found.request_hash == found.request.hash()
    assert dataclasses.is_dataclass(found.request)


@pytest.mark.parametrize("workers", [0, 1])
def test_no_rows_are_no_problem(workers):
    assert list(checks.examine_rows(examiner(), [], workers=workers)) == []

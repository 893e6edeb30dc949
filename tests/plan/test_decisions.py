"""Names of files, the guard's bounds, causes of failure: small rules, spelled out."""

import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterator
from pathlib import Path

import enginekit
import pytest

from batchgen import errors, identity, models, paths, settings
from batchgen.plan import decisions, orders, scratch, wrong_sheet
from batchgen.plan.account_search import lookups
from batchgen.tavus import failure_causes

FOLDER = Path("/campaigns")


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("prospects.csv", "prospects"),
        ("prospects.results.csv", "prospects"),
        ("prospects.results-20260102-150405.csv", "prospects"),
        ("prospects.failures.xlsx", "prospects"),
        ("prospects.sandbox.results.csv", "prospects"),
        ("v1.2 list.csv", "v1.2 list"),
        (".results.csv", ".results"),
    ],
)
def test_our_own_endings_are_not_counted(name: str, stem: str) -> None:
    assert paths.stem(FOLDER / name) == stem


@pytest.mark.parametrize(
    ("options", "state_name", "output"),
    [
        ({"sheet": FOLDER / "list.csv"}, "list.batchgen.db", "list.results.csv"),
        ({"sheet": FOLDER / "list.results.csv"}, "list.batchgen.db", "list.results.csv"),
        ({"sheet": FOLDER / "list.csv", "name": "q4"}, "q4.batchgen.db", "list.q4.results.csv"),
        ({"sheet": FOLDER / "list.q4.results.csv", "name": "q4"}, "q4.batchgen.db", "list.q4.results.csv"),
        ({"sheet": FOLDER / "list.csv", "in_place": True}, "list.batchgen.db", "list.csv"),
        ({"sheet": FOLDER / "list.failures.csv"}, "list.batchgen.db", "list.results.csv"),
        ({"sheet": FOLDER / "list.csv", "output": FOLDER / "o.csv"}, "list.batchgen.db", "o.csv"),
    ],
)
def test_files_stand_beside_the_sheet(options: dict[str, object], state_name: str, output: str) -> None:
    given = settings.Settings(**options)  # type: ignore[arg-type]

    assert paths.state(given) == FOLDER / state_name
    assert paths.output(given, ".csv") == FOLDER / output


def test_a_rehearsal_keeps_everything_apart() -> None:
    given = settings.Settings(sheet=FOLDER / "list.csv", sandbox=True)

    assert paths.state(given).parent == FOLDER / "list.sandbox"
    assert paths.output(given, ".csv") == FOLDER / "list.sandbox.results.csv"


def test_standard_input_needs_a_place_for_its_state() -> None:
    with pytest.raises(errors.UsageError, match="standard input") as told:
        paths.state(settings.Settings(sheet="-"))

    assert "--state FILE" in str(told.value)


def test_a_dated_file_is_ours_too() -> None:
    dated = paths.dated(FOLDER / "list.results.csv", dt.datetime(2026, 1, 2, 15, 4, 5, tzinfo=dt.UTC))

    assert dated.name == "list.results-20260102-150405.csv"
    assert paths.stem(dated) == "list"


@pytest.mark.parametrize(
    ("paid", "gone", "new", "accept", "stops"),
    [
        (100, 11, 11, None, True),
        (100, 10, 50, None, False),
        (100, 6, 50, None, False),
        (20, 5, 50, None, False),
        (20, 4, 50, None, False),
        (20, 6, 6, None, True),
        (20, 6, 5, None, False),
        (20, 6, 6, 6, False),
        (20, 6, 7, 6, True),
    ],
)
def test_the_guard_stops_where_the_design_says(
    paid: int, gone: int, new: int, accept: int | None, stops: bool
) -> None:
    assert wrong_sheet.suspicious(wrong_sheet.Changes(paid, gone, new), accept_new=accept) is stops


@pytest.mark.parametrize(
    ("gone", "accept", "lets_in"), [(3, 2, True), (3, 1, False), (6, 2, False), (6, 6, False), (6, 7, True)]
)
def test_who_may_be_edited_is_let_in_by_the_number_of_pairs_or_of_all_where_the_guard_stops(
    gone: int, accept: int, lets_in: bool
) -> None:
    changes = wrong_sheet.Changes(paid=20, gone=gone, new=7)

    assert wrong_sheet.lets_in(changes, pairs=2, accept_new=accept) is lets_in


@pytest.mark.parametrize(
    ("error", "field"),
    [
        ("Invalid replica_id", "replica_id"),
        ("Request Failed: The replica r1 is currently in an 'error' state and cannot process.", "replica_id"),
        ("Request has failed as the script violates community guidelines.", "script"),
        ("There was an issue generating your video. The audio file provided is not a .wav", "audio_url"),
        (
            "There was an issue generating your video. We were unable to download your audio file.",
            "audio_url",
        ),
        ("The audio file exceeds the maximum file size of 750MB.", "audio_url"),
        ("An error occurred while generating this request. Please check your inputs or try again", None),
        ("Too many requests", None),
    ],
)
def test_some_causes_fail_again_with_the_same_input(error: str, field: str | None) -> None:
    cause = failure_causes.hopeless(error)

    assert (cause.field if cause else None) == field


CASE = scratch.Case(
    left_out="",
    faults=False,
    rendered=True,
    stage="",
    has_earlier=False,
    same=False,
    sent=False,
    redo="",
    error="",
)


@pytest.mark.parametrize("stage", ["sending", "unknown", "queued", "generating", "ready", "error", "deleted"])
@pytest.mark.parametrize("sent", [False, True])
def test_what_was_or_may_have_been_paid_is_never_sent_unasked(stage: str, sent: bool) -> None:
    case = scratch.Case(
        left_out="",
        faults=False,
        rendered=True,
        stage=stage,
        has_earlier=False,
        same=sent,
        sent=sent,
        redo="",
        error="",
    )

    assert decisions.decide(case, decisions.Wishes()) != decisions.Decision.SEND
    assert decisions.decide(case, decisions.Wishes(accept=True)) != decisions.Decision.SEND


def test_a_new_row_is_sent_and_one_with_errors_is_not() -> None:
    assert decisions.decide(CASE, decisions.Wishes()) == decisions.Decision.SEND
    assert (
        decisions.decide(CASE, decisions.Wishes(only_redo=True, redo="failed")) == decisions.Decision.UNWANTED
    )


@pytest.mark.parametrize("redo", ["failed", "changed", "all"])
@pytest.mark.parametrize("mark", ["", "failed", "changed", "unknown", "all"])
def test_a_redo_that_goes_on_sends_the_rows_that_it_marked_alone(redo: str, mark: str) -> None:
    case = dataclasses.replace(CASE, stage="error", same=True, sent=True, redo=mark)

    decision = decisions.decide(case, decisions.Wishes(redo=redo, continuing=True))

    assert (decision == decisions.Decision.SEND) == (mark == redo)


def test_a_difference_is_told_in_the_words_around_it() -> None:
    sent = '{"script": "Hi Ana, how is Acme doing this year?"}'
    now = '{"script": "Hi Ana, how is Initech doing this year?"}'

    told = orders.explain(sent, now)

    assert told.startswith("The video says “is Acme”, the sheet says “is Initech”.")


def test_a_callback_with_a_secret_is_never_told() -> None:
    sent = '{"script": "Hi", "callback_url": "https://x.test/?t=secret"}'
    now = '{"script": "Ho", "callback_url": "https://x.test/?t=other"}'

    assert "x.test" not in orders.explain(sent, now)


def test_a_key_is_compared_folded_and_an_empty_part_gives_none() -> None:
    assert identity.key_hash(["Ana@Acme.com "]) == identity.key_hash(["ana@acme.com"])
    assert identity.key_hash(["STRASSE"]) == identity.key_hash(["straße"])
    assert identity.key_hash(["a", " "]) == ""


def test_the_key_of_the_api_is_found_in_no_file(desk: enginekit.Desk) -> None:
    canary = "c0ffee" * 5 + "00"
    desk.api.faults.extend(["status:503", "refuse:401:Invalid access token"])

    desk.run(api_key=canary, connections=1)
    desk.run(api_key=canary)

    assert lookups.mark_of_key(canary) != canary
    files = [path.read_bytes() for path in desk.folder.iterdir() if path.is_file()]
    assert not any(canary.encode() in data for data in files)


BOTH = (False, True)
STAGES = ("", *map(str, models.Stage))


def every_case() -> Iterator[scratch.Case]:
    for stage, left_out, redo, *flags in itertools.product(
        STAGES, ("", "hidden"), ("", "failed", "unknown"), BOTH, BOTH, BOTH, BOTH, BOTH, BOTH
    ):
        faults, rendered, has_earlier, sent, paired, reworded = flags
        if stage or not has_earlier:
            yield scratch.Case(
                left_out, faults, rendered, stage, has_earlier, sent, sent, redo, "", paired, reworded
            )


@pytest.mark.parametrize("redo", ["", "failed", "changed", "unknown", "all"])
@pytest.mark.parametrize("accept", BOTH)
@pytest.mark.parametrize("force", BOTH)
@pytest.mark.parametrize("only_redo", BOTH)
def test_no_decision_of_any_case_breaks_a_promise(
    redo: str, *, accept: bool, force: bool, only_redo: bool
) -> None:
    wishes = decisions.Wishes(redo=redo, accept=accept, force=force, only_redo=only_redo)
    for case in every_case():
        decision = decisions.decide(case, wishes)

        paid = case.has_earlier or case.stage in models.PAID_STAGES
        sends = decision is decisions.Decision.SEND
        if case.left_out:
            assert decision == case.left_out
        if sends:
            assert case.rendered
            assert not case.faults
        if paid and not redo:
            assert not sends
        if sends and case.stage in models.DOUBTFUL_STAGES:
            assert (redo, case.stage) == ("unknown", "unknown")
        if decision is decisions.Decision.ACCEPT:
            assert accept
            assert case.rendered
        if only_redo and not redo:
            assert not sends

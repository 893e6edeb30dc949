"""Result cells: what the sheet shows of a job in each of its stages."""

import dataclasses

import pytest

from batchgen import models, result_columns, state
from batchgen.results import result_cells, words
from batchgen.state import records

Stage = models.Stage
LINKS = {name: f"https://tavus.video/{name}" for name in result_columns.LINKS}
EARLIER_LINKS = {name: f"https://tavus.video/earlier-{name}" for name in result_columns.LINKS}


def job(stage: models.Stage, **fields: object) -> state.Job:
    """A job with a video that is what its row asks for."""
    texts = {field.name: "" for field in dataclasses.fields(records.Job)}
    plain: dict[str, object] = {
        **texts,
        **LINKS,
        "id": 1,
        "occurrence": 0,
        "row": 2,
        "minutes": 0.5,
        "go": 1,
        "attempt": 1,
        "seconds": None,
        "earlier": None,
        "video_id": "v1",
        "request_hash": "asked",
        "stage": stage,
    }
    return records.Job(**{**plain, **fields})  # type: ignore[arg-type]


def earlier(request: str = "asked", accepted: str = "", stage: models.Stage = Stage.READY) -> records.Video:
    return records.Video("v0", request, accepted, stage, **EARLIER_LINKS)


def links_of(texts: dict[str, str]) -> dict[str, str]:
    return {name: texts[name] for name in result_columns.LINKS}


NO_LINKS = dict.fromkeys(result_columns.LINKS, "")


@pytest.mark.parametrize("stage", Stage)
def test_the_status_is_the_stage_but_for_what_is_new_or_in_the_air(stage: models.Stage) -> None:
    status = {Stage.NEW: "", Stage.SENDING: "unknown"}.get(stage, str(stage))

    assert result_cells.status(job(stage)) == status
    assert result_cells.results(job(stage))["status"] == status


@pytest.mark.parametrize("stage", Stage)
def test_only_a_ready_video_has_links(stage: models.Stage) -> None:
    texts = result_cells.results(job(stage))

    assert links_of(texts) == (LINKS if stage == Stage.READY else NO_LINKS)
    assert texts["video_id"] == "v1"


@pytest.mark.parametrize("stage", Stage)
def test_a_video_that_its_row_no_longer_asks_for_has_no_links_and_says_what_differs(
    stage: models.Stage,
) -> None:
    texts = result_cells.results(job(stage, outdated="It says Ana."))

    lost = {Stage.NEW, Stage.INVALID, Stage.EXCLUDED, Stage.REJECTED, Stage.ERROR, Stage.DELETED}
    assert (texts["status"] == "outdated") is (stage not in lost)
    assert (texts["error"] == "It says Ana.") is (stage not in lost)
    assert links_of(texts) == NO_LINKS


def test_a_failed_video_of_an_edited_row_says_how_to_send_it() -> None:
    failed = job(Stage.ERROR, outdated="It says Ana.", details="Rendering failed.")

    assert result_cells.results(failed)["error"] == words.not_sent_again("Rendering failed.")


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (earlier(), True),
        (earlier("another", accepted="asked"), True),  # --accept-changed kept it for what the row asks now
        (earlier("another"), False),
        (earlier(stage=Stage.ERROR), False),
        (earlier(stage=Stage.UNKNOWN), False),
        (earlier(stage=Stage.DELETED), False),
    ],
)
def test_while_a_row_is_made_again_its_earlier_video_stays_if_the_row_still_asks_for_it(
    asked: records.Video, shown: bool
) -> None:
    texts = result_cells.results(job(Stage.GENERATING, earlier=asked))

    assert links_of(texts) == (EARLIER_LINKS if shown else NO_LINKS)
    assert (texts["video_id"], texts["status"]) == ("v0" if shown else "v1", "generating")


def test_a_row_whose_new_video_has_no_id_yet_keeps_that_of_the_earlier_one() -> None:
    texts = result_cells.results(job(Stage.SENDING, video_id="", earlier=earlier("another")))

    assert (texts["video_id"], texts["status"]) == ("v0", "unknown")


@pytest.mark.parametrize("stage", Stage)
def test_a_person_on_a_suppression_list_has_no_link_at_all(stage: models.Stage) -> None:
    texts = result_cells.results(result_cells.excluded(job(stage, error="Why.", outdated="It says Ana.")))

    assert (texts["status"], texts["error"], links_of(texts)) == ("excluded", "", NO_LINKS)


def test_a_person_on_a_suppression_list_loses_the_links_of_the_earlier_video_too() -> None:
    texts = result_cells.results(result_cells.excluded(job(Stage.QUEUED, earlier=earlier())))

    assert (texts["status"], links_of(texts)) == ("excluded", NO_LINKS)


@pytest.mark.parametrize(
    ("stage", "fields", "error"),
    [
        (Stage.REJECTED, {"error": "Script is required"}, "Script is required"),
        (Stage.ERROR, {"error": "", "details": "Rendering failed."}, "Rendering failed."),
        (Stage.ERROR, {"error": "Too long", "details": "Rendering failed."}, "Too long"),
        (Stage.UNKNOWN, {"error": "No answer."}, "No answer."),
        (Stage.SENDING, {}, words.NO_ANSWER),
        (Stage.DELETED, {"details": "It was ready."}, words.DELETED),
        (Stage.READY, {"error": "of old", "details": "of old"}, ""),
        (Stage.QUEUED, {"error": "of old"}, ""),
        (Stage.NEW, {"error": "of old"}, ""),
    ],
)
def test_the_error_is_the_reason_of_a_row_without_a_video(
    stage: models.Stage, fields: dict[str, object], error: str
) -> None:
    assert result_cells.results(job(stage, **fields))["error"] == error


def test_the_failures_file_has_what_another_text_may_help() -> None:
    failed = {str(stage) for stage in Stage if result_cells.failed(job(stage))}

    assert failed == {"error", "rejected", "invalid"}
    assert not result_cells.failed(job(Stage.READY, outdated="It says Ana."))

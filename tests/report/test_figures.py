"""The report: figures, causes, privacy, one safe file."""

import datetime as dt
import re
import tracemalloc
from pathlib import Path

import afterkit
import pytest
import statejobs

from batchgen import models, report, state
from batchgen.report import chart, figures, report_page
from batchgen.tavus import video_request

START = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)


def entry(number: int = 2, **facts: object) -> report.Entry:
    job = afterkit.job(row=number, **facts)
    return figures._entry(job, {}, brief=False)


@pytest.fixture
def store(tmp_path: Path) -> state.StateFile:
    return afterkit.campaign_state(tmp_path / "a.batchgen.db")


def test_totals_count_by_kind(store: state.StateFile) -> None:
    with store:
        totals = report.sum_up(report.Entries(store))

    assert totals.total == 5
    assert dict(totals.kinds) == {"ready": 2, "failed": 2, "other": 1}
    assert totals.minutes == 4.0


def test_failures_of_one_cause_are_one_group_with_what_to_do(store: state.StateFile) -> None:
    with store:
        (group,) = report.sum_up(report.Entries(store)).groups

    assert group.count == 2
    assert group.rows == (4, 5)
    assert "community guidelines" in group.words
    assert "Change the words of the row" in group.advice


def test_a_request_on_its_way_is_not_called_lost() -> None:
    going, lost = (entry(2, stage=models.Stage.SENDING), entry(3, stage=models.Stage.UNKNOWN))

    groups = {group.rows: group for group in report.sum_up([going, lost]).groups}

    assert "not answered yet" in groups[2,].words
    assert groups[2,].advice.startswith("Nothing to do")
    assert "--redo" not in groups[2,].advice
    assert "lost" in groups[3,].words


def test_a_brief_report_has_no_addresses_and_no_scripts(store: state.StateFile) -> None:
    with store:
        text = "".join(report.render(report.Entries(store, brief=True), report.Heading("Q4", brief=True), {}))

    assert "@" not in re.sub(r"@media[^{]*", "", text)
    assert "Hello" not in text
    assert "Ana Ruiz" in text


def test_a_full_report_has_both(store: state.StateFile) -> None:
    with store:
        text = "".join(report.render(report.Entries(store), report.Heading("Q4"), {}))

    assert "ana@acme.example" in text
    assert "Hello Ana" in text


def test_nothing_from_a_sheet_becomes_markup() -> None:
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\u2028"
    found = [entry(label=evil, key=evil, error=evil, stage=models.Stage.ERROR)]
    text = "".join(report.render(found, report.Heading(evil), {}))

    assert "<script>alert" not in text
    assert "<img src=x" not in text


def test_only_links_that_lead_to_pages_are_links() -> None:
    assert report_page._link("https://tavus.example/v1") == "https://tavus.example/v1"
    assert report_page._link("javascript:alert(1)") == ""
    assert report_page._link("data:text/html,x") == ""


def test_the_page_loads_nothing(store: state.StateFile) -> None:
    with store:
        text = "".join(report.render(report.Entries(store), report.Heading("Q4"), {}))

    assert "default-src &#39;none&#39;" in text
    assert not re.findall(r"<(?:link|script src|iframe|img)[ >]", text)


def test_an_empty_campaign_has_a_report_too() -> None:
    text = "".join(report.render([], report.Heading("Empty"), {}))

    assert "<b>0</b>" in text


def test_the_chart_counts_up_and_ends_at_the_total() -> None:
    times = [START.timestamp() + n * 7 for n in range(1000)]

    svg = chart.draw([("sent", "sent", times), ("ready", "ready", times[:500]), ("failed", "failed", [])])

    assert "1,000 sent; 500 ready; 0 failed" in svg
    assert svg.count('class="line') == 2
    assert svg.count("L") < 2 * chart.MOST_POINTS + 10


def test_a_chart_of_one_moment_is_left_out() -> None:
    assert chart.draw([("sent", "sent", [START.timestamp()])]) == ""


@pytest.mark.parametrize("span", [1, 59, 600, 7200, 90_000, 700_000])
def test_the_clock_of_a_chart_has_a_few_marks(span: int) -> None:
    svg = chart.draw([("sent", "sent", [START.timestamp(), START.timestamp() + span])])

    assert 1 <= svg.count('y="228"') <= 8


def test_thumbnails_are_embedded_small(tmp_path: Path) -> None:
    from PIL import Image

    from batchgen.download import link_opener

    picture = tmp_path / "t.png"
    Image.effect_noise((1280, 720), 50).save(picture)
    found = [entry(video_id="v1", thumbnail_url=picture.as_uri())]

    inside = report.embedded(found, link_opener.Reach(near=True), files_of=tmp_path)
    outside = report.embedded(found, link_opener.Reach(near=True), files_of=tmp_path / "other")

    assert inside["v1"].startswith("data:image/jpeg;base64,")
    assert len(inside["v1"]) < 60_000
    assert outside == {}


def test_entries_come_in_the_order_of_the_sheet_gone_rows_last(tmp_path: Path) -> None:
    order = [5, None, 3, 4, 2]
    with afterkit.campaign_state(tmp_path / "a.batchgen.db") as store:
        statejobs.change(
            store,
            lambda db: db.executemany(
                "UPDATE jobs SET row = ? WHERE id = ?", zip(order, range(1, 6), strict=True)
            ),
        )

        rows = [found.row for found in report.Entries(store)]

    assert rows == [2, 3, 4, 5, None]


def test_memory_does_not_grow_with_the_rows_but_for_their_moments(tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        with afterkit.campaign_state(tmp_path / f"{rows}.batchgen.db") as store:
            request = video_request.VideoRequest({"replica_id": "r1", "script": "Hello there. " * 100})
            statejobs.add(
                store, (statejobs.NewJob(f"p{n}@acme.example", n, request, minutes=1.0) for n in range(rows))
            )
            tracemalloc.start()
            for _ in report.render(report.Entries(store), report.Heading("Q4"), {}):
                pass
            most = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return most

    small, large = peak(2000), peak(6000)

    assert (large - small) / 4000 < 300  # bytes a row; a script alone has 1,300

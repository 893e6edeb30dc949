"""The main job: forty rows, forty videos, and the same command again makes none."""

from collections.abc import Iterator
from pathlib import Path

import enginekit
import faketavus
import pytest


@pytest.fixture
def api() -> Iterator[faketavus.FakeTavus]:
    with faketavus.FakeTavus() as fake:
        yield fake


def test_forty_rows_make_forty_videos_and_the_same_again_makes_none(
    api: faketavus.FakeTavus, tmp_path: Path
) -> None:
    desk = enginekit.desk(tmp_path, api, enginekit.people(40))

    first = desk.run()
    again = desk.run()

    results = desk.results()
    assert (first.code, again.code) == (0, 0)
    assert desk.made == 40
    assert {r["status"] for r in results} == {"ready"}
    assert len({r["video_id"] for r in results}) == 40
    for row in results:
        assert api.videos[row["video_id"]].body["script"] == (
            f"Hi {row['first_name']}, this is about {row['company']} and how we may help."
        )
        assert row["video_id"] in row["hosted_url"]

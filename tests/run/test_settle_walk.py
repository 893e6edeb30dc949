"""The walk over the account's list shows every video, however the service counts and orders its pages."""

import faketavus
import pytest

from batchgen import tavus
from batchgen.tavus import video_list_walk

KEY = "0123456789abcdef"
BASES = ["0", "1", "1-empty", "clamped"]
ORDERS = ["newest", "oldest", "updated"]


def walked(api: faketavus.FakeTavus) -> tuple[set[str], video_list_walk.Walk]:
    seen = video_list_walk.Walk()
    with tavus.Client(KEY, api.url) as client:
        ids = [video.video_id for _, video in video_list_walk.videos(client.list_videos, seen)]
    assert len(ids) == len(set(ids))
    return set(ids), seen


@pytest.mark.parametrize("no_total", [False, True])
@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 250])
@pytest.mark.parametrize("base", BASES)
def test_every_video_is_shown_at_every_page_base(base: str, count: int, no_total: bool) -> None:
    with faketavus.FakeTavus(page_base=base, no_total=no_total) as api:
        for _ in range(count):
            api.make_stranger()

        ids, seen = walked(api)

        assert ids == set(api.videos)
        assert seen.pages <= count // 100 + 4 + 3 * (base == "1")
        assert len(seen.ids) >= (seen.first_total or 0)


@pytest.mark.parametrize("refuses", [False, True])
@pytest.mark.parametrize("cap", [10, 30, 50])
@pytest.mark.parametrize("base", BASES)
def test_a_page_cap_hides_nothing(base: str, cap: int, refuses: bool) -> None:
    with faketavus.FakeTavus(page_base=base, page_cap=cap, page_cap_refuses=refuses) as api:
        for _ in range(120):
            api.make_stranger()

        ids, _ = walked(api)

        assert ids == set(api.videos)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("base", BASES)
def test_videos_made_by_others_during_the_walk_hide_none_that_was_there(base: str, order: str) -> None:
    with faketavus.FakeTavus(page_base=base, order=order, strangers_per_list=7) as api:
        there = {api.make_stranger().video_id for _ in range(350)}

        ids, seen = walked(api)

        assert there <= ids
        assert len(seen.ids) >= (seen.first_total or 0)


def test_items_without_an_id_are_counted() -> None:
    with faketavus.FakeTavus(odd_items=2) as api:
        api.make_stranger()

        _, seen = walked(api)

        assert seen.odd >= 2

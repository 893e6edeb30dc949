"""Everything about the service that a test can set, at any time, by name."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass
class Switches:
    key: str = ""  # the only key that is accepted; empty accepts all
    latency: float = 0.0  # seconds between receipt and answer of a create
    queue_seconds: float = 0.0  # life cycle: queued, then generating, then ready
    make_seconds: float = 0.0
    hang_seconds: float = 5.0
    thumbnail_seconds: float = 0.0  # thumbnails come so much later than ready
    film: bytes = dataclasses.field(
        default=b"", repr=False
    )  # videos have this file, which the server serves itself, with pictures beside it
    page_base: str = (
        "0"  # "0"; "1" (page 0 answers 400); "1-empty" (page 0 is empty); "clamped" (page 0 is page 1)
    )
    page_cap: int = 100
    page_cap_refuses: bool = False
    order: str = "newest"  # newest, oldest, updated, shuffled
    list_lag: float = 0.0
    list_fails: int = 0  # so many of the next list calls answer 500
    reads_fail: str = ""  # a fault for every GET: "status:503", "html:502", "close", "reset"
    no_list: str = ""  # a fault for every list call: "status:404", "html:405"
    no_total: bool = False
    strangers_per_list: int = 0  # videos that others make at each list call
    name_filter: str = "keep"  # keep, drop, upper, cut (30 characters), prefix
    list_without: tuple[str, ...] = ()  # fields that list items lack
    list_thumbnails: bool = True
    total: int = -1  # the list's total_count; -1 is the truth
    cursor: bool = False  # the list has cursors: it ignores page numbers
    hidden: tuple[str, ...] = ()  # ids that the list counts and does not show
    number_ids: bool = False  # ids are numbers
    odd_items: int = 0  # list items without a video_id on every page
    rate: float = 0.0  # hidden limit, creates a second (token bucket, burst = 1 second); 0 = none
    max_open: int = 0  # at most so many unfinished videos, else the 400 cap text
    credits: int = -1  # so many videos are made, then 402
    bad_replicas: tuple[str, ...] = ()
    any_replica: bool = True  # every id is a replica; without it only those that were added
    replica_calls: bool = True  # whether there are calls about replicas at all
    every_fault: str = ""  # this fault for every create
    outage: bool = False  # every call is cut off without an answer

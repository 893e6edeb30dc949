"""The table of results: whose links it shows."""

import afterkit
import pytest

from batchgen import state
from batchgen.workspace import result_lines

PAGE = {
    "job_id": 1,
    "code": "0" * 32,
    "made": {},
    "video_id": "v1",
    "sent": {"index.html": "1", "mail.gif": "2"},
    "space": "s3://films",
    "base_url": "https://watch.example",
    "answered_at": "2026-11-27T12:00:00+00:00",
    "unpublished_at": "",
}
OWN = "https://watch.example/" + "0" * 32 + "/"


@pytest.mark.parametrize(
    ("changed", "link"),
    [
        ({}, OWN),
        ({"answered_at": ""}, "https://tavus.example/v1"),
        ({"unpublished_at": "2026-11-28T12:00:00+00:00"}, "https://tavus.example/v1"),
        ({"video_id": "v0"}, "https://tavus.example/v1"),
    ],
)
def test_links_lead_to_a_page_of_ones_own_once_it_answered(changed: dict[str, str], link: str) -> None:
    job = afterkit.job(
        video_id="v1", hosted_url="https://tavus.example/v1", gif_url="https://tavus.example/v1.gif"
    )

    shown = result_lines.line("spring", job, state.PageCode(**(PAGE | changed)), sandbox=False)

    assert shown["link"] == link
    assert f'href="{link}"' in str(shown["code"])
    assert ("mail.gif" in str(shown["code"])) is (link == OWN)


def test_without_a_page_the_links_are_tavus_s_own() -> None:
    job = afterkit.job(video_id="v1", hosted_url="https://tavus.example/v1")

    assert result_lines.line("spring", job, None, sandbox=False)["link"] == "https://tavus.example/v1"

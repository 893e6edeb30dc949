"""A rehearsal: its sandbox is for it alone."""

from pathlib import Path

import pytest
import sandboxkit

from batchgen.campaign import library

FETCH = {"Origin": "http://localhost:5173", "Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"}


def test_the_sandbox_of_a_rehearsal_takes_its_own_key_and_no_page(tmp_path: Path) -> None:
    pytest.importorskip("av")
    with library.rehearsing(tmp_path / "list.sandbox") as make, make() as client:
        api = sandboxkit.Api(client.base_url, tmp_path)
        listed = client.list_videos(0, 1)
        statuses = [api.call("GET", "/v2/videos", key=key).status for key in ("sandbox", "any")]
        page = api.call(
            "OPTIONS", "/v2/videos", key=None, **FETCH, **{"Access-Control-Request-Method": "GET"}
        )

    assert listed.total == 0
    assert statuses == [401, 401]
    assert (page.status, page.headers["access-control-allow-origin"]) == (403, None)

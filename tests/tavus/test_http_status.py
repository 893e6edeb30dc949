"""HTTP status: which refusals concern the account."""

from __future__ import annotations

import pytest

from batchgen.tavus import http_status


@pytest.mark.parametrize(
    ("status", "hint"), [(401, "TAVUS_API_KEY"), (402, "credits"), (403, "this key"), (400, ""), (429, "")]
)
def test_a_refused_account_has_a_hint_and_no_other_refusal_has(status: int, hint: str) -> None:
    assert hint in http_status.hint(status)
    assert bool(hint) == http_status.is_of_account(status)

"""A mere look at a sheet (no state file, no key) tells the same as the plan of a run."""

from pathlib import Path

import enginekit
import pytest

HEAD = "First Name,Company,Email\n"
SHEETS = {
    "plain": "Ana,Acme,a@x.org\nBo,Bolt,b@x.org\n",
    "blank cells": "Ana,,a@x.org\n,Bolt,b@x.org\n , ,c@x.org\nDi,Dot,d@x.org\n",
    "no key": "Ana,Acme,\nBo,Bolt,\nAna,Acme,\n",
    "a key that comes twice": "Ana,Acme,a@x.org\nBo,Bolt,A@X.org\nCy,Cut,c@x.org\n",
    "equal requests": "Ana,Acme,a@x.org\nAna,Acme,b@x.org\nAna,Acme,c@x.org\n",
    "ragged lines": "Ana,Acme,a@x.org\nBo,Bolt\nCy,Cut,c@x.org,more\n\nDi,Dot,d@x.org\n",
    "quotes and newlines": '"Ana ""A""","Acme,\nInc",a@x.org\n\n\n"Bo",5" pipe,b@x.org\n',
    "what is read out wrongly": "Ana,ACME,a@x.org\nnull,Bolt,b@x.org\nÉva,www.x.org,\n{{x}},Dot,d\n",
}


@pytest.mark.parametrize("options", [{}, {"rows": "2-4", "strict": True}])
@pytest.mark.parametrize("text", SHEETS.values(), ids=SHEETS)
def test_a_mere_look_tells_what_a_run_would_do(
    text: str, options: dict[str, object], desk: enginekit.Desk, tmp_path: Path
) -> None:
    desk.sheet.write_text(HEAD + text, "utf-8")

    with desk.open(lock=False, api_key="", ignore_account=True, **options) as batch:
        look = batch.plan()
        looked_at = _rows_of(look)
    with desk.open(lock=True, api_key="", ignore_account=True, **options) as batch:
        kept = batch.plan()
        held = _rows_of(kept)

    assert _told(look) == _told(kept)
    assert looked_at == held


def _told(plan):
    numbers = (plan.rows, plan.selected, plan.to_send, plan.new, plan.duplicates, plan.empty, plan.invalid)
    sentences = (plan.notes, plan.key, plan.replicas, plan.left_out)
    return numbers, sentences, round(plan.minutes, 9), plan.problems.to_json()


def _rows_of(plan):
    asked = "row, request_hash, replica, minutes, left_out, faults, problems, decision, occurrence, same_as"
    return plan.roster._ask(f"SELECT {asked} FROM rows ORDER BY n")

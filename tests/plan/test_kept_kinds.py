"""Kinds of columns that the state file keeps: what was decided holds for later runs."""

import enginekit
import pytest

from batchgen.plan import known_files

SCRIPT = (
    "Hi {{ first_name }}, see you on {{ start_date | date }}{% if customer %}, dear customer{% endif %}, and "
    "have a good time until then."
)


def row(name: str, start: str, customer: str = "no") -> dict[str, str]:
    return {"first_name": name, "company": f"Firm {name}", "start_date": start, "customer": customer}


@pytest.fixture
def desk(tmp_path, api):
    made = enginekit.desk(tmp_path, api, [row("Ana", "13/12/2026"), row("Bo", "05/12/2026", "yes")])
    (tmp_path / "t.j2").write_text(SCRIPT)
    return made


def scripts(api) -> list[str]:
    return [str(post.body["script"]).partition(", and")[0] for post in api.posts]


def test_a_later_run_reads_the_column_as_the_first_one_did(desk, api):
    desk.run()
    rows = desk.rows()
    desk.write(
        [*rows[1:], row("Chi", "06/12/2026"), row("Di", "12/31/2026"), row("Ed", "07/12/2026", "maybe")]
    )

    done = desk.run(skip_invalid=True)

    assert [script for script in scripts(api) if "Chi" in script] == ["Hi Chi, see you on December 6, 2026"]
    assert (done.plan.to_send, done.plan.invalid, done.plan.outdated) == (1, 2, 0)


def test_the_state_file_keeps_what_was_decided_and_for_whom(desk):
    desk.run()

    with desk.open(lock=False) as batch:
        kept = batch.store.meta(known_files.COLUMNS)
    assert '"start_date": {"kind": "date", "settled": {"": "dmy"}}' in kept
    assert '"customer": {"kind": "yes/no", "settled": {}}' in kept


def test_what_the_campaign_names_is_stronger_than_what_was_kept(desk, api):
    desk.run()
    desk.write([row("Chi", "06/12/2026")])

    desk.run(columns={"start_date": {"order": "mdy"}}, accept_new=1)

    assert scripts(api)[-1] == "Hi Chi, see you on June 12, 2026"

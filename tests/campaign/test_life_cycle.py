"""The life of a campaign by chance: runs, edits, faults and answers in any order, and the bill."""

import shutil
import tempfile
from pathlib import Path

import enginekit
import faketavus
import hypothesis
import pytest
from hypothesis import stateful
from hypothesis import strategies as st

from batchgen import errors, state

FAULTS = ("", "close_after_body", "dropped", "status:503", "no_id", "html", "refuse:400:Odd", "429:1")


class Campaign(stateful.RuleBasedStateMachine):
    """A sheet whose rows have a key; `redone` counts the commands that may pay again."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.api = faketavus.FakeTavus()
        self.api.start()
        self.desk = enginekit.desk(self.folder, self.api, enginekit.people(4))
        self.edits = 0
        self.redone = 0
        self.ran = False
        self.before_a_loss: set[str] = set()
        self.accepted: set[str] = set()

    def teardown(self) -> None:
        self.api.stop()
        shutil.rmtree(self.folder)

    def run_it(self, **options: object) -> None:
        try:
            done = self.desk.run(connections=2, no_wait=True, **options)
        except (errors.PlanError, errors.ServiceError):
            return
        finally:
            self.api.faults.clear()
        self.ran = True
        assert done.code in {0, 1, 4}

    @stateful.rule(faults=st.lists(st.sampled_from(FAULTS), max_size=3), limit=st.sampled_from([None, 1, 2]))
    def run(self, faults: list[str], limit: int | None) -> None:
        self.api.faults.extend(faults)
        self.run_it(limit=limit)

    @stateful.rule(redo=st.sampled_from(["failed", "changed", "unknown", "all"]))
    def redo(self, redo: str) -> None:
        self.redone += 1
        self.run_it(redo=redo)

    @stateful.rule()
    def retry(self) -> None:
        self.redone += 1
        self.run_it(retry=True)

    @stateful.rule()
    def accept(self) -> None:
        # From here on these rows may keep the video of other words.
        self.accepted |= {script_of(row) for row in self.desk.rows()}
        self.run_it(accept="changed")

    @stateful.precondition(lambda self: self.ran)
    @stateful.rule()
    def wait(self) -> None:
        self.desk.wait()

    @stateful.rule(number=st.integers(0, 3))
    def edit(self, number: int) -> None:
        rows = self.desk.rows()
        self.edits += 1
        rows[number % len(rows)]["company"] = f"Edited {self.edits}"
        self.desk.write(rows)

    @stateful.rule()
    def turn_around(self) -> None:
        self.desk.write(list(reversed(self.desk.rows())))

    @stateful.rule()
    def add(self) -> None:
        self.edits += 1
        self.desk.write([*self.desk.rows(), *enginekit.people(1, first=100 + self.edits)])

    @stateful.rule()
    def remove(self) -> None:
        rows = self.desk.rows()
        if len(rows) > 2:
            self.desk.write(rows[1:])

    @stateful.rule(lag=st.sampled_from([0.0, 1e9]))
    def let_the_list_lag(self, lag: float) -> None:
        self.api.set(list_lag=lag)

    @stateful.rule(status=st.sampled_from(["ready", "error"]))
    def finish(self, status: str) -> None:
        self.api.finish(status)

    @stateful.rule()
    def lose_the_state_file(self) -> None:
        # Only what the account's list shows can be found again.
        if self.api.list_lag == 0 and not self._unknown():
            (self.folder / "list.batchgen.db").unlink(missing_ok=True)
            self.ran = False
            self.before_a_loss = self.api.made_ids()

    @stateful.rule()
    def back_up_the_state_file(self) -> None:
        if self.ran and not self._unknown():
            shutil.copy(self.folder / "list.batchgen.db", self.folder / "backup.db")

    @stateful.precondition(lambda self: (self.folder / "backup.db").exists())
    @stateful.rule()
    def restore_the_state_file(self) -> None:
        if self.ran and self.api.list_lag == 0 and not self._unknown():
            shutil.copy(self.folder / "backup.db", self.folder / "list.batchgen.db")
            self.ran = False
            self.before_a_loss = self.api.made_ids()

    def _unknown(self) -> set[str]:
        path = self.folder / "list.batchgen.db"
        if not path.exists():
            return set()
        with state.read_state(path) as store:
            return {attempt.token for attempt in store.unknown_attempts()}

    @stateful.invariant()
    def nothing_is_paid_more_often_than_it_was_asked_for(self) -> None:
        for script, count in self.api.paid_twice().items():
            assert count <= 1 + self.redone, script

    @stateful.invariant()
    def every_paid_video_is_known_or_looked_for(self) -> None:
        if not self.ran:
            return
        looked_for = self._unknown()
        with state.read_state(self.folder / "list.batchgen.db") as store:
            known = store.known_ids(deleted=True)
            fresh = store.meta("sequence", "0") == "0"
        # What no row asks for any more cannot be found again once the state file is lost.
        asked = {script_of(row) for row in self.desk.rows()}
        made = [
            post
            for post in self.api.posts
            if post.made and (post.made not in self.before_a_loss or post.body["script"] in asked)
        ]
        lost = [p for p in made if p.made not in known and p.token not in looked_for]
        assert fresh or not lost or self.redone

    @stateful.invariant()
    def a_link_stands_only_beside_the_video_that_its_row_asks_for(self) -> None:
        if not self.desk.output.exists():
            return
        for row in self.desk.results():
            if row["hosted_url"] and script_of(row) not in self.accepted:
                assert self.api.videos[row["video_id"]].body["script"] == script_of(row)


def script_of(row: dict[str, str]) -> str:
    return f"Hi {row['first_name']}, this is about {row['company']} and how we may help."


def play(examples: int, steps: int) -> None:
    stateful.run_state_machine_as_test(
        Campaign,
        settings=hypothesis.settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(hypothesis.HealthCheck),
            print_blob=True,
        ),
    )


def test_whatever_happens_nothing_is_paid_twice_and_no_link_is_wrong() -> None:
    play(examples=6, steps=8)


@pytest.mark.long
def test_whatever_happens_for_long() -> None:
    play(examples=150, steps=15)

"""Any order of runs, mends, sorts and inserts: nobody is paid for twice, and every link is its row's own."""

import collections
import dataclasses
import itertools
import random
import re
from pathlib import Path

import enginekit
import faketavus
import pytest

PERSON = re.compile(r"Name\d+x")


@dataclasses.dataclass
class Story:
    """A list whose bad rows are refused, and a failures file that is mended now and then."""

    dice: random.Random
    desk: enginekit.Desk
    keyed: bool
    failures: Path
    rows: list[dict[str, str]] = dataclasses.field(default_factory=list)

    def __post_init__(self) -> None:
        self.list = self.desk.sheet
        words = itertools.count()
        self.desk.api.fault_of = lambda post: (
            f"refuse:400:Bad {next(words)}" if "Bad " in str(post.body) else ""
        )
        for _ in range(6):
            self.insert()

    def insert(self) -> None:
        n, bad = len(self.rows), self.dice.random() < 0.5
        row = {"first_name": f"Name{n}x", "company": f"{'Bad ' if bad else ''}Co{n}", "town": f"T{n % 3}"}
        key = {"email": f"p{n}@example.com"} if self.keyed else {}
        self.rows.insert(self.dice.randint(0, n), key | row)
        self.desk.write(self.rows, self.list)

    def sort(self) -> None:
        self.dice.shuffle(self.rows)
        self.desk.write(self.rows, self.list)

    def mend_list(self, share: float = 0.3) -> None:
        for row in self.rows:
            if self.dice.random() < share:
                row["company"] = row["company"].removeprefix("Bad ")
        self.desk.write(self.rows, self.list)

    def run(self) -> None:
        self.desk.sheet = self.list
        self.desk.run(accept_new=100, failures=self.failures, limit=self.dice.choice([None, 2]))

    def run_failures(self) -> None:
        rows = self.desk.rows(self.failures) if self.failures.exists() else []
        if not rows:
            return
        for row in rows:
            if self.dice.random() < 0.7:
                row["company"] = row["company"].removeprefix("Bad ")
        if self.dice.random() < 0.3:
            self.failures = self.failures.rename(self.failures.with_stem(f"f{self.dice.randint(0, 99)}"))
        self.desk.write(rows[: self.dice.randint(1, len(rows))], self.failures)
        self.desk.sheet = self.failures
        self.desk.run(limit=self.dice.choice([None, 1]))

    def made(self) -> dict[str, str]:
        """Who is shown by each video."""
        found = {p.made: PERSON.search(str(p.body["script"])) for p in self.desk.api.posts if p.made}
        return {str(video): match.group() for video, match in found.items() if match}


@pytest.mark.parametrize("keyed", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_mended_where_everybody_gets_one_video(
    api: faketavus.FakeTavus, tmp_path: Path, seed: int, keyed: bool
) -> None:
    desk = enginekit.desk(tmp_path, api, enginekit.people(1))
    story = Story(random.Random(seed), desk, keyed, tmp_path / "again.csv")
    steps = (story.run, story.run_failures, story.run_failures, story.sort, story.insert, story.mend_list)
    story.run()
    for step in story.dice.choices(steps, k=8):
        step()
    story.mend_list(share=1)
    story.desk.sheet = story.list

    story.desk.run(accept_new=100)

    made = story.made()
    results = desk.results(tmp_path / "list.results.csv")
    assert set(collections.Counter(made.values()).values()) == {1}
    assert [row["status"] for row in results] == ["ready"] * len(story.rows)
    assert all(made[row["video_id"]] == row["first_name"] for row in results)

"""Links that another user has planted where an output goes are not followed; links of one's own are."""

import os
import sys
from pathlib import Path

import pytest

from batchgen import errors, models, sheets, state
from batchgen.checks import preview_page
from batchgen.checks.problems import problem_report

STRANGER = 12345

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links of owners are POSIX")


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    path = tmp_path / "mine" / "precious.csv"
    path.parent.mkdir()
    path.write_text("precious")
    return path


@pytest.fixture
def planted(tmp_path: Path, victim: Path) -> Path:
    """A link of another user. Who may not give files away looks through the eyes of another one instead."""
    link = tmp_path / "list.results.csv"
    link.symlink_to(victim)
    if os.geteuid() != 0:
        pytest.skip("only root can give a link to another user")
    os.lchown(link, STRANGER, STRANGER)
    return link


def test_no_output_follows_a_link_of_another_user(planted: Path, victim: Path) -> None:
    writes = [
        lambda: sheets.check_writable(planted),
        lambda: sheets.write_lines(planted, ["x"]),
        lambda: sheets.write_table(planted, ["a"], [["b"]]),
        lambda: preview_page.write_page(planted, [], title="x"),
    ]
    for write in writes:
        with pytest.raises(errors.SheetLockedError, match="another user") as told:
            write()
        assert "Delete it" in told.value.hint
    assert victim.read_text() == "precious"
    assert planted.is_symlink()


def test_a_link_behind_a_link_of_ones_own_counts_too(planted: Path, victim: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.symlink_to(planted)

    with pytest.raises(errors.SheetLockedError, match="another user"):
        sheets.write_lines(own, ["x"])

    assert victim.read_text() == "precious"


def test_a_list_of_problems_follows_none_either(planted: Path, victim: Path) -> None:
    with pytest.raises(errors.SheetLockedError):
        problem_report.ProblemReport(planted).add(models.Problem("blank", "It is empty."))
    assert victim.read_text() == "precious"


def test_a_link_of_ones_own_is_followed(tmp_path: Path, victim: Path) -> None:
    link = tmp_path / "list.results.csv"
    link.symlink_to("mine/precious.csv")

    sheets.write_lines(link, ["new"])

    assert link.is_symlink()
    assert victim.read_text() == "new"


def test_a_ring_of_links_is_told(tmp_path: Path) -> None:
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    one.symlink_to(other)
    other.symlink_to(one)

    with pytest.raises(errors.SheetLockedError, match="leads back to itself"):
        sheets.write_lines(one, ["x"])


@pytest.mark.parametrize("ending", ["-wal", "-shm", "-journal"])
def test_a_state_file_follows_no_link_for_its_journal(tmp_path: Path, victim: Path, ending: str) -> None:
    path = tmp_path / "list.batchgen.db"
    Path(f"{path}{ending}").symlink_to(victim)

    with pytest.raises(errors.StateError, match="symbolic link"):
        state.open_state(path, service="")

    assert victim.read_text() == "precious"

"""What the package offers to other programs is typed, and a file that uses all of it passes mypy --strict."""

from pathlib import Path

import pytest
from mypy import api

import batchgen

USER = Path(__file__).parent / "typing" / "public_surface.py"
OWN = {"settings", "source", "worksheet", "encoding", "outcomes", "currency"}
"""What is public in name alone: for this package itself."""


def test_a_file_that_uses_all_of_it_passes_mypy_strict(tmp_path: Path) -> None:
    out, err, code = api.run(["--strict", "--python-version=3.11", f"--cache-dir={tmp_path}", str(USER)])

    assert code == 0, out + err


@pytest.mark.parametrize("name", batchgen.__all__)
def test_the_file_uses_every_public_name(name: str) -> None:
    assert name in USER.read_text("utf-8")


@pytest.mark.parametrize("kind", [batchgen.Campaign, batchgen.Plan, batchgen.Results])
def test_the_file_uses_every_public_attribute(kind: type) -> None:
    names = {*dir(kind), *getattr(kind, "__dataclass_fields__", ())}
    public = {name for name in names if not name.startswith("_")} - OWN

    assert sorted(name for name in public if f".{name}" not in USER.read_text("utf-8")) == []

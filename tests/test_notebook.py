"""The notebook of the docs: it is what the kit has, it runs, and it shows what it says."""

import json
from typing import Any

import docnotebook
import pytest

from batchgen.campaign import notebook

STORED = json.loads(docnotebook.PAGE.read_text("utf-8"))
OF_PANDAS = ("people", "dtypes")
"""Ends of cells that show a frame as the installed pandas does, whatever its version."""


def shown(book: dict[str, Any]) -> dict[str, list[str]]:
    """The words that each cell of ours shows, by the cell."""
    return {
        "".join(cell["source"]): " ".join(
            "".join(out["data"]["text/plain"]) for out in cell["outputs"] if "data" in out
        ).split()
        for cell in book["cells"]
        if cell["cell_type"] == "code" and not "".join(cell["source"]).endswith(OF_PANDAS)
    }


def test_the_notebook_has_the_cells_of_the_kit() -> None:
    cells = ["".join(cell["source"]) for cell in STORED["cells"]]

    assert cells == list(docnotebook.CELLS), "write it again: python tests/kit/docnotebook.py"


def test_the_notebook_runs_and_shows_what_it_says() -> None:
    pytest.importorskip("av", reason="needs the sandbox extra")

    book = docnotebook.executed()

    assert shown(book) == shown(STORED), "write it again: python tests/kit/docnotebook.py"
    said = "".join(shown(book)[docnotebook.CELLS[-3]])
    assert said.startswith("Results(3ready;")


def test_this_program_is_no_notebook() -> None:
    assert not notebook.is_running()

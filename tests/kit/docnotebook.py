"""The notebook of the docs: its cells, and running them in a kernel of their own.

    python tests/kit/docnotebook.py

writes docs/notebook.ipynb again, with what its cells show.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[2] / "docs" / "notebook.ipynb"
CELLS = (
    "# A campaign in a notebook\n\nFrom a DataFrame to videos. With `sandbox=True` all of it costs nothing.",
    "import pandas as pd\n\nfrom batchgen import Campaign",
    """people = pd.DataFrame(
    {
        "Email": ["ana@firm.example", "bo@firm.example", "cy@firm.example"],
        "First Name": ["Ana", "Bo", None],
        "Seats": [3, 12, 40],
    }
)
people""",
    "`name` says where the campaign is kept: `autumn.frame.csv` and its state file, in this folder.",
    """campaign = Campaign(
    people,
    name="autumn",
    script="Hi {{ first_name }}, thank you for your {{ seats }} seats. I made this short film for you.",
    replica_id="rlocal0maya",
    sandbox=True,
)
campaign.plan()""",
    "One cell is empty. This is what a run would do with each row:",
    'campaign.plan().to_frame()[["name", "decision", "errors"]]',
    'pd.DataFrame(campaign.problems)[["row", "column", "kind", "message"]]',
    "Fill in the cell and send. Run it as often as you like: what was sent already is never sent again.",
    """people["First Name"] = people["First Name"].fillna("Cy")
campaign = Campaign(people, name="autumn", script=campaign.settings.fields["script"],
                    replica_id="rlocal0maya", sandbox=True)
results = campaign.run()
results""",
    'results.to_frame()[["First Name", "Seats", "status"]]',
    "results.to_frame().dtypes",
)
"""Markdown where a text begins with a capital letter, `#` or a backtick; else code."""
_VARIES = re.compile(r"/\S*/(?=autumn)")
_RUN = """
import sys
import nbclient
import nbformat
from traitlets.config import Config

book = nbformat.read(sys.argv[1], as_version=4)
# Sockets of files: no port is chosen that another program could take meanwhile.
config = Config({"KernelManager": {"transport": "ipc"}})
nbclient.NotebookClient(book, timeout=300, kernel_name="python3", config=config).execute()
nbformat.write(book, sys.argv[2])
"""


def blank() -> dict[str, Any]:
    """Return the notebook without what its cells show."""
    cells = [_cell(number, text) for number, text in enumerate(CELLS)]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}


def _cell(number: int, text: str) -> dict[str, Any]:
    shared = {"id": f"cell-{number}", "metadata": {}, "source": text}
    if re.match(r"[A-Z#`]", text):
        return {"cell_type": "markdown", **shared}
    return {"cell_type": "code", "execution_count": None, "outputs": [], **shared}


def executed() -> dict[str, Any]:
    """Return the notebook with what its cells show; what differs from machine to machine is left out."""
    with tempfile.TemporaryDirectory(prefix="nb") as folder:
        home = Path(folder)
        (home / "in.ipynb").write_text(json.dumps(blank()), "utf-8")
        places = dict.fromkeys(("HOME", "IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR"), folder)
        done = subprocess.run(
            [sys.executable, "-c", _RUN, "in.ipynb", "out.ipynb"],
            cwd=home,
            env={**os.environ, **places},
            capture_output=True,
            text=True,
            check=False,
            timeout=400,
        )
        assert done.returncode == 0, done.stderr
        return _steady(json.loads((home / "out.ipynb").read_text("utf-8")))


def _steady(book: dict[str, Any]) -> dict[str, Any]:
    for cell in book["cells"]:
        cell["metadata"] = {}
        if cell["cell_type"] == "code":
            cell["outputs"] = [out for out in cell["outputs"] if out["output_type"] != "stream"]
    steady: dict[str, Any] = json.loads(_VARIES.sub("", json.dumps({**blank(), "cells": book["cells"]})))
    return steady


if __name__ == "__main__":
    PAGE.write_text(json.dumps(executed(), indent=1, ensure_ascii=False) + "\n", "utf-8")

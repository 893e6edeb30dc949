"""The examples of README and docs that are run: commands and Python, with what they print."""

import os
import re
import subprocess
import sys
from pathlib import Path

import docpages
import pytest

from batchgen.merge.templates import package_folders


def env() -> dict[str, str]:
    return {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


@pytest.mark.parametrize("block", [b for b in docpages.blocks("console") if b.is_run], ids=str)
def test_commands_print_what_the_page_says(block: docpages.Block, tmp_path: Path) -> None:
    if block.sheet:
        sample = package_folders.find("sample_data") / "prospects.csv"
        (tmp_path / block.sheet).write_bytes(sample.read_bytes())
    for command, lines in docpages.steps(block.code):
        done = subprocess.run(
            command,
            check=False,
            shell=True,
            cwd=tmp_path,
            env=env(),
            capture_output=True,
            text=True,
            timeout=120,
        )
        output = done.stdout + done.stderr

        assert done.returncode == 0, f"{command}: {output}"
        assert [line for line in lines if not docpages.shows(line, output)] == [], f"{command}: {output}"


@pytest.mark.parametrize("block", [b for b in docpages.blocks("python") if b.is_run], ids=str)
def test_python_prints_what_its_comments_say(block: docpages.Block, tmp_path: Path) -> None:
    for path in (
        package_folders.find("sample_data") / "prospects.csv",
        *package_folders.templates().glob("*.j2"),
    ):
        (tmp_path / path.name).write_bytes(path.read_bytes())

    done = subprocess.run(
        [sys.executable, "-c", block.code],
        check=False,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=180,
    )

    assert done.returncode == 0, done.stderr
    said = re.findall(r"^print\(.*\)  # (.+)$", block.code, re.MULTILINE)
    assert [line for line in said if not docpages.shows(line, done.stdout)] == [], done.stdout

"""The package as it is installed: entry points, files in the wheel, a base install without extras."""

import importlib.metadata
import json
import os
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import batchgen
from batchgen.merge.templates import package_folders

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
DIST = importlib.metadata.distribution("batchgen")


def is_editable() -> bool:
    direct = json.loads(DIST.read_text("direct_url.json") or "{}")
    return bool(direct.get("dir_info", {}).get("editable"))


def test_tests_run_against_the_installed_package() -> None:
    home = ROOT if is_editable() else Path(str(DIST.locate_file(""))).resolve()

    assert Path(batchgen.__file__).resolve().parent.parent == home
    assert str(ROOT) not in sys.path or is_editable()


def test_the_version_comes_from_one_place() -> None:
    assert DIST.version == batchgen.__version__


def ended(command: list[str], cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    where = {**os.environ, **env}
    return subprocess.run(
        command, check=False, capture_output=True, text=True, cwd=cwd, env=where, timeout=60
    )


@pytest.mark.parametrize(
    "program",
    [[str(Path(sys.executable).with_name("batchgen"))], [sys.executable, "-m", "batchgen"]],
    ids=["batchgen", "python -m batchgen"],
)
def test_both_entry_points_run_the_command_line(program: list[str], tmp_path: Path) -> None:
    version = ended([*program, "--version"], tmp_path)
    wrong = ended([*program, "run", "nope.csv"], tmp_path)

    assert version.stdout.strip() == f"batchgen, version {batchgen.__version__}"
    assert wrong.returncode == 2
    assert wrong.stdout == ""
    assert "Error:" in wrong.stderr
    assert "Traceback" not in wrong.stderr


def test_shipped_files_are_found() -> None:
    assert (package_folders.find("sample_data") / "prospects.csv").is_file()
    assert (package_folders.find("templates") / "outreach.txt.j2").is_file()


def test_the_wheel_carries_templates_and_sample_data(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)

    names = set(zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist())
    assert {
        *(f"batchgen/_shipped/templates/{path.name}" for path in (ROOT / "templates").glob("*.j2")),
        "batchgen/_shipped/sample_data/prospects.csv",
        "batchgen/_shipped/sample_data/prospects.xlsx",
        "batchgen/_shipped/sample_data/campaign.toml",
        "batchgen/py.typed",
    } <= names
    assert not [name for name in names if ".sandbox" in name or name.endswith(".db")]


def test_the_image_is_made_of_files_that_are_here_and_runs_without_rights() -> None:
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    let_in = (ROOT / ".dockerignore").read_text("utf-8").splitlines()

    copied = [
        name
        for line in lines
        if line.startswith("COPY") and "--from" not in line
        for name in line.split()[1:-1]
    ]
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert [name for name in copied if not any(rule.startswith(f"!{name}") for rule in let_in)] == []
    shipped = {f"!{path}" for path in PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]}
    assert [rule for rule in shipped if rule not in let_in and rule.split("/")[0] not in let_in] == []
    assert all(line.split()[1].endswith("-slim") for line in lines if line.startswith("FROM"))
    assert next(line for line in reversed(lines) if line.startswith("USER")) == "USER batchgen"
    extras = next(line for line in lines if line.startswith("ARG EXTRAS=")).removeprefix("ARG EXTRAS=")
    # A database of its own belongs to a laptop: a container has its neighbour's.
    assert {*extras.split(","), "localpg", "test"} == set(PROJECT["project"]["optional-dependencies"])


def closure(name: str, extras: frozenset[str] = frozenset()) -> Iterator[str]:
    """The distributions that a package needs, itself first."""
    yield name
    for text in importlib.metadata.requires(name) or []:
        need = Requirement(text)
        if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in (*extras, "")):
            yield from closure(need.name, frozenset(need.extras))


@pytest.fixture(scope="module")
def base_install(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what `pip install .` without extras would install, as links."""
    folder = tmp_path_factory.mktemp("base")
    for name in dict.fromkeys(closure("batchgen")):
        for file in importlib.metadata.distribution(name).files or []:
            top = file.parts[0]
            known = top in ("..", "__pycache__") or (top == "batchgen" and is_editable())
            if not known and not (folder / top).is_symlink():
                (folder / top).symlink_to(Path(str(importlib.metadata.distribution(name).locate_file(top))))
    if is_editable():
        (folder / "batchgen").symlink_to(ROOT / "batchgen")
    return folder


def without_extras(base: Path, *args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return ended([sys.executable, "-S", "-P", "-m", "batchgen", *args], cwd, PYTHONPATH=str(base))


def test_a_base_install_is_a_working_client(base_install: Path, tmp_path: Path) -> None:
    done = without_extras(base_install, "init", "c", cwd=tmp_path)
    checked = without_extras(base_install, "check", "c/prospects.csv", "--json", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert checked.returncode == 0, checked.stderr
    assert json.loads(checked.stdout)["to_send"] == 20


def test_a_base_install_says_how_to_install_the_sandbox(base_install: Path, tmp_path: Path) -> None:
    without_extras(base_install, "init", ".", cwd=tmp_path)

    done = without_extras(base_install, "run", "prospects.csv", "--sandbox", "--yes", cwd=tmp_path)

    assert done.returncode == 2
    assert "pip install" in done.stderr
    assert "[sandbox]" in done.stderr
    assert "Traceback" not in done.stderr

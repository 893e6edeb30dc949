"""Mutation testing: a line that is broken on purpose is noticed by a test, or explained in survivors.toml.

One command for all rooms: `pytest -m long -n 0 tests/mutation`; `-k plan` for one. cosmic-ray changes a copy
of the checkout, one mutation at a time, and runs the tests of the part of the room that it is in: those that
mirror its modules, and if they notice nothing, `wide`. Of a room with more mutants than `most`, an even
sample is played: MUTATION_SEED=2 draws another one, MUTATION_MOST=500 a larger one.
"""

import json
import os
import random
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]
ROOMS = sorted(path.stem for path in HERE.glob("*.toml") if path.stem not in {"operators", "survivors"})
EXPLAINED = tomllib.loads((HERE / "survivors.toml").read_text("utf-8")).get("survivor", [])
PYTEST = (
    "python -m pytest -q -x --disable-plugin-autoload -o addopts=--import-mode=importlib -p no:cacheprovider"
)
CONFIG = """[cosmic-ray]
module-path = {modules}
timeout = {timeout}
excluded-modules = []
test-command = {command}

[cosmic-ray.distributor]
name = "local"
"""


def room_of(name: str) -> dict[str, Any]:
    """The settings of a room."""
    return tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))


def command(room: Mapping[str, Any], part: Mapping[str, Any]) -> str:
    """What is run against each mutant of a part; it fails as soon as one test does."""
    stages = (tests for tests in (part["tests"], room.get("wide")) if tests)
    return shlex.join(["sh", "-c", " && ".join(f"{PYTEST} {room['options']} {tests}" for tests in stages)])


def copied(folder: Path) -> Path:
    """A copy of the checkout in which mutants can be played, compiled so that each starts quickly."""
    unwanted = shutil.ignore_patterns(".*", "__pycache__", "golden")
    copy = Path(shutil.copytree(CHECKOUT, folder / "copy", ignore=unwanted, symlinks=True))
    subprocess.run([sys.executable, "-m", "compileall", "-q", "batchgen", "tests"], cwd=copy, check=False)
    return copy


def environment(copy: Path) -> dict[str, str]:
    """The environment in which the programs that tests start import the copy, too.

    Files of tests are in memory where the system has a place for that: it is five times as fast.
    """
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    memory = {"TMPDIR": "/dev/shm"} if Path("/dev/shm").is_dir() else {}
    return {**os.environ, **memory, "PATH": programs, "PYTHONPATH": str(copy)}


def output_of(copy: Path, *words: str) -> str:
    """Run a program in the copy, which must end well."""
    done = subprocess.run(words, cwd=copy, env=environment(copy), text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def cosmic_ray(copy: Path, *words: str) -> str:
    """Run a command of the library in the copy."""
    return output_of(copy, sys.executable, "-m", *words)


def sessions(copy: Path, room: Mapping[str, Any], folder: Path) -> Iterator[tuple[Path, Path]]:
    """The configuration and the session of each part, without the mutations that say nothing."""
    for number, part in enumerate(room["part"]):
        config, session = folder / f"{number}.toml", folder / f"{number}.sqlite"
        modules, line = json.dumps(part["modules"]), json.dumps(command(room, part))
        config.write_text(
            CONFIG.format(modules=modules, timeout=float(room["timeout"]), command=line), "utf-8"
        )
        cosmic_ray(copy, "cosmic_ray.cli", "init", str(config), str(session))
        operators = str(HERE / "operators.toml")
        cosmic_ray(copy, "cosmic_ray.tools.filters.operators_filter", str(session), operators)
        yield config, session


def drawn(mutants: Sequence[tuple[str, str]], most: int, seed: int) -> set[str]:
    """Ids of a sample of mutants, given as module and id in a fixed order; at least one of each module."""
    kept = random.Random(seed).sample(mutants, min(most, len(mutants)))
    played = {module for module, _ in kept}
    for module, one in mutants:
        if module not in played:
            played.add(module)
            kept.append((module, one))
    return {one for _, one in kept}


def leave_out(paths: list[Path], most: int) -> None:
    """Skip all but a sample of the mutants that are left."""
    from cosmic_ray import work_db, work_item

    skipped = work_item.WorkResult(worker_outcome=work_item.WorkerOutcome.SKIPPED)
    found: list[tuple[str, str, str]] = []
    for path in paths:
        with work_db.use_db(str(path)) as database:
            for item in database.pending_work_items:
                found.append((repr(item.mutations), str(item.mutations[0].module_path), item.job_id))
    mutants = [(module, one) for _, module, one in sorted(found)]
    kept = drawn(mutants, most, int(os.environ.get("MUTATION_SEED", "1")))
    for path in paths:
        with work_db.use_db(str(path)) as database:
            left = [item.job_id for item in database.pending_work_items if item.job_id not in kept]
            database.set_multiple_results(left, skipped)


def changed(diff: str) -> tuple[str, str]:
    """The line of a mutant as it was, and as it became."""
    lines = [text for text in diff.splitlines() if text[:1] in "+-" and text[:3] not in {"+++", "---"}]
    was = " ".join(text[1:].strip() for text in lines if text[0] == "-")
    became = " ".join(text[1:].strip() for text in lines if text[0] == "+")
    return was, became


def played(dumped: str) -> list[tuple[str, str, str, str]]:
    """Module, line as it was, line as it became and outcome of each mutant that was played."""
    pairs = (json.loads(line) for line in dumped.splitlines())
    return [
        (item["mutations"][0]["module_path"], *changed(result["diff"]), result["test_outcome"])
        for item, result in pairs
        if result is not None and result["diff"]
    ]


def is_explained(module: str, was: str, became: str) -> bool:
    return any(
        known["module"] in {module, "*"} and known["was"] == was and known["became"] in {became, "*"}
        for known in EXPLAINED
    )


def test_a_sample_has_one_of_each_module_and_grows_with_its_number() -> None:
    mutants = [("large", f"l{number}") for number in range(500)] + [("small", "s1"), ("tiny", "t1")]

    few, more = drawn(mutants, 20, seed=1), drawn(mutants, 60, seed=1)

    assert few >= {"s1", "t1"}
    assert 20 <= len(few) <= 22
    assert few <= more


@pytest.mark.long
@pytest.mark.parametrize("name", ROOMS)
def test_each_mutant_is_noticed_or_explained(name: str, tmp_path: Path) -> None:
    room, copy = room_of(name), copied(tmp_path)
    parts = list(sessions(copy, room, tmp_path))
    leave_out([session for _, session in parts], int(os.environ.get("MUTATION_MOST", room["most"])))

    mutants = []
    for part, (config, session) in zip(room["part"], parts, strict=True):
        output_of(
            copy, *shlex.split(command(room, part))
        )  # all pass, and the tests are compiled from here on
        cosmic_ray(copy, "cosmic_ray.cli", "exec", str(config), str(session))
        mutants += played(cosmic_ray(copy, "cosmic_ray.cli", "dump", str(session)))

    survivors = [mutant[:3] for mutant in mutants if mutant[3] == "survived"]
    unexplained = sorted({mutant for mutant in survivors if not is_explained(*mutant)})
    print(f"{name}: {len(mutants)} mutants, {len(survivors)} not noticed, {len(unexplained)} to explain")
    for module, was, became in unexplained:
        print(f"\n[[survivor]]\nmodule = {module!r}\nwas = {was!r}\nbecame = {became!r}\nwhy = ''")
    assert mutants
    assert unexplained == []

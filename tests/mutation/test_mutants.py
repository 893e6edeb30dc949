"""Mutation testing: a line that is broken on purpose is noticed by a test, or explained in survivors.toml.

One command for all rooms: `pytest -m long -n 0 tests/mutation`; `-k plan` for one. cosmic-ray changes a copy
of the checkout, one mutation at a time, and runs the tests that the room's file names against it. Of a room
with more mutants than `most`, a sample is played; MUTATION_SEED=2 draws another one.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]
ROOMS = sorted(path.stem for path in HERE.glob("*.toml") if path.stem not in {"operators", "survivors"})
EXPLAINED = tomllib.loads((HERE / "survivors.toml").read_text("utf-8")).get("survivor", [])


def copied(folder: Path) -> Path:
    """A copy of the checkout in which mutants can be played, compiled so that each starts quickly."""
    unwanted = shutil.ignore_patterns(".*", "__pycache__", "golden")
    copy = Path(shutil.copytree(CHECKOUT, folder / "copy", ignore=unwanted, symlinks=True))
    subprocess.run([sys.executable, "-m", "compileall", "-q", "batchgen", "tests"], cwd=copy, check=False)
    return copy


def cosmic_ray(copy: Path, *words: str) -> str:
    """Run a command of the library in the copy; the programs that tests start import the copy, too."""
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": programs, "PYTHONPATH": str(copy)}
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=copy, env=environment, text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def leave_out(session: Path, most: int) -> None:
    """Skip all but a sample of the mutants that are left."""
    from cosmic_ray import work_db, work_item

    with work_db.use_db(str(session)) as database:
        left = sorted(database.pending_work_items, key=lambda item: repr(item.mutations))
        drawn = random.Random(int(os.environ.get("MUTATION_SEED", "1"))).sample(left, min(most, len(left)))
        kept = {item.job_id for item in drawn}
        skipped = work_item.WorkResult(worker_outcome=work_item.WorkerOutcome.SKIPPED)
        database.set_multiple_results([item.job_id for item in left if item.job_id not in kept], skipped)


def played(dumped: str) -> list[tuple[str, str, str, str]]:
    """Module, line as it was, line as it became and outcome of each mutant that was played."""
    found = []
    for line in dumped.splitlines():
        item, result = json.loads(line)
        if result is None or not result["diff"]:
            continue
        lines = [
            text
            for text in result["diff"].splitlines()
            if text[:1] in "+-" and text[:3] not in {"+++", "---"}
        ]
        was = " ".join(text[1:].strip() for text in lines if text[0] == "-")
        became = " ".join(text[1:].strip() for text in lines if text[0] == "+")
        found.append((item["mutations"][0]["module_path"], was, became, result["test_outcome"]))
    return found


def is_explained(module: str, was: str, became: str) -> bool:
    return any(
        known["module"] in {module, "*"} and known["was"] == was and known["became"] in {became, "*"}
        for known in EXPLAINED
    )


@pytest.mark.long
@pytest.mark.parametrize("room", ROOMS)
def test_each_mutant_is_noticed_or_explained(room: str, tmp_path: Path) -> None:
    config, session = HERE / f"{room}.toml", tmp_path / "session.sqlite"
    settings = tomllib.loads(config.read_text("utf-8"))
    copy = copied(tmp_path)
    cosmic_ray(copy, "cosmic_ray.cli", "init", str(config), str(session))
    cosmic_ray(copy, "cosmic_ray.tools.filters.operators_filter", str(session), str(HERE / "operators.toml"))
    leave_out(session, settings["sample"]["most"])

    cosmic_ray(copy, "cosmic_ray.cli", "baseline", str(config))
    cosmic_ray(copy, "cosmic_ray.cli", "exec", str(config), str(session))

    mutants = played(cosmic_ray(copy, "cosmic_ray.cli", "dump", str(session)))
    survivors = [mutant[:3] for mutant in mutants if mutant[3] == "survived"]
    unexplained = sorted({mutant for mutant in survivors if not is_explained(*mutant)})
    print(f"{room}: {len(mutants)} mutants, {len(survivors)} not noticed, {len(unexplained)} to explain")
    for module, was, became in unexplained:
        print(f"\n[[survivor]]\nmodule = {module!r}\nwas = {was!r}\nbecame = {became!r}\nwhy = ''")
    assert mutants
    assert unexplained == []

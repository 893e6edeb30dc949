"""The page docs/commands.md: its first part is written by hand, the rest comes from the commands themselves.

    python tests/kit/commandpage.py

writes it again. What click or argparse would print is not used: it differs from version to version.
"""

import argparse
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import click

from batchgen.cli import group, options
from batchgen.sandbox import sandbox_options

PAGE = Path(__file__).resolve().parents[2] / "docs" / "commands.md"
MARK = "<!-- generated: python tests/kit/commandpage.py writes all that follows -->"


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command and subcommand by its full name, such as `replicas list`."""
    context = click.Context(group.app)
    for name in group.COMMANDS:
        command = group.app.get_command(context, name)
        assert command is not None
        yield from _below(name, command)


def _below(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        for part, below in command.commands.items():
            yield from _below(f"{name} {part}", below)


def page(text: str) -> str:
    """Return the page as it must be, from the page as it is."""
    by_hand, mark, _ = text.partition(MARK)
    assert mark, f"{PAGE.name} has lost its mark"
    return by_hand + mark + "\n\n" + "\n\n".join(_section(*entry) for entry in commands()) + "\n"


def _section(name: str, command: click.Command) -> str:
    heading = f"{'###' if ' ' in name else '##'} {name}"
    prose, *examples = re.split(r"\n\nExamples?: ", inspect.cleandoc(command.help or ""))
    prose = re.sub(r"(?m)^\x08\n", "", prose)
    usage = " ".join(["batchgen", name, *_arguments(command)])
    lines = [line for example in examples for line in example.splitlines()]
    shell = ["```sh", *lines, "```"] if lines else []
    return "\n\n".join(
        part for part in [heading, f"`{usage}`", prose, "\n".join(shell), *_tables(name, command)] if part
    )


def _arguments(command: click.Command) -> Iterator[str]:
    if isinstance(command, click.Group):
        yield "COMMAND"
    for parameter in command.params:
        if isinstance(parameter, click.Argument):
            word = (parameter.metavar or parameter.name or "").upper().strip("[]")
            word += "..." if parameter.nargs == -1 else ""
            yield word if parameter.required else f"[{word}]"


def _tables(name: str, command: click.Command) -> Iterator[str]:
    if name == "sandbox":
        yield _table("option", [_of_sandbox(action) for action in of_sandbox()])
        return
    rows = [(is_everyday(option), _row(option)) for option in shown(command)]
    if {everyday for everyday, _ in rows} == {True, False}:
        yield _table("everyday", [row for everyday, row in rows if everyday])
        yield _table("more", [row for everyday, row in rows if not everyday])
    elif rows:
        yield _table("option", [row for _, row in rows])


def shown(command: click.Command) -> list[click.Option]:
    """Return the options of a command that its help shows."""
    return [p for p in command.params if isinstance(p, click.Option) and not p.hidden]


def of_sandbox() -> list[argparse.Action]:
    """Return the options of `batchgen sandbox` that its help shows."""
    actions = sandbox_options.parser()._actions
    return [action for action in actions if action.help != argparse.SUPPRESS and action.dest != "help"]


def is_everyday(option: click.Option) -> bool:
    """Return whether the help shows an option first."""
    return not isinstance(option, options.Option) or option.everyday


def _row(option: click.Option) -> tuple[str, str]:
    return _call(option.opts, option.metavar, option.type, is_flag=option.is_flag), option.help or ""


def _call(names: list[str], metavar: str | None, kind: click.ParamType, *, is_flag: bool) -> str:
    value = metavar or ("|".join(map(str, kind.choices)) if isinstance(kind, click.Choice) else "VALUE")
    return ", ".join(names) + ("" if is_flag else f" {value}")


def _of_sandbox(action: argparse.Action) -> tuple[str, str]:
    value = "|".join(map(str, action.choices or ())) or action.metavar or action.dest.upper()
    call = ", ".join(action.option_strings) + ("" if action.nargs == 0 else f" {value}")
    return call, (action.help or "").replace("%%", "%") % {"default": action.default}


def _table(title: str, rows: list[tuple[str, str]]) -> str:
    lines = [f"| {title} | |", "|---|---|"]
    for cells in rows:
        call, words = (cell.replace("|", "\\|").replace("\n", " ") for cell in cells)
        lines.append(f"| `{call}` | {words} |")
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")

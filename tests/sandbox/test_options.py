"""The sandbox's command line."""

import argparse
from pathlib import Path

import pytest

from batchgen.sandbox import sandbox_options

PAGE = Path(__file__).parents[2] / "docs" / "sandbox.md"


def test_nothing_given_listens_on_this_computer_only() -> None:
    given = sandbox_options.parse([])

    assert (given.host, given.port, given.render, given.keep) == ("127.0.0.1", 8765, True, None)
    assert given.variants == sandbox_options.Variants()
    assert given.worker_count() >= 1


def test_a_bad_day_is_read_into_one_menu(tmp_path: Path) -> None:
    given = sandbox_options.parse(["--fault", "create:429:0.5", "--latency", "0.1-0.2", "--credits", "3"])

    assert [fault.what for fault in given.faults.faults] == ["429"]
    assert (given.faults.latency, given.faults.credits) == ((0.1, 0.2), 3)


def test_an_origin_is_read_as_a_browser_writes_it() -> None:
    texts = ["HTTPS://App.Example.com:443/", "http://[::1]:80", "http://bücher.example:8080"]
    given = sandbox_options.parse([part for text in texts for part in ("--cors", text)])

    assert given.cors == ("https://app.example.com", "http://[::1]", "http://xn--bcher-kva.example:8080")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--fault", "create:nonsense:1"], "WHAT must be a status"),
        (["--latency", "long"], "is not a number of seconds"),
        (["--fail-rate", "3"], "is not a share from 0 to 1"),
        (["--page-base", "2"], "invalid choice"),
        (["--cors", "*"], "is not the origin of a page"),
        (["--cors", "app.example.com"], "is not the origin of a page"),
        (["--cors", "https://app.example.com/page"], "is not the origin of a page"),
        (["--cors", "https://me@app.example.com"], "is not the origin of a page"),
        (["--cors", "https://app.example.com:port"], "is not the origin of a page"),
    ],
)
def test_a_wrong_option_is_told_in_one_line(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        sandbox_options.parse(arguments)

    assert ended.value.code == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("action", sandbox_options.parser()._actions, ids=lambda action: str(action.dest))
def test_every_option_stands_in_the_docs(action: argparse.Action) -> None:
    if action.help != argparse.SUPPRESS and action.dest != "help":
        assert action.option_strings[-1] in PAGE.read_text(encoding="utf-8")

"""columns, preview, init and help: what needs no service."""

import json
import shlex
from pathlib import Path

import pytest

from batchgen import cli


def run(*args: object) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main([str(arg) for arg in args])
    return int(ended.value.code or 0)


def test_init_makes_a_folder_whose_preview_works(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("init", tmp_path / "c") == 0
    assert run("preview", "-c", tmp_path / "c", "--rows", "2") == 0

    shown = capsys.readouterr()
    assert "Hi Ana" in shown.out
    assert f"batchgen run {tmp_path / 'c' / 'prospects.csv'} --sandbox" in shown.err


def test_init_shows_a_command_that_a_shell_understands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "Leads (final) 'v2'.csv"
    sheet.write_text("First Name\nAna\n")

    assert run("init", "--from", sheet) == 0

    last = capsys.readouterr().err.splitlines()[-1]
    assert shlex.split(last) == ["batchgen", "run", str(sheet), "--sandbox"]


def test_preview_says_when_there_are_more_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = tmp_path / "leads.csv"
    more = "These are the first 5 rows."
    for people, expected in ((5, False), (6, True)):
        sheet.write_text("First Name\n" + "Ana\n" * people)
        assert run("preview", sheet, "--set", "script=Hi {{ first_name }}, good to see you.") == 0
        assert (more in capsys.readouterr().err) is expected


def test_init_overwrites_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "campaign.toml").write_text("mine")

    assert run("init", tmp_path) == 2
    assert (tmp_path / "campaign.toml").read_text() == "mine"
    assert "does not overwrite them" in capsys.readouterr().err
    assert not (tmp_path / "prospects.csv").exists()


def test_init_from_a_sheet_writes_a_template_for_its_columns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "leads.csv"
    sheet.write_text("Vorname;Firma;2nd Line #}\nJörg;Müller GmbH;x\n;Acme;y\n", encoding="utf-8")

    assert run("init", "--from", sheet) == 0
    assert run("preview", sheet) == 0

    shown = capsys.readouterr().out
    assert "Hi Jörg" in shown
    assert "Hi there" in shown
    assert "Acme" in shown
    assert "error" not in shown


@pytest.mark.parametrize(
    ("table", "greeting", "listed"),
    [
        (
            "Anrede;Nachname;Vorname;Unternehmen\nFrau;von der Heide;ANKE;ACME HOLDING AG\n",
            "Hi Anke,",
            ["nachname | person", "vorname | first_name", "unternehmen | company"],
        ),
        ("Nom complet;Société\nMme Anne Leroy;Leroy SARL\n", "Hi Anne,", ["nom_complet | first_name"]),
        ('Name,Company\n"Dennis, Chuck",The Home Depot Inc.\n', "Hi Chuck,", ["name | first_name"]),
        ("Company,%\nAcme Inc.,5\nBeta Ltd,7\n", "Hi there,", ["company | company", 'row["%"] | number']),
    ],
)
def test_init_writes_the_fitting_filter_for_each_column(
    table: str, greeting: str, listed: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "leads.csv"
    sheet.write_text(table, encoding="utf-8")

    assert run("init", "--from", sheet) == 0
    assert run("preview", sheet) == 0

    template = (tmp_path / "script.txt.j2").read_text("utf-8")
    assert [line for line in listed if f"     {line}: " not in template] == []
    shown = capsys.readouterr().out
    assert greeting in shown
    assert "error" not in shown


def test_columns_lists_names_headers_and_samples(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = tmp_path / "a.csv"
    sheet.write_text("First Name,Zip\nAna,02110\nBo,\n")

    assert run("columns", sheet, "--json") == 0

    first, second = json.loads(capsys.readouterr().out)
    assert first == {
        "name": "first_name",
        "header": "First Name",
        "column": "A",
        "kind": "person",
        "order": {},
        "filled": 2,
        "samples": ["Ana", "Bo"],
        "said": ["Ana", "Bo"],
    }
    assert (second["name"], second["kind"], second["samples"]) == ("zip", "text", ["02110"])


def test_columns_shows_kinds_with_what_would_be_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "a.csv"
    sheet.write_text("Start,Call,VIP,Fee\n13/12/2026,05/12/2026,no,1200 EUR\n5/12/2026,1/2/2026,TRUE,$7\n")

    assert run("columns", sheet, "--json") == 0

    shown = {c["name"]: (c["kind"], c["said"]) for c in json.loads(capsys.readouterr().out)}
    assert shown["start"] == ("date", ["December 13, 2026", "December 5, 2026"])
    assert shown["call"][1][0] == "05/12/2026 can be 5 December 2026 or May 12, 2026"
    assert shown["vip"] == ("yes/no", ["no (no)", "TRUE (yes)"])
    assert shown["fee"][0] == "money"


@pytest.mark.parametrize("command", ["columns", "preview"])
def test_a_missing_sheet_is_one_clear_line(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(command, tmp_path / "nope.csv") == 2

    shown = capsys.readouterr()
    assert "There is no file" in shown.err
    assert "Traceback" not in shown.err
    assert shown.out == ""


def test_an_unknown_command_is_met_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("rnu") == 2
    assert 'Did you mean "run"?' in capsys.readouterr().err


def test_help_of_run_shows_everyday_options_before_the_rest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("run", "--help") == 0

    shown = capsys.readouterr().out
    everyday, more = shown.split("\nMore:\n")
    assert "--template" in everyday
    assert "--sandbox" in everyday
    assert "--settle" in more


def test_a_bug_ends_with_3_and_names_a_log_without_the_key(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from batchgen.cli import group

    def broken(*args: object, **given: object) -> int:
        raise ZeroDivisionError("canary-55 divides")

    monkeypatch.setenv("TAVUS_API_KEY", "canary-55")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(group.app, "main", broken)

    assert run("columns") == 3
    shown = capsys.readouterr().err
    log = next(tmp_path.glob("batchgen-*.log"))
    assert str(log) in shown
    assert "canary-55" not in shown + log.read_text()
    assert "ZeroDivisionError" in log.read_text()


def test_a_bug_tells_no_token_of_a_callback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from batchgen.cli.commands import preview

    def broken(*args: object, **given: object) -> None:
        raise ZeroDivisionError("posted to https://h.test/cb?token=c4nary-c4nary")

    run("init", tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(preview, "_show", broken)

    given = ("--set", "callback_url=https://h.test/cb?token=c4nary-c4nary")
    assert run("preview", tmp_path / "prospects.csv", *given) == 3

    log = next(tmp_path.glob("batchgen-*.log"))
    assert "c4nary-c4nary" not in capsys.readouterr().err + log.read_text()


def test_preview_does_not_show_the_token_of_a_callback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("init", tmp_path)
    page, given = tmp_path / "p.html", ("--set", "callback_url=https://h.test/cb?token=s3cret")

    for more in ((), ("--json",), ("--html", page)):
        assert run("preview", tmp_path / "prospects.csv", *given, *more) == 0

    shown = capsys.readouterr()
    assert "s3cret" not in shown.out + shown.err + page.read_text(encoding="utf-8")
    assert "https://h.test/cb?…" in shown.out


def test_preview_writes_one_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("init", tmp_path)
    page = tmp_path / "preview.html"

    assert run("preview", tmp_path / "prospects.csv", "--html", page) == 0

    assert "Wrote 20 rows" in capsys.readouterr().err
    assert "Sofia Null" in page.read_text(encoding="utf-8")


def test_preview_shows_what_the_page_of_a_row_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "list.csv").write_text("First Name\nAna\n")
    (tmp_path / "campaign.toml").write_text(
        'script = "Hi {{ first_name }}."\nreplica_id = "r1"\n'
        '[page]\nbase_url = "https://a.org"\ntitle = "For {{ first_name }}"\ntext = "One.\\n\\nTwo."\n'
    )

    run("preview", tmp_path / "list.csv")
    plain = capsys.readouterr().out
    run("preview", tmp_path / "list.csv", "--json")
    told = json.loads(capsys.readouterr().out)
    run("preview", tmp_path / "list.csv", "--html", tmp_path / "look.html")

    assert "   page.title: For Ana\n   page.text: One. Two.\n" in plain
    assert told["page"]["title"] == "For Ana"
    assert "page.title" in (tmp_path / "look.html").read_text(encoding="utf-8")

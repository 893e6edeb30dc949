"""A script given as text is examined as its file would be, without being saved."""

from pathlib import Path

import pytest

from batchgen import checks, errors, settings, sheets

TEXT = "{% include 'greeting.j2' %} {{ first_name }}, how is everybody at {{ company }} these days?"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "greeting.j2").write_text("Hello")
    (tmp_path / "scripts" / "t.j2").write_text("Old words for {{ first_name }}, which nobody is to hear.")
    (tmp_path / "list.csv").write_text("First Name,Company\nAna,Acme\nBen,\nCleo,HUGE Corp\n")
    return tmp_path


def found(folder: Path, script: str | None = None, **given: object) -> list[checks.Examined]:
    told = {"template": folder / "scripts" / "t.j2", "replica_id": "r90bbd427f71", **given}
    known = settings.load(folder / "list.csv", {name: value for name, value in told.items() if value})
    sheet = sheets.open_sheet(folder / "list.csv")
    known = known if script is None else known.with_script(script)
    examiner = checks.Examiner(known, sheet.columns)
    return [examiner.examine(row) for row in examiner.study(sheet.rows())]


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT.replace(" ", "\r\n", 3),
        "\ufeff" + TEXT,
        "",
        "Hi {{ first_name }}{% if company %},\n{{ company }}{% endif %}\nand so on for a while here",
        "Only the words of the script itself, the same for everybody who is in the list.",
    ],
)
def test_a_text_is_examined_as_the_saved_file_would_be(folder: Path, text: str) -> None:
    unsaved = found(folder, text)
    (folder / "scripts" / "t.j2").write_bytes(text.encode())

    assert unsaved == found(folder)


def test_the_file_itself_stays_as_it_is_and_its_includes_are_found(folder: Path) -> None:
    before = (folder / "scripts" / "t.j2").read_bytes()

    [ana, ben, cleo] = found(folder, TEXT)

    assert ana.request is not None
    assert ana.request.script == "Hello Ana, how is everybody at Acme these days?"
    assert ana.template == "t.j2"
    assert [problem.kind for problem in ben.problems] == ["blank"]
    assert "t.j2 line 1" in ben.problems[0].message
    assert [problem.kind for problem in cleo.problems] == ["all-caps"]
    assert (folder / "scripts" / "t.j2").read_bytes() == before


def test_a_template_that_is_not_saved_yet_needs_no_file(folder: Path) -> None:
    (folder / "scripts" / "t.j2").unlink()

    assert found(folder, TEXT)[0].request is not None


def test_what_cannot_be_a_template_names_the_file_and_the_line(folder: Path) -> None:
    with pytest.raises(errors.TemplateError, match=r"t\.j2 line 2"):
        found(folder, "Hi {{ first_name }},\n{% if company %}and so on")
    with pytest.raises(errors.TemplateError, match=r"t\.j2 is larger"):
        found(folder, "x" * 10_000_000)


def test_rows_whose_cell_picks_this_very_template_hear_the_text_too(folder: Path) -> None:
    (folder / "list.csv").write_text("First Name,Company,Template\nAna,Acme,t\nBen,Beta,\n")

    hears = found(folder, TEXT, template_column="yes")

    assert [each.request.script[:9] for each in hears if each.request] == ["Hello Ana", "Hello Ben"]


@pytest.mark.parametrize("inline", ["Old words for {{ first_name }} that nobody is to hear any more.", ""])
def test_a_text_stands_in_for_one_of_the_campaign_file_too(folder: Path, inline: str) -> None:
    script = f'script = "{inline}"\n' if inline else ""
    (folder / "campaign.toml").write_text(f'replica_id = "r90bbd427f71"\n{script}')

    [ana, *_] = found(folder, "Hi {{ first_name }} of {{ company }}, good to meet you.", template=None)

    assert ana.request is not None
    assert ana.request.script == "Hi Ana of Acme, good to meet you."

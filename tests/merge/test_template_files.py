"""Only templates are templates, whatever a cell, an include or an import names."""

import os

import mergekit
import pytest

from batchgen import errors, merge

SECRET = "TAVUS_API_KEY=not-to-be-spoken-0123456789"
KEPT = (
    "env",
    "secrets.yaml",
    "notes.md",
    "letter",
    "data.csv",
    "people.txt",
    "no.txt",
    "reps.txt",
    "said.txt",
    "done.txt",
    "other.txt",
    "old.txt",
    "people.results.txt",
    "campaign.toml",
)


@pytest.fixture
def home(tmp_path):
    """A campaign's folder, with a file that is no template under every kind of name."""
    folder = tmp_path / "home"
    (folder / "sub").mkdir(parents=True)
    (folder / ".git").mkdir()
    for name in (*KEPT, ".env", ".env.j2", ".hidden.txt", ".git/a.j2", "../outside.j2", "../outside.txt"):
        (folder / name).write_text(SECRET)
    (folder / "campaign.toml").write_text(
        'exclude = "no.txt"\npronounce = "said.txt"\noutput = "done.txt"\n[lookup]\nreps = "reps.txt"\n'
    )
    (folder / "second.toml").write_text('sheet = "other.txt"\n')
    (folder / "old.batchgen.db").touch()
    (folder / "state.j2").write_bytes(b"SQLite format 3\x00" + b"\x00" * 40)
    (folder / "a.j2").write_text("This is A.")
    (folder / "B.J2").write_text("This is B.")
    (folder / "c.txt").write_text("This is C.")
    (folder / "sub" / "d.jinja").write_text("This is D.")
    (folder / "link.j2").symlink_to(folder / ".env")
    (folder / "out.j2").symlink_to(tmp_path / "outside.j2")
    (folder / "away").symlink_to(tmp_path)
    (folder / "inside.j2").symlink_to(folder / "sub" / "d.jinja")
    os.link(folder / ".env", folder / "hard.j2")
    os.link(folder / "people.txt", folder / "twin.j2")
    return folder


def given(home, name="a.j2", **options):
    beside = {"campaign": home / "campaign.toml", "sheet": home / "people.txt"}
    return mergekit.from_folder(home, name, template_column=True, **beside, **options)


def spoken(home, cell):
    found = merge.Merger(given(home), mergekit.columns("Template", "City")).merge(mergekit.row(cell, cell))
    return found.request.script if found.request else found.problems[0].message


NO_TEMPLATES = [
    *KEPT,
    "people",
    "no",
    "reps",
    "old",
    ".env",
    ".ENV",
    " .env ",
    "./.env",
    "sub/../.env",
    "/.env",
    ".env.j2",
    ".env",
    ".hidden",
    ".hidden.txt",
    ".git/a.j2",
    ".git/a",
    "link.j2",
    "link",
    "hard.j2",
    "out.j2",
    "out",
    "away/outside.j2",
    "away/outside.txt",
    "../outside.j2",
    "..\\outside.j2",
    "sub\\..\\.env",
    ".env\0.j2",
    ".env\0",
    "a.j2/../.env",
    "state.j2",
    "twin.j2",
    "old.batchgen.db",
    "second.toml",
    "x" * 32_767,
    "a/" * 400 + ".env",
    "sub",
    "\u202e.env",
]


@pytest.mark.parametrize("cell", NO_TEMPLATES)
def test_no_cell_makes_a_template_of_what_is_none(home, cell):
    said = spoken(home, cell)

    assert "template" in said
    assert "TAVUS_API_KEY" not in said
    assert len(said) < 400


@pytest.mark.parametrize(
    "tag",
    [
        "include {}",
        "import {} as m",
        "from {} import m",
        "extends {}",
        "include [{0}, {0}]",
        "include {} ignore missing",
    ],
)
@pytest.mark.parametrize(
    "name", [".env", "link.j2", "hard.j2", "out.j2", "people.txt", ".env.j2", "campaign.toml"]
)
@pytest.mark.parametrize("how", ["constant", "variable"])
def test_no_include_makes_a_template_of_what_is_none(home, tag, name, how):
    asked = f'"{name}"' if how == "constant" else "city"
    (home / "t.j2").write_text(f"{{% {tag.format(asked)} %}}Hello.")
    columns, row = mergekit.columns("City"), mergekit.row(name)

    if how == "constant":
        with pytest.raises(errors.TemplateError, match="is not a template"):
            merge.Merger(given(home, "t.j2"), columns)
        return
    found = merge.Merger(given(home, "t.j2"), columns).merge(row)

    assert found.request is None
    assert "is not a template" in found.problems[0].message


@pytest.mark.parametrize(
    ("cell", "script"),
    [
        ("a", "A"),
        ("a.j2", "A"),
        ("B.J2", "B"),
        ("c", "C"),
        ("c.txt", "C"),
        ("sub/d", "D"),
        ("./sub/d.jinja", "D"),
        ("inside", "D"),
    ],
)
def test_templates_are_found_with_and_without_their_ending(home, cell, script):
    assert spoken(home, cell) == f"This is {script}."


@pytest.mark.parametrize("name", ["script.md", "script", "script.html", "SCRIPT.TXT.J2"])
def test_a_person_names_a_template_with_any_ending(home, name):
    (home / name).write_text("This is mine.")

    assert (
        merge.Merger(given(home, name), mergekit.columns()).merge(mergekit.row()).request.script
        == "This is mine."
    )


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (".env", "hidden"),
        (".hidden.txt", "hidden"),
        ("people.txt", "sheet or list"),
        ("data.csv", "sheet or list"),
        ("no.txt", "sheet or list"),
        ("old.txt", "sheet or list"),
        ("campaign.toml", "campaign file"),
        ("state.j2", "state file"),
        ("out.j2", "link"),
        ("link.j2", "hidden"),
        ("hard.j2", "API key"),
        ("twin.j2", "sheet or list"),
        ("old.batchgen.db", "state file"),
    ],
)
def test_a_person_is_refused_what_is_never_a_template(home, name, why):
    with pytest.raises(errors.TemplateError, match=why):
        merge.Merger(given(home, name), mergekit.columns())


def test_an_error_value_in_the_template_column_stops_its_row(home):
    row = mergekit.row("#REF!")
    row = type(row)(row.number, row.cells, faults={0: "holds the error value #REF!"})

    found = merge.Merger(given(home), mergekit.columns("Template")).merge(row)

    assert (found.request, mergekit.kinds(found.problems)) == (None, ["fault"])


def test_a_list_of_includes_goes_on_to_one_that_is_there(home):
    (home / "t.j2").write_text('{% include [city ~ ".j2", "a.j2"] %}')
    merger = merge.Merger(given(home, "t.j2"), mergekit.columns("City"))

    said = [merger.merge(mergekit.row(city)).request.script for city in ("Bonn", "A/B", "x..y", "..", "")]

    assert said[:4] == ["This is A."] * 4

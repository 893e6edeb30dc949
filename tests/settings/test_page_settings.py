"""[brand] and [page] of a campaign file: right values, and one sentence with its line for each wrong one."""

import datetime as dt
import os
from pathlib import Path

import pytest

from batchgen import errors, settings

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
GOOD = """\
title = "the campaign's own text, not the page's"
[page]
base_url = "https://watch.example.com/spring"
title = "Hello"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "list.csv").write_text("First Name\nAna\n")
    (tmp_path / "logo.png").write_bytes(PNG)
    return tmp_path


def load(folder: Path, text: str) -> settings.Settings:
    (folder / "campaign.toml").write_text(text, encoding="utf-8")
    return settings.load(folder / "list.csv", {}, {}, folder=folder)


def test_a_campaign_without_pages_has_neither(folder: Path) -> None:
    found = load(folder, "")

    assert (found.brand, found.page) == (None, None)


def test_both_tables_are_read(folder: Path) -> None:
    found = load(
        folder,
        '[brand]\nname = "Replyard"\nlogo = "logo.png"\ncolour = "#1AC"\n'
        '[page]\nbase_url = "https://watch.example.com/spring/"\ntitle = "{{ first_name }}"\n'
        'button = "Book"\n'
        'button_url = "https://a.org"\nexpires = 2027-03-31\nfilm = "own"\ndisclosure = ""\n',
    )

    assert found.brand == settings.Brand(name="Replyard", logo=folder / "logo.png", colour="#11aacc")
    assert found.page == settings.Page(
        base_url="https://watch.example.com/spring",
        title="{{ first_name }}",
        button="Book",
        button_url="https://a.org",
        expires=dt.date(2027, 3, 31),
        film="own",
        disclosure="",
    )


def test_a_date_may_be_a_text_and_plain_http_is_for_this_machine(folder: Path) -> None:
    found = load(folder, '[page]\nbase_url = "http://127.0.0.1:8000"\ntitle = "x"\nexpires = "2027-03-31"\n')

    assert found.page is not None
    assert (found.page.base_url, found.page.expires) == ("http://127.0.0.1:8000", dt.date(2027, 3, 31))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('base_url = "http://watch.example.com"', "with https"),
        ('base_url = "https://a.org/?x=1"', "without ?, # and passwords"),
        ('base_url = "https://a.org/#x"', "without ?, # and passwords"),
        ('base_url = "https://me:pw@a.org/"', "without ?, # and passwords"),
        ('base_url = "watch.example.com"', "a web address such as"),
        ('base_url = "https://a.org/a b"', "a web address such as"),
        ('base_url = "https://[::1"', "a web address such as"),
        ('base_url = "ftp://a.org"', "a web address such as"),
        ("base_url = 3", "must be a text"),
        ('title = " "', "it is the headline of the page"),
        ('expires = "soon"', 'a date such as "2027-03-31"'),
        ("expires = 2027-03-31T10:00:00", 'a date such as "2027-03-31"'),
        ("expires = 7", 'a date such as "2027-03-31"'),
        ('film = "mine"', "'own' or 'tavus'"),
        ('button = "Book"', "a button needs both a text and an address"),
        ('buton = "Book"', "has no setting 'buton'. Did you mean \"button\"?"),
    ],
)
def test_a_wrong_value_of_a_page_is_named_with_its_line(folder: Path, line: str, words: str) -> None:
    name = line.split(maxsplit=1)[0]
    text = GOOD + line + "\n" if name not in GOOD.split("[page]")[1] else ""
    if not text:
        head, _, page = GOOD.partition("[page]\n")
        kept = [old for old in page.splitlines() if not old.startswith(name)]
        text = "\n".join([*head.splitlines(), "[page]", *kept, line, ""])
    number = text.splitlines().index(line) + 1

    with pytest.raises(errors.SettingsError) as told:
        load(folder, text.replace("title = \"the campaign's own text, not the page's\"", "# a remark"))

    assert f"campaign.toml line {number}: page.{name}" in told.value.message
    assert words in f"{told.value.message} {told.value.hint}"


@pytest.mark.parametrize("name", ["base_url", "title"])
def test_what_a_page_needs_is_asked_for(folder: Path, name: str) -> None:
    lines = {"base_url": 'base_url = "https://a.org"', "title": 'title = "Hi"'}
    del lines[name]

    with pytest.raises(errors.SettingsError, match=rf"page\.{name} is missing"):
        load(folder, "\n".join(["[page]", *lines.values()]))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"GIF89a", "this is neither"),
        (PNG + bytes(200_000), "this one is larger"),
        (None, "No such file"),
    ],
)
def test_a_logo_is_a_small_png_or_svg(folder: Path, content: bytes | None, words: str) -> None:
    if content is not None:
        (folder / "l.svg").write_bytes(content)

    with pytest.raises(errors.SettingsError, match=r"line 3: brand\.logo: ") as told:
        load(folder, '# logo = "x"\n[brand]\nlogo = "l.svg"\n')

    assert (
        f"'{folder / 'l.svg'}' is not valid. It must be an SVG or PNG file of up to 200 kB"
        in told.value.message
    )
    assert words in told.value.message


def test_a_logo_that_is_a_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "l.svg")

    with pytest.raises(errors.SettingsError, match="this is not a file"):
        load(folder, '[brand]\nlogo = "l.svg"\n')


@pytest.mark.parametrize("name", ["x" * 101, "Reply\\nyard", "\u202eReplyard"])
def test_the_name_of_a_brand_is_one_line(folder: Path, name: str) -> None:
    with pytest.raises(errors.SettingsError, match="It must be one line of at most 100 characters"):
        load(folder, f'[brand]\nname = "{name}"\n')


def test_a_base_url_leaves_room_for_links_that_no_tool_cuts(folder: Path) -> None:
    url = "https://a.org/" + "x" * 187

    with pytest.raises(errors.SettingsError, match=r"page\.base_url: .* of at most 200 characters"):
        load(folder, f'[page]\nbase_url = "{url}"\ntitle = "Hi"\n')


@pytest.mark.parametrize("colour", ["blue", "#12345", "1d5fc4", "#ggg", "#1d5fc4;x"])
def test_a_colour_is_one(folder: Path, colour: str) -> None:
    with pytest.raises(errors.SettingsError, match=r"brand\.colour: .* such as \"#1d5fc4\""):
        load(folder, f'[brand]\ncolour = "{colour}"\n')


@pytest.mark.parametrize("text", ['page = "https://a.org"', "brand = 3", "[[page]]\ntitle = 'x'"])
def test_they_are_tables(folder: Path, text: str) -> None:
    with pytest.raises(errors.SettingsError, match=r"as a table: \[(page|brand)\]"):
        load(folder, text)


def test_a_campaign_edit_changes_a_text_of_the_page_and_keeps_the_rest(folder: Path) -> None:
    load(folder, '# mine\n[page] # here\nbase_url = "https://a.org"\ntitle = "Hi"\n')
    path = folder / "campaign.toml"

    settings.change_campaign(path, {("page", "title"): "Ahoy", ("brand", "name"): "Replyard"})

    assert path.read_text(encoding="utf-8") == (
        '# mine\n[page] # here\nbase_url = "https://a.org"\ntitle = "Ahoy"\n\n[brand]\nname = "Replyard"\n'
    )
    with pytest.raises(errors.SettingsError, match="with https"):
        settings.change_campaign(path, {("page", "base_url"): "http://a.org"})

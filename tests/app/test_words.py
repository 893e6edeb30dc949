"""Words of the app: plain ones, and no page without a title, a heading and a way out."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import appkit
import pytest

import batchgen
from batchgen import new_campaign

APP = Path(batchgen.__file__).parent / "app"
PLAIN = re.compile(
    r"\binvalid\b|\bfailed to\b|\boutdated\b|\bplease\b|\babort|\billegal\b|\bunable\b|\bmend|\banew\b"
    r"|(?<!there )\bis no (?:[a-z]+ )?(?:workbook|number|sheet|key)\b|\brows running\b|\bwill not do\b"
    r"|\boops\b|\btraceback\b"
    r"|[a-z]!(?:\s|$)",
    re.IGNORECASE,
)
"""What the app says in other words, after GOV.UK's style."""
SCREENS = ("sheet", "script", "look", "check", "rehearse", "send", "results", "settings")


def of_template(text: str) -> Iterator[str]:
    """Yield the texts that a template shows: between its tags, and in the values that are read aloud."""
    plain = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.DOTALL)
    yield from re.findall(r'(?:aria-label|placeholder|title|alt)="([^"]+)"', plain)
    yield from re.findall(r">([^<>]+)<", plain)


def of_module(path: Path) -> Iterator[str]:
    """Yield the texts of a module that are sentences; its docstrings are for engineers."""
    tree = ast.parse(path.read_text("utf-8"))
    docs = {
        id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)
    }
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in docs else None
        if isinstance(text, str) and " " in text:
            yield text


def said() -> Iterator[tuple[str, str]]:
    """Yield each text that the app can show, with the file that it stands in."""
    for path in sorted((APP / "templates").glob("*.j2")):
        yield from ((path.name, text) for text in of_template(path.read_text("utf-8")))
    for path in [
        *sorted(APP.rglob("*.py")),
        *sorted((APP.parent / "workspace").glob("*.py")),
        APP.parent / "checks" / "problems" / "words.py",
    ]:
        yield from ((path.name, text) for text in of_module(path))
    for path in sorted((APP / "static").glob("*.js")):
        texts = re.findall(r'"([^"\n]* [^"\n]*)"|`([^`]* [^`]*)`', path.read_text("utf-8"))
        yield from ((path.name, one or other) for one, other in texts)


def test_the_app_speaks_in_plain_words():
    found = [(name, text.strip()) for name, text in said() if PLAIN.search(text)]

    assert found == []


@pytest.mark.parametrize(
    "text", ["Invalid row", "It failed to load.", "Done!", "Please wait", "This is no sheet"]
)
def test_the_list_sees_what_it_is_for(text):
    assert PLAIN.search(text)


def test_every_page_has_a_title_a_heading_and_a_way_out(tmp_path):
    new_campaign.write(tmp_path / "autumn", new_campaign.sample_files())
    with appkit.started(tmp_path) as app:
        known = app.cookie()
        paths = ["/", "/new", "/no-such-page", "/c/none/sheet", *(f"/c/autumn/{name}" for name in SCREENS)]
        pages = {path: app.ask("GET", path, known).text for path in paths}

    for path, text in pages.items():
        assert re.search(r"<title>[^<]{5,}</title>", text), path
        assert re.search(r'<h1|aria-level="1"', text), path
        assert '<a class="brand" href="/">' in text, path

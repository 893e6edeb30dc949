"""The pages that people read: README, CHANGELOG and docs/, with their fenced blocks, headings and links.

A block is run or checked by its language (tests/test_docs.py): `console`, `sh`, `python`, `toml`, `yaml`,
`cron`, `json`, `jinja`; `text` is a drawing. The line `<!-- not run: WHY -->` before a block of `console` or
`python` leaves it to be read only; `<!-- folder: sample as NAME -->` gives it the sample sheet by that name.
"""

import dataclasses
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
DOCS = ROOT / "docs"
PAGES = (README, ROOT / "CHANGELOG.md", *sorted(DOCS.glob("*.md")))

_FENCE = re.compile(r"^(```+)(\S*)\n(.*?)^\1$\n?", re.MULTILINE | re.DOTALL)
_NOT_RUN = re.compile(r"<!-- not run: .+ -->\n$")
_SHEET = re.compile(r"<!-- folder: sample as (\S+) -->\n$")


def name(page: Path) -> str:
    """Return a page's name below the checkout."""
    return page.relative_to(ROOT).as_posix()


def text(*names: str) -> str:
    """Return the text of pages of docs/, or of README and all of them."""
    chosen = [DOCS / f"{name}.md" for name in names] or [README, *sorted(DOCS.glob("*.md"))]
    return "\n".join(page.read_text("utf-8") for page in chosen)


@dataclasses.dataclass(frozen=True)
class Block:
    """A fenced block: where it begins, its language, its text, whether it may be run, beside what sheet."""

    page: Path
    line: int
    language: str
    code: str
    is_run: bool
    sheet: str

    def __str__(self) -> str:
        return f"{name(self.page)}:{self.line}"


def blocks(*languages: str) -> list[Block]:
    """Return the blocks in some languages, or all."""
    return [block for page in PAGES for block in _of(page) if not languages or block.language in languages]


def _of(page: Path) -> Iterator[Block]:
    whole = page.read_text("utf-8")
    for fence in _FENCE.finditer(whole):
        before = whole[: fence.start()]
        sheet = _SHEET.search(before)
        yield Block(
            page,
            before.count("\n") + 1,
            fence[2],
            fence[3],
            is_run=not _NOT_RUN.search(before),
            sheet=sheet[1] if sheet else "",
        )


def prose(page: Path) -> str:
    """Return a page without its fenced blocks."""
    return _FENCE.sub("\n", page.read_text("utf-8"))


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    found: dict[str, int] = {}
    slugs = set()
    for heading in re.findall(r"^#{1,6} (.+?)\s*$", prose(page), re.MULTILINE):
        slug = _slug(re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading))
        times = found[slug] = found.get(slug, -1) + 1
        slugs.add(f"{slug}-{times}" if times else slug)
    return slugs


def _slug(heading: str) -> str:
    kept = (c for c in heading.strip().lower() if c in " -_" or unicodedata.category(c)[0] in "LNM")
    return "".join(kept).replace(" ", "-")


def links(page: Path) -> list[str]:
    """Return the targets of a page's links and pictures; what stands in code is none."""
    plain = re.sub(r"(`+)[^`]+?\1", "", prose(page))
    return [
        *re.findall(r"\]\(([^()\s]+(?:\([^()\s]*\))?)\)", plain),
        *re.findall(r"^\[[^\]]+\]: (\S+)", plain, re.MULTILINE),
    ]


def steps(code: str) -> Iterator[tuple[str, list[str]]]:
    """Each `$ command` of a console block with the lines that it should print."""
    for step in re.split(r"^\$ ", code, flags=re.MULTILINE)[1:]:
        command, *lines = step.strip().splitlines()
        yield command, lines


def shows(line: str, output: str) -> bool:
    """Return whether some line of an output is this line; `…` stands for anything, spaces count once."""
    pattern = r".*".join(re.escape(" ".join(part.split())) for part in line.split("…"))
    return any(re.search(pattern, " ".join(shown.split())) for shown in output.splitlines())

"""Logo: what is drawn, and that a script, a link or a bomb is refused in one sentence."""

import io
import zlib
from pathlib import Path

import pytest
from PIL import Image

from batchgen import errors
from batchgen.checks.pages import logo

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {}>{}</svg>'
BOX = 'viewBox="0 0 200 80"'
RECT = '<rect x="20" y="10" width="100" height="50" fill="#c00"/>'


def written(tmp_path: Path, text: str, name: str = "logo.svg") -> Path:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


def refusal(path: Path) -> str:
    with pytest.raises(errors.UsageError) as caught:
        logo.png(path)
    assert "\n" not in caught.value.message
    return caught.value.message


def test_an_svg_is_drawn_without_its_empty_border(tmp_path: Path) -> None:
    path = written(tmp_path, '<?xml version="1.0"?><!DOCTYPE svg>' + SVG.format(BOX, RECT))

    picture = Image.open(io.BytesIO(logo.png(path)))

    assert picture.format == "PNG"
    assert picture.size == (320, 160)
    assert picture.convert("RGB").getpixel((160, 80)) == (204, 0, 0)


def test_a_png_is_made_small(tmp_path: Path) -> None:
    Image.new("RGB", (1500, 500), "red").save(tmp_path / "logo.png")

    assert Image.open(io.BytesIO(logo.png(tmp_path / "logo.png"))).size == (480, 160)


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("<script>alert(1)</script>", "it has a script in it"),
        ('<a onclick="alert(1)"/>', "it has a script in it"),
        ('<a xlink:href="javascript:alert(1)"/>', "it has a script in it"),
        ("<foreignObject/>", "it has a script in it"),
        ('<image href="https://example.com/a.png"/>', "it has a link to another file in it"),
        ('<image xlink:href="/etc/hostname"/>', "it has a link to another file in it"),
        ('<image href="data:image/svg+xml;base64,AAAA"/>', "it has a link to another file in it"),
        ('<use href="other.svg#a"/>', "it has a link to another file in it"),
        ("<style>@import 'a.css'</style>", "it has a link to another file in it"),
        ('<rect fill="url(a.svg#b)"/>', "it has a link to another file in it"),
        (
            "<text>Replyard</text>",
            "it has text in a font that other computers do not have: turn the letters into paths",
        ),
    ],
)
def test_what_is_more_than_a_drawing_is_refused(tmp_path: Path, inside: str, words: str) -> None:
    path = written(tmp_path, SVG.format(BOX, RECT + inside))

    assert refusal(path) == f"batchgen cannot use the logo logo.svg: {words}."


def bombs() -> dict[str, str]:
    uses = "".join(f'<g id="a{n}">' + f'<use href="#a{n - 1}"/>' * 10 + "</g>" for n in range(1, 12))
    laughs = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return {
        "entities": laughs + SVG.format(BOX, "<title>&b;</title>" + RECT),
        "uses": SVG.format(BOX, f'<defs><g id="a0">{RECT}</g>{uses}</defs><use href="#a11"/>'),
        "wide": SVG.format('viewBox="0 0 100000000 1"', RECT),
        "huge": SVG.format('width="1e30" height="1"', RECT),
        "deep": SVG.format(BOX, "<g>" * 20_000 + "</g>" * 20_000),
        "nothing": SVG.format(BOX, ""),
        "broken": SVG.format(BOX, "<rect"),
        "page": "<html><body><svg></svg></body></html>",
    }


@pytest.mark.parametrize("name", bombs())
def test_a_bomb_is_refused(tmp_path: Path, name: str) -> None:
    assert refusal(written(tmp_path, bombs()[name])).startswith("batchgen cannot use the logo logo.svg: it ")


def png_bomb(width: int, height: int) -> bytes:
    """A PNG of one colour that is small on the disk."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    head = width.to_bytes(4) + height.to_bytes(4) + bytes([1, 0, 0, 0, 0])
    rows = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(60_000, 60_000), (9_000, 9_000), (2_000_000, 1)])
def test_a_png_of_too_many_pixels_is_refused(tmp_path: Path, size: tuple[int, int]) -> None:
    (tmp_path / "logo.png").write_bytes(png_bomb(*size))

    assert refusal(tmp_path / "logo.png") == (
        "batchgen cannot use the logo logo.png: it is broken, empty or too large to draw."
    )


def test_a_file_of_another_kind_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_bytes(SVG.format(BOX, RECT).encode("utf-16"))

    assert refusal(tmp_path / "logo.svg") == "batchgen cannot read the logo logo.svg."
    assert refusal(tmp_path / "none.svg") == "batchgen cannot read the logo none.svg."

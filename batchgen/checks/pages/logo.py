"""Logo: a brand's SVG or PNG as a small PNG, drawn in a process of its own, so that a bomb ends with it."""

from __future__ import annotations

import functools
import importlib.util
import io
import re
import subprocess
import sys
from pathlib import Path

from batchgen import errors

_SIZE = (640, 160)
_MOST_PIXELS = 4_000_000
_SECONDS, _MEMORY = 10, 600_000_000
"""What drawing may take: seconds, and bytes where the system can hold it to them."""
_PNG = b"\x89PNG"
_FAULTS = (
    (r"<[\w:]*(script|foreignObject|iframe)\b|\son\w+\s*=|javascript:", "script"),
    (r"<[\w:]*text\b", "text"),
    (r"<!ENTITY|<\?xml-stylesheet|@import|url\(\s*[\"']?(?!#)", "link"),
    (r"\b(href|src)\s*=\s*[\"'](?!#|data:image/(png|jpeg);)", "link"),
)
"""What is never handed to the drawer, which follows links to files of this computer, and its name in
`words.LOGO_FAULTS`."""


def png(path: Path) -> bytes:
    """Return a logo as PNG of at most 640 x 160 pixels.

    Raises errors.UsageError if it is not drawn, errors.MissingExtraError without the packages that draw it.
    """
    from batchgen.checks.pages import words  # not for the child

    try:
        data = path.read_bytes()
        text = "" if data.startswith(_PNG) else data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise errors.UsageError(words.logo_not_read(path.name)) from None
    fault = next((name for sign, name in _FAULTS if re.search(sign, text, re.IGNORECASE)), "")
    if not fault and not all(map(importlib.util.find_spec, ("PIL", "resvg_py"))):
        raise errors.MissingExtraError(words.NEEDS_SHARE, hint=words.INSTALL_SHARE)
    drawn = b"" if fault else _in_child(data)
    if not drawn:
        raise errors.UsageError(
            words.logo_not_used(path.name, words.LOGO_FAULTS[fault or "broken"]), hint=words.USE_PNG
        )
    return drawn


@functools.lru_cache(4)
def _in_child(data: bytes) -> bytes:
    # As a file: a module of the package would import much of it first.
    command = [sys.executable, "-P", __file__]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return b""
    return done.stdout if done.returncode == 0 else b""


def _drawn(data: bytes) -> bytes:
    """Return a logo as PNG without its empty border, or nothing."""
    from PIL import Image

    if not data.startswith(_PNG):
        import resvg_py

        text = data.decode("utf-8-sig")
        data = bytes(resvg_py.svg_to_bytes(svg_string=text, height=2 * _SIZE[1], skip_system_fonts=True))
    with Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
        if picture.width * picture.height > _MOST_PIXELS:
            return b""
        whole = picture.convert("RGBA")
    out = io.BytesIO()
    if box := whole.getchannel("A").getbbox():
        whole = whole.crop(box)
        whole.thumbnail(_SIZE)
        whole.save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    sys.stdout.buffer.write(_drawn(sys.stdin.buffer.read()))

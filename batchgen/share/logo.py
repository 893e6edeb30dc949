"""Logo: a brand's SVG or PNG as a small PNG, drawn in a process of its own, so that a bomb ends with it."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

from batchgen import errors
from batchgen.share import words

_SIZE = (640, 160)
_MOST_PIXELS = 4_000_000
_SECONDS, _MEMORY = 10, 600_000_000
"""What drawing may take: seconds, and bytes where the system can hold it to them."""
_FAULTS = (
    (r"<[\w:]*(script|foreignObject|iframe)\b|\son\w+\s*=|javascript:", words.LOGO_SCRIPT),
    (r"<[\w:]*text\b", words.LOGO_TEXT),
    (r"<!ENTITY|<\?xml-stylesheet|@import|url\(\s*[\"']?(?!#)", words.LOGO_LINK),
    (r"\b(href|src)\s*=\s*[\"'](?!#|data:image/(png|jpeg);)", words.LOGO_LINK),
)
"""What is never handed to the drawer, which follows links to files of this computer."""


def png(path: Path) -> bytes:
    """Return a logo as PNG of at most 640 x 160 pixels. Raises errors.UsageError if it is not drawn."""
    try:
        data = path.read_bytes()
        text = "" if data.startswith(b"\x89PNG") else data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise errors.UsageError(words.unreadable_logo(path.name)) from None
    fault = next((words for sign, words in _FAULTS if re.search(sign, text, re.IGNORECASE)), "")
    drawn = b"" if fault else _in_child(data)
    if not drawn:
        text = words.bad_logo(path.name, fault or words.BROKEN_LOGO)
        raise errors.UsageError(text, hint=words.USE_A_PNG)
    return drawn


def _in_child(data: bytes) -> bytes:
    command = [sys.executable, "-m", "batchgen.share.logo"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return b""
    return done.stdout if done.returncode == 0 else b""


def _drawn(data: bytes) -> bytes:
    """Return a logo as PNG without its empty border, or nothing."""
    from PIL import Image

    if not data.startswith(b"\x89PNG"):
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

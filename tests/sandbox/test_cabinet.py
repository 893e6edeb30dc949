"""Drawn presenters outlive a run; what was said does not."""

import os
from pathlib import Path

import pytest

from batchgen.sandbox.files import cabinet


def test_drawings_are_kept_and_sentences_are_not(tmp_path: Path) -> None:
    first, kept, second = tmp_path / "first", tmp_path / "kept", tmp_path / "second"
    first.mkdir()
    (first / "look-maya-720-1.npz").write_bytes(b"maya")
    (first / "say-1.pcm").write_bytes(b"Hello Ana")
    cabinet.put_back(first, kept)
    cabinet.lay_out(kept, second)

    assert [path.name for path in second.iterdir()] == ["look-maya-720-1.npz"]
    assert [path.name for path in kept.iterdir()] == ["look-maya-720-1.npz"]


def test_the_drawings_used_last_are_kept(tmp_path: Path) -> None:
    shelf, kept = tmp_path / "shelf", tmp_path / "kept"
    shelf.mkdir()
    for number in range(cabinet.ROOM + 3):
        drawing = shelf / f"look-{number:02d}.npz"
        drawing.write_bytes(b"x")
        os.utime(drawing, (1000 + number, 1000))
    cabinet.put_back(shelf, kept)

    assert min(path.name for path in kept.iterdir()) == "look-03.npz"
    assert len(list(kept.iterdir())) == cabinet.ROOM


def test_no_place_to_keep_anything_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "look-1.npz").write_bytes(b"x")

    cabinet.put_back(tmp_path, tmp_path / "file" / "kept")
    cabinet.lay_out(tmp_path / "nowhere", tmp_path / "file" / "shelf")


def test_the_place_follows_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BATCHGEN_CACHE", str(tmp_path / "here"))

    assert cabinet.place() == tmp_path / "here"

"""The API key of a campaign: in its `.env`, and nowhere else that a page, a file or `ps` can show."""

import os
from pathlib import Path

import appkit
import appruns
import faketavus

PAGES = ("sheet", "script", "look", "check", "rehearse", "send", "results", "settings")


def test_the_key_is_shown_nowhere(tmp_path: Path):
    with faketavus.FakeTavus(latency=1.0, key=appruns.KEY) as api:
        folder = appruns.campaign(tmp_path / "spring", api.url, rows=3, connections=1)
        (folder / ".env").unlink()
        with appkit.started(tmp_path) as app:
            known = app.cookie()
            saved = appruns.post(app, known, "/c/spring/api/settings/key", key=appruns.KEY)
            assert saved.status == 200, saved.text
            texts = [saved.text]
            appruns.send(app, known, "spring")
            appruns.waited(lambda: api.posts, "a first video")
            commands = _commands()
            appruns.waited(lambda: not appruns.is_running(app, known), "the end of the run")
            texts += [app.ask("GET", f"/c/spring/{name}", known).text for name in PAGES]
            refused = appruns.post(app, known, "/c/spring/api/settings/key", key="x" + appruns.KEY[:-3] + "é")
            texts.append(refused.text)

    assert api.keys == {appruns.KEY}
    assert [text for text in texts if appruns.KEY in text or appruns.KEY[:-3] in text] == []
    assert any("run" in command and "--confirm" in command for command in commands)
    assert [command for command in commands if appruns.KEY in command] == []
    holding = [path for path in tmp_path.rglob("*") if path.is_file() and _holds(path)]
    assert holding == [folder / ".env"]
    assert (folder / ".env").stat().st_mode & 0o777 == 0o600


def _holds(path: Path) -> bool:
    return appruns.KEY.encode() in path.read_bytes()


def _commands() -> list[str]:
    """Return the command lines that `ps` would show of the processes of this user."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if folder.stat().st_uid == os.getuid():
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
                found.append(line.decode("utf-8", "replace"))
        except OSError:
            continue
    return found

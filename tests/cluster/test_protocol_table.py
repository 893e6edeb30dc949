"""The table of protocols in docs/design.md names tests that are there."""

import re

import docpages

ROOMS = ("cluster", "state/postgres", "run")


def test_every_protocol_has_its_test_and_its_blind_form() -> None:
    design = (docpages.ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| .*test_.*\|$", design.split("\n## 9. ")[1], re.MULTILINE)
    texts = [
        path.read_text(encoding="utf-8")
        for room in ROOMS
        for path in (docpages.ROOT / "tests" / room).glob("*.py")
    ]
    there = set(re.findall(r"^def (test_\w+)\(", "\n".join(texts), re.MULTILINE))

    assert len(rows) >= 12
    for row in rows:
        _, _, tests, blind, _ = row.split("|")
        assert re.findall(r"`(test_\w+)`", tests)
        assert re.findall(r"`(test_\w+)`", blind)
        assert set(re.findall(r"`(test_\w+)`", row)) <= there

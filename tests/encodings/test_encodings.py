"""A text is read in the encoding that it has, or people are asked; nothing is guessed."""
# ruff: noqa: RUF001 - other alphabets are what this is about

from __future__ import annotations

from pathlib import Path

import pytest
from peoplelists import FOREIGN, WESTERN, foreign, western

from batchgen import encodings, errors


def written(folder: Path, content: bytes) -> Path:
    path = folder / "list.csv"
    path.write_bytes(content)
    return path


def found(folder: Path, content: bytes, **options: object) -> str:
    return encodings.find(written(folder, content), "list.csv", **options)  # type: ignore[arg-type]


def asked(folder: Path, content: bytes) -> str:
    with pytest.raises(errors.SheetError) as raised:
        found(folder, content)
    assert "Add the option that shows the right words" in raised.value.hint
    return raised.value.message


@pytest.mark.parametrize("language", WESTERN)
def test_western_lists_of_excel_are_read_without_a_question(tmp_path: Path, language: str) -> None:
    for seed, rows in ((1, 12), (2, 30), (3, 60), (4, 200)):
        assert found(tmp_path, western(language, seed, rows).encode("cp1252")) == "cp1252"


@pytest.mark.parametrize("names", FOREIGN, ids=lambda names: names[:12])
def test_lists_of_other_code_pages_are_never_read_as_garbage(tmp_path: Path, names: str) -> None:
    for encoding in FOREIGN[names]:
        for start in range(10):
            for rows in (1, 2, 4, 8, 100) if start == 0 else (1, 2, 4):
                text = foreign(names, rows, start)
                content = text.encode(encoding)
                if content.isascii():
                    continue
                try:
                    read = content.decode(found(tmp_path, content))
                except errors.SheetError:
                    continue
                assert read == text


@pytest.mark.parametrize("names", FOREIGN, ids=lambda names: names[:12])
def test_the_true_reading_is_among_those_that_are_shown(tmp_path: Path, names: str) -> None:
    for encoding in FOREIGN[names]:
        for rows in (4, 8, 100):
            text = foreign(names, rows)

            message = asked(tmp_path, text.encode(encoding))

            cells = {line.split(",")[0] for line in text.splitlines()[1:]}
            shown = [set(line.split(": ", 1)[1].split(", ")) for line in message.splitlines()[1:]]
            assert any(reading <= cells for reading in shown)
            assert len({frozenset(reading) for reading in shown}) == len(shown)
            assert 2 <= message.count("--encoding ") <= 3


@pytest.mark.parametrize(
    "word", ["à", "é", "ó", "José", "Müller", "Zoë", "Ó Briain", "À la carte", "3ª", "50 €"]
)
def test_a_letter_or_a_sign_alone_asks_nothing(tmp_path: Path, word: str) -> None:
    assert found(tmp_path, f"name,note\nAna,{word}\n".encode("cp1252")) == "cp1252"


@pytest.mark.parametrize(
    "cell",
    [
        "£ukasz",
        "Mar’a",
        "Pe–a",
        "Jos\xa0Luis",
        "Gro§mann",
        "Mu®ica",
        "JosŽ",
        "MŸller",
        "Jiøí",
        "Þahin",
        "Zieliñski",
    ],
)
def test_a_sign_in_a_word_or_a_letter_in_no_place_of_its_own_asks(tmp_path: Path, cell: str) -> None:
    message = asked(tmp_path, f"name,mail\n{cell},a@b\n".encode("cp1252"))

    assert message.count("--encoding ") >= 2


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("\ufeffИван".encode(), "utf-8-sig"),
        ("Иван,a@b.example\r\n".encode("utf-16"), "utf-16"),
        ("Ivan,a@b.example\r\n".encode("utf-16-le"), "utf-16-le"),
        ("Ivan,a@b.example\r\n".encode("utf-16-be"), "utf-16-be"),
        ("Иван".encode(), "utf-8"),
        ("José £ukasz Mar’a".encode(), "utf-8"),
    ],
)
def test_unicode_always_wins(tmp_path: Path, content: bytes, expected: str) -> None:
    memory = encodings.settled("cp1251")

    assert found(tmp_path, content) == found(tmp_path, content, recall=memory) == expected


def test_what_was_read_before_holds_if_its_words_are_there(tmp_path: Path) -> None:
    content = "name,mail\nЖанна,a@b\nИван,c@d\n".encode("cp1251")

    def remembered(*words: str) -> encodings.Recall:
        return lambda: encodings.Memory("cp1251", lambda asked: not asked.isdisjoint(words))

    assert found(tmp_path, content, recall=remembered("Жанна")) == "cp1251"
    with pytest.raises(errors.SheetError):
        found(tmp_path, content, recall=remembered("Olga"))


def test_a_mac_list_that_looks_western_stays_what_it_was(tmp_path: Path) -> None:
    content = "name\nLisa’s\n".encode("cp1252")  # a Mac's Lisaís

    before = encodings.settled("mac_roman")

    assert (found(tmp_path, content), found(tmp_path, content, recall=before)) == ("cp1252", "mac-roman")

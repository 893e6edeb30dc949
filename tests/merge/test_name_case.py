"""The case of people's names."""

import pytest

from batchgen.merge.speech import name_case


@pytest.mark.parametrize(
    ("text", "locale", "written"),
    [
        ("AN DO", "en", "An Do"),
        ("NGUYEN VAN", "en", "Nguyen Van"),
        ("JAN VAN DER BERG", "nl", "Jan van der Berg"),
        ("MARIA (MIA) LOPEZ", "en", "Maria (Mia) Lopez"),
        ("SMITH/JONES", "en", "Smith/Jones"),
        ("O`NEIL", "en", "O`Neil"),
        ("JOSÉ Y MARÍA", "es", "José y María"),
        ("MARIA E. LOPEZ", "en", "Maria E. Lopez"),
        ("JOHN E SMITH", "en", "John E Smith"),
    ],
)
def test_a_name_in_capitals_is_written_as_its_owner_does(text: str, locale: str, written: str) -> None:
    assert name_case.person(text, locale) == written

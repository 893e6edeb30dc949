"""The column that holds a person's name, by its header in many languages."""

import pytest

from batchgen import identity, merge


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        ({"first_name": "Ana", "last_name": "Ruiz", "company": "Acme"}, "Ana Ruiz"),
        ({"first_name": " Ana  Maria "}, "Ana Maria"),
        ({"full_name": "Ana Ruiz", "last_name": "Ruiz"}, "Ana Ruiz"),
        ({"name": "Ana Ruiz"}, "Ana Ruiz"),
        ({"last_name": "Ruiz"}, "Ruiz"),
        ({"Vorname": "Anna", "Name": "Schmidt"}, "Anna Schmidt"),
        ({"Prénom": "Anne", "Nom": "Leroy"}, "Anne Leroy"),
        ({"Nombre": "Ana", "Apellidos": "Ruiz Gil"}, "Ana Ruiz Gil"),
        ({"Имя": "Анна", "Фамилия": "Иванова"}, "Анна Иванова"),
        ({"Imię i nazwisko": "Anna Kowalska"}, "Anna Kowalska"),
        ({"氏名": "山田 花子"}, "山田 花子"),
        ({"Soyad\u0131": "Yılmaz", "Ad\u0131": "Ayşe"}, "Ayşe Yılmaz"),  # noqa: RUF001 (Turkish)
        ({"company": "Acme", "email": "ana@acme.test"}, ""),
        ({"first_name": "Ana", "customer": "Acme"}, "Ana"),
    ],
)
def test_the_name_of_a_person_is_found_by_the_headers(cells: dict[str, str], name: str) -> None:
    folded = {identity.fold(header): text for header, text in cells.items()}

    assert merge.name_of(folded) == name

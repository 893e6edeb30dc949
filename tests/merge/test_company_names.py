"""Names of companies: legal forms of many countries go, and nothing else."""

# ruff: noqa: RUF001 (letters of other scripts are meant)

import pytest

from batchgen.merge.speech import company_names


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Tacos S. de R.L. de C.V.", "Tacos"),
        ("Ruiz S.A.S. de C.V.", "Ruiz"),
        ("Ruiz S. Coop.", "Ruiz"),
        ("Ruiz S.A.C.", "Ruiz"),
        ("Rossi & C. S.a.s.", "Rossi"),
        ("Kowalski sp. z o. o.", "Kowalski"),
        ("Kowalski Sp. z o.o. sp. k.", "Kowalski"),
        ("Yılmaz Ltd. Şti.", "Yılmaz"),
        ("Maybank Berhad", "Maybank"),
        ("PT Astra International Tbk", "Astra International"),
        ("(주)카카오", "카카오"),
        ("(株)リクルート", "リクルート"),
        ("Foo Co.,Ltd", "Foo"),
        ("Foo GmbH i.L.", "Foo"),
        ("Foo e. K.", "Foo"),
        ("Foo gGmbH", "Foo"),
        ("Foo UG haftungsbeschränkt", "Foo"),
        ("Παπαδόπουλος Α.Ε.", "Παπαδόπουλος"),
        ("Al Futtaim FZ-LLC", "Al Futtaim"),
        ('Cohen בע"מ', "Cohen"),
        ("บริษัท ปตท จำกัด", "ปตท"),
        ("Siam Cement PCL", "Siam Cement"),
        ("Tremblay ltée", "Tremblay"),
        ("USA TODAY", "USA Today"),
        ("IT SERVICES GMBH", "IT Services"),
        ("Verein für Sport e. V.", "Verein für Sport"),
        ("Eni S. p. A.", "Eni"),
        ("Smith J. R.", "Smith J. R."),
        ("dm-drogerie markt GmbH + Co. KG", "dm-drogerie markt"),
        ("Canal+ SA", "Canal+"),
        ("Foo GmbH i.G.", "Foo"),
        ("Cabinet Martin SELARL", "Cabinet Martin"),
        ("Natura EIRELI", "Natura"),
        ("SARL Dupont & Fils", "Dupont & Fils"),
        ("Eni SpA", "Eni"),
        ("Rossi & C. S.p.A.", "Rossi"),
        ("Blue Lagoon Spa", "Blue Lagoon Spa"),
        ("Day Spa", "Day Spa"),
        ("AS Roma", "AS Roma"),
        ("SA Recycling", "SA Recycling"),
        ("Limited Brands", "Limited Brands"),
        ("A.S. Watson", "A.S. Watson"),
        ("Inc. Magazine", "Inc. Magazine"),
        ("KG", "KG"),
        ("Co", "Co"),
        ("GmbH & Co. KG", "GmbH & Co. KG"),
        ("Co & Co", "Co & Co"),
        ("LLC Consulting", "LLC Consulting"),
        ("H & C", "H & C"),
    ],
)
def test_legal_forms_are_dropped_and_nothing_else(text: str, said: str) -> None:
    assert company_names.company(text) == said


def test_spa_is_a_form_in_italian_alone() -> None:
    assert company_names.company("Eni Spa", "it_IT") == "Eni"
    assert company_names.company("Rossi & C. Spa", "it") == "Rossi"
    assert company_names.company("Day Spa", "en_US") == "Day Spa"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[x]cube Ltd", "xcube"),
        ("(Re)vive", "Revive"),
        ("Acme(UK) Ltd", "Acme"),
        ("Foo(Shanghai)Co.,Ltd", "Foo"),
        ("Acme (formerly Foo)", "Acme"),
    ],
)
def test_letters_in_brackets_with_which_a_word_begins_are_kept(text: str, said: str) -> None:
    assert company_names.company(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("PKO BP S.A.", "PKO BP"),
        ("PSA GROUP", "PSA Group"),
        ("MTU AERO ENGINES AG", "MTU Aero Engines"),
        ("SKY NEWS", "Sky News"),
        ("PRO TECH", "Pro Tech"),
    ],
)
def test_letters_that_begin_no_word_stay_capitals(text: str, said: str) -> None:
    assert company_names.company(text) == said

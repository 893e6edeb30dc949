"""Numbers by a locale's pattern: the same as Babel's own function writes."""

import decimal

import babel
import pytest
from babel import numbers

from batchgen.merge.speech.quantities import number_writer

LOCALES = ("en_US", "de_DE", "de_CH", "de_AT", "fr_FR", "en_IN", "es_ES", "pl_PL", "ar_EG", "he_IL", "en_CH")
VALUES = (
    *("0", "-0", "1", "-1.5", "12", "999", "1000", "1234.5", "-1234567.891", "0.005", "0.015", "2.675"),
    *("1E+3", "1E-7", "123456789012345.1234567", "99.995", "100.10"),
)


@pytest.mark.parametrize("name", LOCALES)
@pytest.mark.parametrize("text", VALUES)
def test_a_number_is_written_as_babel_writes_it(name: str, text: str) -> None:
    value = decimal.Decimal(text)
    locale = babel.Locale.parse(name)
    formats = (
        locale.decimal_formats[None],
        locale.percent_formats[None],
        locale.currency_formats["standard"],
    )
    for pattern in map(numbers.parse_pattern, formats):
        writer = number_writer.NumberWriter(pattern, locale)

        assert writer.write(value) == pattern.apply(value, locale, decimal_quantization=False)
        assert writer.write(value, exact=False) == pattern.apply(value, locale)


def test_more_digits_than_decimals_have_are_an_error() -> None:
    locale = babel.Locale("en")
    writer = number_writer.NumberWriter(numbers.parse_pattern("#,##0.###"), locale)

    with pytest.raises(decimal.InvalidOperation):
        writer.write(decimal.Decimal("1E+40"))

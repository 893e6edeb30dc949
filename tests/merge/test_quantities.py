"""Quantities: what a text says as a number, an amount or a percentage, and what stops its row."""

import pytest

from batchgen.merge.speech import locales, quantities
from batchgen.merge.speech.quantities import saying, style


def gathered(texts, header=""):
    return style.gather(texts, locales.of("en_US"), header)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # magnitudes
        ("$5M", "$5,000,000"),
        ("12.5k", "$12,500"),
        ("1.5 million", "$1,500,000"),
        ("2 bn", "$2,000,000,000"),
        ("$5MM", "$5,000,000"),
        ("£2.5m", "£2,500,000"),
        ("1,2 Mio. €", "€1,200,000"),
        ("3 Mrd. €", "€3,000,000,000"),
        ("500 TEUR", "€500,000"),
        ("1.5M€", "€1,500,000"),
        ("₹5 lakh", "₹500,000"),
        ("₹2.5 Cr", "₹25,000,000"),
        # signs
        ("(500)", "-$500"),
        ("($500)", "-$500"),
        ("$(500)", "-$500"),
        ("500-", "-$500"),
        ("-$500", "-$500"),
        ("$-500", "-$500"),
        ("\u2212500", "-$500"),
        ("+5", "+$5"),
        # separators
        ("EUR 1.200,50", "€1,200.50"),
        ("12 500,75", "$12,500.75"),
        ("12\u00a0500,75", "$12,500.75"),
        ("12\u202f500,75", "$12,500.75"),
        ("12\u2009500", "$12,500"),
        ("1'200", "$1,200"),
        ("1\u2019200.50", "$1,200.50"),
        ("₹12,34,567", "₹1,234,567"),
        ("5.000.000", "$5,000,000"),
        ("1.200 €", "€1,200"),
        # other ways to write a number
        ("1e6", "$1,000,000"),
        ("4.479E+11", "$447,900,000,000"),
        ("1½", "$1.50"),
        ("1 1/2", "$1.50"),
        ("٣٤٥", "$345"),
        ("\u0661\u066c\u0662\u0660\u0660\u066b\u0665", "$1,200.50"),
        ("\uff11\uff0c\uff12\uff10\uff10", "$1,200"),
        ("$0.0045", "$0.0045"),
        # currencies
        ("1200 EUR", "€1,200"),
        ("US$ 1,200", "$1,200"),
        ("$1,200 USD", "$1,200"),
        ("A$500", "A$500"),
        ("CHF 5.-", "5 Swiss francs"),
        ("€5,–", "€5"),
        ("¥5000", "¥5,000"),
        ("500 zł", "500 Polish zlotys"),
        ("500 SEK", "500 Swedish kronor"),
        # bounds and ranges
        ("~500", "about $500"),
        ("ca. 500", "about $500"),
        (">500", "over $500"),
        ("≥ 50", "at least $50"),
        ("50+", "at least $50"),
        ("Under $1M", "under $1,000,000"),
        ("up to $5k", "up to $5,000"),
        ("10-20k", "$10,000 to $20,000"),
        ("500-2k", "$500 to $2,000"),
        ("$1M – $5M", "$1,000,000 to $5,000,000"),
        ("from 5 to 10", "$5 to $10"),
        ("between 5 and 10", "$5 to $10"),
        ("$500 per month", "$500 per month"),
        # a sign that begins as a word, magnitudes before the number, and what stands between
        ("CA$5k", "CA$5,000"),
        ("TEUR 500", "€500,000"),
        ("k€ 500", "€500,000"),
        ("2 million de euros", "€2,000,000"),
        ("₹ 500/-", "₹500"),
    ],
)
def test_an_amount_is_said_with_all_its_signs(text, expected):
    assert saying.money(text, "en_US").replace("\u00a0", " ") == expected


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("1,2 Mio. €", "de_DE", "1.200.000 €"),
        ("1.200", "de_DE", "1.200 €"),
        ("ca. 5 Tsd. EUR", "de_DE", "etwa 5.000 €"),
        ("von 5 bis 10 Mio. €", "de_DE", "5.000.000 € bis 10.000.000 €"),
        ("über 50.000 €", "de_DE", "über 50.000 €"),
        ("$5M", "de_DE", "5.000.000 $"),
        ("500.-", "de_CH", "500 Schweizer Franken"),
        ("12 500,75 €", "fr_FR", "12 500,75 €"),
        ("2 M€", "fr_FR", "2 000 000 €"),
        ("moins de 10 k€", "fr_FR", "moins de 10 000 €"),
        ("5 mil €", "es_ES", "5.000 €"),
        ("1,5 millones €", "es_ES", "1.500.000 €"),
        ("R$ 2 mil", "pt_BR", "R$ 2.000"),
        ("12 500 kr", "sv_SE", "12 500 kr"),
        ("50 tys. zł", "pl_PL", "50 000 zł"),
        ("$500", "en_CA", "$500"),
        ("$500", "es_MX", "$500"),
        ("₹12,34,567", "en_IN", "₹12,34,567"),
        ("Rs. 500", "en_IN", "₹500"),
        ("¥5000", "zh_CN", "¥5,000"),
        ("2 millones de euros", "es_ES", "2.000.000 €"),
        ("1 million d'euros", "fr_FR", "1 000 000 €"),
        ("2 milioni di euro", "it_IT", "2.000.000 €"),
        ("5 Mkr", "sv_SE", "5 000 000 kr"),
        ("500:-", "sv_SE", "500 kr"),
        ("500 t.kr.", "da_DK", "500.000 kr."),
        ("5 MNOK", "nb_NO", "5 000 000 kr"),
        ("5 MFt", "hu_HU", "5 000 000 Ft"),
        ("5 bin TL", "tr_TR", "₺5.000"),
        ("5 тысяч ₽", "ru_RU", "5 000 ₽"),
        ("5万円", "ja_JP", "￥50,000"),
        ("2千万円", "ja_JP", "￥20,000,000"),
        ("1.5亿元", "zh_CN", "¥150,000,000"),
        ("5만원", "ko_KR", "₩50,000"),
        ("mind. 500 €", "de_DE", "mindestens 500 €"),
        ("zw. 5 und 10 €", "de_DE", "5 € bis 10 €"),
    ],
)
def test_an_amount_is_said_in_the_language_of_its_row(text, locale, expected):
    said = saying.money(text, locale)

    assert said.replace("\u00a0", " ").replace("\u202f", " ") == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "TBD", "n/a", "$", "5/10", "±5", "--5", "-(500)", "1.2.3", "1,2,3", "12 34", "20-10", "-5-10",
        "500-1M", "1億5千万円", "555-123-4567", "2026-12-01", "$5 €5", "5 thou", "500*", "5²", "500 kr",
        "Rs 500", "12%", "$500 - TBD", "$500 (est.)", "9" * 5_000, "1e99", ">5+", "500 CR", "500DR",
        "5 de euros",
    ],
)  # fmt: skip
def test_what_is_no_amount_or_reads_two_ways_is_not_said(text):
    with pytest.raises(quantities.UnreadableError):
        saying.money(text, "en_US")


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        *(("500 K", "my_MM"), ("500k", "en_ZM"), ("5 M", "en_LS"), ("5 B", "es_PA"), ("500K+", "en_PG")),
    ],
)
def test_a_letter_that_is_the_countrys_currency_is_no_magnitude_there(text, locale):
    with pytest.raises(quantities.UnreadableError, match="can be the currency or a larger number"):
        saying.money(text, locale)
    with pytest.raises(quantities.UnreadableError, match="can be the currency or a larger number"):
        saying.number(text, locale)


def test_a_sign_of_two_countries_is_that_of_the_rows_own():
    assert saying.money("C$500", "en_US") == "CA$500"
    assert saying.money("C$ 500", "es_NI") == "C$500"


@pytest.mark.parametrize(("text", "locale"), [("2 billion €", "de_DE"), ("5 mil", "it_IT"), ("~5", "zu_ZA")])
def test_what_the_language_leaves_open_is_not_said(text, locale):
    with pytest.raises(quantities.UnreadableError):
        saying.money(text, locale, "EUR")


@pytest.mark.parametrize(
    ("text", "currency", "expected"),
    [
        ("1200", "GBP", "£1,200"),
        ("€1,200", "GBP", "€1,200"),
        ("$500", "CAD", "CA$500"),
        ("500 kr", "NOK", "500 Norwegian kroner"),
    ],
)
def test_the_currency_in_the_cell_is_said_and_the_template_settles_what_it_leaves_open(
    text, currency, expected
):
    assert saying.money(text, "en_US", currency) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12.5k", "12,500"),
        ("-3", "-3"),
        ("(3)", "-3"),
        ("+5", "+5"),
        ("500 employees", "500 employees"),
        ("25kg", "25kg"),
        ("11-50", "11 to 50"),
        ("10,001+", "at least 10,001"),
        ("10,001+ employees", "at least 10,001 employees"),
        ("5k+ users", "at least 5,000 users"),
        ("007", "7"),
        ("500.", "500"),
    ],
)
def test_a_number_keeps_its_sign_and_its_unit(text, expected):
    assert saying.number(text, "en_US") == expected


@pytest.mark.parametrize("text", ["500 CR", "500 Dr.", "5 Cr"])
def test_a_sign_of_accounts_is_no_unit(text):
    with pytest.raises(quantities.UnreadableError, match="accounts"):
        saying.number(text, "en_US")


@pytest.mark.parametrize("text", ["%12", "% 12", "٪١٢"])
def test_a_percent_sign_may_stand_first(text):
    assert saying.percent(text, "en_US") == "12%"


def test_one_small_letter_is_a_magnitude_of_money_alone():
    assert saying.money("$5m", "en_US") == "$5,000,000"
    with pytest.raises(quantities.UnreadableError, match="metres"):
        saying.number("5m", "en_US")


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("50+", "en_US", "at least fifty"),
        ("5-10", "en_US", "five to ten"),
        ("-3", "en_US", "minus three"),
        ("+3", "de_DE", "plus drei"),
        ("1,5", "de_DE", "eins Komma fünf"),
    ],
)
def test_a_number_in_words_keeps_its_bounds(text, locale, expected):
    assert saying.spoken_number(text, locale) == expected


@pytest.mark.parametrize("text", ["2.5", "5-10", "$3", "n/a"])
def test_a_rank_is_a_whole_number(text):
    with pytest.raises(quantities.UnreadableError):
        saying.ordinal(text, "en_US")


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["1.200", "12,5"], ","),
        (["1,200", "12.5"], "."),
        (["1.200", "980"], ","),  # a zero that is kept, beside a number without decimals
        (["1.200 €", "1.350 €"], ","),  # money has no three decimals
        (["1.234", "980"], ""),
        (["KWD 1.250", "JOD 2.125"], ""),
        (["1.200,50", "1,200.50"], "open"),
    ],
)
def test_a_column_shows_its_decimal_sign(texts, expected):
    assert gathered(texts).decimal == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["0.12", "0.5", "1"], "share"),
        (["0.5", "1", "1.5"], "points"),
        (["0.5", "1", "1.5", "15,5 %"], "points"),
        (["12", "15"], "points"),
        (["2.5", "3.75", "0.75"], "points"),
        (["0.12", "0.35", "1.2"], "open"),
        (["0.155", "15%"], "open"),
        (["0.155", "15", "20"], "open"),
        (["0.75", "12.25", "80.5"], "points"),
        (["1", "1"], "open"),
        (["15%", "12%"], ""),
    ],
)
def test_a_column_has_one_scale_of_percent(texts, expected):
    assert gathered(texts).scale == expected


@pytest.mark.parametrize(
    ("header", "currencies", "is_large"),
    [
        ("Revenue (EUR)", ("EUR",), False),
        ("Umsatz in T€", ("EUR",), True),
        ("Revenue ($M)", ("USD",), True),
        ("Revenue in thousands", (), True),
        ("Annual Revenue", (), False),
        ("Price", (), False),
    ],
)
def test_a_header_names_a_currency_or_a_magnitude(header, currencies, is_large):
    found = gathered(["5"], header)

    assert tuple(sign.partition("/")[0] for sign in found.currencies) == currencies
    assert found.is_large is is_large


def test_a_style_is_read_as_it_was_kept():
    found = style.NumberStyle(",", "share", ("EUR", "USD/CAD"), is_large=True)

    assert style.load(found.dump()) == found
